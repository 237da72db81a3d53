//! Moments as people type them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

/// `2026-04-28T10:00:00Z`, `2026-04-28 10:00` or `2026-04-28`; without a zone it is UTC, and a day
/// means its first moment.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local = text.parse::<DateTime>().or_else(|_| {
        text.parse::<Date>().map(|date| date.to_datetime(jiff::civil::Time::midnight()))
    });
    local
        .and_then(|local| local.to_zoned(TimeZone::UTC))
        .map(|zoned| zoned.timestamp())
        .map_err(|_| format!("{text:?} is no moment; write 2026-04-28 or 2026-04-28T10:00Z"))
}

/// As `moment`, but a day means its last moment: what is asked is what held when it was over.
pub fn as_of(text: &str) -> Result<Timestamp, String> {
    let at = moment(text)?;
    let Ok(day) = text.parse::<Date>().and_then(jiff::civil::Date::tomorrow) else { return Ok(at) };
    if text.parse::<DateTime>().is_ok() && text.contains(':') {
        return Ok(at);
    }
    let next = day.to_zoned(TimeZone::UTC).map_err(|error| error.to_string())?;
    Ok(after(next.timestamp(), -SignedDuration::from_micros(1)))
}
