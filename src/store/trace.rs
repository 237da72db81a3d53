//! The way back: from an alert to what it tells, from a version to the fetch and the entry that led
//! to it. Reads only.

use super::batch::{Row, stmt};
use super::outbox::{COLUMNS as DELIVERY_COLUMNS, delivery_row};
use super::record::{DeliveryRow, ObservationRow, SnapshotRow};
use super::review::{
    FINDING_COLUMNS, FindingRow, OBSERVATION_COLUMNS, beyond, finding_row, observation_row,
};
use super::{Result, Store};
use crate::base::Timestamp;

/// One alert, without its findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    pub id: String,
    pub receiver: String,
    pub created_at: Timestamp,
    pub subject: String,
    /// JSON of the alert.
    pub body: String,
}

/// One attempt at a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    pub number: i64,
    pub at: Timestamp,
    pub outcome: String,
    pub detail: String,
}

/// An entry of a feed that led to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOrigin {
    pub feed_id: String,
    pub feed_name: String,
    pub key: String,
    pub title: String,
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    pub first_seen_at: Timestamp,
    pub follow: String,
}

const ENTRY_COLUMNS: &str = "e.feed_id, f.name, e.key, e.title, e.link, e.published_at, \
     e.first_seen_at, e.follow";

impl Store {
    /// Findings with this id, or whose id starts so; a few at most.
    pub async fn findings_like(&self, wanted: &str) -> Result<Vec<FindingRow>> {
        let sql = format!(
            "select {FINDING_COLUMNS} from finding where id >= $1 and id < $2 order by id limit 6"
        );
        let asked = stmt!(sql, wanted, beyond(wanted));
        Ok(self.read(asked).await?.iter().map(finding_row).collect())
    }

    /// What was found in the versions of an article, oldest first.
    pub async fn findings_of_article(&self, article_id: &str) -> Result<Vec<FindingRow>> {
        let sql =
            format!("select {FINDING_COLUMNS} from finding where article_id = $1 order by at, id");
        Ok(self.read(stmt!(sql, article_id)).await?.iter().map(finding_row).collect())
    }

    /// How what coverage holds of a term moved, oldest first.
    pub async fn shifts_of_term(&self, term: &str) -> Result<Vec<FindingRow>> {
        let sql = format!(
            "select {FINDING_COLUMNS} from finding
              where term = $1 and kind = 'consensus_shift' order by at, id"
        );
        Ok(self.read(stmt!(sql, term)).await?.iter().map(finding_row).collect())
    }

    /// Alerts with this id or with a delivery of this id, or whose ids start so; a few at most.
    pub async fn alerts_like(&self, wanted: &str) -> Result<Vec<AlertRow>> {
        let sql = "select id, receiver, created_at, subject, body from alert
                    where (id >= $1 and id < $2)
                       or id in (select alert_id from delivery where id >= $1 and id < $2)
                    order by id limit 6";
        let asked = stmt!(sql, wanted, beyond(wanted));
        Ok(self.read(asked).await?.iter().map(alert_row).collect())
    }

    /// The alerts that told a finding.
    pub async fn alerts_of_finding(&self, finding_id: &str) -> Result<Vec<AlertRow>> {
        let sql = "select a.id, a.receiver, a.created_at, a.subject, a.body
                     from alert a join alert_finding f on f.alert_id = a.id
                    where f.finding_id = $1 order by a.created_at, a.id";
        Ok(self.read(stmt!(sql, finding_id)).await?.iter().map(alert_row).collect())
    }

    /// The deliveries of an alert.
    pub async fn deliveries_of_alert(&self, alert_id: &str) -> Result<Vec<DeliveryRow>> {
        let sql = format!(
            "select {DELIVERY_COLUMNS} from delivery d join alert a on a.id = d.alert_id
              where d.alert_id = $1 order by d.created_at, d.id"
        );
        Ok(self.read(stmt!(sql, alert_id)).await?.iter().map(delivery_row).collect())
    }

    /// Every attempt at a delivery, in order.
    pub async fn attempts(&self, delivery_id: &str) -> Result<Vec<AttemptRow>> {
        let sql = "select number, at, outcome, detail from attempt
                    where delivery_id = $1 order by number";
        let attempt = |row: &Row| AttemptRow {
            number: row.int(0),
            at: row.time(1),
            outcome: row.text(2),
            detail: row.text(3),
        };
        Ok(self.read(stmt!(sql, delivery_id)).await?.iter().map(attempt).collect())
    }

    /// The look at a page that brought a version's bytes.
    pub async fn observation_of(&self, snapshot: &SnapshotRow) -> Result<Option<ObservationRow>> {
        let sql = format!(
            "select {OBSERVATION_COLUMNS} from observation
              where subject = $1 and body_hash = $2 and at <= $3 order by at desc limit 1"
        );
        let asked = stmt!(sql, &snapshot.article_id, &snapshot.raw_hash, snapshot.observed_at);
        Ok(self.read_one(asked).await?.as_ref().map(observation_row))
    }

    /// The entries that led to an article, the first one first.
    pub async fn entries_of(&self, article_id: &str) -> Result<Vec<EntryOrigin>> {
        let sql = format!(
            "select {ENTRY_COLUMNS} from entry e join feed f on f.id = e.feed_id
              where e.article_id = $1 order by e.first_seen_at, e.feed_id, e.key"
        );
        Ok(self.read(stmt!(sql, article_id)).await?.iter().map(entry_origin).collect())
    }

    /// Entries with this link or key, followed or not; a few at most.
    pub async fn entries_like(&self, wanted: &str) -> Result<Vec<EntryOrigin>> {
        let sql = format!(
            "select {ENTRY_COLUMNS} from entry e join feed f on f.id = e.feed_id
              where e.link = $1 or e.key = $1
              order by e.first_seen_at, e.feed_id, e.key limit 20"
        );
        Ok(self.read(stmt!(sql, wanted)).await?.iter().map(entry_origin).collect())
    }
}

fn entry_origin(row: &Row) -> EntryOrigin {
    EntryOrigin {
        feed_id: row.text(0),
        feed_name: row.text(1),
        key: row.text(2),
        title: row.text(3),
        link: row.opt_text(4),
        published_at: row.opt_time(5),
        first_seen_at: row.time(6),
        follow: row.text(7),
    }
}

fn alert_row(row: &Row) -> AlertRow {
    AlertRow {
        id: row.text(0),
        receiver: row.text(1),
        created_at: row.time(2),
        subject: row.text(3),
        body: row.text(4),
    }
}
