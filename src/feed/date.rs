//! Dates as feeds write them: ISO 8601 and RFC 822 in all their misspellings, some local forms.
//! It says `None` rather than invent a date, and a missing zone is UTC.

mod iso;
mod name;
mod parts;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;

use parts::Parts;

pub use name::month;

/// A date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub at: Timestamp,
    /// The calendar day in the zone it was written in.
    pub day: Date,
    /// It names one day, of a year in four digits, and can be read in one way only.
    pub whole: bool,
}

/// Longer texts are no dates.
const LONGEST: usize = 100;

/// The moment of a date; a day without a time is its midnight.
pub fn parse(text: &str) -> Option<Timestamp> {
    read(text).map(|written| written.at)
}

/// Reads a date.
pub fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    // A weekday in front says nothing that the rest does not.
    let text = name::without_weekday(text);
    iso::parse(text).or_else(|| east_asian(text)).or_else(|| words::parse(text))
}

/// `2004년 05월 28일 01:31:15`, `2004-05-25 오후 11:23:17`, `2024年5月28日 14:03`: numbers in order.
fn east_asian(text: &str) -> Option<Written> {
    let offset_hours = match () {
        () if text.contains('\u{b144}') || text.contains("\u{c624}") => 9,
        () if text.contains('\u{5e74}') => 8,
        () => return None,
    };
    let digits = |part: &&str| !part.is_empty();
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(digits)
        .map(|part| part.parse::<i32>().ok());
    let mut next = || numbers.next().flatten();
    let mut parts = Parts::on_day(next()?, next()?, next()?);
    parts.hour = next().unwrap_or(0);
    parts.minute = next().unwrap_or(0);
    parts.second = next().unwrap_or(0);
    // "In the afternoon".
    parts.apply_half_day(text.contains("\u{c624}\u{d6c4}").then_some(true));
    parts.offset_seconds = offset_hours * 3600;
    parts.written()
}
