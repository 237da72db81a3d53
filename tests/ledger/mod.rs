//! Tests of the ledger: scenarios as data, properties, the replay of a corpus, the cost at a million.

#![cfg(test)]

mod cost;
mod edits;
mod models;
pub(crate) mod press;
pub(crate) mod properties;
pub(crate) mod replay;
mod scenarios;
mod wording;
