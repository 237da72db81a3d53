//! What can go wrong with a store, told apart by what the caller must do.

/// The store's one error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A guard found other than expected: someone else holds the lease. Nothing was written.
    #[error("conflict, nothing was written: {0}")]
    Conflict(String),
    #[error("cannot open the store: {0}")]
    Open(String),
    /// The file was written by a newer pactwatch.
    #[error("the store has schema {found}, this pactwatch knows up to {known}; use the newer one")]
    Newer { found: i64, known: i64 },
    #[error("the store is closed")]
    Closed,
    #[error("the store holds something unreadable: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

pub type Result<T> = std::result::Result<T, StoreError>;
