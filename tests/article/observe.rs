//! What a visit to an article is worth, and when the next one is.

use pactwatch::article::observe::{
    ArticleReport, ArticleState, OutletHabit, Reason, Visit, interpret, plan, worth_reading,
};
use pactwatch::article::revisit::{Heat, Pace, RevisitPolicy, next_visit, overdue};
use pactwatch::article::{Extraction, Refusal};
use pactwatch::base::Timestamp;
use pactwatch::base::http::{FetchError, Headers, Reply};
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::feed::model::ObservationState;

use super::{at, data, read};

const URL: &str = "https://outlet.example/2031/03/story";

/// One article over several visits, with what the store would keep between them.
struct Watch {
    state: ArticleState,
    last_good: Option<String>,
    habit: OutletHabit,
    cited: bool,
    now: Timestamp,
}

impl Watch {
    fn new() -> Self {
        let now = at("2031-03-04T10:00:00Z");
        Self {
            state: ArticleState::new(URL.parse().expect("a URL"), now),
            last_good: None,
            habit: OutletHabit::default(),
            cited: false,
            now,
        }
    }

    fn later(&mut self, hours: i64) -> &mut Self {
        self.now = after(self.now, SignedDuration::from_hours(hours));
        self
    }

    fn sees(&mut self, reply: &Result<Reply, FetchError>) -> ArticleReport {
        let extracted: Option<Result<Extraction, Refusal>> =
            reply.as_ref().ok().filter(|r| worth_reading(r)).map(|r| read(&r.body, r.url.as_str()));
        let report = interpret(
            &Visit {
                state: &self.state,
                reply: reply.as_ref(),
                extracted: extracted.as_ref().map(Result::as_ref),
                habit: &self.habit,
                last_good: self.last_good.as_deref(),
                cited: self.cited,
                now: self.now,
                jitter: 0.0,
            },
            &RevisitPolicy::default(),
        );
        self.state = report.next.clone();
        if let Some(article) = &report.article {
            self.last_good = Some(article.text.clone());
        }
        report
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands beside failures in tables")]
fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Reply, FetchError> {
    let mut list = Headers::default();
    for (name, value) in headers {
        list.push(name, *value);
    }
    let url = URL.parse().expect("a URL");
    Ok(Reply { status, headers: list, body: body.as_bytes().to_vec(), url, hops: Vec::new() })
}

fn page(name: &str) -> String {
    std::fs::read_to_string(data().join(name)).expect("a page")
}

fn story(paragraphs: usize) -> String {
    let line = |i| {
        format!(
            "<p>Paragraph number {i} of the story says, at some length, that the licence runs \
             until 2038 and that nobody was surprised by it, least of all the engineers.</p>"
        )
    };
    let lines = (0..paragraphs).map(line).collect::<Vec<_>>().concat();
    format!("<html><body><article><h1>The story</h1>{lines}</article></body></html>")
}

#[test]
fn walls_and_failures_are_named_and_never_become_a_version() {
    let challenge = [("cf-mitigated", "challenge")];
    let cases = [
        ("challenge by header", reply(403, &challenge, "x"), Reason::ChallengeHeader),
        ("challenge page", reply(200, &[], &page("walls/challenge.html")), Reason::ChallengePage),
        ("consent page", reply(200, &[], &page("walls/consent.html")), Reason::ConsentPage),
        ("declared paywall", reply(200, &[], &page("walls/paywall.html")), Reason::PaywallDeclared),
        ("teaser", reply(200, &[], &page("walls/teaser.html")), Reason::PaywallTeaser),
        ("script shell", reply(200, &[], &page("walls/shell.html")), Reason::ScriptOnly),
        ("forbidden", reply(403, &[], "no"), Reason::Forbidden),
        ("unauthorised", reply(401, &[], "no"), Reason::Forbidden),
        ("too many requests", reply(429, &[], ""), Reason::RateLimited),
        ("legal reasons", reply(451, &[], ""), Reason::LegalReasons),
        ("payment required", reply(402, &[], ""), Reason::PaymentRequired),
        ("overload", reply(503, &[], "busy"), Reason::ServerError),
        ("teapot", reply(418, &[], ""), Reason::ClientError),
        ("not found", reply(404, &[], ""), Reason::NotFoundYet),
        ("empty", reply(200, &[], ""), Reason::NoText),
        ("pdf", reply(200, &[], "%PDF-1.4 x"), Reason::NotAPage),
        ("hostile", reply(200, &[], &"<div>".repeat(9000)), Reason::TooHostile),
        ("no network", Err(FetchError::Timeout("read".to_owned())), Reason::FetchFailed),
    ];
    for (name, reply, reason) in cases {
        let mut watch = Watch::new();
        let report = watch.sees(&reply);
        assert_eq!(report.reason, reason, "{name}");
        assert_eq!(report.state, reason.state(), "{name}");
        assert!(report.article.is_none(), "{name} is no version");
        assert!(report.next.text_hash.is_none(), "{name} leaves no text");
        assert_eq!(report.next.failures, 1, "{name}");
        // Where a good version was before, that one stays, and is what the next is set against.
        let mut watch = Watch::new();
        watch.sees(&self::reply(200, &[], &story(8)));
        let good = watch.state.text_hash.clone();
        let report = watch.later(1).sees(&reply);
        assert!(good.is_some() && report.article.is_none(), "{name} replaces nothing");
        assert_eq!(report.next.text_hash, good, "{name}: the last good version stays");
        let again = watch.later(1).sees(&self::reply(200, &[], &story(8)));
        assert_eq!(again.reason, Reason::SameText, "{name}");
    }
}

#[test]
fn a_page_that_asks_for_time_is_given_it() {
    for status in [429, 503] {
        let mut watch = Watch::new();
        let report = watch.sees(&reply(status, &[("Retry-After", "36000")], ""));
        let wait = between(watch.now, report.next_visit_at.expect("another visit"));
        assert_eq!(wait, SignedDuration::from_hours(10), "{status}");
        let report = watch.sees(&reply(status, &[("Retry-After", "99999999")], ""));
        let wait = between(watch.now, report.next_visit_at.expect("another visit"));
        assert_eq!(wait, SignedDuration::from_hours(24), "{status}: a day at most");
    }
}

#[test]
fn an_article_is_versioned_by_its_text_and_validators_are_sent_back_verbatim() {
    let mut watch = Watch::new();
    let first = plan(&watch.state, watch.now);
    assert!(first.headers.get("If-None-Match").is_none(), "the first request is unconditional");
    let report =
        watch.sees(&reply(200, &[("ETag", "W/\"odd tag"), ("Last-Modified", "once")], &story(8)));
    assert_eq!(report.reason, Reason::FirstVersion);
    let second = plan(&watch.later(1).state.clone(), watch.now);
    assert_eq!(second.headers.get("If-None-Match"), Some("W/\"odd tag"));
    assert_eq!(second.headers.get("If-Modified-Since"), Some("once"));
    assert_eq!(watch.sees(&reply(304, &[("ETag", "new")], "")).reason, Reason::NotModified);
    assert_eq!(watch.state.etag.as_deref(), Some("new"), "a 304 may bring a new tag");
    assert_eq!(watch.state.last_modified.as_deref(), Some("once"), "and leaves the other");
    assert_eq!(watch.later(1).sees(&reply(200, &[], &story(8))).reason, Reason::SameText);
    assert_eq!(watch.state.etag, None, "a dropped tag is no longer sent");
    assert_eq!(watch.later(1).sees(&reply(200, &[], &story(9))).reason, Reason::NewVersion);
    watch.later(11 * 24);
    watch.state.etag = Some("t".to_owned());
    let audit = plan(&watch.state, watch.now);
    assert!(audit.headers.get("If-None-Match").is_none(), "now and then the page is fetched whole");
}

#[test]
fn a_cut_text_is_truncated_until_it_has_stood_for_two_days() {
    let mut watch = Watch::new();
    watch.sees(&reply(200, &[], &story(12)));
    let cut = reply(200, &[], &story(4));
    let report = watch.later(1).sees(&cut);
    assert_eq!(
        (report.state, report.reason),
        (ObservationState::Truncated, Reason::PrefixOfLastGood)
    );
    assert_eq!(watch.later(24).sees(&cut).reason, Reason::PrefixOfLastGood);
    assert_eq!(watch.later(30).sees(&cut).reason, Reason::NewVersion, "the outlet meant it");
    let mut watch = Watch::new();
    watch.sees(&reply(200, &[], &story(12)));
    assert_eq!(watch.later(1).sees(&reply(200, &[], &story(11))).reason, Reason::NewVersion);
}

#[test]
fn a_text_far_under_the_habit_of_its_outlet_is_truncated() {
    let mut watch = Watch::new();
    for _ in 0..6 {
        watch.habit = watch.habit.clone().with(4000);
    }
    let report = watch.sees(&reply(200, &[], &story(2)));
    assert_eq!(report.reason, Reason::FarUnderHabit);
    let mut unknown = Watch::new();
    assert_eq!(unknown.sees(&reply(200, &[], &story(2))).reason, Reason::FirstVersion);
}

#[test]
fn a_paid_article_that_is_there_to_read_is_a_version() {
    let mut watch = Watch::new();
    let report = watch.sees(&reply(200, &[], &page("layouts/premium.html")));
    assert_eq!(report.reason, Reason::FirstVersion);
}

#[test]
fn a_missing_page_is_gone_after_fourteen_days_and_three_visits() {
    let mut watch = Watch::new();
    watch.sees(&reply(200, &[], &story(8)));
    let missing = reply(404, &[], "");
    assert_eq!(watch.later(1).sees(&missing).reason, Reason::NotFoundYet);
    assert_eq!(
        watch.later(24).sees(&Err(FetchError::Dns("x".to_owned()))).reason,
        Reason::FetchFailed
    );
    assert_eq!(watch.later(6 * 24).sees(&reply(410, &[], "")).reason, Reason::NotFoundYet);
    let gone = watch.later(8 * 24).sees(&missing);
    assert_eq!((gone.reason, gone.state), (Reason::GoneHeld, ObservationState::Gone));
    assert_eq!(watch.later(1).sees(&reply(200, &[], &story(8))).reason, Reason::SameText);
    assert_eq!(watch.later(1).sees(&missing).reason, Reason::NotFoundYet, "the count starts anew");
}

#[test]
fn a_redirect_to_the_front_page_is_no_article() {
    let mut watch = Watch::new();
    let mut home = reply(200, &[], &story(8)).expect("a reply");
    home.url = "https://outlet.example/".parse().expect("a URL");
    assert_eq!(watch.sees(&Ok(home)).reason, Reason::RedirectedHome);
    let mut consent = reply(200, &[], &story(8)).expect("a reply");
    consent.url = "https://consent.outlet.example/collect?x=1".parse().expect("a URL");
    assert_eq!(watch.sees(&Ok(consent)).reason, Reason::ConsentPage);
}

#[test]
fn the_state_survives_serialisation() {
    let mut watch = Watch::new();
    watch.sees(&reply(200, &[("ETag", "t")], &story(8)));
    watch.later(1).sees(&reply(200, &[], &story(2)));
    let json = serde_json::to_string(&watch.state).expect("JSON");
    assert_eq!(serde_json::from_str::<ArticleState>(&json).expect("a state"), watch.state);
}

#[test]
fn the_pace_follows_the_age_of_the_last_change() {
    let policy = RevisitPolicy::default();
    let now = at("2031-06-01T00:00:00Z");
    let minutes = |age_hours: i64, failures: u32, cited: bool| {
        let changed_at = after(now, SignedDuration::from_hours(-age_hours));
        let heat = Heat { changed_at, failures, cited, jitter: 0.0 };
        let (next, pace) = next_visit(&policy, heat, now);
        (next.map(|n| between(now, n).as_mins()), pace)
    };
    let day = 24;
    for (age, failures, cited, wait, pace) in [
        (0, 0, false, Some(15), Pace::Decaying),
        (2, 0, false, Some(15), Pace::Decaying),
        (3, 0, false, Some(60), Pace::Decaying),
        (day - 1, 0, false, Some(60), Pace::Decaying),
        (day, 0, false, Some(180), Pace::Decaying),
        (7 * day - 1, 0, false, Some(180), Pace::Decaying),
        (7 * day, 0, false, Some(24 * 60), Pace::Decaying),
        (30 * day - 1, 0, false, Some(24 * 60), Pace::Decaying),
        (30 * day, 0, false, Some(3 * 24 * 60), Pace::Decaying),
        (90 * day - 1, 0, false, Some(3 * 24 * 60), Pace::Decaying),
        (90 * day, 0, false, Some(30 * 24 * 60), Pace::Decaying),
        (0, 1, false, Some(30), Pace::BackedOff),
        (0, 3, false, Some(120), Pace::BackedOff),
        (0, 30, false, Some(48 * 60), Pace::BackedOff),
        (90 * day, 30, false, Some(30 * 24 * 60), Pace::BackedOff),
        (3 * 365 * day, 0, false, None, Pace::Dropped),
        (3 * 365 * day, 0, true, Some(30 * 24 * 60), Pace::Cited),
        (3 * 365 * day, 5, true, Some(30 * 24 * 60), Pace::BackedOff),
    ] {
        assert_eq!(minutes(age, failures, cited), (wait, pace), "{age} h, {failures} failures");
    }
}

#[test]
fn jitter_only_delays_and_lateness_is_measured_in_intervals() {
    let policy = RevisitPolicy::default();
    let now = at("2031-06-01T00:00:00Z");
    let next = |jitter| {
        let heat = Heat { changed_at: now, failures: 0, cited: false, jitter };
        next_visit(&policy, heat, now).0.expect("a visit")
    };
    assert_eq!(next(-1.0), next(0.0));
    assert_eq!(next(f64::NAN), next(0.0));
    assert_eq!(between(next(0.0), next(1.0)).as_secs(), 90);
    let hour = SignedDuration::from_hours(1);
    let late = overdue(now, after(now, hour), after(now, hour * 3));
    assert!((late - 3.0).abs() < 1e-9, "three intervals since the last visit");
}

/// A server that asks for patience gets it, in whatever form it asks, for at most a day.
#[test]
fn a_page_is_not_asked_before_its_server_wants_it() {
    for (asked, hours) in [
        ("7200", 2),
        ("Tue, 04 Mar 2031 15:00:00 GMT", 5),
        ("Tuesday, 04-Mar-31 15:00:00 GMT", 5),
        ("864000", 24),
        ("Tue, 04 Mar 2025 15:00:00 GMT", 0),
        ("soon", 0),
    ] {
        let mut watch = Watch::new();
        let report = watch.sees(&reply(503, &[("Retry-After", asked)], ""));
        let wait = between(watch.now, report.next_visit_at.expect("a visit")).as_mins();
        // Without a wish it is the usual pace after a failure.
        assert_eq!(wait, if hours == 0 { 30 } else { hours * 60 }, "{asked}");
    }
}
