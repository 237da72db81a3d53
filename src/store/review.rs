//! Listings for people: what is claimed, which articles, what was found, what happened when.

use super::articles::{ARTICLE_COLUMNS, article_row};
use super::batch::{Batch, Row, stmt};
use super::pages::coverage::ArticleFilter;
use super::record::{ArticleRow, ObservationRow, tier};
use super::{Result, Store};
use crate::base::{Timestamp, id};
use crate::feed::model::Tier;

/// One live claim with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    pub term: String,
    pub value: String,
    pub status: String,
    pub outlet: String,
    pub tier: Tier,
    pub family: String,
    pub article_id: String,
    pub url: String,
    pub title: String,
    /// JSON of the whole appearance.
    pub body: String,
    pub derived: bool,
    pub asserted_at: Timestamp,
    pub observed_at: Timestamp,
    pub gone_at: Option<Timestamp>,
}

/// One finding as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    pub id: String,
    pub kind: String,
    pub term: String,
    pub severity: String,
    pub outlet: String,
    pub article_id: String,
    pub snapshot_id: String,
    pub at: Timestamp,
    pub headline: String,
    pub body: String,
}

/// Why a finding was or was not sent to a receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    pub receiver: String,
    pub reason: String,
    /// JSON of the whole decision.
    pub detail: String,
    pub at: Timestamp,
}

/// A person's word on a finding. A later one does not erase an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictRow {
    pub finding_id: String,
    pub at: Timestamp,
    /// right, wrong or ignore
    pub verdict: String,
    pub note: String,
    /// Of the finding.
    pub headline: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    pub id: String,
    pub kind: String,
    pub subject: String,
    pub detail: String,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// Which claims to list.
#[derive(Clone, Debug, Default)]
pub struct ClaimFilter {
    /// Exact term id, or empty for all.
    pub term: String,
    /// Exact status, or empty for all.
    pub status: String,
    /// Also those that no version makes any more.
    pub gone: bool,
    /// Those that stood at this moment, instead of those that stand now.
    pub as_of: Option<Timestamp>,
    pub limit: usize,
}

/// What lies after every id that starts so: with it a search for a beginning is a stretch of the key.
pub(super) fn beyond(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

pub(super) const FINDING_COLUMNS: &str =
    "id, kind, term, severity, outlet, article_id, snapshot_id, at, headline, body";

pub(super) const CLAIM_COLUMNS: &str = "p.term, p.value, p.status, p.outlet, p.tier, p.family, \
     p.article_id, a.url, a.title, p.body, p.derived, p.asserted_at, p.observed_at, p.gone_at";

pub(super) const OBSERVATION_COLUMNS: &str =
    "id, subject, at, state, reason, http_status, url, body_hash, bytes, detail";

impl Store {
    /// Claims with their articles, by term, value, then time.
    pub async fn claim_lines(&self, filter: &ClaimFilter) -> Result<Vec<ClaimLine>> {
        let sql = format!(
            "select {CLAIM_COLUMNS} from appearance p join article a on a.id = p.article_id
              where ($1 = '' or p.term = $1) and ($2 = '' or p.status = $2)
                and case when $5 is null then $3 = 1 or p.gone_at is null
                         else p.observed_at <= $5 and (p.gone_at is null or p.gone_at > $5) end
              order by p.term, p.value, p.status, p.observed_at, p.id limit $4"
        );
        let asked =
            stmt!(sql, &filter.term, &filter.status, filter.gone, filter.limit, filter.as_of);
        Ok(self.read(asked).await?.iter().map(claim_line).collect())
    }

    /// Articles, the most recently met first; of one outlet, or of all when it is empty.
    pub async fn articles(&self, outlet: &str, limit: usize) -> Result<Vec<ArticleRow>> {
        self.article_page(&ArticleFilter { outlet: outlet.to_owned(), before: None, limit }).await
    }

    /// Articles with this URL or id, or whose id starts so; a few at most.
    pub async fn articles_like(&self, wanted: &str, id: &str) -> Result<Vec<ArticleRow>> {
        let sql = format!(
            "select {ARTICLE_COLUMNS} from article
              where id = $2 or url = $1 or (id >= $1 and id < $3) order by id limit 6"
        );
        let asked = stmt!(sql, wanted, id, beyond(wanted));
        Ok(self.read(asked).await?.iter().map(article_row).collect())
    }

    /// The newest entry of a feed that leads somewhere: its title and link.
    pub async fn newest_entry(&self, feed_id: &str) -> Result<Option<(String, String)>> {
        let sql = "select title, link from entry where feed_id = $1 and link is not null
                    order by coalesce(published_at, first_seen_at) desc, key limit 1";
        let row = self.read_one(stmt!(sql, feed_id)).await?;
        Ok(row.map(|row| (row.text(0), row.text(1))))
    }

    /// Findings since a moment, newest first.
    pub async fn findings(&self, since: Timestamp, limit: usize) -> Result<Vec<FindingRow>> {
        let sql = format!(
            "select {FINDING_COLUMNS} from finding where at >= $1 order by at desc, id limit $2"
        );
        Ok(self.read(stmt!(sql, since, limit)).await?.iter().map(finding_row).collect())
    }

    /// The finding of this id.
    pub async fn finding(&self, id: &str) -> Result<Option<FindingRow>> {
        let sql = format!("select {FINDING_COLUMNS} from finding where id = $1");
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(finding_row))
    }

    /// What was decided for a finding, receiver by receiver.
    pub async fn decisions(&self, finding_id: &str) -> Result<Vec<DecisionRow>> {
        let sql = "select receiver, reason, detail, at from decision
                    where finding_id = $1 order by receiver";
        let row = |row: &Row| DecisionRow {
            receiver: row.text(0),
            reason: row.text(1),
            detail: row.text(2),
            at: row.time(3),
        };
        Ok(self.read(stmt!(sql, finding_id)).await?.iter().map(row).collect())
    }

    /// Adds a person's word on a finding. The guard: the finding is there.
    pub async fn add_verdict(
        &self,
        finding_id: &str,
        verdict: &str,
        note: &str,
        at: Timestamp,
    ) -> Result<()> {
        let id = id::make("v", &[finding_id, verdict, note, &at.to_string()]);
        let sql = "insert into verdict (id, finding_id, at, verdict, note)
                   select $1, id, $3, $4, $5 from finding where id = $2";
        self.apply(Batch(vec![stmt!(sql, id, finding_id, at, verdict, note).expect(1)])).await
    }

    /// What persons said of one finding, or of all when it is empty; newest first.
    pub async fn verdicts(&self, finding_id: &str, limit: usize) -> Result<Vec<VerdictRow>> {
        let only = if finding_id.is_empty() { "" } else { "where v.finding_id = $1" };
        let sql = format!(
            "select v.finding_id, v.at, v.verdict, v.note, f.headline
               from verdict v join finding f on f.id = v.finding_id
              {only} order by v.at desc, v.id limit $2"
        );
        let row = |row: &Row| VerdictRow {
            finding_id: row.text(0),
            at: row.time(1),
            verdict: row.text(2),
            note: row.text(3),
            headline: row.text(4),
        };
        Ok(self.read(stmt!(sql, finding_id, limit)).await?.iter().map(row).collect())
    }

    /// Incidents: the open ones, or all since a moment; newest first.
    pub async fn incidents(&self, since: Option<Timestamp>) -> Result<Vec<IncidentRow>> {
        let sql = "select id, kind, subject, detail, opened_at, closed_at from incident
                    where case when $1 is null then closed_at is null
                               else opened_at >= $1 or closed_at >= $1 end
                    order by opened_at desc, id limit 1000";
        Ok(self.read(stmt!(sql, since)).await?.iter().map(incident_row).collect())
    }

    /// Attempts to see one feed or article, or everything when `subject` is empty; newest first.
    pub async fn observations(
        &self,
        subject: &str,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<ObservationRow>> {
        let sql = format!(
            "select {OBSERVATION_COLUMNS} from observation
              where ($1 = '' or subject = $1) and at >= $2 order by at desc, id limit $3"
        );
        let rows = self.read(stmt!(sql, subject, since, limit)).await?;
        Ok(rows.iter().map(observation_row).collect())
    }
}

pub(super) fn claim_line(row: &Row) -> ClaimLine {
    ClaimLine {
        term: row.text(0),
        value: row.text(1),
        status: row.text(2),
        outlet: row.text(3),
        tier: tier(&row.text(4)),
        family: row.text(5),
        article_id: row.text(6),
        url: row.text(7),
        title: row.text(8),
        body: row.text(9),
        derived: row.truth(10),
        asserted_at: row.time(11),
        observed_at: row.time(12),
        gone_at: row.opt_time(13),
    }
}

pub(super) fn finding_row(row: &Row) -> FindingRow {
    FindingRow {
        id: row.text(0),
        kind: row.text(1),
        term: row.text(2),
        severity: row.text(3),
        outlet: row.text(4),
        article_id: row.text(5),
        snapshot_id: row.text(6),
        at: row.time(7),
        headline: row.text(8),
        body: row.text(9),
    }
}

pub(super) fn incident_row(row: &Row) -> IncidentRow {
    IncidentRow {
        id: row.text(0),
        kind: row.text(1),
        subject: row.text(2),
        detail: row.text(3),
        opened_at: row.time(4),
        closed_at: row.opt_time(5),
    }
}

pub(super) fn observation_row(row: &Row) -> ObservationRow {
    ObservationRow {
        id: row.text(0),
        subject: row.text(1),
        at: row.time(2),
        state: row.text(3),
        reason: row.text(4),
        http_status: row.opt_int(5).and_then(|code| u16::try_from(code).ok()),
        url: row.text(6),
        body_hash: row.opt_text(7),
        bytes: usize::try_from(row.int(8)).unwrap_or_default(),
        detail: row.text(9),
    }
}
