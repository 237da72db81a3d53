//! Tests of claim.

mod forms;
mod gold;
mod other_deal;
mod phrasing;
mod properties;
mod sentences;
mod value;
mod watch;
