//! When a receiver may be told: quiet hours and rate limits. Pure over explicit state.

use serde::{Deserialize, Serialize};

use super::model::Severity;
use super::route::QuietHours;
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after, between};

/// The end of the quiet hours that `now` is in, unless the severity is excepted.
pub fn quiet_until(hours: &QuietHours, severity: Severity, now: Timestamp) -> Option<Timestamp> {
    if severity >= hours.except {
        return None;
    }
    let local = now.to_zoned(hours.zone.clone());
    let (time, date) = (local.time(), local.date());
    let over_night = hours.end <= hours.start;
    let end = match over_night {
        false if time >= hours.start && time < hours.end => date,
        true if time < hours.end => date,
        true if time >= hours.start => date.tomorrow().ok()?,
        _ => return None,
    };
    // A local time that the clocks skip means the moment after the gap.
    let end = end.to_datetime(hours.end).to_zoned(hours.zone.clone()).ok()?.timestamp();
    (end > now).then_some(end)
}

/// At most `max` alerts in any stretch of `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateCap {
    pub max: u32,
    pub per: SignedDuration,
}

impl Default for RateCap {
    fn default() -> Self {
        Self { max: 30, per: SignedDuration::from_hours(1) }
    }
}

/// When alerts last went to a receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// In order; only as far back as the cap looks.
    pub at: Vec<Timestamp>,
}

impl Sent {
    /// Counts one more.
    pub fn note(&mut self, cap: &RateCap, now: Timestamp) {
        self.at.retain(|at| between(*at, now) < cap.per);
        self.at.push(now);
    }

    /// How many alerts may go at `now`.
    pub fn room(&self, cap: &RateCap, now: Timestamp) -> usize {
        let max = usize::try_from(cap.max).unwrap_or(usize::MAX).max(1);
        max.saturating_sub(self.recent(cap, now).count())
    }

    /// When the next alert may go, given that none may now.
    pub fn next_at(&self, cap: &RateCap, now: Timestamp) -> Timestamp {
        self.recent(cap, now).min().map_or(now, |oldest| after(oldest, cap.per))
    }

    fn recent(&self, cap: &RateCap, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let per = cap.per;
        self.at.iter().copied().filter(move |at| between(*at, now) < per)
    }
}
