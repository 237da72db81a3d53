//! Months, and the year of a date that does not name one. The year comes from the publication
//! date: the latest such day that was not after it. It never comes from "next".

use crate::base::time::Date;

pub fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// A day a few days ahead of the publication may still be meant ("on Friday, May 1").
const AHEAD_DAYS: i32 = 7;

/// The full date of "April 27" in an article published on `published`.
pub fn day(published: Date, month: i8, day: i8) -> Option<Date> {
    let this = Date::new(published.year(), month, day).ok();
    let before = Date::new(published.year().saturating_sub(1), month, day).ok();
    match this {
        Some(date) if days_after(published, date) <= AHEAD_DAYS => Some(date),
        _ => before,
    }
}

/// The year of "in October" in an article published on `published`.
pub fn year_of_month(published: Date, month: i8) -> i16 {
    if month <= published.month() { published.year() } else { published.year().saturating_sub(1) }
}

fn days_after(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_comes_from_the_publication_date() {
        let published = Date::constant(2026, 4, 28);
        for (m, d, want) in [
            (4, 27, "2026-04-27"),
            (10, 28, "2025-10-28"),
            (5, 1, "2026-05-01"),
            (12, 31, "2025-12-31"),
        ] {
            assert_eq!(day(published, m, d).unwrap().to_string(), want);
        }
        assert_eq!(year_of_month(published, 10), 2025);
        assert_eq!(year_of_month(published, 4), 2026);
    }
}
