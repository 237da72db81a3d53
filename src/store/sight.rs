//! What a digest says about the watching itself: what could be seen.

use super::batch::{Row, stmt};
use super::{Result, Store};
use crate::base::Timestamp;

/// When an outlet was last seen, through any of its feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenOutlet {
    pub outlet: String,
    pub last_ok_at: Option<Timestamp>,
}

impl Store {
    /// Every outlet that is watched.
    pub async fn seen_outlets(&self) -> Result<Vec<SeenOutlet>> {
        let sql = "select outlet, max(last_ok_at) from feed where active = 1
                    group by outlet order by outlet";
        let row = |row: &Row| SeenOutlet { outlet: row.text(0), last_ok_at: row.opt_time(1) };
        Ok(self.read(stmt!(sql)).await?.iter().map(row).collect())
    }

    /// How many articles were read, and versions kept, since a moment.
    pub async fn seen_since(&self, since: Timestamp) -> Result<(i64, i64)> {
        let sql = "select (select count(*) from article where last_ok_at >= $1),
                          (select count(*) from snapshot where observed_at >= $1)";
        let row = self.read_one(stmt!(sql, since)).await?;
        Ok(row.map_or((0, 0), |row| (row.int(0), row.int(1))))
    }
}
