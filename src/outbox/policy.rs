//! The retry policy: (outcome, attempt, times, jitter) in, a named verdict out.

use serde::{Deserialize, Serialize};

use super::model::{Outcome, Reason, Verdict};
use crate::base::Timestamp;
use crate::base::http::Headers;
use crate::base::time::{SignedDuration, after};
use crate::feed::poll::freshness::retry_after;

/// How long and how often a delivery is tried. The default is the Standard Webhooks schedule: ten
/// attempts in a little over three days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// `delays[n]` is waited after attempt `n`; `delays[0]` stands before the first. The last one
    /// repeats until the window ends.
    pub delays: Vec<SignedDuration>,
    /// A delivery is given up when its next attempt would be later than this after its creation.
    pub window: SignedDuration,
    /// ... but never before this many attempts: the daemon may have been off for the whole window.
    pub min_attempts: u32,
    /// The share of a delay that jitter may add, so that receivers are not hit in step.
    pub jitter: f64,
    /// A longer `Retry-After` is cut to this.
    pub max_retry_after: SignedDuration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        let hour = 3600;
        Self {
            delays: [0, 5, 300, hour / 2, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour]
                .into_iter()
                .chain([24 * hour])
                .map(SignedDuration::from_secs)
                .collect(),
            window: SignedDuration::from_hours(84),
            min_attempts: 4,
            jitter: 0.1,
            max_retry_after: SignedDuration::from_hours(24),
        }
    }
}

impl RetryPolicy {
    /// When the first attempt is due.
    pub fn first_at(&self, created_at: Timestamp) -> Timestamp {
        after(created_at, self.delay(0))
    }

    fn delay(&self, attempt: u32) -> SignedDuration {
        let index = usize::try_from(attempt).unwrap_or(usize::MAX);
        self.delays.get(index).or(self.delays.last()).copied().unwrap_or(SignedDuration::ZERO)
    }

    /// The wait after `attempt`: the schedule, or the receiver's own wish when that is longer, and
    /// then jitter, which only ever lengthens.
    fn wait(&self, attempt: u32, wish: Option<SignedDuration>, jitter: f64) -> SignedDuration {
        let wish = wish.unwrap_or_default().min(self.max_retry_after);
        let base = self.delay(attempt).max(wish);
        let extra = base.as_secs_f64() * self.jitter * jitter.clamp(0.0, 1.0);
        base.saturating_add(SignedDuration::try_from_secs_f64(extra).unwrap_or_default())
    }
}

/// Where a delivery stands when an attempt has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The attempt that just ended; 1 for the first.
    pub attempt: u32,
    pub created_at: Timestamp,
    pub now: Timestamp,
    /// Uniform in `0.0..1.0`.
    pub jitter: f64,
}

/// What to do after an attempt.
pub fn verdict(outcome: &Outcome, standing: Standing, policy: &RetryPolicy) -> Verdict {
    let reason = reason(outcome);
    match class(&reason) {
        Class::Done => Verdict::Sent,
        Class::Hopeless => Verdict::Dead(reason),
        Class::Again => {
            let wish = wish(outcome, standing.now);
            let wait = policy.wait(standing.attempt, wish, standing.jitter);
            let at = after(standing.now, wait);
            let late = at > after(standing.created_at, policy.window);
            if late && standing.attempt >= policy.min_attempts {
                return Verdict::Dead(Reason::WindowOver { last: Box::new(reason) });
            }
            Verdict::RetryAt(at, reason)
        }
    }
}

enum Class {
    Done,
    Again,
    Hopeless,
}

fn class(reason: &Reason) -> Class {
    match reason {
        Reason::Accepted => Class::Done,
        Reason::ReceiverTimeout
        | Reason::RateLimited
        | Reason::ReceiverFailing
        | Reason::MailDeferred
        | Reason::NoAnswer { .. } => Class::Again,
        Reason::Redirected
        | Reason::Gone
        | Reason::Rejected
        | Reason::Misconfigured
        | Reason::WindowOver { .. } => Class::Hopeless,
    }
}

fn reason(outcome: &Outcome) -> Reason {
    match outcome {
        Outcome::Answered { status, .. } => http_reason(*status),
        Outcome::Written | Outcome::Smtp { code: 200..=399, .. } => Reason::Accepted,
        Outcome::Smtp { code: 500.., .. } => Reason::Rejected,
        Outcome::Smtp { .. } => Reason::MailDeferred,
        Outcome::Failed { kind, .. } => Reason::NoAnswer { kind: kind.clone() },
        Outcome::Misconfigured { .. } => Reason::Misconfigured,
    }
}

fn http_reason(status: u16) -> Reason {
    match status {
        200..=299 => Reason::Accepted,
        300..=399 => Reason::Redirected,
        408 | 425 => Reason::ReceiverTimeout,
        429 => Reason::RateLimited,
        410 => Reason::Gone,
        400..=499 => Reason::Rejected,
        _ => Reason::ReceiverFailing,
    }
}

fn wish(outcome: &Outcome, now: Timestamp) -> Option<SignedDuration> {
    match outcome {
        Outcome::Answered { retry_after: Some(value), .. } => {
            let mut headers = Headers::default();
            headers.push("retry-after", value.as_str());
            retry_after(&headers, now)
        }
        Outcome::Answered { .. }
        | Outcome::Written
        | Outcome::Smtp { .. }
        | Outcome::Failed { .. }
        | Outcome::Misconfigured { .. } => None,
    }
}
