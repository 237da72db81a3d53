//! What every layer shares: time, ids, HTTP as plain data, warnings. It knows nothing about news.

pub mod http;
pub mod id;
pub mod secret;
pub mod text;
pub mod time;
pub mod url;
pub mod warning;

pub use secret::Secret;
pub use time::Timestamp;
pub use warning::Warning;
