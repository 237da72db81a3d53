//! The whole program in a simulated world: what comes of a press that behaves well, and of one that
//! does not.

mod delivery;
mod polite;
mod revisits;
mod rules;
mod sight;
mod story;
