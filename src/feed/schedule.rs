//! When a feed is polled: adaptively, or by a crontab line in a time zone.
//!
//! The `cron` crate enumerates times of the wall clock; the zone's jumps are handled here, the way
//! Vixie cron does it. Never ask the crate for times in a zone: it skips and repeats.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::crontab::{self, Line};

/// When a feed is polled.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// By how often something new appears.
    Adaptive,
    /// By a crontab line.
    Cron(Cron),
}

/// A crontab line in its time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Cron {
    source: String,
    zone: TimeZone,
    is_rhythm: bool,
    /// Two when both day fields are restricted: either may match.
    wall: Vec<cron::Schedule>,
}

impl Schedule {
    /// Reads `adaptive` or a five-field crontab line; the zone is a tz database name, UTC when
    /// none is given. The error says what is wrong and how to mend it.
    pub fn parse(expression: &str, timezone: Option<&str>) -> Result<Self, String> {
        let zone = match timezone {
            None => TimeZone::UTC,
            Some(name) => TimeZone::get(name).map_err(|_| {
                format!("{name:?} is no time zone; write a name such as \"Europe/Berlin\"")
            })?,
        };
        if expression.trim().eq_ignore_ascii_case("adaptive") {
            return Ok(Self::Adaptive);
        }
        let line = crontab::parse(expression)?;
        let wall = wall_schedules(&line)?;
        let source = expression.trim().to_owned();
        let cron = Cron { source, zone, is_rhythm: line.is_rhythm, wall };
        let start = civil::date(2024, 1, 1).at(0, 0, 0, 0);
        if cron.next_wall(start).is_none() {
            return Err(format!("{expression:?} names a day that never comes"));
        }
        Ok(Self::Cron(cron))
    }

    /// The first time after `now`; `None` for an adaptive schedule, which depends on the feed.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Adaptive => None,
            Self::Cron(cron) => Some(cron.next_after(now)),
        }
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Adaptive => f.write_str("adaptive"),
            Self::Cron(cron) => f.write_str(&cron.source),
        }
    }
}

/// The line in the crate's words: seconds first, Sunday is 1, and all fields must match.
fn wall_schedules(line: &Line) -> Result<Vec<cron::Schedule>, String> {
    let list = |values: &[u8], add: u8| -> String {
        let words: Vec<String> = values.iter().map(|value| (value + add).to_string()).collect();
        words.join(",")
    };
    let (minutes, hours) = (list(&line.minutes, 0), list(&line.hours, 0));
    let (days, months) = (list(&line.days, 0), list(&line.months, 0));
    let weekdays = list(&line.weekdays, 1);
    let spell = |days: &str, weekdays: &str| {
        let text = format!("0 {minutes} {hours} {days} {months} {weekdays}");
        cron::Schedule::from_str(&text).map_err(|error| error.to_string())
    };
    if line.restricts_days && line.restricts_weekdays {
        return Ok(vec![spell(&days, "*")?, spell("*", &weekdays)?]);
    }
    Ok(vec![spell(&days, &weekdays)?])
}

impl Cron {
    fn next_after(&self, now: Timestamp) -> Timestamp {
        let next = if self.is_rhythm { self.next_beat(now) } else { self.next_time_of_day(now) };
        next.unwrap_or(Timestamp::MAX)
    }

    /// The next matching time of the wall clock after this one.
    fn next_wall(&self, wall: civil::DateTime) -> Option<civil::DateTime> {
        let after = to_chrono(wall)?;
        let next = self.wall.iter().filter_map(|schedule| schedule.after(&after).next()).min()?;
        from_chrono(next.naive_utc())
    }

    /// A rhythm goes on in real time: between two jumps of the clock, wall time is real time.
    fn next_beat(&self, now: Timestamp) -> Option<Timestamp> {
        let mut from = now;
        // Some zones jump often; four jumps without a beat are a year of a yearly line.
        loop {
            let jump = self.zone.following(from).next().map(|jump| jump.timestamp());
            let offset = self.zone.to_offset(from);
            let wall = self.next_wall(offset.to_datetime(from))?;
            let at = offset.to_timestamp(wall).ok()?;
            match jump {
                Some(jump) if at >= jump => {
                    let before = jump.checked_sub(SignedDuration::from_nanos(1)).ok()?;
                    // Just before the jump by the clock that is right after it.
                    let offset = self.zone.to_offset(jump);
                    let wall = self.next_wall(offset.to_datetime(before))?;
                    let at = offset.to_timestamp(wall).ok()?;
                    let after = self.zone.following(jump).next().map(|next| next.timestamp());
                    if after.is_none_or(|after| at < after) {
                        return Some(at);
                    }
                    from = jump;
                }
                _ => return Some(at),
            }
        }
    }

    /// A time of day comes once a day: right after the jump when the clock skips it, and the first
    /// time only when the clock repeats it.
    fn next_time_of_day(&self, now: Timestamp) -> Option<Timestamp> {
        let mut wall = self.zone.to_datetime(now);
        loop {
            wall = self.next_wall(wall)?;
            let at = self.moment(wall)?;
            if at > now {
                return Some(at);
            }
        }
    }

    fn moment(&self, wall: civil::DateTime) -> Option<Timestamp> {
        match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset }
            | AmbiguousOffset::Fold { before: offset, .. } => offset.to_timestamp(wall).ok(),
            AmbiguousOffset::Gap { after, .. } => {
                let before_jump = after.to_timestamp(wall).ok()?;
                self.zone.following(before_jump).next().map(|jump| jump.timestamp())
            }
        }
    }
}

/// The wall clock as the crate's UTC: it only counts minutes and days.
fn to_chrono(wall: civil::DateTime) -> Option<DateTime<Utc>> {
    let date = NaiveDate::from_ymd_opt(
        i32::from(wall.year()),
        u32::try_from(wall.month()).ok()?,
        u32::try_from(wall.day()).ok()?,
    )?;
    let time = date.and_hms_opt(
        u32::try_from(wall.hour()).ok()?,
        u32::try_from(wall.minute()).ok()?,
        u32::try_from(wall.second()).ok()?,
    )?;
    Some(time.and_utc())
}

fn from_chrono(wall: NaiveDateTime) -> Option<civil::DateTime> {
    use chrono::{Datelike, Timelike};
    let small = |value: u32| i8::try_from(value).ok();
    let date = civil::Date::new(
        i16::try_from(wall.year()).ok()?,
        small(wall.month())?,
        small(wall.day())?,
    );
    let time =
        civil::Time::new(small(wall.hour())?, small(wall.minute())?, small(wall.second())?, 0);
    Some(date.ok()?.to_datetime(time.ok()?))
}
