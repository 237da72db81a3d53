//! Findings as an inbox: filtered, in pages, with what people made of them.

use serde::Serialize;

use crate::base::Timestamp;
use crate::store::batch::{Row, stmt};
use crate::store::review::{FINDING_COLUMNS, FindingRow, finding_row};
use crate::store::{Result, Store};

/// Findings shown beside an article or a term.
const BESIDE: usize = 100;

/// Which findings to list; an empty word asks for all.
#[derive(Clone, Debug, Default)]
pub struct FindingFilter {
    pub kind: String,
    pub term: String,
    pub outlet: String,
    pub severity: String,
    pub since: Option<Timestamp>,
    /// Only those nobody has judged.
    pub unseen: bool,
    /// Only those after this one in the list: (found at, id).
    pub before: Option<(Timestamp, String)>,
    pub limit: usize,
}

/// A finding with the newest verdict on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingLine {
    pub finding: FindingRow,
    pub verdict: Option<String>,
}

/// An alert that told a finding, with how its delivery stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldLine {
    pub alert_id: String,
    pub receiver: String,
    pub created_at: Timestamp,
    pub state: String,
    pub attempts: i64,
    pub settled_at: Option<Timestamp>,
    pub reason: String,
}

impl Store {
    /// One page of the inbox, newest first.
    pub async fn finding_page(&self, filter: &FindingFilter) -> Result<Vec<FindingLine>> {
        let (at, id) = filter.before.clone().unwrap_or((Timestamp::MAX, String::new()));
        // The list is found on its covering index alone; bodies are read for one page of it.
        let sql = format!(
            "with page as materialized (
                select id from finding f
                 where at <= $5 and (at < $5 or id > $6) and at >= $7
                   and ($1 = '' or kind = $1) and ($2 = '' or term = $2)
                   and ($3 = '' or outlet = $3) and ($4 = '' or severity = $4)
                   and ($8 = 0 or not exists
                        (select 1 from verdict v where v.finding_id = f.id))
                 order by at desc, id limit $9)
             select {FINDING_COLUMNS}, {VERDICT} from finding
              where id in (select id from page) order by at desc, id"
        );
        let asked = stmt!(
            sql,
            &filter.kind,
            &filter.term,
            &filter.outlet,
            &filter.severity,
            at,
            id,
            filter.since.unwrap_or(Timestamp::MIN),
            filter.unseen,
            filter.limit
        );
        Ok(self.read(asked).await?.iter().map(finding_line).collect())
    }

    /// One finding by its whole id.
    pub async fn finding_line(&self, id: &str) -> Result<Option<FindingLine>> {
        let sql = format!("select {FINDING_COLUMNS}, {VERDICT} from finding where id = $1");
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(finding_line))
    }

    /// The newest findings of an article.
    pub async fn findings_of(&self, article_id: &str) -> Result<Vec<FindingLine>> {
        let sql = format!(
            "select {FINDING_COLUMNS}, {VERDICT} from finding
              where article_id = $1 order by at desc, id limit $2"
        );
        let rows = self.read(stmt!(sql, article_id, BESIDE)).await?;
        Ok(rows.iter().map(finding_line).collect())
    }

    /// The neighbours of a finding in the inbox: the next newer and the next older one.
    pub async fn neighbours(
        &self,
        finding: &FindingRow,
    ) -> Result<(Option<String>, Option<String>)> {
        let newer = "select id from finding where at >= $1 and (at > $1 or id < $2)
                      order by at, id desc limit 1";
        let older = "select id from finding where at <= $1 and (at < $1 or id > $2)
                      order by at desc, id limit 1";
        let newer = self.read_one(stmt!(newer, finding.at, &finding.id)).await?;
        let older = self.read_one(stmt!(older, finding.at, &finding.id)).await?;
        Ok((newer.map(|row| row.text(0)), older.map(|row| row.text(0))))
    }

    /// The alerts that told a finding.
    pub async fn told(&self, finding_id: &str) -> Result<Vec<ToldLine>> {
        let sql = "select a.id, a.receiver, a.created_at, coalesce(d.state, ''),
                          coalesce(d.attempts, 0), d.settled_at, coalesce(d.reason, '')
                     from alert_finding f join alert a on a.id = f.alert_id
                     left join delivery d on d.alert_id = a.id
                    where f.finding_id = $1 order by a.created_at, a.id limit 50";
        let line = |row: &Row| ToldLine {
            alert_id: row.text(0),
            receiver: row.text(1),
            created_at: row.time(2),
            state: row.text(3),
            attempts: row.int(4),
            settled_at: row.opt_time(5),
            reason: row.text(6),
        };
        Ok(self.read(stmt!(sql, finding_id)).await?.iter().map(line).collect())
    }
}

/// The newest verdict; it stands after the columns of the finding.
const VERDICT: &str = "(select v.verdict from verdict v where v.finding_id = finding.id
     order by v.at desc, v.id desc limit 1)";

fn finding_line(row: &Row) -> FindingLine {
    FindingLine { finding: finding_row(row), verdict: row.opt_text(10) }
}
