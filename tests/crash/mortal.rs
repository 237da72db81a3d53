//! Ports that die at a given call, and with them the program: whatever it does next, it does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pactwatch::alert::Receiver;
use pactwatch::base::Timestamp;
use pactwatch::base::http::{FetchError, Reply, Request};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock, Deliver, Fetch, Ids};

/// Counts the calls of all ports of one program.
#[derive(Debug)]
pub(crate) struct Fate {
    calls: AtomicUsize,
    dies_at: usize,
}

/// What unwinds the program; no panic, so nothing is printed.
pub(crate) struct Died;

impl Fate {
    pub(crate) fn new(dies_at: usize) -> Arc<Self> {
        Arc::new(Self { calls: AtomicUsize::new(0), dies_at })
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// From the fatal call on every call is fatal: threads of the dead do no work.
    fn call(&self) {
        if self.calls.fetch_add(1, Ordering::SeqCst) + 1 >= self.dies_at {
            std::panic::resume_unwind(Box::new(Died));
        }
    }
}

/// A port that lives as long as its program.
#[derive(Debug)]
pub(crate) struct Mortal<T> {
    pub(crate) port: Arc<T>,
    pub(crate) fate: Arc<Fate>,
}

impl<T: Clock> Clock for Mortal<T> {
    fn now(&self) -> Timestamp {
        self.fate.call();
        self.port.now()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.port.sleep_until(at).await;
    }
}

impl<T: Fetch> Fetch for Mortal<T> {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        let reply = self.port.fetch(request).await;
        self.fate.call();
        reply
    }
}

impl<T: Deliver> Deliver for Mortal<T> {
    /// The receiver has it; the program may not live to hear so.
    async fn deliver(&self, receiver: &Receiver, message: &Message) -> Outcome {
        let outcome = self.port.deliver(receiver, message).await;
        self.fate.call();
        outcome
    }
}

impl<T: Ids> Ids for Mortal<T> {
    fn token(&self) -> String {
        self.fate.call();
        self.port.token()
    }

    fn jitter(&self) -> f64 {
        self.fate.call();
        self.port.jitter()
    }
}
