//! Reads `Retry-After`. Nonsense is `None`, never an error.

use jiff::fmt::rfc2822::DateTimeParser;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after, between};

/// Whole or fractional seconds, or an HTTP date, as a delay from `now`; a moment already past is
/// zero. `None` for anything else.
pub fn delay(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return SignedDuration::try_from_secs_f64(seconds).ok().filter(|d| !d.is_negative());
    }
    let at = DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(between(now, at).max(SignedDuration::ZERO)).filter(|d| after(now, *d) < Timestamp::MAX)
}
