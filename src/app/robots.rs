//! Robots.txt before articles: fetched once a day and origin, in the host's own queue.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::{debug, info};
use url::Url;

use super::address::host_of;
use super::{App, Ports};
use crate::base::http::{Headers, Request};
use crate::base::id;
use crate::base::time::{SignedDuration, after};
use crate::base::url::path_and_query;
use crate::feed::model::ObservationState;
use crate::feed::robots::{MAX_BYTES, Robots};
use crate::port::{Clock as _, Fetch as _};
use crate::store::articles::{RobotsRow, VisitCommit};
use crate::store::record::{ArticleRow, HostLease, ObservationRow};
use crate::store::{Batch, Result};

/// The pauses hosts asked for in their robots.txt, as far as it was read since the start.
#[derive(Debug, Default)]
pub(super) struct Delays(Mutex<BTreeMap<String, SignedDuration>>);

impl Delays {
    fn note(&self, host: &str, delay: Option<SignedDuration>) {
        let mut delays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match delay {
            Some(delay) => drop(delays.insert(host.to_owned(), delay)),
            None => drop(delays.remove(host)),
        }
    }

    fn of(&self, host: &str) -> SignedDuration {
        let delays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        delays.get(host).copied().unwrap_or_default()
    }
}

const FRESH_FOR: SignedDuration = SignedDuration::from_hours(24);
/// RFC 9309 asks for at least five.
const REDIRECTS: u8 = 5;

impl<P: Ports> App<P> {
    /// The time between the starts of two requests to a host: ours, or the longer one it asks for.
    pub(super) fn host_gap(&self, host: &str) -> SignedDuration {
        self.plan.pace.host_gap.max(self.delays.of(host))
    }

    /// `None`: the page may be fetched now. Else the lease is given back, and the result says how
    /// that went: this turn went to robots.txt, or the page is closed.
    pub(super) async fn closed_by_robots(
        self: &Arc<Self>,
        lease: &HostLease,
        row: &ArticleRow,
        page: &Url,
    ) -> Result<Option<Result<()>>> {
        if !self.plan.pace.robots {
            return Ok(None);
        }
        let now = self.ports.clock().now();
        let origin = page.origin().ascii_serialization();
        let kept = self.store.robots(&origin).await?;
        let Some(robots) = kept.filter(|robots| after(robots.fetched_at, FRESH_FOR) > now) else {
            return Ok(Some(self.fetch_robots(lease, page, &origin).await));
        };
        let rules = match robots.status {
            Some(status) => Robots::of_reply(status, &robots.body),
            None => Robots::unreachable(),
        };
        let delay = rules.crawl_delay(&self.plan.pace.robots_token);
        self.delays.note(&host_of(page), delay);
        let verdict = rules.allows(&self.plan.pace.robots_token, &path_and_query(page));
        if verdict.is_allowed() {
            return Ok(None);
        }
        info!(article.id = row.id, article.url = %page, "closed by robots.txt; not fetched");
        let observation = ObservationRow {
            id: id::make("o", &[&row.id, &now.to_string()]),
            subject: row.id.clone(),
            at: now,
            state: ObservationState::Blocked.as_str().to_owned(),
            reason: "robots".to_owned(),
            http_status: None,
            url: page.to_string(),
            body_hash: None,
            bytes: 0,
            detail: "robots.txt closes this page".to_owned(),
        };
        let commit = VisitCommit {
            article_id: row.id.clone(),
            state: row.state.clone(),
            next_visit_at: Some(after(now, FRESH_FOR)),
            ok: false,
            observation,
            version: None,
            pause: None,
            next_allowed_at: now,
            also: Batch::default(),
        };
        Ok(Some(self.store.commit_visit(lease, commit).await))
    }

    /// This turn of the host goes to its robots.txt; the page is still due and has the next one.
    async fn fetch_robots(&self, lease: &HostLease, page: &Url, origin: &str) -> Result<()> {
        let started = self.ports.clock().now();
        let next = after(started, self.plan.pace.host_gap);
        let Ok(url) = page.join("/robots.txt") else {
            return self.store.release_host(lease, next).await;
        };
        let headers = Headers::default();
        let request =
            Request { url, headers, max_bytes: MAX_BYTES, max_redirects: REDIRECTS, own: false };
        let (status, body) = match self.ports.web().fetch(request).await {
            Ok(reply) => (Some(reply.status), reply.body),
            // What is beyond the limit is not read; the rules before it are not known either.
            Err(error) => {
                debug!(host.name = lease.host, error = %error, "robots.txt not reached");
                (None, Vec::new())
            }
        };
        let robots = RobotsRow { fetched_at: started, status, body };
        self.store.commit_robots(lease, origin, robots, next).await
    }
}
