//! Polling one feed: plan, fetch, interpret, commit, in a straight line.

use std::sync::Arc;

use tracing::{debug, info, warn};
use url::Url;

use super::address::{article_id, host_of};
use super::fed::{Contents, with_content};
use super::incident::Change;
use super::reader::{Answer, Question};
use super::{App, Feed, Ports};
use crate::article::observe::ArticleState;
use crate::base::http::{FetchError, Reply};
use crate::base::time::after;
use crate::base::url::{canonical, identity, outlet, registrable_domain};
use crate::base::{Timestamp, id};
use crate::claim::follow::follow;
use crate::feed::model::{Entry, NotAFeed, ObservationState};
use crate::feed::poll::{
    FeedIdentity, FeedState, PollContext, PollReason, PollReport, Reading, interpret_reading,
    plan as plan_poll, rest_beside,
};
use crate::port::{Clock as _, Fetch as _, Ids as _};
use crate::store::feeds::PollCommit;
use crate::store::findings::{BaselineRow, open_baseline};
use crate::store::json::encode;
use crate::store::record::{EntryRow, FeedRow, HostLease, NewArticle, ObservationRow};
use crate::store::{Batch, Result, StoreError};

/// A commit that another one came before is made again so many times.
const TRIES: usize = 3;

impl<P: Ports> App<P> {
    /// Polls one feed under a lease of its host.
    pub(super) async fn poll_feed(&self, lease: &HostLease, row: &FeedRow) -> Result<()> {
        let Some(feed) = self.plan.feeds.get(&row.id) else {
            // Configured a moment ago by another process; that one polls it.
            return self.store.release_host(lease, self.ports.clock().now()).await;
        };
        let state = state_of(row, feed);
        let started = self.ports.clock().now();
        let mut planned = plan_poll(&state, &self.plan.poll, started);
        self.outlets.dress(&mut planned.request);
        let reply = self.ports.web().fetch(planned.request).await;
        let now = self.ports.clock().now();
        let (reply, reading) = self.parse(&state, reply, now).await;
        let contents = self.contents(&reading);
        let body_hash = reading.body_hash().map(str::to_owned);
        let known = self.store.known_keys(&row.id, reading.keys()).await?;
        let reach = self.network.note(&lease.host, &reply);
        self.tell_reach(reach).await?;
        let mut report = {
            let context = PollContext {
                policy: &self.plan.poll,
                now,
                jitter: self.ports.ids().jitter(),
                purpose: planned.purpose,
                offline: reach.is_offline(),
                known: &|key| known.contains(key),
            };
            let identity = FeedIdentity { tier: feed.tier, schedule: &feed.schedule };
            interpret_reading((&state, &identity), &reply, reading, &context)
        };
        if let Some(to) = &report.moved_to
            && let Some(holder) = self.holder_of(to, row).await?
        {
            rest_beside(&mut report, &holder);
        }
        tell(row, &report);
        let mut seen = observation(row, &report, &reply, started);
        seen.body_hash = body_hash;
        // No first pass is closed while feeds add to it. Of several that open one at once all but
        // the first conflict, and find it then.
        let _shared = if report.is_baseline { Some(self.first_pass.read().await) } else { None };
        let mut tries = TRIES;
        loop {
            let mut commit =
                self.poll_commit((row, feed), &report, &contents, seen.clone()).await?;
            commit.next_allowed_at = after(started, self.host_gap(&lease.host));
            tries -= 1;
            match self.store.commit_poll(lease, commit).await {
                // Another program opened the first pass meanwhile; or the lease is lost after all.
                Err(StoreError::Conflict(_)) if tries > 0 => {}
                other => return other,
            }
        }
    }

    /// Has a reply's body parsed, unless it is the one known.
    async fn parse(
        &self,
        state: &FeedState,
        reply: std::result::Result<Reply, FetchError>,
        now: Timestamp,
    ) -> (std::result::Result<Reply, FetchError>, Reading) {
        let (unparsed, mut reply) = match (Reading::unparsed(state, &reply), reply) {
            (Err(unparsed), Ok(reply)) => (unparsed, reply),
            (Ok(reading), reply) => return (reply, reading),
            (Err(_), error) => return (error, Reading::none()),
        };
        let question = Question::Feed {
            content_type: reply.headers.get("content-type").map(str::to_owned),
            url: reply.url.clone(),
            now,
        };
        let body = Arc::new(std::mem::take(&mut reply.body));
        let answer = self.reader.read(question, Arc::clone(&body), || false).await;
        reply.body = Arc::unwrap_or_clone(body);
        let parsed = match answer {
            Answer::Feed(parsed) => parsed.map(|feed| *feed),
            Answer::Page(_) => Err(NotAFeed::Empty),
        };
        (Ok(reply), unparsed.parsed(parsed))
    }

    /// The other feed that is polled at this address already.
    async fn holder_of(&self, address: &Url, but: &FeedRow) -> Result<Option<String>> {
        let wanted = identity(address);
        let is_there = |row: &FeedRow| {
            let state = serde_json::from_str::<FeedState>(&row.state).ok();
            state.is_some_and(|s| s.merged_into.is_none() && identity(&s.url) == wanted)
        };
        let rows = self.store.feeds().await?;
        Ok(rows.into_iter().find(|row| row.id != but.id && is_there(row)).map(|row| row.name))
    }

    async fn poll_commit(
        &self,
        (row, feed): (&FeedRow, &Feed),
        report: &PollReport,
        contents: &Contents,
        observation: ObservationRow,
    ) -> Result<PollCommit> {
        let now = self.ports.clock().now();
        let mut also = Batch::default();
        let mut baseline = row.baseline.clone();
        if report.is_baseline && baseline.is_none() {
            baseline = Some(self.join_baseline(now, &mut also).await?);
        }
        let pending = baseline.clone().filter(|_| report.is_baseline);
        let entries = report.new_entries.iter();
        let met = (contents, pending.as_ref());
        let entries = entries.map(|e| self.entry_row(feed, e, met, now)).collect();
        also.0.extend(self.lay_contents(contents, now).await?.0);
        for signal in &report.incidents {
            let change = Change {
                kind: &format!("feed_{}", signal.kind.as_str()),
                subject: &row.id,
                outlet: &row.outlet,
                about_receiver: None,
                detail: format!("{}: {}", row.name, signal.detail),
                open: signal.open,
            };
            also.0.extend(self.incident(&change, now).await?.0);
        }
        Ok(PollCommit {
            feed_id: row.id.clone(),
            host: host_of(&report.next.url),
            state: encode(&report.next)?,
            next_poll_at: report.next_poll_at,
            ok: matches!(report.state, ObservationState::Ok | ObservationState::NotModified),
            baseline,
            observation,
            entries,
            pause: report.pause_host_until.clone(),
            next_allowed_at: now,
            also,
        })
    }

    /// The first pass that is going on, or a new one.
    async fn join_baseline(&self, now: Timestamp, also: &mut Batch) -> Result<String> {
        if let Some(open) = self.store.open_baseline().await? {
            return Ok(open.id);
        }
        // From its place, so that one begun again after a crash is the same.
        let place = self.store.baselines().await? + 1;
        let baseline = BaselineRow {
            id: id::make("b", &[self.plan.watch.id(), &place.to_string()]),
            opened_at: now,
            deadline_at: after(now, self.plan.pace.baseline_window),
            tally: crate::ledger::baseline::Tally::default(),
        };
        also.push(open_baseline(&baseline)?);
        Ok(baseline.id)
    }

    fn entry_row(
        &self,
        feed: &Feed,
        entry: &Entry,
        (contents, baseline): (&Contents, Option<&String>),
        now: Timestamp,
    ) -> EntryRow {
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let decision = follow(&self.plan.watch, feed.gate, entry, today);
        let article = decision.page.map(|page| NewArticle {
            id: article_id(&page),
            url: canonical(&page).to_string(),
            host: host_of(&page),
            outlet: outlet(&page),
            tier: self.tier_of(&outlet(&page), feed.tier),
            title: entry.title.clone(),
            state: serde_json::to_string(&first_state(&page, contents, now)).unwrap_or_default(),
            published_at: entry.published,
            baseline: baseline.cloned(),
        });
        EntryRow {
            key: entry.key.clone(),
            title: entry.title.clone(),
            link: entry.link.clone(),
            published_at: entry.published,
            follow: decision.reason.as_str().to_owned(),
            article,
        }
    }
}

/// What is known of an article before its first visit.
fn first_state(page: &Url, contents: &Contents, now: Timestamp) -> ArticleState {
    let fresh = ArticleState::new(canonical(page), now);
    let held = contents.get(&article_id(page));
    held.and_then(|held| with_content(fresh.clone(), held)).unwrap_or(fresh)
}

fn state_of(row: &FeedRow, feed: &Feed) -> FeedState {
    let stored = serde_json::from_str::<FeedState>(&row.state);
    stored.map_or_else(|_| FeedState::new(feed.url.clone()), |state| state.configured(&feed.url))
}

/// The attempt as it is kept; what is known of the body is added by who has read it.
fn observation(
    row: &FeedRow,
    report: &PollReport,
    reply: &std::result::Result<Reply, FetchError>,
    at: Timestamp,
) -> ObservationRow {
    let reply = reply.as_ref().ok();
    ObservationRow {
        id: id::make("o", &[&row.id, &at.to_string()]),
        subject: row.id.clone(),
        at,
        state: report.state.as_str().to_owned(),
        reason: report.reason.as_str().to_owned(),
        http_status: reply.map(|reply| reply.status),
        url: reply.map_or_else(|| row.url.clone(), |reply| reply.url.to_string()),
        body_hash: None,
        bytes: reply.map_or(0, |reply| reply.body.len()),
        detail: report.detail.clone(),
    }
}

fn tell(row: &FeedRow, report: &PollReport) {
    let (name, reason) = (row.name.as_str(), report.reason.as_str());
    let next = report.next_poll_at;
    if matches!(report.state, ObservationState::Ok | ObservationState::NotModified) {
        info!(
            feed.id = row.id,
            feed.name = name,
            reason,
            entries.new = report.new_entries.len(),
            poll.next = %next,
            "feed polled"
        );
    } else if report.reason == PollReason::Offline {
        debug!(feed.id = row.id, feed.name = name, poll.next = %next, "out of reach");
    } else {
        warn!(
            feed.id = row.id,
            feed.name = name,
            state = report.state.as_str(),
            reason,
            detail = report.detail,
            poll.next = %next,
            "feed not seen; it will be tried again"
        );
    }
    for warning in &report.warnings {
        debug!(feed.id = row.id, warning.code = warning.code, "{}", warning.detail);
    }
    // A registrable domain is paused as a whole; say which, since other feeds wait with it.
    if let Some((domain, until)) = &report.pause_host_until {
        warn!(host.domain = registrable_domain(domain), pause.until = %until, "host paused");
    }
}
