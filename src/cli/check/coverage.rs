//! `check --coverage`: which patterns of the watch file no stored version has matched. Reads the
//! store and changes nothing.

use crate::app::reading::Read;
use crate::claim::Document;
use crate::claim::unfired::Fired;
use crate::claim::watch::Watch;
use crate::cli::visible::visible;
use crate::cli::{Context, Exit, Trouble};
use crate::store::Mode;

/// Versions read at a time.
const PIECE: usize = 100;

pub(super) async fn run(watch: &Watch, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let mut fired = Fired::default();
    let (mut after, mut texts) = (String::new(), 0);
    loop {
        let piece = store.heads_after(&after, PIECE).await?;
        let Some(last) = piece.last() else { break };
        after.clone_from(&last.article_id);
        for snapshot in &piece {
            let article = Read::from_bytes(&store.reading(snapshot).await?)?.article;
            let document = Document {
                text: &article.text,
                blocks: &article.blocks,
                title: &article.title,
                language: article.language.as_deref(),
                ..Document::default()
            };
            fired.note(watch, &document);
            texts += 1;
        }
    }
    let never = fired.never(watch);
    for (term, pattern) in &never {
        writeln!(context.out, "{}: {}", visible(term), visible(pattern))?;
    }
    writeln!(context.out, "{} patterns matched nothing in {texts} articles", never.len())?;
    Ok(Exit::Done)
}
