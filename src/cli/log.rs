//! `log`: findings, incidents and deliveries in one stream, newest first.

use clap::Args;
use serde::Serialize;

use super::table::{self, Row};
use super::{Context, Exit, Listing, Trouble};
use crate::base::Timestamp;
use crate::store::record::DeliveryRow;
use crate::store::review::{FindingRow, IncidentRow};
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(Serialize)]
struct Line {
    at: Timestamp,
    /// finding, incident or delivery
    what: &'static str,
    id: String,
    /// The finding's kind, the incident's kind, the delivery's state.
    kind: String,
    severity: Option<String>,
    text: String,
}

impl Row for Line {
    const HEADERS: &'static [&'static str] = &["TIME", "WHAT", "KIND", "ID", "TEXT"];
    const NONE: &'static str = "nothing has happened yet: no finding, no incident, no delivery";

    fn cells(&self) -> Vec<String> {
        vec![
            super::moment(self.at),
            self.what.to_owned(),
            self.kind.clone(),
            self.id.clone(),
            self.text.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let lines = stream(&store, arguments.listing.limit as usize).await?;
    table::print(context.out, &lines, arguments.listing.json, context.width)?;
    Ok(Exit::Done)
}

async fn stream(store: &Store, limit: usize) -> Result<Vec<Line>, Trouble> {
    let start = Timestamp::MIN;
    let mut lines: Vec<Line> =
        store.findings(start, limit).await?.into_iter().map(finding).collect();
    lines.extend(store.incidents(Some(start)).await?.iter().flat_map(incident));
    lines.extend(store.deliveries(None, limit).await?.into_iter().map(delivery));
    lines.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    lines.truncate(limit);
    Ok(lines)
}

fn finding(row: FindingRow) -> Line {
    Line {
        at: row.at,
        what: "finding",
        id: row.id,
        kind: row.kind,
        severity: Some(row.severity),
        text: row.headline,
    }
}

fn incident(row: &IncidentRow) -> Vec<Line> {
    let line = |at, word: &str| Line {
        at,
        what: "incident",
        id: row.id.clone(),
        kind: row.kind.clone(),
        severity: None,
        text: format!("{word}: {}", row.detail),
    };
    let mut lines = vec![line(row.opened_at, "opened")];
    lines.extend(row.closed_at.map(|at| line(at, "closed")));
    lines
}

fn delivery(row: DeliveryRow) -> Line {
    Line {
        at: row.settled_at.unwrap_or(row.created_at),
        what: "delivery",
        id: row.id,
        kind: row.state,
        severity: None,
        text: format!("to {}: {}", row.receiver, row.subject),
    }
}
