//! Alerts: which findings are worth telling whom, and in which words. Pure: it never sends, and
//! every finding it does not tell has a named reason.

pub mod card;
pub mod check;
pub mod glob;
pub mod group;
pub mod inhibit;
pub mod kind;
pub mod model;
pub mod pace;
pub mod payload;
pub mod plan;
pub mod reason;
pub mod receiver;
pub mod route;
pub mod routing;
pub mod sample;
pub mod sight;
pub mod silence;
pub mod text;
pub mod wording;

pub use group::Group;
pub use kind::render;
pub use model::{Alert, AlertItem, Form, Severity, Statement, Support};
pub use payload::Payload;
pub use plan::{Planned, plan};
pub use reason::{Decision, Reason};
pub use receiver::{Kind, Receiver};
pub use route::Route;
pub use routing::{Context, route};
pub use silence::Silence;
