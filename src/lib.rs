//! pactwatch watches the news coverage of a deal. The map of the code is `ARCHITECTURE.md`.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod base;

pub mod feed;

pub mod article;

pub mod claim;

pub mod ledger;

pub mod alert;

pub mod outbox;

pub mod port;

pub mod store;

pub mod io;

pub mod config;

pub mod app;

pub mod web;

pub mod cli;
