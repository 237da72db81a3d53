//! What happens after an attempt: tables over every answer a receiver can give.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

mod desk;
mod dispatch;
mod heartbeat;
mod policy;
mod retries;
mod storm;
mod told;
