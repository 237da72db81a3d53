//! Tests of claim.

mod forms;
mod gold;
mod other_deal;
mod properties;
mod sentences;
mod value;
mod watch;
