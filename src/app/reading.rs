//! From fetched bytes to an article and what it claims, off the async threads and within a time
//! limit. It joins two pure layers and adds nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::Url;

use super::reader::{Answer, Question, patience};
use super::{App, Ports};
use crate::article::model::{Article, BlockKind, Dated};
use crate::article::observe::text_hash;
use crate::article::{Extraction, Refusal};
use crate::base::http::Reply;
use crate::base::time::{after, as_stored};
use crate::base::{Timestamp, id};
use crate::claim::model::Reading;
use crate::claim::{Document, read};
use crate::ledger::model::ArticleRef;
use crate::ledger::versions::mark;
use crate::port::Clock as _;
use crate::store::json::encode;
use crate::store::record::{ArticleRow, SnapshotRow};
use crate::store::{Result, StoreError};

/// What is kept of a version beside its bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Read {
    pub article: Article,
    pub reading: Reading,
    /// Lines of the page that are the outlet's furniture, and not in the article's text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
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

impl Fetched {
    pub(super) fn of(reply: &Reply, now: Timestamp) -> Self {
        Self {
            bytes: Arc::new(reply.body.clone()),
            content_type: reply.headers.get("content-type").map(str::to_owned),
            url: reply.url.clone(),
            now,
        }
    }
}

impl<P: Ports> App<P> {
    /// Extracts a page. A page that takes longer than its time is refused, not waited for.
    pub(super) async fn extract(
        self: &Arc<Self>,
        page: Fetched,
    ) -> std::result::Result<Extraction, Refusal> {
        let question = Question::Page {
            content_type: page.content_type,
            overrides: self.outlets.overrides(&page.url),
            url: page.url,
            now: page.now,
            patience: patience(),
        };
        let app = Arc::clone(self);
        let limit = after(self.ports.clock().now(), self.plan.pace.extract_time);
        let expired = move || app.ports.clock().now() > limit;
        match self.reader.read(question, page.bytes, expired).await {
            Answer::Page(read) => read.map(|extraction| *extraction),
            Answer::Feed(_) => Err(Refusal::Empty),
        }
    }

    /// Reads the claims of an article.
    pub(super) async fn read(self: &Arc<Self>, article: Article, outlet: String) -> Read {
        let app = Arc::clone(self);
        let empty = Read { article: article.clone(), ..Read::default() };
        let work = tokio::task::spawn_blocking(move || {
            let reading = read(&app.plan.watch, &document(&article, &outlet));
            Read { article, reading, left_out: Vec::new() }
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

/// A page that declares no date has the one its feed gave.
pub(super) fn dated_by_feed(mut article: Article, row: &ArticleRow) -> Article {
    if article.published.is_none()
        && let Some(at) = row.published_at
    {
        let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
        article.published = Some(Dated { at, date, source: "feed".to_owned() });
    }
    article
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
    let article = &read.article;
    article.title.clone_into(&mut snapshot.title);
    article.dek.clone_into(&mut snapshot.dek);
    article.byline.clone_into(&mut snapshot.byline);
    // Else a page that counts nanoseconds would seem newer than its own stored version.
    snapshot.published_at = article.published.as_ref().map(|dated| as_stored(dated.at));
    snapshot.modified_at = article.modified.as_ref().map(|dated| as_stored(dated.at));
    let mark = mark(&snapshot.id, &read.reading.claims);
    snapshot.mark = encode(&mark)?;
    snapshot.notes = encode(&read.notes())?;
    Ok(())
}

/// The ledger's view of a stored version.
pub fn reference(row: &ArticleRow, snapshot: &SnapshotRow, read: &Read) -> ArticleRef {
    ArticleRef {
        id: row.id.clone(),
        url: row.url.clone(),
        title: read.article.title.clone(),
        outlet: row.outlet.clone(),
        tier: row.tier,
        family: row.family.clone(),
        published: snapshot.published_at,
        modified: snapshot.modified_at,
        snapshot_id: snapshot.id.clone(),
        observed_at: snapshot.observed_at,
    }
}
