//! Ids are made from content, so the same input gives the same id after any crash or re-run.

/// The BLAKE3 hash of some bytes, in lower-case hex.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// `prefix_` and 20 hex digits over the parts. Parts are length-prefixed, so `["a","bc"]` and
/// `["ab","c"]` differ.
pub fn make(prefix: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let hex = hasher.finalize().to_hex();
    format!("{prefix}_{}", hex.get(..20).unwrap_or_default())
}
