//! Everything outside the program that a pass needs, as small traits over plain types: time, the
//! web, the receivers, randomness. Adapters in `io` and fakes in tests implement them.
//! No trait here may mention an adapter's own types.

use std::sync::Arc;

use crate::alert::Receiver;
use crate::base::Timestamp;
use crate::base::http::{FetchError, Reply, Request};
use crate::outbox::{Message, Outcome};

/// The only source of the present moment.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// Ends when `now()` has reached `at`; at once when it already has.
    fn sleep_until(&self, at: Timestamp) -> impl Future<Output = ()> + Send;
}

/// One GET with its redirects.
pub trait Fetch: Send + Sync {
    fn fetch(&self, request: Request) -> impl Future<Output = Result<Reply, FetchError>> + Send;
}

/// One attempt to hand a message to a receiver. It never retries: `outbox::verdict` decides that.
pub trait Deliver: Send + Sync {
    fn deliver(
        &self,
        receiver: &Receiver,
        message: &Message,
    ) -> impl Future<Output = Outcome> + Send;
}

/// Randomness, for lease tokens and jitter only: what is stored gets its id from its content.
pub trait Ids: Send + Sync {
    /// Unguessable and never given twice.
    fn token(&self) -> String;

    /// Uniform in `0.0..1.0`.
    fn jitter(&self) -> f64;
}

impl<T: Clock> Clock for Arc<T> {
    fn now(&self) -> Timestamp {
        T::now(self)
    }

    fn sleep_until(&self, at: Timestamp) -> impl Future<Output = ()> + Send {
        T::sleep_until(self, at)
    }
}

impl<T: Fetch> Fetch for Arc<T> {
    fn fetch(&self, request: Request) -> impl Future<Output = Result<Reply, FetchError>> + Send {
        T::fetch(self, request)
    }
}

impl<T: Deliver> Deliver for Arc<T> {
    fn deliver(
        &self,
        receiver: &Receiver,
        message: &Message,
    ) -> impl Future<Output = Outcome> + Send {
        T::deliver(self, receiver, message)
    }
}

impl<T: Ids> Ids for Arc<T> {
    fn token(&self) -> String {
        T::token(self)
    }

    fn jitter(&self) -> f64 {
        T::jitter(self)
    }
}
