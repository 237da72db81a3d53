//! Which stored bytes may go: those of pages that never named a party of the deal. Their readings,
//! hashes and observations stay. It asks the watch file and decides nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Read;
use crate::base::Timestamp;
use crate::claim::{Relevance, Watch};
use crate::store::{Result, Store};

/// So many versions are fetched at once.
const PAGE: usize = 200;

/// What may be let go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prunable {
    /// Hashes of bodies, none of which a page that matters shares.
    pub bodies: Vec<String>,
    pub bytes: usize,
}

/// Bodies of versions seen before a moment whose title and text name no party, claim nothing, and
/// hold nothing for review.
pub async fn prunable(store: &Store, watch: &Watch, before: Timestamp) -> Result<Prunable> {
    let (mut found, mut needed, mut after) = (BTreeMap::new(), BTreeSet::new(), None);
    loop {
        let page = store.history(after.as_ref(), None, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some((last.observed_at, last.id.clone()));
        for (snapshot, _) in &page {
            let read = Read::from_bytes(&store.reading(snapshot).await?)?;
            if snapshot.observed_at >= before || matters(watch, &read) {
                needed.insert(snapshot.raw_hash.clone());
            } else if let Some(body) = store.blob(&snapshot.raw_hash).await? {
                found.insert(snapshot.raw_hash.clone(), body.len());
            }
        }
    }
    found.retain(|hash, _| !needed.contains(hash));
    let bytes = found.values().sum();
    Ok(Prunable { bodies: found.into_keys().collect(), bytes })
}

fn matters(watch: &Watch, read: &Read) -> bool {
    let article = &read.article;
    let names = |text: &str| matches!(watch.relevance(text), Relevance::NamesParty { .. });
    !read.reading.claims.is_empty()
        || !read.reading.open.is_empty()
        || names(&article.title)
        || names(&article.text)
}
