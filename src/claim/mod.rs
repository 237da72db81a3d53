//! Claims: a compiled watch file reads blocks of text and returns what they say about the deal.
//! Pure and deterministic. No party, term or outlet of any deal is named here.

mod answers;
pub mod attribution;
pub mod blocks;
pub mod clauses;
pub mod consistency;
pub mod coref;
mod elided;
mod ellipsis;
pub mod english;
pub mod evaluate;
pub mod explain;
pub mod follow;
pub mod frames;
pub mod language;
pub mod learned;
pub mod matching;
pub mod model;
pub mod open;
mod outcome;
pub mod pattern;
pub mod prepare;
mod profile;
pub mod reader;
mod reference;
pub mod scope;
pub mod sentences;
pub mod settle;
mod shortlist;
mod strangers;
pub mod suggest;
pub mod switches;
pub mod tokens;
pub mod unfired;
pub mod value;
pub mod values;
pub mod watch;

pub use model::{Claim, Document, Reading, Status};
pub use reader::read;
pub use watch::{Problem, Relevance, TermInfo, Watch};
