//! Verdicts of people on findings: added, never changed.

use serde::{Deserialize, Serialize};

use super::batch::{Batch, Row, Stmt, stmt};
use super::{Result, Store};
use crate::base::{Timestamp, id};

/// What a person can say of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    Right,
    Wrong,
    Ignore,
}

impl Judgement {
    pub const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Ignore];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Ignore => "ignore",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|judgement| judgement.as_str() == word)
    }
}

/// One verdict as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictRow {
    pub id: String,
    pub finding_id: String,
    pub verdict: String,
    pub note: String,
    pub author: String,
    pub at: Timestamp,
}

/// A verdict about to be given; the same one at the same moment is one.
fn give(finding_id: &str, said: Judgement, (note, author): (&str, &str), at: Timestamp) -> Stmt {
    let id = id::make("v", &[finding_id, said.as_str(), author, &at.to_string()]);
    stmt!(
        "insert into verdict (id, finding_id, verdict, note, author, at)
         select $1, id, $3, $4, $5, $6 from finding where id = $2
         on conflict (id) do nothing",
        id,
        finding_id,
        said.as_str(),
        note,
        author,
        at
    )
}

impl Store {
    /// Says the same of several findings. Unknown ones are passed over.
    pub async fn judge(
        &self,
        findings: &[String],
        said: Judgement,
        (note, author): (&str, &str),
        at: Timestamp,
    ) -> Result<()> {
        let stmts = findings.iter().map(|id| give(id, said, (note, author), at));
        self.apply(Batch(stmts.collect())).await
    }

    /// What was said of a finding, newest first.
    pub async fn verdicts_on(&self, finding_id: &str) -> Result<Vec<VerdictRow>> {
        let sql = "select id, finding_id, verdict, note, author, at from verdict
                    where finding_id = $1 order by at desc, id desc limit 100";
        Ok(self.read(stmt!(sql, finding_id)).await?.iter().map(verdict_row).collect())
    }

    /// All verdicts before a moment, newest first.
    pub async fn verdicts(&self, before: Timestamp, limit: usize) -> Result<Vec<VerdictRow>> {
        let sql = "select id, finding_id, verdict, note, author, at from verdict
                    where at < $1 order by at desc, id desc limit $2";
        Ok(self.read(stmt!(sql, before, limit)).await?.iter().map(verdict_row).collect())
    }
}

fn verdict_row(row: &Row) -> VerdictRow {
    VerdictRow {
        id: row.text(0),
        finding_id: row.text(1),
        verdict: row.text(2),
        note: row.text(3),
        author: row.text(4),
        at: row.time(5),
    }
}
