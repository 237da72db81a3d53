//! cli

pub mod eval;
