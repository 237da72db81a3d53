//! Letting go of what nobody will ask for. It keeps every version's reading, every finding, every
//! sight that begins or ends a gap, and never decides which pages matter.

use super::batch::{Batch, Stmt, stmt};
use super::{Result, Store};
use crate::base::Timestamp;

const SEEN: &str = "('ok', 'not_modified')";

impl Store {
    /// Drops the raw bytes of these versions; bytes another version shares with them stay only if it
    /// is not among them.
    pub async fn drop_bodies(&self, raw_hashes: &[String]) -> Result<()> {
        let drop = |hash: &String| -> Stmt {
            stmt!("update blob set codec = 'pruned', bytes = x'' where hash = $1", hash)
        };
        self.apply(Batch(raw_hashes.iter().map(drop).collect())).await
    }

    /// Drops sights before a moment that say nothing more: neither the first of their day, nor next
    /// to a failure, nor of a version. Returns how many.
    pub async fn drop_sights(&self, before: Timestamp) -> Result<usize> {
        let near = |order: &str, sign: &str| {
            format!(
                "coalesce((select n.state from observation n where n.subject = o.subject
                            and n.at {sign} o.at order by n.at {order} limit 1), 'none') in {SEEN}"
            )
        };
        let sql = format!(
            "delete from observation where (subject, at, id) in (
              select o.subject, o.at, o.id from observation o
                where o.at < $1 and o.state in {SEEN} and {} and {}
                  and exists (select 1 from observation d where d.subject = o.subject
                        and d.state in {SEEN} and d.at < o.at and d.at >= o.at - o.at % 86400000000)
                  and not exists (select 1 from snapshot s where s.article_id = o.subject
                        and s.raw_hash = o.body_hash)) returning 1",
            near("desc", "<"),
            near("asc", ">")
        );
        Ok(self.write(stmt!(sql, before)).await?.len())
    }
}
