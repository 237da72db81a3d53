//! A clock that stands still until it is moved. It knows who sleeps on it, and counts how often it
//! is asked: from that a test sees when everybody has come to rest.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use pactwatch::base::Timestamp;
use pactwatch::base::time::{from_micros, micros};
use pactwatch::port::Clock;
use tokio::sync::Notify;

#[derive(Debug)]
pub(super) struct RestClock {
    now: AtomicI64,
    moved: Notify,
    asked: AtomicU64,
    /// Until when somebody sleeps, by the number of the sleep.
    sleepers: Mutex<BTreeMap<u64, Timestamp>>,
}

impl RestClock {
    pub(super) fn new(start: Timestamp) -> Self {
        let (moved, asked, sleepers) = (Notify::new(), AtomicU64::new(0), Mutex::default());
        Self { now: AtomicI64::new(micros(start)), moved, asked, sleepers }
    }

    /// Jumps forward; never back.
    pub(super) fn jump_to(&self, at: Timestamp) {
        self.now.fetch_max(micros(at), Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// How often it was asked so far.
    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    /// When the first of those who sleep wakes.
    pub(super) fn first_wake(&self) -> Option<Timestamp> {
        self.sleepers.lock().unwrap().values().min().copied()
    }
}

/// Ends with the sleep, also with one that is broken off.
struct Sleeper<'a> {
    clock: &'a RestClock,
    number: u64,
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.clock.sleepers.lock().unwrap().remove(&self.number);
    }
}

impl Clock for RestClock {
    fn now(&self) -> Timestamp {
        self.asked.fetch_add(1, Ordering::SeqCst);
        from_micros(self.now.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, at: Timestamp) {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        self.sleepers.lock().unwrap().insert(number, at);
        let _sleeper = Sleeper { clock: self, number };
        loop {
            let moved = self.moved.notified();
            if from_micros(self.now.load(Ordering::SeqCst)) >= at {
                return;
            }
            moved.await;
        }
    }
}
