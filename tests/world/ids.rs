//! Tokens that count up and jitter that stands still: a run repeats exactly.

use std::sync::atomic::{AtomicU64, Ordering};

use pactwatch::port::Ids;

#[derive(Debug, Default)]
pub(crate) struct SimIds(AtomicU64);

impl Ids for SimIds {
    fn token(&self) -> String {
        format!("token-{}", self.0.fetch_add(1, Ordering::SeqCst))
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}
