//! Dates as pages write them, read by the reader of feeds' dates and held to more: a whole day, a
//! year in four digits, one way to read it. No default year, no guessed day, and a relative age
//! ("3 hours ago") is no date.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::Timestamp;
use crate::feed::date::{self, month};

/// The moment and the calendar day in the zone it was written in.
pub(super) type Moment = (Timestamp, Date);

/// Declared dates are no longer than this, and no shorter.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=60;

/// A date that is all there is to the text, or that stands in it in words.
pub(super) fn any(text: &str) -> Option<Moment> {
    let text = text.trim();
    whole(text).or_else(|| day_only(text)).or_else(|| words(text))
}

fn whole(text: &str) -> Option<Moment> {
    let written = date::read(text).filter(|date| date.whole && LENGTHS.contains(&text.len()))?;
    (1990..=2100).contains(&written.day.year()).then_some((written.at, written.day))
}

/// The day of a date whose time is not readable.
fn day_only(text: &str) -> Option<Moment> {
    let after = text.as_bytes().get(10).filter(|_| LENGTHS.contains(&text.len()))?;
    let day: Date = text.get(..10).filter(|_| !after.is_ascii_digit())?.parse().ok()?;
    whole(&day.to_string())
}

/// `April 27, 2026 at 3:40 p.m. ET`, `27. April 2026`, `Mon, 27 Apr 2026`, anywhere in a line.
pub(super) fn words(text: &str) -> Option<Moment> {
    let lower = text.to_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let tokens: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|t| !t.is_empty()).collect();
    let token = |at: usize| tokens.get(at).copied().unwrap_or_default();
    let at = tokens.iter().position(|t| month(t).is_some())?;
    // `27 April 2026`, but not the hour of `3:40 April 2`.
    let before = at.checked_sub(1).map(token).filter(|t| is_day(t) && is_year(token(at + 1)));
    let (day, year) = match before {
        Some(day) => (day, token(at + 1)),
        None => (token(at + 1), token(at + 2)),
    };
    if !is_day(day) || !is_year(year) {
        return None;
    }
    let day = format!("{day} {} {year}", token(at));
    let clock = tokens.iter().position(|t| t.contains(':'));
    let timed = clock.map(|at| format!("{day} {} {} {}", token(at), token(at + 1), token(at + 2)));
    timed.and_then(|timed| whole(&timed)).or_else(|| whole(&day))
}

fn is_day(token: &str) -> bool {
    let digits = token.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = token.get(digits.len()..).unwrap_or_default();
    let fine = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er");
    fine && digits.len() < 3 && digits.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

fn is_year(token: &str) -> bool {
    token.len() == 4 && token.parse().is_ok_and(|year: u16| (1990..=2100).contains(&year))
}

/// The day an address carries: `/2026/04/27/`, `/2026/apr/27/`, `/2026-04-27-`, `/20260427/`.
pub(super) fn in_path(path: &str) -> Option<Moment> {
    let parts: Vec<&str> = path.split('/').collect();
    let midnight = |date: Date| {
        let at = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        (1990..=2100).contains(&date.year()).then_some((at, date))
    };
    for three in parts.windows(3) {
        let [year, month_part, day] = three else { continue };
        if !is_year(year) || !is_day(day) {
            continue;
        }
        let number = month_part.parse().ok().or_else(|| i8::try_from(month(month_part)?).ok());
        let (Ok(year), Some(month), Ok(day)) = (year.parse(), number, day.parse()) else {
            continue;
        };
        if let Ok(date) = Date::new(year, month, day) {
            return midnight(date);
        }
    }
    for part in parts {
        let lead: String = part.chars().take(10).collect();
        let followed = part.as_bytes().get(10).is_none_or(|b| !b.is_ascii_digit());
        if followed
            && let Ok(date) = lead.parse::<Date>()
            && lead.len() == 10
        {
            return midnight(date);
        }
        if part.len() == 8
            && part.bytes().all(|b| b.is_ascii_digit())
            && let Ok(date) = part.parse()
        {
            return midnight(date);
        }
    }
    None
}
