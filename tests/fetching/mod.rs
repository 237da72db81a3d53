//! Feeds and pages as the running program asks for them: what a server sees, what a store keeps,
//! and what a simulated week costs. The clock is the test's own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

mod articles;
mod checklist;
mod furniture;
mod gate;
mod host;
mod hostile;
mod moves;
mod outlets;
mod pace;
mod press;
mod restarts;
mod robots;
mod server;
