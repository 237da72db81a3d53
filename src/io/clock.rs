//! The system's clock: the one place that reads it.

use std::time::Duration;

use crate::base::Timestamp;
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
