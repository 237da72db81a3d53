//! The operating system's randomness.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::id;
use crate::port::Ids;

/// Tokens and jitter from the system's generator.
#[derive(Debug, Default)]
pub struct RandomIds {
    given: AtomicU64,
}

impl RandomIds {
    /// Sixteen random bytes. Should the system have none, which no supported one does, tokens
    /// stay distinct through the process and the counter.
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            let count = self.given.fetch_add(1, Ordering::Relaxed);
            let low = u64::from(std::process::id());
            bytes = ((u128::from(count) << 64) | u128::from(low)).to_le_bytes();
        }
        bytes
    }
}

impl Ids for RandomIds {
    fn token(&self) -> String {
        let value = u128::from_le_bytes(self.bytes());
        id::make("t", &[&format!("{value:032x}")])
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly what a float holds")]
    fn jitter(&self) -> f64 {
        let value = u128::from_le_bytes(self.bytes());
        let mantissa = u64::try_from(value >> 75).unwrap_or(0);
        mantissa as f64 / (1u64 << 53) as f64
    }
}
