//! A quote in its context: the block of the stored text it stands in, with the words marked.

use serde::{Deserialize, Serialize};

use maud::{Markup, html};

use super::Site;
use crate::article::model::Article;
use crate::claim::model::Reading;
use crate::ledger::model::Side;
use crate::store::record::SnapshotRow;
use crate::store::{Result, json};

/// What is kept of a version beside its bytes: the form in which the daemon stores it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) article: Article,
    pub(super) reading: Reading,
}

/// What was read from a version; `None` when its reading was pruned.
pub(super) async fn kept(site: &Site, snapshot: &SnapshotRow) -> Result<Option<Kept>> {
    let Some(bytes) = site.store.blob(&snapshot.reading_hash).await? else { return Ok(None) };
    json::decode(&String::from_utf8_lossy(&bytes)).map(Some)
}

/// A quote with what stands around it in its block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Context {
    pub(super) before: String,
    pub(super) quote: String,
    pub(super) after: String,
    /// The words were found at their place in the stored text, not only copied from the finding.
    pub(super) proven: bool,
}

/// Finds a side's quote in the text of its version.
pub(super) async fn context(site: &Site, stated: &Side) -> Result<Context> {
    let alone = Context { quote: stated.quote.clone(), ..Context::default() };
    let Some(snapshot) = site.store.snapshot(&stated.source.snapshot_id).await? else {
        return Ok(alone);
    };
    let Some(kept) = kept(site, &snapshot).await? else { return Ok(alone) };
    Ok(found(&kept.article, stated).unwrap_or(alone))
}

fn found(article: &Article, side: &Side) -> Option<Context> {
    let text = article.text.as_str();
    let (start, end) = (side.span.start, side.span.end);
    let quote = text.get(start..end).filter(|quote| *quote == side.quote)?;
    let block = article.blocks.iter().find(|block| block.start <= start && end <= block.end);
    let (from, to) = block.map_or((start, end), |block| (block.start, block.end));
    Some(Context {
        before: text.get(from..start)?.to_owned(),
        quote: quote.to_owned(),
        after: text.get(end..to)?.to_owned(),
        proven: true,
    })
}

/// The quote as a passage.
pub(super) fn passage(context: &Context, address: &str) -> Markup {
    let cite = super::words::linkable(address).then_some(address);
    html! {
        blockquote cite=[cite] {
            p { span.around { (context.before) } mark { (context.quote) }
                span.around { (context.after) } }
        }
    }
}
