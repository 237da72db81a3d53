//! Visiting one article: plan, fetch, read, interpret, judge, commit, in a straight line.

use std::sync::Arc;

use tracing::{info, warn};
use url::Url;

use super::incident::{Change, PAGE_HOSTILE};
use super::judge::{Case, judge};
use super::poll::article_id;
use super::reading::{Fetched, Read, dated_by_feed, describe, reference};
use super::{App, Ports};
use crate::article::Refusal;
use crate::article::copies::{Sketch, shingles};
use crate::article::observe::{
    ArticleReport, ArticleState, OutletHabit, Reason, Visit, interpret, plan, worth_reading,
};
use crate::base::http::{FetchError, Reply};
use crate::base::time::{after, as_stored};
use crate::base::url::same_site;
use crate::base::{Timestamp, id};
use crate::feed::model::ObservationState;
use crate::feed::poll::domain_pause;
use crate::ledger::model::ArticleRef;
use crate::ledger::{Finding, Mode};
use crate::port::{Clock as _, Fetch as _, Ids as _};
use crate::store::articles::{NewVersion, VisitCommit};
use crate::store::blob::keep;
use crate::store::json::encode;
use crate::store::record::{ArticleRow, HostLease, ObservationRow, SnapshotRow};
use crate::store::{Batch, Result, StoreError};

/// A comparison made on an older state of the ledger is made again so many times.
const TRIES: usize = 5;

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
        if let Some(kept) = self.closed_by_robots(lease, row, &state.url).await? {
            return kept;
        }
        let last = self.last_read(row, &state).await?;
        let state = last.as_ref().map_or(state, |last| last.state.clone());
        let mut request = plan(&state, started);
        self.outlets.dress(&mut request);
        let reply = self.ports.web().fetch(request).await;
        let now = self.ports.clock().now();
        self.tell_reach(self.network.note(&lease.host, &reply)).await?;
        let extracted = match &reply {
            Ok(reply) if worth_reading(reply) => Some(self.extract(fetched(reply, now)).await),
            Ok(_) | Err(_) => None,
        };
        let habit = self.habit(&row.outlet).await?;
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
        let seen = Seen { row, report, reply, refusal, was_failing, habit, started, now };
        self.keep_visit(lease, seen).await
    }

    async fn habit(&self, outlet: &str) -> Result<OutletHabit> {
        let stored = self.store.habit(outlet).await?;
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    async fn keep_visit(self: &Arc<Self>, lease: &HostLease, mut seen: Seen<'_>) -> Result<()> {
        let twin = self.canonical_twin(&seen).await?;
        let version = match (&seen.report.reason, seen.report.article.take()) {
            (reason, Some(article)) if reason.is_version() && twin.is_none() => {
                let article = dated_by_feed(article, seen.row);
                Some(self.read(article, seen.row.outlet.clone()).await)
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

    /// A page that cannot be read safely is an incident, and its bytes are kept for a look.
    async fn hostility(&self, seen: &Seen<'_>) -> Result<Batch> {
        let is_hostile = seen.report.reason == Reason::TooHostile;
        let first = seen.report.next.failures <= 1;
        if !is_hostile && !(seen.was_failing && seen.report.next.failures == 0) {
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
        let chars = read.article.text.chars().count();
        let habit = serde_json::to_string(&seen.habit.clone().with(chars)).unwrap_or_default();
        let version = NewVersion {
            snapshot,
            raw: reply.body.clone(),
            reading: bytes,
            changed: seen.report.parts.iter().any(|part| part.is_wording()),
            family,
            sketch: first.then(|| (sketch.to_bytes(), sketch.keys())),
            habit,
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

/// One visit, interpreted.
struct Seen<'a> {
    row: &'a ArticleRow,
    report: ArticleReport,
    reply: std::result::Result<Reply, FetchError>,
    /// Why the page is no article.
    refusal: Option<Refusal>,
    /// The visit before did not show the article.
    was_failing: bool,
    habit: OutletHabit,
    started: Timestamp,
    now: Timestamp,
}

impl Seen<'_> {
    fn commit(&self, next_allowed_at: Timestamp) -> Result<VisitCommit> {
        let state = encode(&self.report.next)?;
        let ok = matches!(self.report.state, ObservationState::Ok | ObservationState::NotModified);
        Ok(VisitCommit {
            article_id: self.row.id.clone(),
            state,
            next_visit_at: self.report.next_visit_at,
            ok,
            observation: self.observation(),
            version: None,
            pause: None,
            next_allowed_at,
            also: Batch::default(),
        })
    }

    fn observation(&self) -> ObservationRow {
        let reply = self.reply.as_ref().ok();
        ObservationRow {
            id: id::make("o", &[&self.row.id, &self.started.to_string()]),
            subject: self.row.id.clone(),
            at: self.started,
            state: self.report.state.as_str().to_owned(),
            reason: word(self.report.reason),
            http_status: reply.map(|reply| reply.status),
            url: reply.map_or_else(|| self.row.url.clone(), |reply| reply.url.to_string()),
            body_hash: reply.filter(|r| !r.body.is_empty()).map(|reply| id::hash(&reply.body)),
            bytes: reply.map_or(0, |reply| reply.body.len()),
            detail: self.trouble(),
        }
    }

    /// What went wrong, in words; empty when nothing did.
    fn trouble(&self) -> String {
        let failed = self.reply.as_ref().err().map(ToString::to_string);
        failed.or(self.refusal.as_ref().map(ToString::to_string)).unwrap_or_default()
    }

    /// The snapshot's own columns; what a reading says of it is filled in by `describe`.
    fn snapshot(&self, reply: &Reply) -> Result<SnapshotRow> {
        let seq = self.row.versions + 1;
        let raw_hash = id::hash(&reply.body);
        Ok(SnapshotRow {
            // From content and place, so that a repeated run makes the same one.
            id: id::make("s", &[&self.row.id, &seq.to_string(), &raw_hash]),
            article_id: self.row.id.clone(),
            seq,
            observed_at: as_stored(self.now),
            url: reply.url.to_string(),
            headers: encode(&reply.headers)?,
            raw_hash,
            text_hash: String::new(),
            reading_hash: String::new(),
            extractor: String::new(),
            watch: String::new(),
            title: String::new(),
            dek: None,
            byline: None,
            parts: encode(&self.report.parts)?,
            published_at: None,
            modified_at: None,
            mark: String::new(),
            notes: String::new(),
        })
    }
}

fn fetched(reply: &Reply, now: Timestamp) -> Fetched {
    Fetched {
        bytes: Arc::new(reply.body.clone()),
        content_type: reply.headers.get("content-type").map(str::to_owned),
        url: reply.url.clone(),
        now,
    }
}

/// A reason's stable word is its serialised form.
fn word(reason: Reason) -> String {
    let value = serde_json::to_value(reason).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn tell(seen: &Seen<'_>) {
    let (row, reason) = (seen.row, word(seen.report.reason));
    match seen.report.state {
        ObservationState::Ok | ObservationState::NotModified => {
            info!(article.id = row.id, article.url = row.url, reason, "article visited");
        }
        state @ (ObservationState::Blocked
        | ObservationState::Consent
        | ObservationState::Paywalled
        | ObservationState::Truncated
        | ObservationState::Gone
        | ObservationState::Error) => warn!(
            article.id = row.id,
            article.url = row.url,
            state = state.as_str(),
            reason,
            "article not seen; the last good version stands"
        ),
    }
}
