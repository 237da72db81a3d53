//! Tells the service manager that the daemon is up, alive and leaving. It is silent when nobody
//! asked. It has no timer of its own: only the loop that does the work says that work is done, so
//! a loop that is stuck is found and restarted.

use std::time::Duration;

use sd_notify::NotifyState;

use crate::base::time::between;
use crate::base::{Timestamp, time};

/// What is said to the service manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Everything is open and the first pass is scheduled.
    Ready,
    /// Work was done just now.
    Alive,
    /// One line for `systemctl status`.
    Status(String),
    /// Shutting down as asked.
    Stopping,
}

/// Speaks to the service manager through `send`.
pub struct Notifier<S> {
    /// Silence for longer than this, and the daemon is killed; `None` without a watchdog.
    limit: Option<Duration>,
    last: Option<Timestamp>,
    send: S,
}

/// The notifier of this process, as systemd has set it up.
pub fn of_process() -> Notifier<impl FnMut(&Message)> {
    Notifier::new(sd_notify::watchdog_enabled(), |message: &Message| {
        let told = match message {
            Message::Ready => sd_notify::notify(&[NotifyState::Ready]),
            Message::Alive => sd_notify::notify(&[NotifyState::Watchdog]),
            Message::Status(line) => sd_notify::notify(&[NotifyState::Status(line)]),
            Message::Stopping => sd_notify::notify(&[NotifyState::Stopping]),
        };
        if let Err(error) = told {
            tracing::warn!(error = %error, "the service manager could not be told");
        }
    })
}

impl<S: FnMut(&Message)> Notifier<S> {
    pub fn new(limit: Option<Duration>, send: S) -> Self {
        Self { limit, last: None, send }
    }

    /// Says that the daemon is up, and counts as progress.
    pub fn ready(&mut self, status: &str, now: Timestamp) {
        (self.send)(&Message::Ready);
        self.status(status);
        self.progress(now);
    }

    /// One line about what is going on.
    pub fn status(&mut self, line: &str) {
        // A second line would be a second message in the protocol.
        (self.send)(&Message::Status(line.replace(['\n', '\r'], " ")));
    }

    /// Called by the main loop each time round. Says so often enough, and no more.
    pub fn progress(&mut self, now: Timestamp) {
        if is_due(self.limit, self.last, now) {
            (self.send)(&Message::Alive);
            self.last = Some(now);
        }
    }

    pub fn stopping(&mut self) {
        (self.send)(&Message::Stopping);
    }

    /// The longest the main loop may rest between two calls of [`Notifier::progress`].
    pub fn longest_rest(&self) -> Option<Duration> {
        self.limit.map(|limit| limit / 4)
    }
}

/// Due a quarter of the limit after the last word, so that two late rounds do no harm, and at once
/// when the clock has been set back.
fn is_due(limit: Option<Duration>, last: Option<Timestamp>, now: Timestamp) -> bool {
    match (limit, last) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(limit), Some(last)) => {
            let gone = between(last, now);
            gone.is_negative()
                || gone >= time::SignedDuration::try_from(limit / 4).unwrap_or_default()
        }
    }
}
