//! Moments as people write them on a command line and read them in a listing. No clock here.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

/// In a listing: to the second, UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A time with its zone, or a day, which stands for its last moment in UTC.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let day: Date = text
        .parse()
        .map_err(|_| "write a day as 2026-04-27, or a time as 2026-04-27T14:00:00Z".to_owned())?;
    let next = day.tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC));
    let next = next.map_err(|error| error.to_string())?.timestamp();
    Ok(after(next, -SignedDuration::from_micros(1)))
}
