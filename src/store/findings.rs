//! Findings, incidents and baselines: what a commit adds to the record beside its rows.

use super::batch::{Batch, Stmt, stmt};
use super::json::{decode, encode};
use super::{Result, Store};
use crate::base::Timestamp;
use crate::base::id;
use crate::ledger::Finding;
use crate::ledger::baseline::Tally;
use crate::ledger::words::headline;

/// A first pass: everything read until it closes is recorded, and told in one summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineRow {
    pub id: String,
    pub opened_at: Timestamp,
    pub deadline_at: Timestamp,
    pub tally: Tally,
}

/// Keeps a finding; one found again under its id is the same one.
pub fn keep_finding(finding: &Finding) -> Result<Stmt> {
    let article = finding.article.as_ref();
    Ok(stmt!(
        "insert into finding (id, kind, term, severity, outlet, article_id, snapshot_id, at,
                headline, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (id) do nothing",
        &finding.id,
        finding.kind.as_str(),
        &finding.term,
        finding.severity.as_str(),
        article.map_or("", |a| &a.outlet),
        article.map_or("", |a| &a.id),
        article.map_or("", |a| &a.snapshot_id),
        finding.found_at,
        headline(finding),
        encode(finding)?,
    ))
}

/// What a finding that is kept already has come to mean: an oscillation goes on counting.
pub fn recount(finding: &Finding) -> Result<Stmt> {
    Ok(stmt!("update finding set body = $2 where id = $1", &finding.id, encode(finding)?))
}

/// Opens an incident, once: while it is open the same kind and subject open no second one.
pub fn open_incident(kind: &str, subject: &str, detail: &str, at: Timestamp) -> Stmt {
    stmt!(
        "insert into incident (id, kind, subject, detail, opened_at) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        id::make("i", &[kind, subject, &at.to_string()]),
        kind,
        subject,
        detail,
        at
    )
}

/// Closes an incident if it is open.
pub fn close_incident(kind: &str, subject: &str, at: Timestamp) -> Stmt {
    stmt!(
        "update incident set closed_at = $3
          where kind = $1 and subject = $2 and closed_at is null",
        kind,
        subject,
        at
    )
}

/// Opens a baseline for feeds whose first good poll comes before `deadline`. While one is open
/// there is no second: two that open one at once are a conflict.
pub fn open_baseline(baseline: &BaselineRow) -> Result<Stmt> {
    let stmt = stmt!(
        "insert into baseline (id, opened_at, deadline_at, tally) select $1, $2, $3, $4
          where not exists (select 1 from baseline where closed_at is null)
         on conflict (id) do nothing",
        &baseline.id,
        baseline.opened_at,
        baseline.deadline_at,
        encode(&baseline.tally)?,
    );
    Ok(stmt.expect(1))
}

/// Adds an article to a baseline's tally. The guard makes two writers of one tally a conflict.
pub fn add_to_baseline(baseline: &BaselineRow, tally: &Tally) -> Result<Stmt> {
    let sql = "update baseline set tally = $3
                where id = $1 and tally = $2 and closed_at is null";
    Ok(stmt!(sql, &baseline.id, encode(&baseline.tally)?, encode(tally)?).expect(1))
}

impl Store {
    /// The id of the open incident of this kind and subject.
    pub async fn incident_open(&self, kind: &str, subject: &str) -> Result<Option<String>> {
        let sql = "select id from incident where kind = $1 and subject = $2 and closed_at is null";
        Ok(self.read_one(stmt!(sql, kind, subject)).await?.map(|row| row.text(0)))
    }

    /// The baseline that is open now.
    pub async fn open_baseline(&self) -> Result<Option<BaselineRow>> {
        let sql = "select id, opened_at, deadline_at, tally from baseline
                    where closed_at is null order by opened_at, id limit 1";
        let Some(row) = self.read_one(stmt!(sql)).await? else { return Ok(None) };
        let tally = decode(&row.text(3))?;
        let (opened_at, deadline_at) = (row.time(1), row.time(2));
        Ok(Some(BaselineRow { id: row.text(0), opened_at, deadline_at, tally }))
    }

    /// How many baselines there have been.
    pub async fn baselines(&self) -> Result<i64> {
        let row = self.read_one(stmt!("select count(*) from baseline")).await?;
        Ok(row.map_or(0, |row| row.int(0)))
    }

    /// What still keeps a baseline open: feeds never polled, and its articles never visited. One
    /// that was visited in vain is not waited for.
    pub async fn baseline_waits(&self, id: &str) -> Result<(i64, i64)> {
        let sql = "select exists (select 1 from feed where active = 1 and last_poll_at is null),
                          exists (select 1 from article
                                   where baseline = $1 and last_visit_at is null)";
        let row = self.read_one(stmt!(sql, id)).await?;
        Ok(row.map_or((0, 0), |row| (row.int(0), row.int(1))))
    }

    /// Closes a baseline with its summary. Articles it could not see yet stay marked: they were
    /// there when watching began, and are no news when they are seen at last.
    pub async fn close_baseline(&self, id: &str, now: Timestamp, summary: Batch) -> Result<()> {
        let mut batch = Batch(vec![
            stmt!(
                "update baseline set closed_at = $2 where id = $1 and closed_at is null",
                id,
                now
            )
            .expect(1),
        ]);
        batch.0.extend(summary.0);
        self.apply(batch).await
    }
}
