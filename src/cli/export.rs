//! `export`: all claims or all findings, for other programs. Reads in pieces, so the size of the
//! store does not matter.

mod rows;

use clap::{Args, ValueEnum};

use super::{Context, Exit, Trouble};
use crate::store::{Mode, Store};

use rows::Record;

/// Rows read at a time.
const PIECE: usize = 500;

#[derive(Debug, Args)]
pub struct Arguments {
    #[arg(value_enum)]
    pub what: What,
    /// jsonl is one object a line; csv has a header, and a quote mark before text that a
    /// spreadsheet would run as a formula
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Every claim of every article, also those its newest version no longer makes
    Claims,
    /// Every finding, with what was said of it in review
    Findings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Jsonl,
    Csv,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    if arguments.format == Format::Csv {
        let names = match arguments.what {
            What::Claims => rows::CLAIM_COLUMNS,
            What::Findings => rows::FINDING_COLUMNS,
        };
        rows::csv_line(context.out, names.iter().map(|name| (*name).to_owned()))?;
    }
    let mut after = String::new();
    loop {
        let piece = piece(&store, arguments.what, &after).await?;
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
        What::Findings => {
            for row in store.findings_after(after, PIECE).await? {
                let verdict = store.verdicts(&row.id, 1).await?.pop();
                records.push((row.id.clone(), rows::finding(&row, verdict)?));
            }
        }
    }
    Ok(records)
}
