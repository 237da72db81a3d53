//! `verify`: whether the store is what it says it is: the engine's own check, and every kept page
//! and reading against its hash. It repairs nothing.

use clap::Args;
use serde::Serialize;

use super::table::print_json;
use super::visible::visible;
use super::{Context, Exit, Trouble};
use crate::store::{Mode, Store, StoreError};

/// Hashes listed at a time.
const PIECE: usize = 500;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report {
    sound: bool,
    blobs: u64,
    /// Pages let go: their hashes and readings are still there.
    pruned: u64,
    problems: Vec<String>,
}

/// What was gone through.
#[derive(Clone, Copy, Default)]
struct Checked {
    blobs: u64,
    pruned: u64,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let mut problems = store.integrity().await?;
    let Checked { blobs, pruned } = check_blobs(&store, context, &mut problems).await?;
    let sound = problems.is_empty();
    if arguments.json {
        print_json(context.out, &Report { sound, blobs, pruned, problems })?;
    } else {
        for problem in &problems {
            writeln!(context.out, "{}", visible(problem))?;
        }
        let word = if sound { "nothing is wrong" } else { "restore from a backup" };
        let count = problems.len();
        let gone = if pruned > 0 { format!(", {pruned} pruned pages") } else { String::new() };
        writeln!(
            context.out,
            "{blobs} pages and readings checked{gone}, {count} problems: {word}"
        )?;
    }
    Ok(if sound { Exit::Done } else { Exit::Failed })
}

/// Reads every blob; reading one checks it against its hash.
async fn check_blobs(
    store: &Store,
    context: &mut Context<'_>,
    problems: &mut Vec<String>,
) -> Result<Checked, Trouble> {
    let all = store.blob_count().await?;
    let (mut after, mut done) = (String::new(), Checked::default());
    loop {
        let piece = store.blob_hashes_after(&after, PIECE).await?;
        let Some(last) = piece.last() else { return Ok(done) };
        after.clone_from(last);
        for hash in &piece {
            match store.blob(hash).await {
                Ok(Some(_)) => done.blobs += 1,
                Ok(None) => done.pruned += 1,
                Err(error) => {
                    done.blobs += 1;
                    problems.push(if let StoreError::Corrupt(what) = error {
                        what
                    } else {
                        format!("blob {hash}: {error}")
                    });
                }
            }
        }
        if context.width.is_some() {
            write!(context.err, "\r{} of {all}", done.blobs + done.pruned)?;
            if piece.len() < PIECE {
                writeln!(context.err)?;
            }
        }
    }
}
