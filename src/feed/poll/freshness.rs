//! What servers say about when to come back. Lower bounds, never more than the policy's caps; a
//! text that makes no sense says nothing.

use jiff::tz::TimeZone;

use crate::base::http::Headers;
use crate::base::time::SignedDuration;
use crate::base::{Timestamp, time};
use crate::feed::date;
use crate::feed::model::Hints;

/// How long a reply is fresh by its headers: `max-age`, else `Expires` minus `Date`.
pub fn fresh_for(headers: &Headers, now: Timestamp) -> Option<SignedDuration> {
    let control = headers.get("cache-control").unwrap_or_default().to_ascii_lowercase();
    let directives = || control.split(',').map(str::trim);
    if directives().any(|d| d == "no-cache" || d == "no-store") {
        return None;
    }
    let max_age = directives().find_map(|d| d.strip_prefix("max-age="));
    if let Some(value) = max_age {
        let age: i64 = headers.get("age").and_then(|age| age.trim().parse().ok()).unwrap_or(0);
        let seconds: i64 = value.trim_matches('"').parse().ok()?;
        return positive(SignedDuration::from_secs(seconds.saturating_sub(age.max(0))));
    }
    let expires = date::parse(headers.get("expires")?)?;
    let said_at = headers.get("date").and_then(date::parse).unwrap_or(now);
    positive(time::between(said_at, expires))
}

fn positive(duration: SignedDuration) -> Option<SignedDuration> {
    duration.is_positive().then_some(duration)
}

/// `Retry-After` in seconds or as a date; nothing when it is past or unreadable.
pub fn retry_after(headers: &Headers, now: Timestamp) -> Option<SignedDuration> {
    let text = headers.get("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        // Beyond the i64 range the cast saturates, and the cap of the policy follows anyway.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and is capped later")]
        return positive(SignedDuration::from_secs(seconds.ceil() as i64));
    }
    let at = date::parse(text)?;
    let said_at = headers.get("date").and_then(date::parse).unwrap_or(now);
    positive(time::between(said_at, at))
}

/// What the document itself says: `ttl` and `sy:updatePeriod`.
pub fn hinted(hints: &Hints) -> Option<SignedDuration> {
    let ttl = hints.ttl_minutes.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
    let period = hints.update_seconds.map(|seconds| SignedDuration::from_secs(i64::from(seconds)));
    ttl.max(period)
}

/// The first moment from `at` on that is in no hour or day the document asks to skip, within a
/// week; a document that skips everything skips nothing.
pub fn after_skipped(hints: &Hints, at: Timestamp) -> Timestamp {
    if hints.skip_hours.is_empty() && hints.skip_days.is_empty() {
        return at;
    }
    let skipped = |moment: Timestamp| {
        let civil = TimeZone::UTC.to_datetime(moment);
        let hour = u8::try_from(civil.hour()).unwrap_or(0);
        let day = u8::try_from(civil.weekday().to_monday_zero_offset()).unwrap_or(0);
        hints.skip_hours.contains(&hour) || hints.skip_days.contains(&day)
    };
    let to_next_hour = |moment: Timestamp| {
        let seconds = 3600 - moment.as_second().rem_euclid(3600);
        time::after(moment, SignedDuration::from_secs(seconds))
    };
    let mut moment = at;
    for _ in 0..=7 * 24 {
        if !skipped(moment) {
            return moment;
        }
        moment = to_next_hour(moment);
    }
    at
}
