//! The system's clock: the one place that reads it.

use std::time::Duration;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::port::Clock;

/// Sleeps no longer than this at a time, so that a corrected clock or a machine woken from suspend
/// is noticed.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// Wall-clock time, UTC.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep_until(&self, at: Timestamp) {
        while let Ok(left) = Duration::try_from(at.duration_since(self.now())) {
            if left.is_zero() {
                return;
            }
            nap(left.min(LONGEST_NAP)).await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock's sleep")]
async fn nap(time: Duration) {
    tokio::time::sleep(time).await;
}

/// A clock that runs `speed` times as fast as the system's: for the demo and for rehearsals on
/// loopback, where a day of watching should take minutes. At `real_origin` it shows
/// `shown_origin`, whatever process asks, so a restart does not turn it back.
#[derive(Clone, Copy, Debug)]
pub struct FastClock {
    pub real_origin: Timestamp,
    pub shown_origin: Timestamp,
    pub speed: u32,
}

impl Clock for FastClock {
    fn now(&self) -> Timestamp {
        let real = SystemClock.now().duration_since(self.real_origin);
        let shown = real.checked_mul(i32::try_from(self.speed).unwrap_or(i32::MAX));
        after(self.shown_origin, shown.unwrap_or(SignedDuration::MAX))
    }

    async fn sleep_until(&self, at: Timestamp) {
        while let Ok(left) = Duration::try_from(at.duration_since(self.now())) {
            if left.is_zero() {
                return;
            }
            let nap_time = left / self.speed.max(1);
            nap(nap_time.clamp(Duration::from_millis(1), LONGEST_NAP)).await;
        }
    }
}
