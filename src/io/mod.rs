//! The adapters behind the ports: HTTP, the clock, randomness. The only code that opens a socket.
//! It decides nothing about feeds, articles or alerts.

pub mod address;
pub mod canary;
pub mod child;
pub mod clock;
pub mod failure;
pub mod http;
pub mod ids;
pub mod receivers;
pub mod resolver;
pub mod smtp;
pub mod warc;
pub mod webhook;
