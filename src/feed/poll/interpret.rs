//! What a reply means: outcome, new entries, what to remember, when to come back. Nothing that is
//! known changes on anything but a good reply.

use std::collections::HashSet;

use super::freshness;
use super::incident::IncidentKind;
use super::pace::{NextReason, Pace};
use super::plan::Purpose;
use super::reading::{Body, Reading};
use super::redirect;
use super::report::{PollContext, PollReason, PollReport};
use super::state::{FeedIdentity, FeedState, PollPolicy, Validators};
use crate::base::http::{FetchError, Reply};
use crate::base::time::SignedDuration;
use crate::base::url::outlet;
use crate::base::{Timestamp, Warning, time};
use crate::feed::model::{Entry, NotAFeed, ObservationState, ParsedFeed};
use crate::feed::sniff;

/// Interprets the reply to a planned request.
pub fn interpret(
    state: &FeedState,
    feed: &FeedIdentity<'_>,
    result: &Result<Reply, FetchError>,
    context: &PollContext<'_>,
) -> PollReport {
    let reading = Reading::of(state, result, context.now);
    let parsed = reading.feed().cloned();
    let report = interpret_reading((state, feed), result, reading, context);
    PollReport { parsed, ..report }
}

/// The same for a body that was read already, for example to look up which entries are known. Those
/// that are new are handed over, not copied, so nothing of the document stays in the report.
pub fn interpret_reading(
    (state, feed): (&FeedState, &FeedIdentity<'_>),
    result: &Result<Reply, FetchError>,
    reading: Reading,
    context: &PollContext<'_>,
) -> PollReport {
    let mut poll = Poll::start(state, feed, context);
    match result {
        Err(error) if context.offline => poll.offline(error),
        Err(error) => {
            let detail = error.to_string();
            poll.failed(ObservationState::Error, fetch_reason(error), &detail, None);
        }
        Ok(reply) => poll.reply(reply, reading),
    }
    poll.report
}

fn fetch_reason(error: &FetchError) -> PollReason {
    if let FetchError::TooLarge { limit } = error {
        return PollReason::NotAFeed(NotAFeed::TooLarge { limit: *limit });
    }
    PollReason::Fetch(error.kind())
}

/// An interpretation in the making.
struct Poll<'a> {
    context: &'a PollContext<'a>,
    pace: Pace<'a>,
    report: PollReport,
}

impl<'a> Poll<'a> {
    fn start(state: &FeedState, feed: &'a FeedIdentity<'a>, context: &'a PollContext<'a>) -> Self {
        let PollContext { policy, now, jitter, .. } = *context;
        let mut next = state.clone();
        next.last_polled_at = Some(now);
        next.merged_into = None;
        let report = PollReport {
            state: ObservationState::Error,
            reason: PollReason::Offline,
            detail: String::new(),
            parsed: None,
            new_entries: Vec::new(),
            is_baseline: false,
            next,
            next_poll_at: now,
            next_reason: NextReason::Floor,
            pause_host_until: None,
            moved_to: None,
            incidents: Vec::new(),
            warnings: Vec::new(),
        };
        Self { context, pace: Pace { feed, policy, now, jitter }, report }
    }

    fn now(&self) -> Timestamp {
        self.context.now
    }

    fn set_incident(&mut self, kind: IncidentKind, open: bool, detail: &str) {
        self.report.incidents.extend(self.report.next.set_incident(kind, open, detail));
    }

    fn schedule(&mut self, (at, reason): (Timestamp, NextReason)) {
        self.report.next_poll_at = at;
        self.report.next_reason = reason;
    }

    fn offline(&mut self, error: &FetchError) {
        self.report.reason = PollReason::Offline;
        self.report.detail = error.to_string();
        self.schedule(self.pace.after_offline());
    }

    /// A poll that taught nothing: back off, and say so when it lasts.
    fn failed(
        &mut self,
        state: ObservationState,
        reason: PollReason,
        detail: &str,
        retry_after: Option<SignedDuration>,
    ) {
        let failures = self.report.next.failures.saturating_add(1);
        self.report.next.failures = failures;
        self.report.next.moved = None;
        self.report.state = state;
        detail.clone_into(&mut self.report.detail);
        self.report.reason = reason;
        self.schedule(self.pace.after_failure(failures, retry_after));
        if failures >= self.context.policy.failures_before_incident {
            let text = format!("{failures} polls in a row failed, the last one: {detail}");
            self.set_incident(IncidentKind::Failing, true, &text);
        }
    }

    fn reply(&mut self, reply: &Reply, reading: Reading) {
        match reply.status {
            200..=299 => self.body(reply, reading),
            304 if self.context.purpose == Purpose::Conditional => self.not_modified(reply),
            304 => {
                self.report.next.validators = Validators::default();
                let detail = "304 to a request without conditions";
                self.failed(ObservationState::Error, PollReason::NotModifiedUnasked, detail, None);
            }
            410 => self.gone(),
            status => self.refused(status, reply),
        }
    }

    fn gone(&mut self) {
        let now = self.now();
        self.report.next.gone_at = Some(now);
        self.report.state = ObservationState::Gone;
        self.report.reason = PollReason::Gone;
        "410 Gone".clone_into(&mut self.report.detail);
        self.schedule((Timestamp::MAX, NextReason::Stopped));
        let detail = "the server says the feed is gone for good; it is polled no more";
        self.set_incident(IncidentKind::Gone, true, detail);
    }

    fn refused(&mut self, status: u16, reply: &Reply) {
        let (state, reason) = match status {
            401 | 403 | 406 | 451 => (ObservationState::Blocked, PollReason::Forbidden),
            404 => (ObservationState::Error, PollReason::NotFound),
            429 => (ObservationState::Blocked, PollReason::RateLimited),
            503 => (ObservationState::Error, PollReason::Unavailable),
            other => (ObservationState::Error, PollReason::Status(other)),
        };
        let asked = freshness::retry_after(&reply.headers, self.now());
        let default = (status == 429).then_some(self.context.policy.rate_limit_pause);
        let wait = asked.or(default);
        self.report.pause_host_until = domain_pause(reply, self.context.policy, self.now());
        // A wall keeps its feed out under many a status.
        match sniff::wall(&reply.body) {
            Some(name) => {
                let detail = format!("HTTP {status}, a bot wall: {name}");
                self.failed(ObservationState::Blocked, reason, &detail, wait);
            }
            None => self.failed(state, reason, &format!("HTTP {status}"), wait),
        }
    }

    fn not_modified(&mut self, reply: &Reply) {
        let fresh = Validators::of(&reply.headers);
        let validators = &mut self.report.next.validators;
        validators.etag = fresh.etag.or(validators.etag.take());
        validators.last_modified = fresh.last_modified.or(validators.last_modified.take());
        self.succeeded(ObservationState::NotModified, PollReason::NotModified, reply);
    }

    fn body(&mut self, reply: &Reply, reading: Reading) {
        let Reading { body, hash } = reading;
        match body {
            Body::Same => {
                self.note_full_body();
                self.report.next.validators = Validators::of(&reply.headers);
                self.succeeded(ObservationState::NotModified, PollReason::SameBody, reply);
            }
            Body::Feed { feed, by_link } => self.feed((*feed, &by_link), hash, reply),
            Body::NotAFeed(error) => {
                let detail = error.to_string();
                let retry_after = freshness::retry_after(&reply.headers, self.now());
                self.failed(state_of(&error), PollReason::NotAFeed(error), &detail, retry_after);
            }
            Body::None => {
                let error = NotAFeed::Empty;
                self.failed(ObservationState::Error, PollReason::NotAFeed(error), "no body", None);
            }
        }
    }

    fn note_full_body(&mut self) {
        if self.context.purpose != Purpose::Conditional {
            self.report.next.last_audit_at = Some(self.now());
        }
    }

    fn feed(
        &mut self,
        (feed, by_link): (ParsedFeed, &[Option<String>]),
        hash: Option<String>,
        reply: &Reply,
    ) {
        self.note_full_body();
        let fresh = fresh(&feed.entries, by_link, self.context.known);
        let new = fresh.iter().filter(|is_new| **is_new).count();
        let is_baseline = self.report.next.baseline_at.is_none();
        self.check_overlap(&feed, new, is_baseline);
        self.check_honesty(new, is_baseline, reply);
        let next = &mut self.report.next;
        next.hints = feed.hints;
        if feed.truncated {
            next.validators = Validators::default();
            next.body_hash = None;
        } else {
            next.validators = Validators::of(&reply.headers);
            next.body_hash = hash;
        }
        if is_baseline {
            next.baseline_at = Some(self.context.now);
        } else {
            next.count_arrivals(new, self.context.now);
        }
        let (state, reason) = match (feed.truncated, is_baseline, new == 0) {
            (true, ..) => (ObservationState::Truncated, PollReason::Truncated),
            (_, true, _) => (ObservationState::Ok, PollReason::Baseline),
            (_, _, false) => (ObservationState::Ok, PollReason::NewEntries),
            (_, _, true) => (ObservationState::Ok, PollReason::NothingNew),
        };
        self.report.is_baseline = is_baseline;
        let entries = feed.entries.into_iter().zip(fresh);
        self.report.new_entries = entries.filter(|(_, is)| *is).map(|(entry, _)| entry).collect();
        self.report.warnings.extend(feed.warnings);
        self.succeeded(state, reason, reply);
    }

    /// Between two polls something of the old must still be there, or more may have come and gone.
    fn check_overlap(&mut self, feed: &ParsedFeed, new: usize, is_baseline: bool) {
        let before = std::mem::replace(&mut self.report.next.last_entries, feed.entries.len());
        if is_baseline || feed.entries.is_empty() || feed.truncated || before == 0 {
            return;
        }
        let distinct: HashSet<&str> = feed.entries.iter().map(|e| e.key.as_str()).collect();
        let missed = new > 0 && new >= distinct.len();
        let factor = self.report.next.pace_factor;
        if missed {
            self.report.next.pace_factor = (factor / 2.0).max(0.1);
            let detail = format!("all {new} entries are new: some may have been missed");
            self.report.warnings.push(Warning::new("missed_window", detail.clone()));
            self.set_incident(IncidentKind::MissedWindow, true, &detail);
        } else {
            self.report.next.pace_factor = (factor * 1.1).min(1.0);
            self.set_incident(IncidentKind::MissedWindow, false, "polls overlap again");
        }
    }

    /// New entries under the validators we hold: a conditional request would have hidden them.
    fn check_honesty(&mut self, new: usize, is_baseline: bool, reply: &Reply) {
        if self.context.purpose == Purpose::Conditional || is_baseline {
            return;
        }
        let now = self.now();
        let held = &self.report.next.validators;
        let lied = self.context.purpose == Purpose::Audit
            && new > 0
            && Validators::of(&reply.headers) == *held;
        if lied {
            let until = time::after(now, self.context.policy.distrust_for);
            self.report.next.distrusted_until = Some(until);
            let detail = "the validators did not change although the entries did";
            self.report.warnings.push(Warning::new("lying_server", detail));
            self.set_incident(IncidentKind::LyingServer, true, detail);
        } else if self.report.next.distrusted_until.is_some_and(|until| until <= now) {
            self.report.next.distrusted_until = None;
            self.set_incident(IncidentKind::LyingServer, false, "the server is trusted again");
        }
    }

    fn succeeded(&mut self, state: ObservationState, reason: PollReason, reply: &Reply) {
        let now = self.now();
        self.report.state = state;
        self.report.reason = reason;
        self.report.next.failures = 0;
        self.report.next.gone_at = None;
        self.report.next.last_ok_at = Some(now);
        self.report.next.count_arrivals(0, now);
        self.set_incident(IncidentKind::Failing, false, "the feed answers again");
        self.set_incident(IncidentKind::Gone, false, "the feed is back");
        self.set_incident(IncidentKind::Merged, false, "the feed is polled by itself again");
        let silent = self.report.next.is_silent(self.context.policy, now);
        let detail = if silent { "nothing new for much longer than usual" } else { "new entries" };
        self.set_incident(IncidentKind::Silent, silent, detail);
        self.report.moved_to = redirect::follow(&mut self.report.next, reply, self.context.policy);
        if let Some(to) = self.report.moved_to.clone() {
            let detail = format!("now polled at {to}");
            self.report.warnings.push(Warning::new("moved_permanently", detail));
        }
        let fresh = freshness::fresh_for(&reply.headers, now);
        self.schedule(self.pace.after_success(&self.report.next, fresh));
    }
}

fn state_of(error: &NotAFeed) -> ObservationState {
    match error {
        NotAFeed::BotWall(_) => ObservationState::Blocked,
        NotAFeed::ConsentPage(_) => ObservationState::Consent,
        NotAFeed::HtmlPage
        | NotAFeed::Empty
        | NotAFeed::JsonError(_)
        | NotAFeed::NoEntriesNoTitle
        | NotAFeed::Unparseable(_)
        | NotAFeed::TooLarge { .. }
        | NotAFeed::Hostile(_) => ObservationState::Error,
    }
}

/// Which entries are not known, each key once.
fn fresh(entries: &[Entry], by_link: &[Option<String>], known: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let mut seen: HashSet<&str> = HashSet::new();
    let is_known = |(entry, by_link): (&Entry, &Option<String>)| {
        known(&entry.key) || by_link.as_ref().is_some_and(|key| known(key))
    };
    let pairs = entries.iter().zip(by_link);
    pairs.map(|pair| !is_known(pair) && seen.insert(&pair.0.key)).collect()
}

/// After a rate limit: the registrable domain to leave alone, and until when. The same for feeds
/// and pages, since they share their hosts.
pub fn domain_pause(
    reply: &Reply,
    policy: &PollPolicy,
    now: Timestamp,
) -> Option<(String, Timestamp)> {
    if reply.status != 429 {
        return None;
    }
    let asked = freshness::retry_after(&reply.headers, now).unwrap_or(policy.rate_limit_pause);
    let until = time::after(now, asked.min(policy.retry_after_cap));
    public_host(reply).map(|domain| (domain, until))
}

/// The registrable domain to pause; a private host is one machine, and only its URL waits.
fn public_host(reply: &Reply) -> Option<String> {
    let host = reply.url.host_str()?;
    let domain = outlet(&reply.url);
    let is_name = host.contains('.') && host.parse::<std::net::IpAddr>().is_err();
    let is_local = [".local", ".internal", ".lan", ".home.arpa", ".localhost"]
        .iter()
        .any(|suffix| host.ends_with(suffix));
    (is_name && !is_local).then_some(domain)
}
