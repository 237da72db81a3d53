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
    problems: Vec<String>,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let mut problems = store.integrity().await?;
    let blobs = check_blobs(&store, context, &mut problems).await?;
    let sound = problems.is_empty();
    if arguments.json {
        print_json(context.out, &Report { sound, blobs, problems })?;
    } else {
        for problem in &problems {
            writeln!(context.out, "{}", visible(problem))?;
        }
        let word = if sound { "nothing is wrong" } else { "restore from a backup" };
        let count = problems.len();
        writeln!(context.out, "{blobs} pages and readings checked, {count} problems: {word}")?;
    }
    Ok(if sound { Exit::Done } else { Exit::Failed })
}

/// Reads every blob; reading one checks it against its hash.
async fn check_blobs(
    store: &Store,
    context: &mut Context<'_>,
    problems: &mut Vec<String>,
) -> Result<u64, Trouble> {
    let all = store.blob_count().await?;
    let (mut after, mut done) = (String::new(), 0_u64);
    loop {
        let piece = store.blob_hashes_after(&after, PIECE).await?;
        let Some(last) = piece.last() else { return Ok(done) };
        after.clone_from(last);
        for hash in &piece {
            match store.blob(hash).await {
                Ok(_) => {}
                Err(StoreError::Corrupt(what)) => problems.push(what),
                Err(error) => problems.push(format!("blob {hash}: {error}")),
            }
            done += 1;
        }
        if context.width.is_some() {
            write!(context.err, "\r{done} of {all}")?;
            if piece.len() < PIECE {
                writeln!(context.err)?;
            }
        }
    }
}
