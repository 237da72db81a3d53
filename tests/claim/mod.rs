//! Tests of claim.

mod gold;
mod sentences;
mod watch;
