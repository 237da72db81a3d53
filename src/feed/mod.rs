//! Feeds: bytes to entries, when to poll, what a reply means. Pure; knows nothing of articles.

pub mod model;
