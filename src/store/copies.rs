//! Finds texts that may be copies of one another: by sampled shingles, never by reading all texts.

use super::batch::{Stmt, Value, stmt};
use super::{Result, Store};

/// Articles looked at for each shingle that a new text shares with others.
const SHARERS_MAX: u32 = 64;

impl Store {
    /// Articles that share sampled shingles, with how many they share; most first. Of those that
    /// share one only so many are looked at: what half the press prints tells no two texts apart.
    pub async fn sharing(&self, sketch: &[i64], but: &str) -> Result<Vec<(String, i64)>> {
        if sketch.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<String> = (2..2 + sketch.len()).map(|slot| format!("(${slot})")).collect();
        let list = list.join(", ");
        let sql = format!(
            "with key (hash) as (values {list})
             select s.article_id, count(*) as shared from key cross join shingle s
              where s.hash = key.hash and s.article_id in (
                    select t.article_id from shingle t
                     where t.hash = key.hash and t.article_id <> $1
                     order by t.article_id limit {SHARERS_MAX})
              group by s.article_id order by shared desc, s.article_id limit 20"
        );
        let params = std::iter::once(Value::from(but)).chain(sketch.iter().map(|h| Value::Int(*h)));
        let rows = self.read(Stmt::new(sql, params.collect())).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.int(1))).collect())
    }

    /// The stored sketch of an article's text, and the family it belongs to.
    pub async fn sketch(&self, article_id: &str) -> Result<Option<(Vec<u8>, String)>> {
        let sql = "select sketch, family from article where id = $1 and sketch is not null";
        let row = self.read_one(stmt!(sql, article_id)).await?;
        Ok(row.map(|row| (row.bytes(0), row.text(1))))
    }
}
