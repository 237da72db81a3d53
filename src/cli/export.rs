//! `export`: all claims, findings or versions, for other programs. Reads in pieces, so the size of the
//! store does not matter.

mod rows;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::visible::visible;
use super::{Context, Exit, Trouble, export_evidence, export_gold, export_warc};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::{Mode, Store};

use rows::Record;

/// Rows read at a time.
const PIECE: usize = 500;

#[derive(Debug, Args)]
pub struct Arguments {
    #[arg(value_enum, required_unless_present_any = ["warc", "evidence"])]
    pub what: Option<What>,
    /// jsonl is one object a line; csv has a header, and a quote mark before text that a
    /// spreadsheet would run as a formula
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
    /// Write every kept page to a WARC 1.1 file; one named .warc.gz is compressed
    #[arg(long, value_name = "FILE", conflicts_with = "what")]
    pub warc: Option<PathBuf>,
    /// Write all that a finding rests on to a zip file that `sha256sum -c` can check
    #[arg(long, num_args = 2, value_names = ["FINDING", "FILE"],
          conflicts_with_all = ["what", "warc"])]
    pub evidence: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Every claim of every article, also those its newest version no longer makes
    Claims,
    /// Every finding, with what was said of it in review
    Findings,
    /// Every version of every article: its clocks, hashes and what read it, without the page
    Snapshots,
    /// What was said of findings, as a list of annotated articles for `eval`
    Gold,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Jsonl,
    Csv,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    if let Some(path) = &arguments.warc {
        let written = export_warc::to_file(&store, path, SystemClock.now()).await?;
        let (captures, pruned) = (written.captures, written.pruned);
        writeln!(context.out, "{captures} pages written, {pruned} were pruned before")?;
        return Ok(Exit::Done);
    }
    if let Some([finding, file]) = arguments.evidence.as_deref() {
        let headline = export_evidence::to_file(&store, finding, Path::new(file)).await?;
        writeln!(context.out, "{file}: {}", visible(&headline))?;
        return Ok(Exit::Done);
    }
    let Some(what) = arguments.what else { return Ok(Exit::Usage) };
    if what == What::Gold {
        let written = export_gold::write(&store, context.out).await?;
        if written == 0 {
            context
                .tell("no finding was judged right or wrong yet; see `pactwatch review --help`")?;
        }
        return Ok(Exit::Done);
    }
    if arguments.format == Format::Csv {
        let names = match what {
            What::Claims => rows::CLAIM_COLUMNS,
            What::Findings | What::Gold => rows::FINDING_COLUMNS,
            What::Snapshots => rows::SNAPSHOT_COLUMNS,
        };
        rows::csv_line(context.out, names.iter().map(|name| (*name).to_owned()))?;
    }
    let mut after = String::new();
    loop {
        let piece = piece(&store, what, &after).await?;
        let Some((last, _)) = piece.last() else { return Ok(Exit::Done) };
        after.clone_from(last);
        for (_, record) in &piece {
            match arguments.format {
                Format::Jsonl => super::table::print_json(context.out, record)?,
                Format::Csv => rows::csv_line(context.out, record.cells())?,
            }
        }
    }
}

/// The next records, each under the key after which to go on.
async fn piece(store: &Store, what: What, after: &str) -> Result<Vec<(String, Record)>, Trouble> {
    let mut records = Vec::new();
    match what {
        What::Claims => {
            for (id, line) in store.claims_after(after, PIECE).await? {
                records.push((id, rows::claim(&line)?));
            }
        }
        What::Findings | What::Gold => {
            for row in store.findings_after(after, PIECE).await? {
                let verdict = store.verdicts(&row.id, 1).await?.pop();
                records.push((row.id.clone(), rows::finding(&row, verdict)?));
            }
        }
        What::Snapshots => {
            for version in store.snapshots_after(after, PIECE).await? {
                records.push((version.snapshot.id.clone(), rows::snapshot(&version)?));
            }
        }
    }
    Ok(records)
}
