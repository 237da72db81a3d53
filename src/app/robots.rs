//! Robots.txt before articles: fetched once a day and origin, in the host's own queue.

use std::sync::Arc;

use tracing::{debug, info};
use url::Url;

use super::{App, Ports};
use crate::base::Timestamp;
use crate::base::http::{Headers, Request};
use crate::base::time::{SignedDuration, after};
use crate::base::url::path_and_query;
use crate::feed::robots::{MAX_BYTES, Robots, Rules};
use crate::port::{Clock as _, Fetch as _};
use crate::store::Result;
use crate::store::articles::RobotsRow;
use crate::store::record::{ArticleRow, HostLease};

const FRESH_FOR: SignedDuration = SignedDuration::from_hours(24);

impl<P: Ports> App<P> {
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
        let verdict = rules.allows(&self.plan.pace.robots_token, &path_and_query(page));
        if verdict.is_allowed() {
            return Ok(None);
        }
        info!(article.id = row.id, article.url = row.url, "closed by robots.txt; not fetched");
        Ok(Some(self.keep_closed(lease, row, now).await))
    }
}
