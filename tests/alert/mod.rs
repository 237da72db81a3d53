//! What alerts say, how each kind of receiver gets them, and who gets which.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

mod chats;
mod check;
mod email;
mod golden;
mod group;
mod inhibit;
mod log;
mod pace;
mod picture;
mod route;
pub(crate) mod sample;
mod text;
mod webhook;
mod wording;
