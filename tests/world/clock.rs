//! A clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use pactwatch::base::Timestamp;
use pactwatch::base::time::{from_micros, micros};
use pactwatch::port::Clock;
use tokio::sync::Notify;

#[derive(Debug)]
pub(crate) struct SimClock {
    now: AtomicI64,
    moved: Notify,
}

impl SimClock {
    pub(crate) fn new(start: Timestamp) -> Self {
        Self { now: AtomicI64::new(micros(start)), moved: Notify::new() }
    }

    /// Jumps forward; never back.
    pub(crate) fn jump_to(&self, at: Timestamp) {
        self.now.fetch_max(micros(at), Ordering::SeqCst);
        self.moved.notify_waiters();
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        from_micros(self.now.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, at: Timestamp) {
        loop {
            let moved = self.moved.notified();
            if self.now() >= at {
                return;
            }
            moved.await;
        }
    }
}
