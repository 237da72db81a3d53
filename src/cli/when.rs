//! Moments as people type them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::base::Timestamp;

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
