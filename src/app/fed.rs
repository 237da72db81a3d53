//! Articles of outlets whose feed is read in place of their pages. A poll lays what an entry holds
//! beside its article; the visit that follows reads that and asks nobody. No page is ever fetched.

use std::collections::BTreeMap;

use url::Url;

use super::address::article_id;
use super::{App, Ports};
use crate::article::observe::{ArticleState, Fed};
use crate::base::http::{Headers, Reply};
use crate::base::time::{SignedDuration, after};
use crate::base::{Timestamp, id};
use crate::feed::model::Entry;
use crate::feed::page::page;
use crate::feed::poll::Reading;
use crate::store::articles::{postpone, renew_state};
use crate::store::blob::keep;
use crate::store::json::{decode, encode};
use crate::store::queue::{due_again, wake};
use crate::store::record::{ArticleRow, HostLease};
use crate::store::{Batch, Result};

/// An article whose feed says nothing new is looked at so often, in case its rules changed.
const REST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What entries hold, by the id of their article.
pub(super) type Contents = BTreeMap<String, String>;

impl<P: Ports> App<P> {
    /// The contents of entries that stand for their pages.
    pub(super) fn contents(&self, reading: &Reading) -> Contents {
        if !self.outlets.any_from_feed() {
            return Contents::new();
        }
        let one = |entry: &Entry| {
            let link = Url::parse(entry.link.as_deref()?).ok()?;
            let held = self.outlets.is_from_feed(&link).then(|| page(entry))??;
            Some((article_id(&link), held))
        };
        reading.entries().iter().filter_map(one).collect()
    }

    /// Lays contents beside articles that are known, where they are others than before. An article
    /// that is met in the same poll has its own laid beside it from the start.
    pub(super) async fn lay_contents(&self, contents: &Contents, now: Timestamp) -> Result<Batch> {
        let mut batch = Batch::default();
        for (article, held) in contents {
            batch.push(keep(&id::hash(held.as_bytes()), held.as_bytes())?);
            let Some(row) = self.store.article(article).await? else { continue };
            let Ok(url) = Url::parse(&row.url) else { continue };
            let state = decode(&row.state).ok();
            let state: ArticleState =
                state.unwrap_or_else(|| ArticleState::new(url, row.first_seen_at));
            if let Some(next) = with_content(state, held) {
                batch.push(renew_state(&row, &encode(&next)?));
                batch.push(postpone(&row.id, now));
                batch.push(wake(&row.host, now));
            }
        }
        Ok(batch)
    }

    /// The reply that a visit reads in place of a fetched page; `None` when nothing new is there.
    pub(super) async fn laid_beside(&self, state: &ArticleState) -> Result<Option<Reply>> {
        let Some(fed) = state.fed.as_ref().filter(|fed| !fed.read) else { return Ok(None) };
        let Some(body) = self.store.blob(&fed.hash).await? else { return Ok(None) };
        let kind = ("content-type".to_owned(), "text/html; charset=utf-8".to_owned());
        Ok(Some(Reply {
            status: 200,
            headers: Headers(vec![kind]),
            body,
            url: state.url.clone(),
            hops: Vec::new(),
        }))
    }

    /// Nothing new: the article rests, and nothing is said of having seen it.
    pub(super) async fn rest_article(
        &self,
        lease: &HostLease,
        row: &ArticleRow,
        now: Timestamp,
    ) -> Result<()> {
        let rest = Batch(vec![postpone(&row.id, after(now, REST)), due_again(&row.host)]);
        self.store.apply(rest).await?;
        self.store.release_host(lease, now).await
    }
}

/// The state with a content that is another one than the last; `None` when it is the same.
pub(super) fn with_content(mut state: ArticleState, held: &str) -> Option<ArticleState> {
    let hash = id::hash(held.as_bytes());
    if state.fed.as_ref().is_some_and(|fed| fed.hash == hash) {
        return None;
    }
    state.fed = Some(Fed { hash, read: false });
    Some(state)
}
