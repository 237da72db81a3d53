//! The store: about twenty verbs, one per unit of work. It keeps and finds; it never decides.
//! The only place where SQL stands.

pub mod alerts;
pub mod articles;
pub mod batch;
pub mod blob;
mod copies;
mod counters;
mod error;
pub mod feeds;
pub mod findings;
mod history;
pub mod json;
pub mod looks;
mod migrate;
pub mod outbox;
pub mod pages;
mod prune;
pub mod queue;
pub mod record;
pub mod review;
pub mod sight;
pub mod silences;
mod sqlite;
pub mod standing;
pub mod sweep;
pub mod trace;

use std::path::{Path, PathBuf};

pub use batch::{Batch, Row, Stmt};
pub use error::{Result, StoreError};
pub use sqlite::{Plan, Plans};

/// One open database.
#[derive(Debug)]
pub struct Store {
    engine: sqlite::Sqlite,
}

/// How a store is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Create and migrate as needed.
    ReadWrite,
    /// Never creates, migrates or writes: for commands that only look.
    ReadOnly,
}

impl Store {
    /// Opens the database file at `path`.
    pub async fn open(path: &Path, mode: Mode) -> Result<Self> {
        if mode == Mode::ReadOnly && !path.exists() {
            return Err(StoreError::Open(format!(
                "{} does not exist yet; start `pactwatch run` or `pactwatch poll` first",
                path.display()
            )));
        }
        let store = Self { engine: sqlite::Sqlite::open(Some(path), mode == Mode::ReadOnly)? };
        store.migrate(mode).await?;
        Ok(store)
    }

    /// A private database in memory, for tests and for `demo`.
    pub async fn in_memory() -> Result<Self> {
        let store = Self { engine: sqlite::Sqlite::open(None, false)? };
        store.migrate(Mode::ReadWrite).await?;
        Ok(store)
    }

    /// As `in_memory`, noting how the engine goes about each statement: what reads whole tables
    /// shows.
    pub async fn explained() -> Result<(Self, Plans)> {
        let plans = Plans::default();
        let store = Self { engine: sqlite::Sqlite::in_memory(Some(Plans::clone(&plans)))? };
        store.migrate(Mode::ReadWrite).await?;
        Ok((store, plans))
    }

    async fn read(&self, stmt: Stmt) -> Result<Vec<Row>> {
        self.engine.read(stmt).await
    }

    async fn read_one(&self, stmt: Stmt) -> Result<Option<Row>> {
        Ok(self.engine.read(stmt).await?.into_iter().next())
    }

    async fn read_many(&self, stmts: Vec<Stmt>) -> Result<Vec<Vec<Row>>> {
        self.engine.read_many(stmts).await
    }

    async fn write(&self, stmt: Stmt) -> Result<Vec<Row>> {
        self.engine.write(stmt).await
    }

    /// Commits a batch built by a verb of this module.
    pub async fn apply(&self, batch: Batch) -> Result<()> {
        self.engine.apply(batch).await
    }

    /// A consistent copy of the whole database at `target`, taken while work goes on.
    pub async fn backup(&self, target: PathBuf) -> Result<()> {
        self.engine.backup(target).await
    }
}
