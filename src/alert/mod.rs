//! Alerts: which findings are worth telling whom, and in which words. Pure: it never sends, and
//! every finding it does not tell has a named reason.

pub mod kind;
pub mod payload;
pub mod receiver;

pub use payload::Payload;
pub use receiver::{Kind, Receiver};
