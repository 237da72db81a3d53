//! A simulated world: its own clock, a scripted web, an inbox, and a real SQLite store.

pub(crate) mod clock;
pub(crate) mod ids;
pub(crate) mod inbox;
pub(crate) mod web;
