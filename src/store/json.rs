//! Documents inside columns: what one layer owns whole is kept as its JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError};

/// Reads a stored document; one that no longer fits its type is damage.
pub fn decode<T: DeserializeOwned>(stored: &str) -> Result<T> {
    serde_json::from_str(stored).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The stored form of a document.
pub fn encode<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}
