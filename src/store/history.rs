//! Stored history in the order it was seen, a page at a time.

use super::articles::{ARTICLE_COLUMNS, SNAPSHOT_COLUMNS, article_row, snapshot_row};
use super::batch::{Row, stmt};
use super::record::{ArticleRow, SnapshotRow};
use super::{Result, Store};
use crate::base::Timestamp;

impl Store {
    /// Versions with their articles, oldest first, after the one seen at this moment under this id.
    pub async fn history(
        &self,
        after: Option<&(Timestamp, String)>,
        to: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<(SnapshotRow, ArticleRow)>> {
        let columns = |columns: &str, table: &str| {
            let named = columns.split(',').map(|column| format!("{table}.{}", column.trim()));
            named.collect::<Vec<_>>().join(", ")
        };
        let snapshot = columns(SNAPSHOT_COLUMNS, "s");
        let article = columns(ARTICLE_COLUMNS, "a");
        let sql = format!(
            "select {snapshot}, {article} from snapshot s join article a on a.id = s.article_id
              where (s.observed_at, s.id) > ($1, $2) and ($3 is null or s.observed_at <= $3)
              order by s.observed_at, s.id limit $4"
        );
        let start = (Timestamp::MIN, String::new());
        let (at, id) = after.unwrap_or(&start);
        let rows = self.read(stmt!(sql, *at, id, to, limit)).await?;
        let width = SNAPSHOT_COLUMNS.split(',').count();
        let split = |row: &Row| {
            let (snapshot, article) = row.0.split_at_checked(width).unwrap_or_default();
            (snapshot_row(&Row(snapshot.to_vec())), article_row(&Row(article.to_vec())))
        };
        Ok(rows.iter().map(split).collect())
    }

    /// When first passes began and ended; one that is open has not ended.
    pub async fn first_passes(&self) -> Result<Vec<(Timestamp, Timestamp)>> {
        let sql = "select opened_at, closed_at from baseline order by opened_at";
        let rows = self.read(stmt!(sql)).await?;
        let end = |row: &Row| row.opt_time(1).unwrap_or(Timestamp::MAX);
        Ok(rows.iter().map(|row| (row.time(0), end(row))).collect())
    }
}
