//! The last version of an article as today's extractor and watch read it. Two versions are only
//! compared under the same ones; reading old bytes again is a technical change and tells nobody.

use std::sync::Arc;

use tracing::{info, warn};
use url::Url;

use super::judge::{Case, judge};
use super::reading::{Fetched, Read, describe};
use super::{App, Ports};
use crate::article::observe::ArticleState;
use crate::base::http::Headers;
use crate::ledger::Mode;
use crate::ledger::model::ArticleRef;
use crate::port::Clock as _;
use crate::store::Result;
use crate::store::json::encode;
use crate::store::record::{ArticleRow, SnapshotRow};

/// The last version, with the state its next visit starts from.
pub(super) struct Last {
    pub(super) state: ArticleState,
    pub(super) read: Read,
}

impl<P: Ports> App<P> {
    /// What the article's newest version says, read again first if something newer reads it.
    pub(super) async fn last_read(
        self: &Arc<Self>,
        row: &ArticleRow,
        state: &ArticleState,
    ) -> Result<Option<Last>> {
        let Some(head) = &row.head else { return Ok(None) };
        let Some(snapshot) = self.store.snapshot(head).await? else { return Ok(None) };
        let up_to_date = snapshot.extractor == self.outlets.extractor(&snapshot.url)
            && snapshot.watch == self.plan.watch.version();
        if !up_to_date && let Some(last) = self.reread(row, state, &snapshot).await? {
            return Ok(Some(last));
        }
        let read = Read::from_bytes(&self.store.reading(&snapshot).await?)?;
        Ok(Some(Last { state: state.clone(), read }))
    }

    /// `None`: the bytes are gone or unreadable by now; the old reading stands.
    async fn reread(
        self: &Arc<Self>,
        row: &ArticleRow,
        state: &ArticleState,
        snapshot: &SnapshotRow,
    ) -> Result<Option<Last>> {
        let Some(bytes) = self.store.blob(&snapshot.raw_hash).await? else { return Ok(None) };
        let Ok(url) = Url::parse(&snapshot.url) else { return Ok(None) };
        let headers: Headers = serde_json::from_str(&snapshot.headers).unwrap_or_default();
        let page = Fetched {
            bytes: Arc::new(bytes),
            content_type: headers.get("content-type").map(str::to_owned),
            url,
            now: snapshot.observed_at,
        };
        let Ok(extraction) = self.extract(page).await else {
            warn!(snapshot.id = snapshot.id, "the stored page cannot be read again");
            return Ok(None);
        };
        let read = self.read(extraction.article, row.outlet.clone()).await;
        let mut renewed = snapshot.clone();
        let stored = read.to_bytes()?;
        let extractor = self.outlets.extractor(&renewed.url);
        describe(&mut renewed, &read, &stored, (&extractor, self.plan.watch.version()))?;
        let mut state = state.clone();
        state.text_hash = Some(renewed.text_hash.clone());
        let text = encode(&state)?;
        let article = reference(row, &renewed, &read);
        let notes = read.notes();
        let case = Case {
            article: &article,
            reading: &read.reading,
            notes: &notes,
            mode: Mode::Technical,
            now: self.ports.clock().now(),
        };
        let _turn = self.judging.lock().await;
        let judged = judge(&self.store, &self.plan, &case).await?;
        self.store.reread(&renewed, &stored, Some(&text), judged.batch).await?;
        info!(article.id = row.id, snapshot.id = snapshot.id, "read again with newer rules");
        Ok(Some(Last { state, read }))
    }
}

/// The ledger's view of a stored version.
pub(super) fn reference(row: &ArticleRow, snapshot: &SnapshotRow, read: &Read) -> ArticleRef {
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
