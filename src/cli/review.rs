//! `review`: what a person says of a finding. It is kept beside the finding and changes nothing
//! about it.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::table::Row;
use super::visible::visible;
use super::{Context, Exit, Listing, Trouble, find};
use crate::base::Timestamp;
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::Mode;
use crate::store::review::VerdictRow;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The finding's id, or the start of it [default: list what was said of all]
    pub id: Option<String>,
    /// What you say of it
    #[arg(long, value_name = "VERDICT", requires = "id")]
    pub verdict: Option<Verdict>,
    /// In your own words
    #[arg(long, value_name = "TEXT", requires = "verdict")]
    pub note: Option<String>,
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
    /// The text says so, and it was worth knowing
    Right,
    /// The text does not say so
    Wrong,
    /// True, but not worth telling
    Ignore,
}

impl Verdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Ignore => "ignore",
        }
    }
}

#[derive(Serialize)]
struct Line {
    at: Timestamp,
    finding: String,
    verdict: String,
    note: String,
    headline: String,
}

impl From<VerdictRow> for Line {
    fn from(row: VerdictRow) -> Self {
        let VerdictRow { finding_id, at, verdict, note, headline } = row;
        Self { at, finding: finding_id, verdict, note, headline }
    }
}

impl Row for Line {
    const HEADERS: &'static [&'static str] = &["TIME", "FINDING", "VERDICT", "NOTE", "TEXT"];
    const NONE: &'static str = "nothing reviewed yet; `pactwatch log` lists findings, \
                                `pactwatch review ID --verdict right` says what you think of one";

    fn cells(&self) -> Vec<String> {
        vec![
            super::moment(self.at),
            self.finding.clone(),
            self.verdict.clone(),
            self.note.clone(),
            self.headline.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let finding = match &arguments.id {
        Some(wanted) => Some(find::finding(&store, wanted).await?),
        None => None,
    };
    let Listing { json, limit } = arguments.listing;
    if let (Some(finding), Some(verdict)) = (&finding, arguments.verdict) {
        let note = arguments.note.as_deref().unwrap_or_default();
        let writer = context.store(Mode::ReadWrite).await?;
        let (id, word) = (finding.id.as_str(), verdict.as_str());
        writer.add_verdict(id, word, note, SystemClock.now()).await?;
        if !json {
            writeln!(context.out, "{id}: {word}  {}", visible(&finding.headline))?;
            return Ok(Exit::Done);
        }
    }
    let id = finding.map(|finding| finding.id).unwrap_or_default();
    let rows = store.verdicts(&id, limit as usize).await?;
    let lines: Vec<Line> = rows.into_iter().map(Line::from).collect();
    context.list(&lines, json)?;
    Ok(Exit::Done)
}
