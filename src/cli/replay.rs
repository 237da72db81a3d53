//! `replay`: the rules over stored history: which findings there would have been. Sends nothing and
//! writes nothing.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::service::{ledger_policy, watch};
use super::table::{self, Row};
use super::{Context, Exit, Listing, Trouble};
use crate::app::replay::{Replay, replay};
use crate::base::Timestamp;
use crate::ledger::Finding;
use crate::ledger::words::headline;
use crate::store::Mode;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only findings of versions seen from this moment on; all before it is known by then
    #[arg(long, value_name = "TIME", value_parser = super::when::moment)]
    pub from: Option<Timestamp>,
    /// Only versions seen until this moment
    #[arg(long, value_name = "TIME", value_parser = super::when::moment)]
    pub to: Option<Timestamp>,
    /// With the rules of this watch file [default: the configured one]
    #[arg(long, value_name = "FILE")]
    pub watch: Option<PathBuf>,
    /// Also what a first pass recorded in silence
    #[arg(long)]
    pub silent: bool,
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(Serialize)]
struct Line {
    at: Timestamp,
    kind: &'static str,
    severity: &'static str,
    text: String,
    finding: Finding,
}

impl Row for Line {
    const HEADERS: &'static [&'static str] = &["SEEN", "KIND", "SEVERITY", "TEXT"];
    const NONE: &'static str = "no findings; `pactwatch articles` shows what has been read";

    fn cells(&self) -> Vec<String> {
        vec![
            super::moment(self.at),
            self.kind.to_owned(),
            self.severity.to_owned(),
            self.text.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let path = arguments.watch.as_ref().unwrap_or(&settings.watch);
    let watch = Arc::new(watch(path).map_err(Trouble::Config)?);
    let policy = ledger_policy(&watch);
    let store = context.store(Mode::ReadOnly).await?;
    let asked = Replay { watch, policy, from: arguments.from, to: arguments.to };
    let mut lines = Vec::new();
    let mut left_off = 0_usize;
    let limit = arguments.listing.limit as usize;
    let done = replay(&store, &asked, &mut |finding| {
        if finding.flags.baseline && !arguments.silent {
            return;
        }
        if lines.len() < limit { lines.push(line(finding)) } else { left_off += 1 }
    })
    .await?;
    table::print(context.out, &lines, arguments.listing.json, context.width)?;
    if !arguments.listing.json {
        writeln!(
            context.out,
            "\n{} versions gone through, {} findings, {} more kept silent by a first pass{}; \
             nothing was sent",
            done.versions,
            done.findings,
            done.silent,
            if left_off > 0 { format!(" ({left_off} not shown)") } else { String::new() }
        )?;
    }
    Ok(Exit::Done)
}

fn line(finding: &Finding) -> Line {
    Line {
        at: finding.found_at,
        kind: finding.kind.as_str(),
        severity: finding.severity.as_str(),
        text: headline(finding),
        finding: finding.clone(),
    }
}
