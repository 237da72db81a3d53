//! The one integration binary.
// All of it is test code, and the lints must know: helpers may unwrap as tests may.
#![cfg(test)]

mod alert;
mod article;
mod claim;
mod cli;
mod config;
mod corpus;
mod crash;
mod feed;
mod fetching;
mod io;
mod ledger;
mod outbox;
mod pipeline;
mod store;
mod tidy;
mod versions;
mod web;
mod world;
