//! What a visit to an article was worth. Plans the request, names what came back, and says when
//! to look again. Only a page that is the article becomes a version: a wall, a cut-off text or a
//! missing page is recorded and changes nothing that is known.

use serde::{Deserialize, Serialize};
use url::Url;

mod judge;

use super::extract::{Extraction, Refusal};
use super::face::{Face, FaceState, Part};
use super::furniture::OutletMemory;
use super::model::Article;
use super::revisit::{self, Heat, Pace, RevisitPolicy};
use crate::base::http::{FetchError, Headers, Reply, Request};
use crate::base::time::{SignedDuration, after, between};
use crate::base::{Timestamp, id};
use crate::feed::model::ObservationState;
use crate::feed::poll::freshness::retry_after;

/// Decoded bytes of a page beyond this are not fetched.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const MOST_REDIRECTS: u8 = 10;
/// A page is fetched whole at least this often, whatever the server says of its validators.
const AUDIT: SignedDuration = SignedDuration::from_hours(10 * 24);
/// Lengths of an outlet's articles remembered, and needed before they say anything.
const HABIT_SIZE: usize = 21;
const HABIT_LEAST: usize = 5;

/// What the store keeps of an article between visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleState {
    pub url: Url,
    pub first_seen: Timestamp,
    /// Sent back verbatim.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub visits: u32,
    pub last_visit: Option<Timestamp>,
    /// The last visit that showed the article, or that it had not changed.
    pub last_ok: Option<Timestamp>,
    /// The last complete reply, as against a 304.
    pub last_whole: Option<Timestamp>,
    /// The last observed change of the text; the first version counts as one.
    pub changed_at: Option<Timestamp>,
    pub text_hash: Option<String>,
    /// Headline, byline and dates of the newest version.
    #[serde(default)]
    pub face: Option<FaceState>,
    /// Visits in a row that did not show the article.
    pub failures: u32,
    /// The first of the visits in a row that found nothing there.
    pub missing_since: Option<Timestamp>,
    pub missing_visits: u32,
    /// A much shorter text that is not believed yet.
    pub short: Option<ShortText>,
    /// What the feed holds of it, where that is read in place of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fed: Option<Fed>,
}

/// Content from a feed, under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fed {
    pub hash: String,
    /// A visit has read it.
    pub read: bool,
}

/// A text that could be the article cut off, or cut down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortText {
    pub hash: String,
    pub since: Timestamp,
    pub visits: u32,
}

impl ArticleState {
    pub fn new(url: Url, first_seen: Timestamp) -> Self {
        Self {
            url,
            first_seen,
            etag: None,
            last_modified: None,
            visits: 0,
            last_visit: None,
            last_ok: None,
            last_whole: None,
            changed_at: None,
            text_hash: None,
            face: None,
            failures: 0,
            missing_since: None,
            missing_visits: 0,
            short: None,
            fed: None,
        }
    }
}

/// What is known of an outlet: how long its articles usually are, in characters, and what it
/// repeats in all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletHabit {
    lengths: Vec<usize>,
    #[serde(default)]
    pub memory: OutletMemory,
}

impl OutletHabit {
    /// The habit after one more article of this length.
    #[must_use]
    pub fn with(mut self, chars: usize) -> Self {
        if self.lengths.len() >= HABIT_SIZE {
            self.lengths.remove(0);
        }
        self.lengths.push(chars);
        self
    }

    /// The median length, once enough articles were seen.
    pub fn typical(&self) -> Option<usize> {
        let mut sorted = self.lengths.clone();
        sorted.sort_unstable();
        (sorted.len() >= HABIT_LEAST).then(|| sorted.get(sorted.len() / 2).copied())?
    }
}

/// Why an observation has the state it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    FirstVersion,
    NewVersion,
    /// The text is the same, but headline, standfirst, byline or dates are not.
    NewFace,
    SameText,
    NotModified,
    ChallengePage,
    ChallengeHeader,
    Forbidden,
    RateLimited,
    LegalReasons,
    ConsentPage,
    PaymentRequired,
    /// Declared not free to read, and far too short.
    PaywallDeclared,
    /// The words of a paywall, and far too short.
    PaywallTeaser,
    /// The beginning of the last good text, and much shorter.
    PrefixOfLastGood,
    /// Far shorter than this outlet's articles.
    FarUnderHabit,
    /// 404 or 410 that has held for fourteen days and three visits.
    GoneHeld,
    /// 404 or 410 that has not held long enough to be believed.
    NotFoundYet,
    /// The address now leads to a front page.
    RedirectedHome,
    ScriptOnly,
    NoText,
    NotAPage,
    TooHostile,
    ServerError,
    ClientError,
    FetchFailed,
}

impl Reason {
    /// Is the page a version nobody had seen?
    pub fn is_version(self) -> bool {
        matches!(self, Self::FirstVersion | Self::NewVersion | Self::NewFace)
    }

    /// The observation state a reason belongs to.
    pub fn state(self) -> ObservationState {
        match self {
            Self::FirstVersion | Self::NewVersion | Self::NewFace | Self::SameText => {
                ObservationState::Ok
            }
            Self::NotModified => ObservationState::NotModified,
            Self::ChallengePage
            | Self::ChallengeHeader
            | Self::Forbidden
            | Self::RateLimited
            | Self::LegalReasons => ObservationState::Blocked,
            Self::ConsentPage => ObservationState::Consent,
            Self::PaymentRequired | Self::PaywallDeclared | Self::PaywallTeaser => {
                ObservationState::Paywalled
            }
            Self::PrefixOfLastGood | Self::FarUnderHabit => ObservationState::Truncated,
            Self::GoneHeld => ObservationState::Gone,
            Self::NotFoundYet
            | Self::RedirectedHome
            | Self::ScriptOnly
            | Self::NoText
            | Self::NotAPage
            | Self::TooHostile
            | Self::ServerError
            | Self::ClientError
            | Self::FetchFailed => ObservationState::Error,
        }
    }
}

/// One visit and all that is known beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    pub state: &'a ArticleState,
    pub reply: Result<&'a Reply, &'a FetchError>,
    /// What `extract` made of the body, when `worth_reading` said to read it.
    pub extracted: Option<Result<&'a Extraction, &'a Refusal>>,
    pub habit: &'a OutletHabit,
    /// The text of the last version.
    pub last_good: Option<&'a str>,
    /// A live claim rests on this article.
    pub cited: bool,
    pub now: Timestamp,
    /// From 0 to 1.
    pub jitter: f64,
}

/// What a visit was worth.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleReport {
    pub state: ObservationState,
    pub reason: Reason,
    /// The article, when it was seen; a version only if `reason.is_version()`.
    pub article: Option<Article>,
    /// What differs from the version before; empty unless there is one.
    pub parts: Vec<Part>,
    pub next: ArticleState,
    /// `None`: no more visits.
    pub next_visit_at: Option<Timestamp>,
    pub pace: Pace,
}

/// The request of the next visit, conditional when there is something to compare with.
pub fn plan(state: &ArticleState, now: Timestamp) -> Request {
    let mut headers = Headers::default();
    headers.push("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1");
    let audit = state.last_whole.is_none_or(|at| between(at, now) > AUDIT);
    if !audit {
        if let Some(etag) = &state.etag {
            headers.push("If-None-Match", etag);
        }
        if let Some(date) = &state.last_modified {
            headers.push("If-Modified-Since", date);
        }
    }
    Request {
        url: state.url.clone(),
        headers,
        max_bytes: MOST_BYTES,
        max_redirects: MOST_REDIRECTS,
        own: false,
    }
}

/// Whether a reply's body should be extracted before it is interpreted.
pub fn worth_reading(reply: &Reply) -> bool {
    (200..300).contains(&reply.status) && !reply.body.is_empty()
}

/// The identity of an article's text.
pub fn text_hash(article: &Article) -> String {
    id::hash(article.text.as_bytes())
}

/// Names what a visit saw and what follows from it.
pub fn interpret(visit: &Visit<'_>, policy: &RevisitPolicy) -> ArticleReport {
    let reason = judge::judge(visit);
    let article = visit
        .extracted
        .and_then(Result::ok)
        .filter(|_| reason.state() == ObservationState::Ok)
        .map(|e| e.article.clone());
    let parts = judge::parts(visit, reason, article.as_ref());
    let next = advance(visit, reason, article.as_ref(), &parts);
    let heat = Heat {
        changed_at: next.changed_at.unwrap_or(next.first_seen),
        failures: next.failures,
        cited: visit.cited,
        jitter: visit.jitter,
    };
    let (next_visit_at, pace) = revisit::next_visit(policy, heat, visit.now);
    let asked = visit.reply.ok().and_then(|reply| pause_asked(reply, visit.now));
    let next_visit_at = match (next_visit_at, asked) {
        (Some(at), Some(asked)) => Some(at.max(asked)),
        (at, _) => at,
    };
    ArticleReport { state: reason.state(), reason, article, parts, next, next_visit_at, pace }
}

/// `Retry-After` in any of its forms, at most a day.
fn pause_asked(reply: &Reply, now: Timestamp) -> Option<Timestamp> {
    let asked = retry_after(&reply.headers, now)?;
    Some(after(now, asked.min(SignedDuration::from_hours(24))))
}

fn advance(
    visit: &Visit<'_>,
    reason: Reason,
    article: Option<&Article>,
    parts: &[Part],
) -> ArticleState {
    let mut next = visit.state.clone();
    next.visits = next.visits.saturating_add(1);
    next.last_visit = Some(visit.now);
    if let Some(fed) = &mut next.fed {
        fed.read = true;
    }
    let state = reason.state();
    let seen = matches!(state, ObservationState::Ok | ObservationState::NotModified);
    let gone = matches!(reason, Reason::NotFoundYet | Reason::GoneHeld | Reason::RedirectedHome);
    if gone {
        next.missing_since.get_or_insert(visit.now);
        next.missing_visits = next.missing_visits.saturating_add(1);
    } else if visit.reply.is_ok_and(|r| r.status < 500) {
        // A server that fails says nothing of whether the page is still there.
        next.missing_since = None;
        next.missing_visits = 0;
    }
    if seen {
        next.failures = 0;
        next.last_ok = Some(visit.now);
    } else {
        next.failures = next.failures.saturating_add(1);
    }
    next.short = short_text(visit, state);
    if let (true, Ok(reply)) = (seen, visit.reply) {
        keep_validators(&mut next, reply);
    }
    if let Some(article) = article {
        next.last_whole = Some(visit.now);
        if reason == Reason::FirstVersion || parts.iter().any(|part| part.is_wording()) {
            next.changed_at = Some(visit.now);
        }
        next.text_hash = Some(text_hash(article));
        let face = Face::of(article, visit.now);
        next.face = Some(match next.face {
            Some(known) if reason.is_version() => known.renewed(face),
            Some(known) => known.unchanged(&face),
            None => FaceState::first(face),
        });
    }
    next
}

/// Remembers a short text from visit to visit, as long as it stays the same one.
fn short_text(visit: &Visit<'_>, state: ObservationState) -> Option<ShortText> {
    if !matches!(state, ObservationState::Truncated | ObservationState::Paywalled) {
        let failed = state == ObservationState::Error || state == ObservationState::Blocked;
        return visit.state.short.clone().filter(|_| failed);
    }
    let hash = text_hash(&visit.extracted?.ok()?.article);
    match &visit.state.short {
        Some(short) if short.hash == hash => {
            Some(ShortText { visits: short.visits.saturating_add(1), ..short.clone() })
        }
        _ => Some(ShortText { hash, since: visit.now, visits: 1 }),
    }
}

/// A 200 replaces both validators; a 304 replaces those it names and keeps the others.
fn keep_validators(next: &mut ArticleState, reply: &Reply) {
    let etag = reply.headers.get("ETag").map(str::to_owned);
    let date = reply.headers.get("Last-Modified").map(str::to_owned);
    let whole = reply.status != 304;
    if whole || etag.is_some() {
        next.etag = etag;
    }
    if whole || date.is_some() {
        next.last_modified = date;
    }
}
