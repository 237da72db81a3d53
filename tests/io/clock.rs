//! The system clock and the system's randomness.

use std::collections::HashSet;

use pactwatch::base::time::{SignedDuration, after};
use pactwatch::io::clock::SystemClock;
use pactwatch::io::ids::RandomIds;
use pactwatch::port::{Clock, Ids};

#[tokio::test]
async fn sleeping_until_a_moment_ends_at_it_or_after_and_at_once_when_it_has_passed() {
    let clock = SystemClock;
    let due = after(clock.now(), SignedDuration::from_millis(30));
    clock.sleep_until(due).await;
    assert!(clock.now() >= due);
    clock.sleep_until(jiff::Timestamp::MIN).await;
    clock.sleep_until(due).await;
}

#[test]
fn tokens_differ_and_jitter_fills_its_range() {
    let ids = RandomIds::default();
    let tokens: HashSet<String> = (0..1000).map(|_| ids.token()).collect();
    assert_eq!(tokens.len(), 1000);
    let jitter: Vec<f64> = (0..1000).map(|_| ids.jitter()).collect();
    assert!(jitter.iter().all(|j| (0.0..1.0).contains(j)));
    let mean = jitter.iter().sum::<f64>() / 1000.0;
    assert!((0.4..0.6).contains(&mean), "{mean}");
}
