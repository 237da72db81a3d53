//! Brings an older database to the schema this program knows, one script at a time, each in its
//! own transaction; never touches a newer one.

use super::batch::stmt;
use super::{Mode, Result, Store, StoreError};

/// In order; the script at index `n` brings `user_version` to `n + 1`.
const SCRIPTS: &[&str] = &[
    include_str!("schema/sqlite/001_start.sql"),
    include_str!("schema/sqlite/002_pages.sql"),
    include_str!("schema/sqlite/003_ledger.sql"),
    include_str!("schema/sqlite/004_polls.sql"),
];

impl Store {
    pub(super) async fn migrate(&self, mode: Mode) -> Result<()> {
        let known = i64::try_from(SCRIPTS.len()).unwrap_or(i64::MAX);
        let row = self.engine.write(stmt!("pragma user_version")).await?;
        let found = row.first().map_or(0, |row| row.int(0));
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        if found < known && mode == Mode::ReadOnly {
            return Err(StoreError::Open(format!(
                "schema {found} is older than {known}; start `pactwatch run` once to bring it up"
            )));
        }
        for script in SCRIPTS.iter().skip(usize::try_from(found).unwrap_or(0)) {
            self.engine.script(script).await?;
        }
        Ok(())
    }
}
