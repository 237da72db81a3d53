//! Silences as kept: added by a person, ended by time or by hand; the row stays on record.

use super::batch::{Batch, Row, stmt};
use super::{Result, Store};
use crate::alert::silence::Silence;
use crate::base::Timestamp;

const COLUMNS: &str = "id, term, value, outlet, kind, author, reason, created_at, expires_at";

impl Store {
    /// Keeps a silence; the same one twice is one.
    pub async fn add_silence(&self, silence: &Silence) -> Result<()> {
        let sql = format!(
            "insert into silence ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (id) do nothing"
        );
        self.apply(Batch(vec![stmt!(
            sql,
            &silence.id,
            silence.term.as_ref(),
            silence.value.as_ref(),
            silence.outlet.as_ref(),
            silence.kind.as_ref(),
            &silence.author,
            &silence.reason,
            silence.created_at,
            silence.expires_at
        )]))
        .await
    }

    /// Ends a silence now. False: there is none of that id in force.
    pub async fn end_silence(&self, id: &str, now: Timestamp) -> Result<bool> {
        let sql = "update silence set expires_at = $2
                    where id = $1 and (expires_at is null or expires_at > $2) returning id";
        Ok(!self.write(stmt!(sql, id, now)).await?.is_empty())
    }

    /// The silences in force.
    pub async fn silences(&self, now: Timestamp) -> Result<Vec<Silence>> {
        let sql = format!(
            "select {COLUMNS} from silence where expires_at is null or expires_at > $1
              order by created_at desc, id limit 500"
        );
        Ok(self.read(stmt!(sql, now)).await?.iter().map(silence_row).collect())
    }

    /// All silences, also those that ended, newest first.
    pub async fn all_silences(&self, limit: usize) -> Result<Vec<Silence>> {
        let sql = format!("select {COLUMNS} from silence order by created_at desc, id limit $1");
        Ok(self.read(stmt!(sql, limit)).await?.iter().map(silence_row).collect())
    }
}

fn silence_row(row: &Row) -> Silence {
    Silence {
        id: row.text(0),
        term: row.opt_text(1),
        value: row.opt_text(2),
        outlet: row.opt_text(3),
        kind: row.opt_text(4),
        author: row.text(5),
        reason: row.text(6),
        created_at: row.time(7),
        expires_at: row.opt_time(8),
    }
}
