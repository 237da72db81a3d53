//! Incidents on their way to the receivers: which were not told yet, and what could be seen.

use super::batch::{Row, Stmt, stmt};
use super::{Result, Store};
use crate::base::Timestamp;

/// The opening or the closing of an incident that nobody was told of yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntoldIncident {
    pub id: String,
    pub kind: String,
    pub subject: String,
    pub detail: String,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Its opening was told; only its closing is news.
    pub opening_told: bool,
}

/// When an outlet was last seen, through any of its feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenOutlet {
    pub outlet: String,
    pub last_ok_at: Option<Timestamp>,
}

/// Remembers, with the alerts, what was told of an incident. Telling it twice is a conflict.
pub fn incident_told(incident: &UntoldIncident) -> Stmt {
    if incident.opening_told {
        let sql = "update incident_told set closing = 1 where incident_id = $1 and closing = 0";
        return stmt!(sql, &incident.id).expect(1);
    }
    stmt!("insert into incident_told (incident_id, closing) values ($1, 0)", &incident.id)
        .expect(1)
}

impl Store {
    /// Incidents with something untold, the oldest first.
    pub async fn untold_incidents(&self) -> Result<Vec<UntoldIncident>> {
        let sql = "select i.id, i.kind, i.subject, i.detail, i.opened_at, i.closed_at,
                          t.incident_id is not null
                     from incident i left join incident_told t on t.incident_id = i.id
                    where t.incident_id is null or (t.closing = 0 and i.closed_at is not null)
                    order by i.opened_at, i.id limit 100";
        let row = |row: &Row| UntoldIncident {
            id: row.text(0),
            kind: row.text(1),
            subject: row.text(2),
            detail: row.text(3),
            opened_at: row.time(4),
            closed_at: row.opt_time(5),
            opening_told: row.truth(6),
        };
        Ok(self.read(stmt!(sql)).await?.iter().map(row).collect())
    }

    /// Every outlet that is watched.
    pub async fn seen_outlets(&self) -> Result<Vec<SeenOutlet>> {
        let sql = "select outlet, max(last_ok_at) from feed where active = 1
                    group by outlet order by outlet";
        let row = |row: &Row| SeenOutlet { outlet: row.text(0), last_ok_at: row.opt_time(1) };
        Ok(self.read(stmt!(sql)).await?.iter().map(row).collect())
    }

    /// How many articles were read, and versions kept, since a moment.
    pub async fn seen_since(&self, since: Timestamp) -> Result<(i64, i64)> {
        let sql = "select (select count(*) from article where last_ok_at >= $1),
                          (select count(*) from snapshot where observed_at >= $1)";
        let row = self.read_one(stmt!(sql, since)).await?;
        Ok(row.map_or((0, 0), |row| (row.int(0), row.int(1))))
    }
}
