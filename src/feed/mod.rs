//! Feeds: bytes to entries, when to poll, what a reply means. Pure; knows nothing of articles.

pub mod date;
pub mod discover;
pub mod model;
pub mod opml;
pub mod page;
pub mod parse;
pub mod poll;
pub mod robots;
pub mod schedule;

mod assemble;
mod charset;
mod codepage;
mod crontab;
mod dialect;
mod draft;
mod hints;
mod identity;
mod json;
mod sniff;
mod text;
mod write;
mod xml;

pub use model::{Entry, NotAFeed, ObservationState, ParsedFeed, Tier};
pub use parse::{FeedInput, parse};
