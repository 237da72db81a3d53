//! The one integration binary.
// All of it is test code, and the lints must know: helpers may unwrap as tests may.
#![cfg(test)]
#![allow(clippy::type_complexity, reason = "a table of cases has the type of its rows")]
#![allow(clippy::format_collect, reason = "a test builds pages as it reads best")]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "term ids are lower case, and no files"
)]

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
