//! Tests of claim.

mod ellipsis;
mod forms;
mod gold;
mod learned;
mod other_deal;
mod phrasing;
mod properties;
mod sentences;
mod speakers;
mod statuses;
mod turns;
mod value;
mod watch;
