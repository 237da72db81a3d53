//! The numbers of a date, and the moment they name.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::Written;

#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) year: i32,
    pub(super) month: i32,
    pub(super) day: i32,
    pub(super) hour: i32,
    pub(super) minute: i32,
    pub(super) second: i32,
    pub(super) offset_seconds: i32,
    pub(super) whole: bool,
}

impl Parts {
    pub(super) fn on_day(year: i32, month: i32, day: i32) -> Self {
        let (hour, minute, second, offset_seconds, whole) = (0, 0, 0, 0, true);
        Self { year, month, day, hour, minute, second, offset_seconds, whole }
    }

    /// 12-hour clocks: `Some(true)` is in the afternoon.
    pub(super) fn apply_half_day(&mut self, afternoon: Option<bool>) {
        match afternoon {
            Some(true) if self.hour < 12 => self.hour += 12,
            Some(false) if self.hour == 12 => self.hour = 0,
            _ => {}
        }
    }

    /// At this moment, the day being the one that is written.
    pub(super) fn written_at(self, at: Timestamp) -> Option<Written> {
        Some(Written { at, day: self.date()?, whole: self.whole })
    }

    pub(super) fn written(self) -> Option<Written> {
        self.written_at(self.timestamp()?)
    }

    fn date(self) -> Option<Date> {
        let year = i16::try_from(self.year).ok()?;
        Date::new(year, i8::try_from(self.month).ok()?, i8::try_from(self.day).ok()?).ok()
    }

    /// The day must exist; 24:00 and a leap second run over into the next minute.
    pub(super) fn timestamp(self) -> Option<Timestamp> {
        let in_range = (0..=24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=61).contains(&self.second);
        if !in_range {
            return None;
        }
        let midnight = DateTime::from(self.date()?);
        let seconds = self.hour * 3600 + self.minute * 60 + self.second - self.offset_seconds;
        let midnight = Offset::UTC.to_timestamp(midnight).ok()?;
        midnight.checked_add(SignedDuration::from_secs(i64::from(seconds))).ok()
    }
}

/// Two digits mean this century up to 68 and the last one from 69, as POSIX has it.
pub(super) fn full_year(year: i32, digits: usize) -> i32 {
    match (digits, year) {
        (..=2, ..69) => year + 2000,
        (..=2, _) => year + 1900,
        _ => year,
    }
}

/// `H:M`, `H:M:S`, `H:M:S.fraction`.
pub(super) fn clock(text: &str) -> Option<(i32, i32, i32)> {
    let mut fields = text.split(':');
    let hour = fields.next()?.trim().parse().ok()?;
    let minute = fields.next().map_or(Some(0), |m| m.trim().parse().ok())?;
    let second = match fields.next() {
        Some(second) => second.split(['.', ',']).next()?.trim().parse().ok()?,
        None => 0,
    };
    Some((hour, minute, second))
}
