//! Polling a feed: what is remembered between polls, what to ask next, what a reply means, and when
//! to ask again. Pure: the clock, the jitter and the reply are arguments.

pub mod freshness;
pub mod incident;
mod interpret;
pub mod pace;
mod plan;
mod reading;
mod redirect;
mod report;
pub mod spread;
mod state;

pub use incident::{IncidentKind, IncidentSignal};
pub use interpret::{domain_pause, interpret, interpret_reading};
pub use pace::NextReason;
pub use plan::{Plan, Purpose, earliest, plan};
pub use reading::Reading;
pub use redirect::rest_beside;
pub use report::{PollContext, PollReason, PollReport};
pub use state::{FeedIdentity, FeedState, Moved, PollPolicy, Validators};
