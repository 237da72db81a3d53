//! Alerts: which findings are worth telling whom, and in which words. Pure: it never sends, and
//! every finding it does not tell has a named reason.

pub mod kind;
pub mod model;
pub mod payload;
pub mod receiver;
pub mod text;
pub mod wording;

pub use kind::render;
pub use model::{Alert, AlertItem, Form, Severity, Statement, Support};
pub use payload::Payload;
pub use receiver::{Kind, Receiver};
