//! Typed values as the text states them, and their one canonical spelling.

pub mod dates;
pub mod numbers;
mod parts;
pub mod recognise;

use std::fmt;

use crate::base::time::Date;

/// A value with its unit. `Display` gives the canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Whole currency units.
    Money {
        currency: &'static str,
        units: u128,
    },
    /// Thousandths of a percent.
    Percent(u64),
    Year(i16),
    Date(Date),
    Month {
        year: i16,
        month: i8,
    },
    Duration {
        count: u64,
        unit: &'static str,
    },
    Number(u128),
}

/// A value found in a text; a range has both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub value: Value,
    pub upper: Option<Value>,
    /// "about", "up to", "more than" stood before it.
    pub approximate: bool,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money { currency, units } => write!(f, "{currency} {units}"),
            Self::Percent(thousandths) => {
                let (whole, part) = (thousandths / 1000, thousandths % 1000);
                if part == 0 {
                    return write!(f, "{whole}%");
                }
                let digits = format!("{part:03}");
                write!(f, "{whole}.{}%", digits.trim_end_matches('0'))
            }
            Self::Year(year) => write!(f, "{year}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Month { year, month } => write!(f, "{year}-{month:02}"),
            Self::Duration { count, unit } => write!(f, "{count} {unit}"),
            Self::Number(n) => write!(f, "{n}"),
        }
    }
}

/// The type names of the watch file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    Enum,
    Money,
    Percent,
    Year,
    Date,
}

impl ValueType {
    pub const ALL: [(&'static str, Self); 5] = [
        ("enum", Self::Enum),
        ("money", Self::Money),
        ("percent", Self::Percent),
        ("year", Self::Year),
        ("date", Self::Date),
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, t)| *t)
    }

    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, t)| *t == self).map_or("enum", |(name, _)| name)
    }
}
