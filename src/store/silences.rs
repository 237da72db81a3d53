//! Silences on record, also those that ended: an untold finding must stay explainable.

use super::batch::{Row, Stmt, stmt};
use super::json::{decode, encode};
use super::{Batch, Result, Store};
use crate::alert::Silence;
use crate::base::Timestamp;

/// A silence with the moment it was lifted, if it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilenceRow {
    pub silence: Silence,
    pub lifted_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a silence; one kept before under its id stands.
    pub async fn add_silence(&self, silence: &Silence) -> Result<()> {
        let sql = "insert into silence (id, created_at, expires_at, body) values ($1, $2, $3, $4)
                   on conflict (id) do nothing";
        let (created, expires) = (silence.created_at, silence.expires_at);
        self.apply(Batch(vec![stmt!(sql, &silence.id, created, expires, encode(silence)?)])).await
    }

    /// Ends a silence. False: no such one, or it has ended already.
    pub async fn lift_silence(&self, id: &str, now: Timestamp) -> Result<bool> {
        let sql = "update silence set lifted_at = $2 where id = $1 and lifted_at is null
                      and (expires_at is null or expires_at > $2) returning id";
        Ok(!self.write(stmt!(sql, id, now)).await?.is_empty())
    }

    /// The silences that hold at a moment.
    pub async fn silences(&self, now: Timestamp) -> Result<Vec<Silence>> {
        let sql = "select lifted_at, body from silence
                    where lifted_at is null and (expires_at is null or expires_at > $1)
                    order by created_at, id";
        Ok(self.silence_rows(stmt!(sql, now)).await?.into_iter().map(|row| row.silence).collect())
    }

    /// All silences, newest first.
    pub async fn all_silences(&self, limit: usize) -> Result<Vec<SilenceRow>> {
        let sql = "select lifted_at, body from silence order by created_at desc, id limit $1";
        self.silence_rows(stmt!(sql, limit)).await
    }

    async fn silence_rows(&self, stmt: Stmt) -> Result<Vec<SilenceRow>> {
        let row = |row: &Row| {
            Ok(SilenceRow { lifted_at: row.opt_time(0), silence: decode(&row.text(1))? })
        };
        self.read(stmt).await?.iter().map(row).collect()
    }
}
