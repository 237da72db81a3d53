//! Reads a date as pages write them. It takes what is there or nothing: no default year, no
//! guessed day, and a relative age ("3 hours ago") is no date.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

use crate::base::Timestamp;

/// The moment and the calendar day in the zone it was written in.
pub(super) type Moment = (Timestamp, Date);

/// A machine date: ISO 8601 with its usual slips, RFC 2822, or seconds since the epoch.
pub(super) fn machine(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() < 8 || text.len() > 60 {
        return None;
    }
    epoch(text).or_else(|| iso(text)).or_else(|| mail(text))
}

/// A machine date, or a day written out in words.
pub(super) fn any(text: &str) -> Option<Moment> {
    machine(text).or_else(|| words(text))
}

fn moment(date: Date, time: Option<Time>, offset: Option<Offset>) -> Option<Moment> {
    if !(1990..=2100).contains(&date.year()) {
        return None;
    }
    let zone = TimeZone::fixed(offset.unwrap_or(Offset::UTC));
    let at = date.to_datetime(time.unwrap_or(Time::midnight())).to_zoned(zone).ok()?;
    Some((at.timestamp(), date))
}

fn epoch(text: &str) -> Option<Moment> {
    if !matches!(text.len(), 10 | 13) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i64 = text.parse().ok()?;
    let seconds = if text.len() == 13 { value / 1000 } else { value };
    let at = Timestamp::from_second(seconds).ok()?;
    let date = at.to_zoned(TimeZone::UTC).date();
    (1990..=2100).contains(&date.year()).then_some((at, date))
}

fn iso(text: &str) -> Option<Moment> {
    let mut text = text.replace('/', "-");
    for (name, offset) in [(" UTC", "Z"), (" GMT", "Z"), ("UTC", "Z"), ("GMT", "Z")] {
        if let Some(head) = text.strip_suffix(name) {
            text = format!("{}{offset}", head.trim_end());
            break;
        }
    }
    // `2026-04-27 10:00:00 +0200`: one separator, and none before the offset.
    let mut parts = text.splitn(2, ' ');
    let head = parts.next()?.to_owned();
    let tail: String = parts.next().unwrap_or_default().chars().filter(|c| *c != ' ').collect();
    let joined = if tail.is_empty() { head } else { format!("{head}T{tail}") };
    let pieces = jiff::fmt::temporal::Pieces::parse(&joined)
        .ok()
        .map(|p| (p.date(), p.time(), p.to_numeric_offset()));
    let (date, time, offset) = pieces.or_else(|| day_only(&joined))?;
    moment(date, time, offset)
}

/// The day of a date whose time is not readable.
fn day_only(text: &str) -> Option<(Date, Option<Time>, Option<Offset>)> {
    let day = text.get(..10)?;
    let after = text.as_bytes().get(10)?;
    if after.is_ascii_digit() {
        return None;
    }
    day.parse::<Date>().ok().map(|date| (date, None, None))
}

fn mail(text: &str) -> Option<Moment> {
    let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text).ok()?;
    let year = parsed.date().year();
    (1990..=2100).contains(&year).then(|| (parsed.timestamp(), parsed.date()))
}

/// `April 27, 2026 at 3:40 p.m. ET`, `27. April 2026`, `Mon, 27 Apr 2026`.
pub(super) fn words(text: &str) -> Option<Moment> {
    let lower = text.to_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let tokens: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|t| !t.is_empty()).collect();
    let at = tokens.iter().position(|t| month(t).is_some())?;
    let month = tokens.get(at).and_then(|t| month(t))?;
    let before = at.checked_sub(1).and_then(|i| tokens.get(i)).and_then(|t| day(t));
    let (day, year_at) = match before {
        // `27 April 2026`, but not the hour of `3:40 April 2`.
        Some(day) if tokens.get(at + 1).is_some_and(|t| year(t).is_some()) => (day, at + 1),
        _ => (tokens.get(at + 1).and_then(|t| self::day(t))?, at + 2),
    };
    let year = tokens.get(year_at).and_then(|t| self::year(t))?;
    let date = Date::new(year, month, day).ok()?;
    let (time, offset) = clock(&tokens);
    moment(date, time, if time.is_some() { offset } else { None })
}

fn month(token: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "january", "januar", "janvier", "enero", "janeiro", "gennaio"],
        &["feb", "february", "februar", "février", "febrero", "fevereiro", "febbraio"],
        &["mar", "march", "märz", "mars", "marzo", "março"],
        &["apr", "april", "avril", "abril", "aprile"],
        &["may", "mai", "mayo", "maio", "maggio"],
        &["jun", "june", "juni", "juin", "junio", "junho", "giugno"],
        &["jul", "july", "juli", "juillet", "julio", "julho", "luglio"],
        &["aug", "august", "août", "agosto"],
        &["sep", "sept", "september", "septembre", "septiembre", "setembro", "settembre"],
        &["oct", "october", "okt", "oktober", "octobre", "octubre", "outubro", "ottobre"],
        &["nov", "november", "novembre", "noviembre", "novembro"],
        &["dec", "december", "dez", "dezember", "décembre", "diciembre", "dezembro", "dicembre"],
    ];
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&token)).map(|(number, _)| number)
}

fn day(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = token.get(digits.len()..).unwrap_or_default();
    let day: i8 = digits.parse().ok()?;
    let fine = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er");
    (fine && (1..=31).contains(&day)).then_some(day)
}

fn year(token: &str) -> Option<i16> {
    let year: i16 = (token.len() == 4).then(|| token.parse().ok())??;
    (1990..=2100).contains(&year).then_some(year)
}

/// A time of day with its zone, when both can be read with certainty.
fn clock(tokens: &[&str]) -> (Option<Time>, Option<Offset>) {
    let Some(at) = tokens.iter().position(|t| t.contains(':')) else { return (None, None) };
    let Some(token) = tokens.get(at) else { return (None, None) };
    let half = ["am", "pm"].into_iter().find(|h| token.ends_with(h));
    let bare = half.map_or(*token, |h| token.trim_end_matches(h));
    let next = tokens.get(at + 1).copied().unwrap_or_default();
    let half = half.or_else(|| ["am", "pm"].into_iter().find(|h| *h == next));
    let mut parts = bare.split(':').map(|p| p.parse::<i8>().ok());
    let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else {
        return (None, None);
    };
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    let zone = tokens.iter().skip(at + 1).find_map(|t| zone(t));
    (Time::new(hour, minute, 0, 0).ok(), zone)
}

/// Zones whose letters fix their offset. `ET` and the like depend on the day and are left out:
/// the time then counts as UTC and the calendar day stays the outlet's.
fn zone(token: &str) -> Option<Offset> {
    let hours = match token {
        "utc" | "gmt" | "z" => 0,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        "bst" | "cet" => 1,
        "cest" => 2,
        _ => return None,
    };
    Offset::from_hours(hours).ok()
}

/// The day an address carries: `/2026/04/27/`, `/2026-04-27-`, `/20260427/`.
pub(super) fn in_path(path: &str) -> Option<Moment> {
    let parts: Vec<&str> = path.split('/').collect();
    for three in parts.windows(3) {
        let [year_part, month_part, day_part] = three else { continue };
        let found = (|| {
            let month: i8 = month_part.parse().ok().or_else(|| month(month_part))?;
            Date::new(year(year_part)?, month, day(day_part)?).ok()
        })();
        if let Some(date) = found {
            return moment(date, None, None);
        }
    }
    for part in parts {
        let lead: String = part.chars().take(10).collect();
        let followed = part.as_bytes().get(10).is_none_or(|b| !b.is_ascii_digit());
        if followed
            && let Ok(date) = lead.parse::<Date>()
            && lead.len() == 10
        {
            return moment(date, None, None);
        }
        if part.len() == 8
            && part.bytes().all(|b| b.is_ascii_digit())
            && let Ok(date) = part.parse()
        {
            return moment(date, None, None);
        }
    }
    None
}
