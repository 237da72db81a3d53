//! The outbox: what one attempt at a delivery came to, and what happens next. Pure; the store keeps
//! the rows and `io` makes the attempts.

pub mod model;
pub mod policy;

pub use model::{Message, Outcome, Reason, Verdict};
pub use policy::{RetryPolicy, verdict};
