//! What the review pages read. Every query names its index and its limit: a page must not become
//! slow because the store has grown. Nothing here writes, and nothing decides.

pub mod coverage;
pub mod health;
pub mod held;
pub mod inbox;
pub mod judged;
pub mod search;
pub mod stream;
pub mod term;

/// Rows of a list that one page shows.
pub const PAGE: usize = 50;
