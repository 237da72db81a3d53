//! `outbox`: deliveries that wait, that arrived and that were given up; retry or drop them.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::table::Row;
use super::{Context, Exit, Listing, Trouble};
use crate::base::Timestamp;
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::Mode;
use crate::store::record::DeliveryRow;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// List deliveries with their state and last answer
    List {
        /// Only this state: pending, sent, dead or dropped
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Send a delivery that was given up again
    Retry {
        /// The delivery's id
        id: String,
    },
    /// Give a delivery up
    Drop {
        /// The delivery's id
        id: String,
    },
}

#[derive(Serialize)]
struct Line {
    id: String,
    receiver: String,
    state: String,
    attempts: u32,
    created: Timestamp,
    next_attempt: Option<Timestamp>,
    settled: Option<Timestamp>,
    reason: String,
    subject: String,
}

impl From<DeliveryRow> for Line {
    fn from(row: DeliveryRow) -> Self {
        Self {
            next_attempt: (row.state == "pending").then_some(row.next_attempt_at),
            id: row.id,
            receiver: row.receiver,
            state: row.state,
            attempts: row.attempts,
            created: row.created_at,
            settled: row.settled_at,
            reason: row.reason,
            subject: row.subject,
        }
    }
}

impl Row for Line {
    const HEADERS: &'static [&'static str] =
        &["DELIVERY", "CREATED", "RECEIVER", "STATE", "ATTEMPTS", "NEXT", "REASON", "SUBJECT"];
    const NONE: &'static str = "the outbox is empty: no alert has been raised";

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            super::moment(self.created),
            self.receiver.clone(),
            self.state.clone(),
            self.attempts.to_string(),
            self.next_attempt.map_or_else(|| "-".to_owned(), super::moment),
            self.reason.clone(),
            self.subject.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let (id, done, word) = match &arguments.action {
        Action::List { state, listing } => {
            let store = context.store(Mode::ReadOnly).await?;
            let rows = store.deliveries(state.as_deref(), listing.limit as usize).await?;
            let lines: Vec<Line> = rows.into_iter().map(Line::from).collect();
            context.list(&lines, listing.json)?;
            return Ok(Exit::Done);
        }
        Action::Retry { id } => {
            let store = context.store_to_change().await?;
            (id, store.retry_delivery(id, SystemClock.now()).await?, "queued again")
        }
        Action::Drop { id } => {
            let store = context.store_to_change().await?;
            (id, store.drop_delivery(id, SystemClock.now()).await?, "dropped")
        }
    };
    if done {
        writeln!(context.out, "{id}: {word}")?;
        return Ok(Exit::Done);
    }
    let why = "no such delivery in a state that allows it; see `pactwatch outbox list`";
    Err(anyhow::anyhow!("{id}: {why}").into())
}
