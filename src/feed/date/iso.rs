//! Dates that start with a number and name no month: ISO 8601, its short and ordinal forms, and the
//! slashed and dotted ones.

use jiff::civil;

use super::Written;
use super::name::{Zone, month, zone};
use super::parts::{Parts, clock, full_year};

pub(super) fn parse(text: &str) -> Option<Written> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let split = text.find(['T', 't', ' ', ',']);
    let (date, time) = text.split_at_checked(split.unwrap_or(text.len()))?;
    let (date, compact_time) = split_compact(date);
    let (year, month, day) = day(date)?;
    let mut parts = Parts::on_day(year, month, day);
    parts.whole = is_whole(date);
    let time = time.trim_start_matches(['T', 't', ' ', ',', '-']);
    match compact_time {
        Some((hour, minute, second)) => {
            (parts.hour, parts.minute, parts.second) = (hour, minute, second);
        }
        None if time.trim().is_empty() => {}
        None => return with_time(parts, time),
    }
    parts.written()
}

/// `20040528013115`: fourteen digits are a day and a time.
fn split_compact(date: &str) -> (&str, Option<(i32, i32, i32)>) {
    let is_compact = date.len() == 14 && date.bytes().all(|b| b.is_ascii_digit());
    let Some((day, time)) = date.split_at_checked(8).filter(|_| is_compact) else {
        return (date, None);
    };
    (day, digits_clock(time))
}

/// `HHMMSS`, `HHMM`, `HH`.
fn digits_clock(text: &str) -> Option<(i32, i32, i32)> {
    let pair = |at: usize| text.get(at..at + 2).map_or(Some(0), |pair| pair.parse::<i32>().ok());
    match text.len() {
        2 | 4 | 6 => Some((pair(0)?, pair(2)?, pair(4)?)),
        _ => None,
    }
}

fn with_time(mut parts: Parts, text: &str) -> Option<Written> {
    let is_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    let end = text.find(|c| !is_clock(c)).unwrap_or(text.len());
    let (time, rest) = text.split_at_checked(end)?;
    let time = time.trim_end_matches(['.', ',']);
    (parts.hour, parts.minute, parts.second) =
        if time.contains(':') { clock(time)? } else { digits_clock(time.split('.').next()?)? };
    let mut rest = rest.trim();
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    if let Some(half) = half.filter(|half| half == "am" || half == "pm") {
        parts.apply_half_day(Some(half == "pm"));
        rest = rest.get(2..)?.trim();
    }
    let found = zone(rest).or_else(|| rest.split_whitespace().next().and_then(zone));
    match found {
        Some(Zone::Fixed(seconds)) => parts.offset_seconds = seconds,
        Some(Zone::Named(named)) => return in_zone(parts, &named),
        None => {}
    }
    parts.written()
}

/// A local time in a named zone.
pub(super) fn in_zone(parts: Parts, zone: &jiff::tz::TimeZone) -> Option<Written> {
    let as_utc = parts.written()?.at;
    let local = jiff::tz::Offset::UTC.to_datetime(as_utc);
    parts.written_at(zone.to_ambiguous_timestamp(local).compatible().ok()?)
}

/// A year in four digits with all that makes a day, in an order that cannot be taken for another.
fn is_whole(date: &str) -> bool {
    let fields: Vec<&str> = date.split(['-', '/', '.']).collect();
    let small = |field: &&str| field.parse::<u8>().is_ok_and(|number| number <= 12);
    match *fields.as_slice() {
        [digits] => matches!(digits.len(), 7 | 8),
        [year, ordinal] => year.len() == 4 && ordinal.len() == 3,
        [year, _, _] if year.len() == 4 => true,
        [first, second, year] => {
            year.len() == 4 && (date.contains('.') || !(small(&first) && small(&second)))
        }
        _ => false,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn day(text: &str) -> Option<(i32, i32, i32)> {
    if let Some(short) = text.strip_prefix('-') {
        return century_day(short);
    }
    if all_digits(text) {
        return digits_day(text);
    }
    let fields: Vec<&str> = text.split(['-', '/', '.']).collect();
    let number = |field: &str| field.parse::<i32>().ok();
    match *fields.as_slice() {
        // `2004-július-13`
        [year, name, day] if year.len() == 4 && !all_digits(name) => {
            Some((number(year)?, month(name)?, number(day)?))
        }
        _ if !fields.iter().all(|field| all_digits(field)) => None,
        // `2003-012-31`: a three-digit month is padded once too often.
        [year, month, day] if year.len() == 4 => {
            Some((number(year)?, number(month)?, number(day)?))
        }
        [first, second, year] if year.len() == 4 || text.contains(['/', '.']) => {
            let year = full_year(number(year)?, year.len());
            let (first, second) = (number(first)?, number(second)?);
            // Slashes are American unless the number cannot be a month; dots are not.
            let day_first = text.contains('.') || first > 12;
            Some(if day_first { (year, second, first) } else { (year, first, second) })
        }
        [year, month, day] if year.len() == 2 => {
            Some((full_year(number(year)?, 2), number(month)?, number(day)?))
        }
        [year, ordinal] if ordinal.len() == 3 => ordinal_day(year, ordinal),
        [year, month] if matches!(year.len(), 2 | 4) => {
            Some((full_year(number(year)?, year.len()), number(month)?, 1))
        }
        _ => None,
    }
}

/// `-YYMM`, `-YY-MM`, `-YY`: the century left out.
fn century_day(text: &str) -> Option<(i32, i32, i32)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let year = full_year(digits.get(..2)?.parse().ok()?, 2);
    let month = digits.get(2..4).map_or(Some(1), |month| month.parse().ok())?;
    Some((year, month, 1))
}

fn digits_day(text: &str) -> Option<(i32, i32, i32)> {
    let number = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<i32>().ok());
    match text.len() {
        4 => Some((number(0, 4)?, 1, 1)),
        5 => ordinal_day(text.get(..2)?, text.get(2..)?),
        6 => Some((full_year(number(0, 2)?, 2), number(2, 4)?, number(4, 6)?)),
        7 => ordinal_day(text.get(..4)?, text.get(4..)?),
        8 => Some((number(0, 4)?, number(4, 6)?, number(6, 8)?)),
        _ => None,
    }
}

fn ordinal_day(year: &str, ordinal: &str) -> Option<(i32, i32, i32)> {
    let year = full_year(year.parse().ok()?, year.len());
    let first = civil::Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let days: i64 = ordinal.parse::<i64>().ok()?.checked_sub(1).filter(|d| (0..366).contains(d))?;
    let date = first.checked_add(jiff::Span::new().days(days)).ok()?;
    Some((year, i32::from(date.month()), i32::from(date.day())))
}
