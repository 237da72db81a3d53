//! The one integration binary.

mod alert;
mod article;
mod claim;
mod cli;
mod config;
mod corpus;
mod feed;
mod io;
mod ledger;
mod outbox;
mod pipeline;
mod store;
mod tidy;
