//! What people said of findings, for the pages: many at once, and read by the page.

use serde::Serialize;

use crate::base::{Timestamp, id};
use crate::store::batch::{Batch, Row, Stmt, stmt};
use crate::store::{Result, Store};

/// What a person can say of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
pub struct Said {
    pub id: String,
    pub finding: String,
    pub verdict: String,
    pub note: String,
    pub at: Timestamp,
}

/// A verdict about to be given; the same one at the same moment is one.
fn give(finding_id: &str, said: Judgement, note: &str, at: Timestamp) -> Stmt {
    let id = id::make("v", &[finding_id, said.as_str(), note, &at.to_string()]);
    let sql = "insert into verdict (id, finding_id, at, verdict, note)
               select $1, id, $3, $4, $5 from finding where id = $2 on conflict (id) do nothing";
    stmt!(sql, id, finding_id, at, said.as_str(), note)
}

impl Store {
    /// Says the same of several findings. Unknown ones are passed over.
    pub async fn judge(
        &self,
        findings: &[String],
        said: Judgement,
        note: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.apply(Batch(findings.iter().map(|id| give(id, said, note, at)).collect())).await
    }

    /// What was said of a finding, newest first.
    pub async fn verdicts_on(&self, finding_id: &str) -> Result<Vec<Said>> {
        let sql = "select id, finding_id, verdict, note, at from verdict
                    where finding_id = $1 order by at desc, id desc limit 100";
        Ok(self.read(stmt!(sql, finding_id)).await?.iter().map(said).collect())
    }

    /// All verdicts after this one in the list, newest first: (at, id). Many are given at one moment.
    pub async fn verdict_page(&self, before: (Timestamp, &str), limit: usize) -> Result<Vec<Said>> {
        let sql = "select id, finding_id, verdict, note, at from verdict
                    where at <= $1 and (at < $1 or id > $2) order by at desc, id limit $3";
        Ok(self.read(stmt!(sql, before.0, before.1, limit)).await?.iter().map(said).collect())
    }
}

fn said(row: &Row) -> Said {
    Said {
        id: row.text(0),
        finding: row.text(1),
        verdict: row.text(2),
        note: row.text(3),
        at: row.time(4),
    }
}
