//! After a long rest, or at the first start with many feeds, not everything is asked at once. Pure:
//! which feed waits how long follows from the list and the moment alone.

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

/// How an accumulation of due feeds is worked off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpreadPolicy {
    /// So many may be asked at once.
    pub at_once: usize,
    /// Between two of the others.
    pub every: SignedDuration,
    /// And none waits longer than this, however many there are.
    pub within: SignedDuration,
}

impl Default for SpreadPolicy {
    fn default() -> Self {
        Self {
            at_once: 50,
            every: SignedDuration::from_millis(500),
            within: SignedDuration::from_mins(25),
        }
    }
}

/// New times for the feeds that are due, the longest overdue first; `due` is (feed, due at). Feeds
/// that keep their time are not in the answer.
pub fn spread<T>(
    mut due: Vec<(T, Timestamp)>,
    policy: SpreadPolicy,
    now: Timestamp,
) -> Vec<(T, Timestamp)> {
    due.retain(|(_, at)| *at <= now);
    due.sort_by_key(|(_, at)| *at);
    let waiting = due.len().saturating_sub(policy.at_once);
    let Some(count) = i32::try_from(waiting).ok().filter(|count| *count > 0) else {
        return Vec::new();
    };
    let every = policy.every.min(policy.within / count);
    let waits = (1..=count).map(|place| every.saturating_mul(place));
    let late = due.into_iter().skip(policy.at_once).zip(waits);
    late.map(|((feed, _), wait)| (feed, after(now, wait))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_few_feeds_are_not_held_up_and_many_are_spread_in_order() {
        let policy = SpreadPolicy::default();
        let now = at(100_000);
        let due = |count: i64| (0..count).map(|n| (n, at(50_000 - n))).collect::<Vec<_>>();
        assert_eq!(spread(due(50), policy, now), []);
        let some = spread(due(52), policy, now);
        let half = |halves: i64| after(now, SignedDuration::from_millis(500 * halves));
        assert_eq!(some, [(1, half(1)), (0, half(2))], "the longest overdue goes first");
        let many = spread(due(100_000), policy, now);
        assert_eq!(many.len(), 100_000 - 50);
        let last = many.iter().map(|(_, at)| *at).max().unwrap();
        assert!(last <= after(now, policy.within), "{last}");
        let future = vec![(1, at(200_000)); 100];
        assert_eq!(spread(future, policy, now), [], "what is not due keeps its time");
    }
}
