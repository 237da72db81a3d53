//! Everything there is, in pieces of bounded size: for exports, checks and suggestions. Each verb
//! continues after the key it is given; an empty key is the beginning. Reads only.

use super::articles::{SNAPSHOT_COLUMNS, snapshot_row};
use super::batch::{Row, stmt};
use super::record::SnapshotRow;
use super::review::{
    CLAIM_COLUMNS, ClaimLine, FINDING_COLUMNS, FindingRow, claim_line, finding_row,
};
use super::{Result, Store};

/// One version, and what is still there of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    pub snapshot: SnapshotRow,
    pub outlet: String,
    /// Bytes of the page as it came.
    pub size: i64,
    /// The page was let go; its reading stays.
    pub pruned: bool,
    /// Why newer rules could not read it again.
    pub unread: Option<String>,
}

impl Store {
    /// Versions of all articles, by id.
    pub async fn snapshots_after(&self, id: &str, limit: usize) -> Result<Vec<KeptVersion>> {
        let named = SNAPSHOT_COLUMNS.split(',').map(|column| format!("s.{}", column.trim()));
        let columns: Vec<String> = named.collect();
        let sql = format!(
            "select a.outlet, b.size, b.codec = 'pruned', s.unread, {}
               from snapshot s join article a on a.id = s.article_id
                               join blob b on b.hash = s.raw_hash
              where s.id > $1 order by s.id limit $2",
            columns.join(", ")
        );
        let version = |row: &Row| KeptVersion {
            snapshot: snapshot_row(&Row(row.0.get(4..).unwrap_or_default().to_vec())),
            outlet: row.text(0),
            size: row.int(1),
            pruned: row.truth(2),
            unread: row.opt_text(3),
        };
        Ok(self.read(stmt!(sql, id, limit)).await?.iter().map(version).collect())
    }

    /// Claims, also those that no version makes any more, each under its id.
    pub async fn claims_after(&self, id: &str, limit: usize) -> Result<Vec<(String, ClaimLine)>> {
        let sql = format!(
            "select {CLAIM_COLUMNS}, p.id from appearance p join article a on a.id = p.article_id
              where p.id > $1 order by p.id limit $2"
        );
        let rows = self.read(stmt!(sql, id, limit)).await?;
        Ok(rows.iter().map(|row| (row.text(14), claim_line(row))).collect())
    }

    pub async fn findings_after(&self, id: &str, limit: usize) -> Result<Vec<FindingRow>> {
        let sql =
            format!("select {FINDING_COLUMNS} from finding where id > $1 order by id limit $2");
        Ok(self.read(stmt!(sql, id, limit)).await?.iter().map(finding_row).collect())
    }

    /// The newest version of each article that is no copy of another, by article id.
    pub async fn heads_after(&self, article_id: &str, limit: usize) -> Result<Vec<SnapshotRow>> {
        let sql = format!(
            "select {SNAPSHOT_COLUMNS} from snapshot
              where article_id > $1
                and id in (select head from article where id > $1 and family = id)
              order by article_id limit $2"
        );
        Ok(self.read(stmt!(sql, article_id, limit)).await?.iter().map(snapshot_row).collect())
    }

    pub async fn blob_hashes_after(&self, hash: &str, limit: usize) -> Result<Vec<String>> {
        let sql = "select hash from blob where hash > $1 order by hash limit $2";
        let rows = self.read(stmt!(sql, hash, limit)).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }

    /// How many blobs there are.
    pub async fn blob_count(&self) -> Result<i64> {
        let row = self.read_one(stmt!("select count(*) from blob")).await?;
        Ok(row.map_or(0, |row| row.int(0)))
    }

    /// What the engine itself finds wrong with its file; empty when it is sound.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let rows = self.read(stmt!("pragma integrity_check(100)")).await?;
        let mut found: Vec<String> = rows.iter().map(|row| row.text(0)).collect();
        found.retain(|line| line != "ok");
        let dangling = |row: &Row| format!("{} row {} points to nothing", row.text(0), row.int(1));
        let rows = self.read(stmt!("pragma foreign_key_check")).await?;
        found.extend(rows.iter().map(dangling));
        // Pages may be let go, readings never.
        let sql = "select s.id from snapshot s join blob b on b.hash = s.reading_hash
                    where b.codec = 'pruned' order by s.id limit 100";
        let lost = |row: &Row| format!("snapshot {} has lost its reading", row.text(0));
        found.extend(self.read(stmt!(sql)).await?.iter().map(lost));
        Ok(found)
    }
}
