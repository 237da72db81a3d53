//! Stored history run through the rules again, in the order it was seen, with a ledger in memory:
//! the findings that would have been. It writes nothing and sends nothing.

use std::sync::Arc;

use super::reading::{Read, document, reference};
use super::terms::WatchTerms;
use crate::base::Timestamp;
use crate::claim::{Watch, read};
use crate::ledger::book::{Book, Rulebook, Version};
use crate::ledger::{Finding, LedgerPolicy, Mode};
use crate::store::record::{ArticleRow, SnapshotRow};
use crate::store::{Result, Store};

/// So many versions are fetched at once.
const PAGE: usize = 200;

/// By what, and which part of it is told. What was seen before `from` is gone through in silence.
#[derive(Clone, Debug)]
pub struct Replay {
    pub watch: Arc<Watch>,
    pub policy: LedgerPolicy,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// What a replay went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub versions: usize,
    /// Told, and such as a first pass would have kept silent.
    pub findings: usize,
    pub silent: usize,
}

/// Replays a store; `tell` gets every finding of the asked time, oldest first.
pub async fn replay(
    store: &Store,
    replay: &Replay,
    tell: &mut (dyn FnMut(&Finding) + Send),
) -> Result<Replayed> {
    let terms = WatchTerms::new(&replay.watch);
    let rules = Rulebook { watch: replay.watch.id(), terms: &terms, policy: &replay.policy };
    let first_passes = store.first_passes().await?;
    let (mut book, mut done, mut after) = (Book::default(), Replayed::default(), None);
    loop {
        let page = store.history(after.as_ref(), replay.to, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(done) };
        after = Some((last.observed_at, last.id.clone()));
        for (snapshot, article) in &page {
            let read = as_watched(store, replay, (snapshot, article)).await?;
            done.versions += 1;
            if !read.reading.read {
                continue;
            }
            let now = snapshot.observed_at;
            let in_first_pass = snapshot.seq == 1
                && first_passes.iter().any(|(from, to)| (*from..=*to).contains(&now));
            let version = Version {
                article: &reference(article, snapshot, &read),
                claims: &read.reading.claims,
                open: &read.reading.open,
                correction_notes: &read.notes(),
                mode: if in_first_pass { Mode::Baseline } else { Mode::Live },
            };
            let outcome = book.publish(&rules, &version, now);
            if replay.from.is_some_and(|from| now < from) {
                continue;
            }
            for finding in &outcome.findings {
                done.findings += usize::from(!finding.flags.baseline);
                done.silent += usize::from(finding.flags.baseline);
                tell(finding);
            }
        }
    }
}

/// A stored version, its claims read by the replay's watch file.
async fn as_watched(
    store: &Store,
    replay: &Replay,
    (snapshot, article): (&SnapshotRow, &ArticleRow),
) -> Result<Read> {
    let stored = Read::from_bytes(&store.reading(snapshot).await?)?;
    if snapshot.watch == replay.watch.version() {
        return Ok(stored);
    }
    let (watch, outlet) = (Arc::clone(&replay.watch), article.outlet.clone());
    let text = stored.article.clone();
    let work = tokio::task::spawn_blocking(move || {
        let reading = read(&watch, &document(&text, &outlet));
        Read { article: text, reading, left_out: Vec::new() }
    });
    let read = work.await.unwrap_or(Read { article: stored.article, ..Read::default() });
    Ok(Read { left_out: stored.left_out, ..read })
}
