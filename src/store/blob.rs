//! Bytes under their own hash: compressed once, read back in constant time, checked when read.

use super::batch::{Stmt, stmt};
use super::{Result, Store, StoreError};
use crate::base::id;

/// Speed and size meet here for pages of 20 to 400 KB.
const LEVEL: i32 = 6;
/// No body is larger than the fetch limits allow; a stored size beyond it is damage.
const LARGEST: usize = 64 << 20;

/// Keeps `bytes` under `hash` (their BLAKE3), once.
pub fn keep(hash: &str, bytes: &[u8]) -> Result<Stmt> {
    let packed =
        zstd::bulk::compress(bytes, LEVEL).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    Ok(stmt!(
        "insert into blob (hash, size, codec, bytes) values ($1, $2, 'zstd', $3)
         on conflict (hash) do update set codec = excluded.codec, bytes = excluded.bytes
                where blob.codec = 'pruned'",
        hash,
        bytes.len(),
        packed
    ))
}

/// Drops bytes that no version refers to.
pub(super) fn drop_unused(hash: &str) -> Stmt {
    let sql = "delete from blob where hash = $1
                and not exists (select 1 from snapshot where raw_hash = $1)
                and not exists (select 1 from snapshot where reading_hash = $1)";
    stmt!(sql, hash)
}

impl Store {
    /// The bytes under `hash`; `None` when they were pruned.
    pub async fn blob(&self, hash: &str) -> Result<Option<Vec<u8>>> {
        let sql = "select size, bytes from blob where hash = $1 and codec <> 'pruned'";
        let Some(row) = self.read_one(stmt!(sql, hash)).await? else { return Ok(None) };
        let size = usize::try_from(row.int(0)).unwrap_or(usize::MAX);
        if size > LARGEST {
            return Err(StoreError::Corrupt(format!("blob {hash} claims {size} bytes")));
        }
        let bytes = zstd::bulk::decompress(&row.bytes(1), size)
            .map_err(|e| StoreError::Corrupt(format!("blob {hash}: {e}")))?;
        if id::hash(&bytes) != hash {
            return Err(StoreError::Corrupt(format!("blob {hash} does not match its hash")));
        }
        Ok(Some(bytes))
    }
}
