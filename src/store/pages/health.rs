//! What pactwatch sees and what it cannot: open incidents, pages out of reach, receivers, totals.

use serde::Serialize;

use crate::base::Timestamp;
use crate::store::batch::{Row, stmt};
use crate::store::review::{IncidentRow, incident_row};
use crate::store::{Result, Store};

/// Pages of one outlet that were last met in a state that hides their text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hidden {
    pub state: String,
    pub outlet: String,
    pub articles: i64,
}

/// A receiver's deliveries in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryCount {
    pub receiver: String,
    pub state: String,
    pub deliveries: i64,
    pub newest: Option<Timestamp>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub articles: i64,
    pub versions: i64,
    pub outlets: i64,
    pub findings: i64,
    /// Claims ever seen, by the counters.
    pub appearances: i64,
    pub open_incidents: i64,
    pub deliveries_waiting: i64,
    pub deliveries_dead: i64,
}

/// What tells an open page that something has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pulse {
    pub finding_at: Option<Timestamp>,
    pub open_incidents: i64,
    pub article_at: Option<Timestamp>,
}

impl Store {
    /// Incidents that nothing has closed yet, the longest open first.
    pub async fn open_incidents(&self) -> Result<Vec<IncidentRow>> {
        let sql = "select id, kind, subject, detail, opened_at, closed_at from incident
                    where closed_at is null order by opened_at, id limit 200";
        Ok(self.read(stmt!(sql)).await?.iter().map(incident_row).collect())
    }

    /// Where pages are out of reach, most first.
    pub async fn hidden_pages(&self) -> Result<Vec<Hidden>> {
        let sql = "select last_state, outlet, count(*) as articles from article
                    where last_state in
                        ('blocked', 'consent', 'paywalled', 'truncated', 'gone', 'error')
                    group by last_state, outlet order by articles desc, outlet limit 50";
        let hidden =
            |row: &Row| Hidden { state: row.text(0), outlet: row.text(1), articles: row.int(2) };
        Ok(self.read(stmt!(sql)).await?.iter().map(hidden).collect())
    }

    /// Deliveries by receiver and state.
    pub async fn delivery_counts(&self) -> Result<Vec<DeliveryCount>> {
        let sql = "select receiver, state, count(*), max(created_at) from delivery
                    group by receiver, state order by receiver, state limit 500";
        let count = |row: &Row| DeliveryCount {
            receiver: row.text(0),
            state: row.text(1),
            deliveries: row.int(2),
            newest: row.opt_time(3),
        };
        Ok(self.read(stmt!(sql)).await?.iter().map(count).collect())
    }

    pub async fn totals(&self) -> Result<Totals> {
        let sql = "select (select count(*) from article), (select count(*) from snapshot),
                (select count(*) from outlet), (select count(*) from finding),
                (select coalesce(sum(current + previous + planned + hedged + denied), 0)
                   from value),
                (select count(*) from incident where closed_at is null),
                (select count(*) from delivery where state = 'pending'),
                (select count(*) from delivery where state = 'dead')";
        let row = self.read_one(stmt!(sql)).await?;
        Ok(row.map_or_else(Totals::default, |row| Totals {
            articles: row.int(0),
            versions: row.int(1),
            outlets: row.int(2),
            findings: row.int(3),
            appearances: row.int(4),
            open_incidents: row.int(5),
            deliveries_waiting: row.int(6),
            deliveries_dead: row.int(7),
        }))
    }

    pub async fn pulse(&self) -> Result<Pulse> {
        let sql = "select (select max(at) from finding),
                          (select count(*) from incident where closed_at is null),
                          (select max(first_seen_at) from article)";
        let row = self.read_one(stmt!(sql)).await?;
        Ok(row.map_or_else(Pulse::default, |row| Pulse {
            finding_at: row.opt_time(0),
            open_incidents: row.int(1),
            article_at: row.opt_time(2),
        }))
    }
}
