//! `log`: findings, incidents, deliveries and looks in one stream: newest first, or as they come.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::table::{self, Row};
use super::visible::visible;
use super::{Context, Exit, Listing, Trouble};
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::record::{DeliveryRow, ObservationRow};
use crate::store::review::{FindingRow, IncidentRow};
use crate::store::{Mode, Store};

/// Between two looks at the store while following.
const PACE: SignedDuration = SignedDuration::from_secs(1);
/// What is told late belongs to a moment no longer ago than this.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print what comes as it comes, oldest first, until it is stopped
    #[arg(long, short)]
    pub follow: bool,
    /// Only these; may be repeated [default: all but observations]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub only: Vec<What>,
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    Finding,
    Incident,
    Delivery,
    /// Every look at a feed or a page
    Observation,
}

#[derive(Serialize)]
struct Line {
    at: Timestamp,
    /// finding, incident, delivery or observation
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
    let lines = stream(&store, arguments, Timestamp::MIN).await?;
    if arguments.follow {
        return follow(&store, arguments, lines, context).await;
    }
    context.list(&lines, arguments.listing.json)?;
    Ok(Exit::Done)
}

/// Goes on until the reader hangs up or the program is stopped.
async fn follow(
    store: &Store,
    arguments: &Arguments,
    mut lines: Vec<Line>,
    context: &mut Context<'_>,
) -> Result<Exit, Trouble> {
    let mut told: BTreeSet<(Timestamp, String, String)> = BTreeSet::new();
    let mut newest = Timestamp::MIN;
    loop {
        for line in lines.iter().rev() {
            if !told.insert((line.at, line.id.clone(), line.text.clone())) {
                continue;
            }
            newest = newest.max(line.at);
            if arguments.listing.json {
                table::print_json(context.out, line)?;
            } else {
                writeln!(context.out, "{}", one_line(line))?;
            }
        }
        context.out.flush()?;
        let since = after(newest, -OVERLAP);
        told.retain(|(at, ..)| *at >= since);
        SystemClock.sleep_until(after(SystemClock.now(), PACE)).await;
        lines = stream(store, arguments, since).await?;
    }
}

/// Columns of a width of their own: what comes later is not known yet.
fn one_line(line: &Line) -> String {
    let Line { what, kind, id, text, .. } = line;
    let at = super::moment(line.at);
    visible(&format!("{at}  {what:<11}  {kind:<17}  {id:<24}  {text}")).into_owned()
}

async fn stream(
    store: &Store,
    arguments: &Arguments,
    since: Timestamp,
) -> Result<Vec<Line>, Trouble> {
    let limit = arguments.listing.limit as usize;
    let wanted = |what: What| match arguments.only.as_slice() {
        [] => what != What::Observation,
        only => only.contains(&what),
    };
    let mut lines: Vec<Line> = Vec::new();
    if wanted(What::Finding) {
        lines.extend(store.findings(since, limit).await?.into_iter().map(finding));
    }
    if wanted(What::Incident) {
        lines.extend(store.incidents(Some(since)).await?.iter().flat_map(incident));
    }
    if wanted(What::Delivery) {
        lines.extend(store.deliveries(None, limit).await?.into_iter().map(delivery));
    }
    if wanted(What::Observation) {
        let seen = store.observations("", since, limit).await?;
        lines.extend(seen.into_iter().map(observation));
    }
    lines.retain(|line| line.at >= since);
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

fn observation(row: ObservationRow) -> Line {
    Line {
        at: row.at,
        what: "observation",
        id: row.subject,
        kind: row.state,
        severity: None,
        text: format!("{}: {}", row.reason.replace('_', " "), row.url),
    }
}
