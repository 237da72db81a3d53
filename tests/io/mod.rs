//! The adapters against real sockets on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

mod address;
mod bodies;
mod clock;
pub(crate) mod guard;
mod kinds;
pub(crate) mod packages;
mod port;
mod receivers;
mod redirects;
pub(crate) mod server;
mod sink;
mod smtp;
mod webhook;
mod wire;
