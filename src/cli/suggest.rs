//! `suggest`: drafts of terms, from sentences about the deal that no term could type. Copies of one
//! text count once. A person finishes a draft; it is never used as it is.

use clap::Args;
use serde::Serialize;

use super::table::print_json;
use super::visible::visible;
use super::{Context, Exit, Trouble};
use crate::app::reading::Read;
use crate::claim::model::Unclassified;
use crate::claim::suggest::{Suggestion, suggest};
use crate::store::{Mode, Store};

/// Versions read at a time.
const PIECE: usize = 100;
/// Sentences shown of each draft.
const SHOWN: usize = 5;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only what at least so many independent texts say
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub texts: usize,
    /// At most so many drafts
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    cluster: &'a str,
    texts: usize,
    sentences: &'a [String],
    draft: &'a str,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let open = open_sentences(&store).await?;
    let mut found = suggest(&open, arguments.texts.max(1));
    found.truncate(arguments.limit);
    for suggestion in &found {
        let Suggestion { cluster, articles: texts, sentences, draft } = suggestion;
        if arguments.json {
            print_json(context.out, &Line { cluster, texts: *texts, sentences, draft })?;
            continue;
        }
        writeln!(context.out, "# {texts} texts: {}", visible(cluster))?;
        for sentence in sentences.iter().take(SHOWN) {
            writeln!(context.out, "#   {}", visible(sentence))?;
        }
        for line in draft.lines() {
            writeln!(context.out, "{}", visible(line))?;
        }
        writeln!(context.out)?;
    }
    if found.is_empty() && !arguments.json {
        let count = arguments.texts;
        writeln!(context.out, "nothing that {count} texts say is beyond the terms of the watch")?;
    }
    Ok(Exit::Done)
}

async fn open_sentences(store: &Store) -> Result<Vec<Vec<Unclassified>>, Trouble> {
    let mut open = Vec::new();
    let mut after = String::new();
    loop {
        let piece = store.heads_after(&after, PIECE).await?;
        let Some(last) = piece.last() else { return Ok(open) };
        after.clone_from(&last.article_id);
        for snapshot in &piece {
            let read = Read::from_bytes(&store.reading(snapshot).await?)?;
            open.push(read.reading.open);
        }
    }
}
