//! When an article is looked at again: often while it is changing, ever less while it is not.
//! Reads no clock; only what was observed here decides, never a date the page claims.

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after, between};

/// While the last change is younger than `until`, a visit every `every`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub until: SignedDuration,
    pub every: SignedDuration,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisitPolicy {
    /// In order of age; the last step's pace is kept for good.
    pub steps: Vec<Step>,
    /// An article no live claim cites is left alone after this long without a change.
    pub drop_after: SignedDuration,
    /// The longest pause after failures.
    pub longest_backoff: SignedDuration,
}

const DAY: i64 = 24;

impl Default for RevisitPolicy {
    fn default() -> Self {
        let step = |until_hours, every_minutes| Step {
            until: SignedDuration::from_hours(until_hours),
            every: SignedDuration::from_mins(every_minutes),
        };
        Self {
            steps: vec![
                step(3, 15),
                step(DAY, 60),
                step(7 * DAY, 3 * 60),
                step(30 * DAY, 24 * 60),
                step(90 * DAY, 3 * 24 * 60),
                step(100 * 365 * DAY, 30 * 24 * 60),
            ],
            drop_after: SignedDuration::from_hours(2 * 365 * DAY),
            longest_backoff: SignedDuration::from_hours(2 * DAY),
        }
    }
}

/// Why the next visit is when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// By the age of the last change.
    Decaying,
    /// Slower, because the last visits failed.
    BackedOff,
    /// At the slowest pace, only because a live claim still cites the article.
    Cited,
    /// No more visits: old, unchanged and cited by nothing.
    Dropped,
}

/// What a revisit decision rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heat {
    /// The last observed change; the first sight of the article counts as one.
    pub changed_at: Timestamp,
    /// Failed visits in a row.
    pub failures: u32,
    /// A live claim rests on this article.
    pub cited: bool,
    /// From 0 to 1: how much of the tenth of spread to add. Jitter only delays.
    pub jitter: f64,
}

/// The next visit, or none, and why.
pub fn next_visit(policy: &RevisitPolicy, heat: Heat, now: Timestamp) -> (Option<Timestamp>, Pace) {
    let age = between(heat.changed_at, now);
    let dropped = age > policy.drop_after;
    if dropped && !heat.cited {
        return (None, Pace::Dropped);
    }
    let step = policy.steps.iter().find(|s| age < s.until).or_else(|| policy.steps.last());
    let every = step.map_or(SignedDuration::from_hours(24), |s| s.every);
    let (pause, pace) = if heat.failures > 0 {
        (back_off(policy, every, heat.failures), Pace::BackedOff)
    } else if dropped {
        (every, Pace::Cited)
    } else {
        (every, Pace::Decaying)
    };
    let jitter = if heat.jitter.is_finite() { heat.jitter.clamp(0.0, 1.0) } else { 0.0 };
    (Some(after(after(now, pause), pause.mul_f64(jitter / 10.0))), pace)
}

/// Doubles with each failure, up to the longest back-off, never below the usual pace.
fn back_off(policy: &RevisitPolicy, every: SignedDuration, failures: u32) -> SignedDuration {
    let doubled = every.checked_mul(1_i32 << failures.min(10)).unwrap_or(policy.longest_backoff);
    doubled.min(policy.longest_backoff).max(every)
}

/// How late a visit is in units of its own interval: 1 is due now. The latest goes first.
pub fn overdue(last_visit: Timestamp, next_visit: Timestamp, now: Timestamp) -> f64 {
    let interval = between(last_visit, next_visit).as_secs_f64().max(1.0);
    between(last_visit, now).as_secs_f64() / interval
}
