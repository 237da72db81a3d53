//! When to poll again, and the named reason why then.

use super::freshness;
use super::state::{FeedIdentity, FeedState, PollPolicy};
use crate::base::time::SignedDuration;
use crate::base::{Timestamp, time};
use crate::feed::schedule::Schedule;

/// Which rule set the time of the next poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextReason {
    /// By how often something new appears.
    Adaptive,
    Cron,
    /// Not sooner than the feed's floor.
    Floor,
    /// Headers say the reply is fresh until then.
    Fresh,
    /// The document says how often it changes, or which hours to skip.
    Hinted,
    RetryAfter,
    BackOff,
    /// This machine was offline.
    Offline,
    /// The feed is gone.
    Stopped,
}

impl NextReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adaptive => "adaptive",
            Self::Cron => "cron",
            Self::Floor => "floor",
            Self::Fresh => "fresh",
            Self::Hinted => "hinted",
            Self::RetryAfter => "retry_after",
            Self::BackOff => "back_off",
            Self::Offline => "offline",
            Self::Stopped => "stopped",
        }
    }
}

/// A moment and the rule that set it.
pub(super) type Next = (Timestamp, NextReason);

/// What applies to every poll of this feed.
#[derive(Clone, Copy)]
pub(super) struct Pace<'a> {
    pub(super) feed: &'a FeedIdentity<'a>,
    pub(super) policy: &'a PollPolicy,
    pub(super) now: Timestamp,
    /// From 0 to 1.
    pub(super) jitter: f64,
}

/// The adaptive interval: `constant / sqrt(items per day + 0.02)`, closer after a missed window.
pub fn adaptive_interval(
    items_per_day: f64,
    pace_factor: f64,
    policy: &PollPolicy,
) -> SignedDuration {
    let days = policy.adaptive_constant.as_secs_f64() / (items_per_day.max(0.0) + 0.02).sqrt();
    let seconds = days * pace_factor.clamp(0.05, 1.0);
    SignedDuration::try_from_secs_f64(seconds).unwrap_or(policy.cap)
}

impl Pace<'_> {
    /// After a poll that worked. `fresh` is what the headers allow.
    pub(super) fn after_success(&self, state: &FeedState, fresh: Option<SignedDuration>) -> Next {
        let policy = self.policy;
        let floor = (time::after(self.now, policy.floor_of(self.feed)), NextReason::Floor);
        let bound = |duration: SignedDuration, reason: NextReason| {
            (time::after(self.now, duration.min(policy.cap)), reason)
        };
        let fresh = fresh.map(|duration| bound(duration, NextReason::Fresh));
        let next = match self.feed.schedule {
            // A person's explicit schedule outranks what a document says of itself.
            Schedule::Cron(_) => {
                let from = fresh.map_or(floor, |fresh| latest(floor, fresh));
                return self.cron(from);
            }
            Schedule::Adaptive => {
                let items = state.items_per_day(self.now);
                let interval = adaptive_interval(items, state.pace_factor, policy);
                bound(interval.min(policy.ceiling_of(self.feed)), NextReason::Adaptive)
            }
        };
        let hinted = freshness::hinted(&state.hints).map(|d| bound(d, NextReason::Hinted));
        let bounds = [Some(floor), fresh, hinted].into_iter().flatten();
        let next = bounds.fold(next, latest);
        let next = (self.jittered(next.0), next.1);
        let allowed = freshness::after_skipped(&state.hints, next.0);
        if allowed > next.0 {
            let cap = time::after(self.now, policy.cap);
            return (allowed.min(cap).max(next.0), NextReason::Hinted);
        }
        next
    }

    /// After a poll that failed: twice as long each time, never for good.
    pub(super) fn after_failure(&self, failures: u32, retry_after: Option<SignedDuration>) -> Next {
        let policy = self.policy;
        let doublings = failures.saturating_sub(1).min(20);
        let wait = policy.floor_of(self.feed).saturating_mul(1 << doublings);
        let back_off = self.jittered(time::after(self.now, wait.min(policy.backoff_cap)));
        let next = (back_off, NextReason::BackOff);
        let retry_after = retry_after.map(|wait| {
            let wait = wait.min(policy.retry_after_cap);
            (
                self.jittered_by(time::after(self.now, wait), policy.jitter / 4.0),
                NextReason::RetryAfter,
            )
        });
        let next = retry_after.map_or(next, |retry| latest(next, retry));
        match self.feed.schedule {
            Schedule::Cron(_) => (self.cron(next).0.max(next.0), next.1),
            Schedule::Adaptive => next,
        }
    }

    /// Soon, and without blame.
    pub(super) fn after_offline(&self) -> Next {
        let wait = self.policy.floor_cron;
        (self.jittered(time::after(self.now, wait)), NextReason::Offline)
    }

    /// The first time of the schedule at or after the bound; right at the bound when the schedule
    /// is as dense as that.
    fn cron(&self, (from, reason): Next) -> Next {
        let scheduled = self.feed.schedule.next_after(self.now).unwrap_or(from);
        if scheduled >= from {
            return (self.jittered_within(scheduled, from), NextReason::Cron);
        }
        // A slot was missed only because of the bound: do not wait for a whole period more.
        (from, reason)
    }

    /// Jitter only ever delays.
    fn jittered(&self, at: Timestamp) -> Timestamp {
        self.jittered_by(at, self.policy.jitter)
    }

    fn jittered_by(&self, at: Timestamp, share: f64) -> Timestamp {
        let wait = time::between(self.now, at).as_secs_f64().max(0.0);
        let extra = wait * share * self.jitter.clamp(0.0, 1.0);
        let extra = SignedDuration::try_from_secs_f64(extra).unwrap_or(SignedDuration::ZERO);
        time::after(at, extra)
    }

    /// A little later than the schedule says, so that all feeds of one line do not start at once;
    /// not so late that the next slot would come too close.
    fn jittered_within(&self, at: Timestamp, earliest: Timestamp) -> Timestamp {
        const MOST: SignedDuration = SignedDuration::from_secs(30);
        let room = (time::between(earliest, at) / 2).min(MOST).as_secs_f64();
        let extra = SignedDuration::try_from_secs_f64(room * self.jitter.clamp(0.0, 1.0));
        time::after(at, extra.unwrap_or(SignedDuration::ZERO))
    }
}

fn latest(a: Next, b: Next) -> Next {
    if b.0 > a.0 { b } else { a }
}
