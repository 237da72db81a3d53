//! Compares canonical values of one term. "Cannot compare" is an answer: a relative value never
//! contradicts a number.

use super::values::ValueType;
use super::watch::TermInfo;

/// How value `b` stands to value `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// Not the same text, but equal within the term's tolerance.
    EqualWithinTolerance,
    Differs,
    /// One makes the other more precise: "capped" and an amount, a month and a day in it.
    Refines,
    CannotCompare,
}

/// Compares two canonical values; symmetric.
pub fn compare(term: &TermInfo, a: &str, b: &str) -> Comparison {
    if a == b {
        return Comparison::Same;
    }
    let relative = |v: &str| term.relative.iter().any(|r| r == v);
    if relative(a) || relative(b) {
        return Comparison::CannotCompare;
    }
    let fixed = |v: &str| term.values.iter().any(|k| k == v);
    let refined = |v: &str| term.refined.iter().any(|k| k == v);
    match (fixed(a), fixed(b)) {
        (true, true) => Comparison::Differs,
        (true, false) => mixed(refined(a)),
        (false, true) => mixed(refined(b)),
        (false, false) => typed(term, a, b),
    }
}

fn mixed(refined: bool) -> Comparison {
    if refined { Comparison::Refines } else { Comparison::Differs }
}

fn typed(term: &TermInfo, a: &str, b: &str) -> Comparison {
    match term.kind {
        ValueType::Date if a.starts_with(b) || b.starts_with(a) => Comparison::Refines,
        ValueType::Money | ValueType::Percent => numbers(term, a, b),
        ValueType::Date | ValueType::Year | ValueType::Enum => Comparison::Differs,
    }
}

fn numbers(term: &TermInfo, a: &str, b: &str) -> Comparison {
    let (Some((unit_a, x)), Some((unit_b, y))) = (number(a), number(b)) else {
        return Comparison::Differs;
    };
    if unit_a != unit_b {
        return Comparison::CannotCompare;
    }
    let scale = x.abs().max(y.abs());
    if (x - y).abs() <= term.tolerance * scale {
        Comparison::EqualWithinTolerance
    } else {
        Comparison::Differs
    }
}

/// `USD 5` -> ("USD", 5); `20%` -> ("%", 20).
fn number(value: &str) -> Option<(&str, f64)> {
    if let Some(percent) = value.strip_suffix('%') {
        return Some(("%", percent.parse().ok()?));
    }
    let (unit, units) = value.split_once(' ')?;
    Some((unit, units.parse().ok()?))
}
