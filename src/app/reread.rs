//! The last version of an article as today's extractor and watch read it. Two versions are only
//! compared under the same ones; reading old bytes again is a technical change and tells nobody.

use std::sync::Arc;

use tracing::{info, warn};
use url::Url;

use super::judge::{Case, judge};
use super::reading::{Fetched, Read, dated_by_feed, describe, reference};
use super::{App, Ports};
use crate::article::face::{Face, FaceState};
use crate::article::observe::ArticleState;
use crate::base::http::Headers;
use crate::ledger::Mode;
use crate::port::Clock as _;
use crate::store::Result;
use crate::store::articles::{renew, renew_state};
use crate::store::json::encode;
use crate::store::record::{ArticleRow, SnapshotRow};

/// The last version, with the state its next visit starts from.
pub(super) struct Last {
    pub(super) state: ArticleState,
    pub(super) read: Read,
}

impl<P: Ports> App<P> {
    /// The versions of what reads pages now: the extractor, and the watch file.
    pub(super) fn readers(&self) -> (&str, &str) {
        (self.outlets.extractor(), self.plan.watch.version())
    }

    /// What the article's newest version says, read again first if something newer reads it.
    pub(super) async fn last_read(
        self: &Arc<Self>,
        row: &ArticleRow,
        state: &ArticleState,
    ) -> Result<Option<Last>> {
        let Some(head) = &row.head else { return Ok(None) };
        let Some(snapshot) = self.store.snapshot(head).await? else { return Ok(None) };
        let up_to_date = (snapshot.extractor.as_str(), snapshot.watch.as_str()) == self.readers();
        if !up_to_date && let Some(last) = self.reread(row, state, &snapshot).await? {
            return Ok(Some(last));
        }
        let read = Read::from_bytes(&self.store.reading(&snapshot).await?)?;
        Ok(Some(Last { state: state.clone(), read }))
    }

    /// `None`: it cannot be read again; the old reading stands.
    async fn reread(
        self: &Arc<Self>,
        row: &ArticleRow,
        state: &ArticleState,
        snapshot: &SnapshotRow,
    ) -> Result<Option<Last>> {
        let Ok(renewed) = self.renewed(row, snapshot).await? else { return Ok(None) };
        let state = as_read(state.clone(), &renewed);
        let _turn = self.judging.lock().await;
        let case = Case {
            article: &reference(row, &renewed.snapshot, &renewed.read),
            reading: &renewed.read.reading,
            notes: &renewed.read.notes(),
            clocks: &[],
            mode: Mode::Technical,
            now: self.ports.clock().now(),
        };
        let mut batch = renew(snapshot, &renewed.snapshot, &renewed.stored)?;
        batch.0.push(renew_state(row, &encode(&state)?));
        batch.0.extend(judge(&self.store, &self.plan, &case).await?.batch.0);
        self.store.apply(batch).await?;
        info!(article.id = row.id, snapshot.id = snapshot.id, "read again with newer rules");
        Ok(Some(Last { state, read: renewed.read }))
    }

    /// A stored version as read now, or why it cannot be.
    pub(super) async fn renewed(
        self: &Arc<Self>,
        row: &ArticleRow,
        snapshot: &SnapshotRow,
    ) -> Result<std::result::Result<Renewed, Unread>> {
        let Some(bytes) = self.store.blob(&snapshot.raw_hash).await? else {
            return Ok(Err(Unread::Pruned));
        };
        let Ok(url) = Url::parse(&snapshot.url) else { return Ok(Err(Unread::Unreadable)) };
        let headers: Headers = serde_json::from_str(&snapshot.headers).unwrap_or_default();
        let page = Fetched {
            bytes: Arc::new(bytes),
            content_type: headers.get("content-type").map(str::to_owned),
            url,
            now: snapshot.observed_at,
        };
        let Ok(extraction) = self.extract(page).await else {
            warn!(snapshot.id = snapshot.id, "the stored page cannot be read again");
            return Ok(Err(Unread::Unreadable));
        };
        let known = Read::from_bytes(&self.store.reading(snapshot).await?)?;
        let (article, left_out) =
            self.without_recorded(extraction.article, &row.outlet, &known.left_out).await;
        let article = dated_by_feed(article, row);
        let read = Read { left_out, ..self.read(article, row.outlet.clone()).await };
        let stored = read.to_bytes()?;
        let mut renewed = snapshot.clone();
        describe(&mut renewed, &read, &stored, self.readers())?;
        Ok(Ok(Renewed { snapshot: renewed, read, stored }))
    }
}

/// Why a stored version keeps its old reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// Its bytes were let go.
    Pruned,
    /// The extractor refuses them by now.
    Unreadable,
}

impl Unread {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Pruned => "pruned",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A stored version, read again.
pub(super) struct Renewed {
    pub(super) snapshot: SnapshotRow,
    pub(super) read: Read,
    pub(super) stored: Vec<u8>,
}

/// The state the next visit starts from, so that the same page is found to be the same.
pub(super) fn as_read(mut state: ArticleState, newest: &Renewed) -> ArticleState {
    let face = Face::of(&newest.read.article, newest.snapshot.observed_at);
    state.text_hash = Some(newest.snapshot.text_hash.clone());
    state.face = Some(match state.face {
        Some(known) => known.renewed(face),
        None => FaceState::first(face),
    });
    state
}
