//! Tests of claim.

mod gold;
mod watch;
