//! What the reader knows of English itself: word classes, verb forms, cues. Never a word of a deal.

pub mod cues;
pub mod verbs;
pub mod words;

pub use verbs::forms;
pub use words::{Flags, flags};
