//! From fetched bytes to an article and what it claims, off the async threads and within a time
//! limit. It joins two pure layers and adds nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{App, Ports};
use crate::article::model::{Article, BlockKind};
use crate::article::observe::text_hash;
use crate::article::{Extraction, Page, Refusal, extract_shaped};
use crate::base::time::after;
use crate::base::{Timestamp, id};
use crate::claim::model::Reading;
use crate::claim::{Document, read};
use crate::ledger::versions::mark;
use crate::port::Clock as _;
use crate::store::json::encode;
use crate::store::record::SnapshotRow;
use crate::store::{Result, StoreError};

/// What is kept of a version beside its bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Read {
    pub article: Article,
    pub reading: Reading,
}

impl Read {
    /// The stored form, as bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// What was read from a stored version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// The outlet's correction notes.
    pub fn notes(&self) -> Vec<String> {
        let notes = self.article.blocks.iter().filter(|b| b.kind == BlockKind::Correction);
        let text = |start: usize, end: usize| self.article.text.get(start..end);
        notes.filter_map(|b| text(b.start, b.end)).map(str::to_owned).collect()
    }
}

/// One page's bytes, as fetched.
#[derive(Clone, Debug)]
pub(super) struct Fetched {
    pub(super) bytes: Arc<Vec<u8>>,
    pub(super) content_type: Option<String>,
    pub(super) url: Url,
    pub(super) now: Timestamp,
}

impl<P: Ports> App<P> {
    /// Extracts a page. A page that takes longer than its time is refused, not waited for.
    pub(super) async fn extract(
        self: &Arc<Self>,
        page: Fetched,
    ) -> std::result::Result<Extraction, Refusal> {
        let app = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let limit = after(app.ports.clock().now(), app.plan.pace.extract_time);
            let asked = Page {
                bytes: &page.bytes,
                content_type: page.content_type.as_deref(),
                url: &page.url,
                now: page.now,
            };
            let shape = app.outlets.shape(&page.url);
            extract_shaped(&asked, &shape, &|| app.ports.clock().now() > limit)
        });
        // A panic while reading a page is that page's failure, not the daemon's.
        work.await.unwrap_or(Err(Refusal::Empty))
    }

    /// Reads the claims of an article.
    pub(super) async fn read(self: &Arc<Self>, article: Article, outlet: String) -> Read {
        let app = Arc::clone(self);
        let empty = Read { article: article.clone(), reading: Reading::default() };
        let work = tokio::task::spawn_blocking(move || {
            let reading = read(&app.plan.watch, &document(&article, &outlet));
            Read { article, reading }
        });
        work.await.unwrap_or(empty)
    }
}

/// The claim layer's view of an article.
pub fn document<'a>(article: &'a Article, outlet: &'a str) -> Document<'a> {
    Document {
        text: &article.text,
        blocks: &article.blocks,
        title: &article.title,
        published: article.published.as_ref().map(|dated| dated.date),
        outlet,
        language: article.language.as_deref(),
    }
}

/// Fills in what a reading says of its snapshot.
pub(super) fn describe(
    snapshot: &mut SnapshotRow,
    read: &Read,
    bytes: &[u8],
    (extractor, watch): (&str, &str),
) -> Result<()> {
    snapshot.text_hash = text_hash(&read.article);
    snapshot.reading_hash = id::hash(bytes);
    extractor.clone_into(&mut snapshot.extractor);
    watch.clone_into(&mut snapshot.watch);
    let mark = mark(&snapshot.id, &read.reading.claims);
    snapshot.mark = encode(&mark)?;
    snapshot.notes = encode(&read.notes())?;
    Ok(())
}
