//! Tests of the ledger: scenarios as data, properties, the replay of a corpus, the cost at a million.

#![cfg(test)]

mod cost;
mod edits;
mod models;
mod press;
mod properties;
mod replay;
mod scenarios;
mod wording;
