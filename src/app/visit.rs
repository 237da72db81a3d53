//! Visiting one article: plan, fetch, read, interpret, judge, commit, in a straight line.

use std::sync::Arc;

use tracing::{info, warn};
use url::Url;

use super::address::{article_id, host_of};
use super::furniture::Settled;
use super::incident::{Change, PAGE_HOSTILE};
use super::judge::{Case, judge};
use super::reading::{Fetched, Read, dated_by_feed, describe, reference};
use super::reread::Last;
use super::seen::{Seen, tell};
use super::{App, Ports};
use crate::article::Extraction;
use crate::article::copies::{Sketch, shingles};
use crate::article::observe::{
    ArticleState, OutletHabit, Reason, Visit, interpret, plan, worth_reading,
};
use crate::base::http::{FetchError, Hop, Reply, redirect};
use crate::base::time::after;
use crate::base::url::same_site;
use crate::base::{Timestamp, id};
use crate::feed::poll::domain_pause;
use crate::ledger::model::ArticleRef;
use crate::ledger::{Finding, Mode};
use crate::port::{Clock as _, Fetch as _, Ids as _};
use crate::store::articles::{NewVersion, VisitCommit};
use crate::store::batch::Stmt;
use crate::store::blob::keep;
use crate::store::json::encode;
use crate::store::queue::pause;
use crate::store::record::{ArticleRow, HostLease};
use crate::store::{Batch, Result, StoreError};

/// A comparison made on an older state of the ledger is made again so many times.
const TRIES: usize = 5;

/// What came of asking for a page.
enum Asked {
    Answered(std::result::Result<Reply, FetchError>),
    /// The turn went to the robots.txt of where the page has moved, or that closes it.
    Kept(Result<()>),
}

impl<P: Ports> App<P> {
    /// Visits one article under a lease of its host.
    pub(super) async fn visit_article(
        self: &Arc<Self>,
        lease: &HostLease,
        row: &ArticleRow,
    ) -> Result<()> {
        let started = self.ports.clock().now();
        let Some(state) = article_state(row) else {
            warn!(article.id = row.id, article.url = row.url, "the address is no URL; not visited");
            return self.store.release_host(lease, started).await;
        };
        let from_feed = self.outlets.is_from_feed(&state.url);
        let laid = if from_feed { self.laid_beside(&state).await? } else { None };
        if from_feed && laid.is_none() {
            return self.rest_article(lease, row, started).await;
        }
        if !from_feed && let Some(kept) = self.closed_by_robots(lease, row, &state.url).await? {
            return kept;
        }
        let last = self.last_read(row, &state).await?;
        let state = last.as_ref().map_or(state, |last| last.state.clone());
        let reply = match laid {
            Some(reply) => Ok(reply),
            None => match self.ask_for_page(lease, row, &state, started).await? {
                Asked::Answered(reply) => reply,
                Asked::Kept(kept) => return kept,
            },
        };
        let now = self.ports.clock().now();
        let mut extracted = match &reply {
            Ok(reply) if worth_reading(reply) => Some(self.extract(Fetched::of(reply, now)).await),
            Ok(_) | Err(_) => None,
        };
        let (habit, _) = self.habit(&row.outlet).await?;
        let settled = match &mut extracted {
            Some(Ok(found)) => Some(self.settle_page(found, row, &habit, last.as_ref()).await),
            Some(Err(_)) | None => None,
        };
        let visit = Visit {
            state: &state,
            reply: reply.as_ref(),
            extracted: extracted.as_ref().map(std::result::Result::as_ref),
            habit: &habit,
            last_good: last.as_ref().map(|last| last.read.article.text.as_str()),
            cited: last.as_ref().is_some_and(|last| !last.read.reading.claims.is_empty()),
            now,
            jitter: self.ports.ids().jitter(),
        };
        let report = interpret(&visit, &self.plan.revisit);
        let refusal = extracted.and_then(std::result::Result::err);
        let was_failing = state.failures > 0;
        let last = last.map(|last| last.read);
        let seen = Seen { row, report, reply, refusal, was_failing, settled, last, started, now };
        self.keep_visit(lease, seen).await
    }

    /// Asks for the page, hop by hop: another origin is asked only if its own robots.txt lets us.
    async fn ask_for_page(
        self: &Arc<Self>,
        lease: &HostLease,
        row: &ArticleRow,
        state: &ArticleState,
        started: Timestamp,
    ) -> Result<Asked> {
        let mut request = plan(state, started);
        let most = std::mem::take(&mut request.max_redirects);
        let mut hops: Vec<Hop> = Vec::new();
        // Every hop has a time limit of its own; all of them together must not outlast the lease.
        let patience = after(started, self.plan.pace.lease / 3);
        loop {
            let mut dressed = request.clone();
            self.outlets.dress(&mut dressed);
            let mut reply = self.ports.web().fetch(dressed).await;
            self.tell_reach(self.network.note(&host_of(&request.url), &reply)).await?;
            let to = match &reply {
                Ok(reply) => {
                    let said = (reply.status, reply.headers.get("location"));
                    redirect(said, &request.url, &hops, most)
                }
                Err(_) => Ok(None),
            };
            let to = match to {
                Ok(Some(to)) => to,
                Ok(None) => {
                    if let Ok(reply) = &mut reply {
                        hops.append(&mut reply.hops);
                        reply.hops = hops;
                    }
                    return Ok(Asked::Answered(reply));
                }
                Err(error) => return Ok(Asked::Answered(Err(error))),
            };
            if to.origin() != request.url.origin()
                && let Some(kept) = self.closed_by_robots(lease, row, &to).await?
            {
                return Ok(Asked::Kept(kept));
            }
            if self.ports.clock().now() > patience {
                let slow = FetchError::Timeout("one redirect after the other".to_owned());
                return Ok(Asked::Answered(Err(slow)));
            }
            if let Ok(reply) = &reply {
                hops.push(Hop { status: reply.status, to: to.clone() });
            }
            request.url = to;
        }
    }

    /// Takes what the outlet repeats out of what was found on its page.
    async fn settle_page(
        self: &Arc<Self>,
        found: &mut Extraction,
        row: &ArticleRow,
        habit: &OutletHabit,
        last: Option<&Last>,
    ) -> Settled {
        let article = std::mem::take(&mut found.article);
        let last = last.map(|last| &last.read);
        let settled = self.without_furniture(article, &row.outlet, &habit.memory, last).await;
        found.article.clone_from(&settled.article);
        settled
    }

    /// What is known of an outlet, and as it is stored.
    async fn habit(&self, outlet: &str) -> Result<(OutletHabit, Option<String>)> {
        let stored = self.store.habit(outlet).await?;
        let habit = stored.as_ref().and_then(|text| serde_json::from_str(text).ok());
        Ok((habit.unwrap_or_default(), stored))
    }

    async fn keep_visit(self: &Arc<Self>, lease: &HostLease, mut seen: Seen<'_>) -> Result<()> {
        let twin = self.canonical_twin(&seen).await?;
        let version = match (&seen.report.reason, seen.report.article.take()) {
            (reason, Some(article)) if reason.is_version() && twin.is_none() => {
                let article = dated_by_feed(article, seen.row);
                let read = self.read(article, seen.row.outlet.clone()).await;
                let left_out = seen.settled.as_ref().map(|settled| settled.left_out.clone());
                Some(Read { left_out: left_out.unwrap_or_default(), ..read })
            }
            _ => None,
        };
        tell(&seen);
        for _ in 0..TRIES {
            // One comparison at a time in this process; the fences are for the others.
            let _turn = self.judging.lock().await;
            let (commit, findings) =
                self.visit_commit(&seen, version.as_ref(), twin.as_deref()).await?;
            match self.store.commit_visit(lease, commit).await {
                Err(StoreError::Conflict(what)) => {
                    info!(article.id = seen.row.id, what, "compared again");
                }
                other => {
                    if other.is_ok() {
                        super::alerting::tell_findings(&findings);
                        self.wake_deliverers();
                    }
                    return other;
                }
            }
        }
        warn!(article.id = seen.row.id, "lease lost or ledger busy; the visit will be repeated");
        Ok(())
    }

    /// The article this page says it is, when that is another one we know, on the same site.
    async fn canonical_twin(&self, seen: &Seen<'_>) -> Result<Option<String>> {
        let (Reason::FirstVersion, Some(article)) = (&seen.report.reason, &seen.report.article)
        else {
            return Ok(None);
        };
        let canonical = article.canonical.as_deref().and_then(|url| Url::parse(url).ok());
        let page = Url::parse(&seen.row.url).ok();
        let (Some(canonical), Some(page)) = (canonical, page) else { return Ok(None) };
        let twin = article_id(&canonical);
        if twin == seen.row.id || !same_site(&canonical, &page) {
            return Ok(None);
        }
        Ok(self.store.article(&twin).await?.map(|article| article.id))
    }

    async fn visit_commit(
        &self,
        seen: &Seen<'_>,
        read: Option<&Read>,
        twin: Option<&str>,
    ) -> Result<(VisitCommit, Vec<Finding>)> {
        let mut commit = seen.commit(after(seen.started, self.host_gap(&seen.row.host)))?;
        commit.also.0.extend(self.rests_after(seen));
        commit.pause =
            seen.reply.as_ref().ok().and_then(|r| domain_pause(r, &self.plan.poll, seen.now));
        if let Some(twin) = twin {
            commit.next_visit_at = None;
            commit.observation.reason = format!("same_article_as {twin}");
        }
        commit.also.0.extend(self.hostility(seen).await?.0);
        let (Some(read), Ok(reply)) = (read, &seen.reply) else { return Ok((commit, Vec::new())) };
        let (version, article) = self.version(seen, read, reply).await?;
        commit.version = Some(version);
        if !read.reading.read {
            return Ok((commit, Vec::new()));
        }
        let notes = read.notes();
        let mode = if seen.row.baseline.is_some() { Mode::Baseline } else { Mode::Live };
        let case = Case {
            article: &article,
            reading: &read.reading,
            notes: &notes,
            clocks: &[],
            mode,
            now: seen.now,
        };
        let judged = judge(&self.store, &self.plan, &case).await?;
        commit.also.0.extend(judged.batch.0);
        if mode == Mode::Live {
            let alerts = self.alert(&judged.outcome.findings, seen.now).await?;
            commit.also.0.extend(alerts.0);
        }
        Ok((commit, judged.outcome.findings))
    }

    /// Hosts a redirect led to are not asked again sooner than the one it came from.
    fn rests_after(&self, seen: &Seen<'_>) -> Vec<Stmt> {
        let hops = seen.reply.as_ref().map(|reply| reply.hops.as_slice()).unwrap_or_default();
        let hosts = hops.iter().map(|hop| host_of(&hop.to));
        let others = hosts.filter(|host| *host != seen.row.host);
        others.map(|host| pause(&host, after(seen.started, self.host_gap(&host)))).collect()
    }

    /// A page that cannot be read safely is an incident, and its bytes are kept for a look.
    async fn hostility(&self, seen: &Seen<'_>) -> Result<Batch> {
        let is_hostile = seen.report.reason == Reason::TooHostile;
        let first = seen.report.next.failures <= 1;
        let recovers = seen.was_failing && seen.report.next.failures == 0;
        if !is_hostile && !recovers {
            return Ok(Batch::default());
        }
        let change = Change {
            kind: PAGE_HOSTILE,
            subject: &seen.row.id,
            outlet: &seen.row.outlet,
            about_receiver: None,
            detail: match &seen.refusal {
                Some(refusal) => format!("{}: {refusal}", seen.row.url),
                None => format!("{} can be read again", seen.row.url),
            },
            open: is_hostile,
        };
        let mut batch = self.incident(&change, seen.now).await?;
        // One for each time it begins: a page that is another one on each visit would fill the disk.
        if let (true, true, Ok(reply)) = (is_hostile, first, &seen.reply) {
            batch.push(keep(&id::hash(&reply.body), &reply.body)?);
        }
        Ok(batch)
    }

    async fn version(
        &self,
        seen: &Seen<'_>,
        read: &Read,
        reply: &Reply,
    ) -> Result<(NewVersion, ArticleRef)> {
        let row = seen.row;
        let sketch = Sketch::of(&shingles(&read.article.text));
        let first = row.versions == 0;
        let family = if first { self.family(row, &sketch).await? } else { row.family.clone() };
        let bytes = read.to_bytes()?;
        let mut snapshot = seen.snapshot(reply)?;
        describe(&mut snapshot, read, &bytes, self.readers())?;
        let article = ArticleRef { family: family.clone(), ..reference(row, &snapshot, read) };
        let (habit, habit_before) = self.habit(&row.outlet).await?;
        let habit = match &seen.settled {
            Some(settled) => settled.teach(habit, seen.last.as_ref(), family != row.id),
            None => habit,
        };
        let version = NewVersion {
            snapshot,
            raw: reply.body.clone(),
            reading: bytes,
            changed: seen.report.parts.iter().any(|part| part.is_wording()),
            family,
            sketch: first.then(|| (sketch.to_bytes(), sketch.keys())),
            habit: encode(&habit)?,
            habit_before,
            outlet: row.outlet.clone(),
        };
        Ok((version, article))
    }

    /// The family of a new text: that of the text it is a copy of, or its own.
    async fn family(&self, row: &ArticleRow, sketch: &Sketch) -> Result<String> {
        for (other, _) in self.store.sharing(&sketch.keys(), &row.id).await? {
            let Some((bytes, family)) = self.store.sketch(&other).await? else { continue };
            if Sketch::from_bytes(&bytes).is_some_and(|known| known.same_family(sketch)) {
                return Ok(family);
            }
        }
        Ok(row.family.clone())
    }
}

fn article_state(row: &ArticleRow) -> Option<ArticleState> {
    let stored = serde_json::from_str::<ArticleState>(&row.state).ok();
    stored.or_else(|| Some(ArticleState::new(Url::parse(&row.url).ok()?, row.first_seen_at)))
}
