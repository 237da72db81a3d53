//! Dates in words: RFC 822, asctime, and how people write dates. Tokens are taken for what they can
//! be, in any order.

use jiff::Timestamp;

use super::Written;
use super::iso::in_zone;
use super::name::{Zone, month, zone};
use super::parts::{Parts, clock, full_year};

#[derive(Default)]
struct Found {
    day: Option<i32>,
    month: Option<i32>,
    year: Option<i32>,
    time: Option<(i32, i32, i32)>,
    zone: Option<Zone>,
    afternoon: Option<bool>,
    /// The year was written in four digits.
    full_year: bool,
    /// Numbers met before it was clear what they are.
    numbers: Vec<i32>,
}

pub(super) fn parse(text: &str) -> Option<Written> {
    if let Some(moment) = since_epoch(text) {
        let day = jiff::tz::Offset::UTC.to_datetime(moment).date();
        return Some(Written { at: moment, day, whole: true });
    }
    let mut found = Found::default();
    for token in tokens(text) {
        found.take(&token)?;
    }
    found.settle()
}

/// `1520932969`, or the same in milliseconds.
fn since_epoch(text: &str) -> Option<Timestamp> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        9 | 10 => Timestamp::from_second(text.parse().ok()?).ok(),
        13 => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        _ => None,
    }
}

/// Words without commas and comments; `01-Jan-2004` and `03/30/2020` are three words.
fn tokens(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => plain.push(' '),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for word in plain.split_whitespace() {
        let fields: Vec<&str> = word.split(['-', '/']).collect();
        match *fields.as_slice() {
            [day, name, year] if month(name).is_some() => {
                out.extend([day, name, year].map(str::to_owned));
            }
            [first, second, year] if [first, second, year].iter().all(|f| is_number(f)) => {
                out.extend(numeric_day(first, second, year));
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Three numbers behind a weekday, as day, English month name, year.
fn numeric_day(first: &str, second: &str, third: &str) -> Vec<String> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let value = |text: &str| text.parse::<usize>().unwrap_or(0);
    let (day, month, year) = match (first.len(), value(first)) {
        (4, _) => (third, second, first),
        (_, 13..) => (first, second, third),
        _ => (second, first, third),
    };
    let name = value(month).checked_sub(1).and_then(|index| NAMES.get(index));
    name.map(|name| vec![day.to_owned(), (*name).to_owned(), year.to_owned()]).unwrap_or_default()
}

impl Found {
    /// Takes one word in; `None` when it makes the date impossible.
    fn take(&mut self, token: &str) -> Option<()> {
        let word = token.trim_end_matches(['.', ';']);
        if self.time.is_none()
            && token.contains(':')
            && token.starts_with(|c: char| c.is_ascii_digit())
        {
            return self.take_time(token);
        }
        match word.to_lowercase().as_str() {
            "pm" | "p.m" => self.afternoon = Some(true),
            "am" | "a.m" => self.afternoon = Some(false),
            _ if token.starts_with(['+', '-']) && word.len() > 1 => {
                self.zone = zone(word).or(self.zone.take());
            }
            _ => self.take_word(word),
        }
        Some(())
    }

    fn take_time(&mut self, token: &str) -> Option<()> {
        let is_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.');
        let end = token.find(|c| !is_clock(c)).unwrap_or(token.len());
        let (time, rest) = token.split_at_checked(end)?;
        self.time = Some(clock(time.trim_end_matches('.'))?);
        match rest.to_ascii_lowercase().as_str() {
            "" => {}
            "pm" => self.afternoon = Some(true),
            "am" => self.afternoon = Some(false),
            _ => self.zone = zone(rest),
        }
        Some(())
    }

    fn take_word(&mut self, word: &str) {
        // `16th`, `23rd`, `1º`
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '\u{ba}');
        if is_number(digits) {
            return self.take_number(digits);
        }
        if self.month.is_none()
            && let Some(found) = month(word)
        {
            self.month = Some(found);
            return;
        }
        if (self.time.is_some() || self.year.is_some())
            && let Some(found) = zone(word)
        {
            self.zone = Some(match (self.zone.take(), found) {
                // `GMT +0100` and `+0100 GMT`
                (Some(Zone::Fixed(known)), Zone::Fixed(seconds)) => Zone::Fixed(known + seconds),
                (_, found) => found,
            });
        }
    }

    fn take_number(&mut self, digits: &str) {
        let Ok(value) = digits.parse::<i32>() else { return };
        if digits.len() >= 3 {
            self.full_year |= self.year.is_none() && digits.len() == 4;
            self.year = self.year.or(Some(value));
        } else if self.day.is_none() {
            self.day = Some(value);
        } else if self.month.is_none() {
            self.numbers.push(value);
        } else if self.year.is_none() {
            self.year = Some(full_year(value, digits.len()));
        }
    }

    fn settle(self) -> Option<Written> {
        // `11 04 2020`: a second bare number is the month.
        let month = self.month.or_else(|| self.numbers.first().copied());
        // `Nov. 2020` is its first day.
        let mut parts = Parts::on_day(self.year?, month?, self.day.unwrap_or(1));
        parts.whole = self.full_year && self.day.is_some() && self.month.is_some();
        (parts.hour, parts.minute, parts.second) = self.time.unwrap_or((0, 0, 0));
        parts.apply_half_day(self.afternoon);
        match self.zone {
            Some(Zone::Fixed(seconds)) => parts.offset_seconds = seconds,
            Some(Zone::Named(named)) => return in_zone(parts, &named),
            None => {}
        }
        parts.written()
    }
}
