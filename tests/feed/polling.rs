//! What a reply means for a feed, and when it is polled again.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use pactwatch::base::http::{FetchError, Headers, Hop, Reply};
use pactwatch::feed::poll::{
    FeedIdentity, FeedState, IncidentKind, NextReason, Plan, PollContext, PollPolicy, PollReason,
    PollReport, Purpose, earliest, interpret, plan,
};
use pactwatch::feed::schedule::Schedule;
use pactwatch::feed::{ObservationState, Tier};
use url::Url;

const URL: &str = "https://feeds.example.com/rss.xml";
const HOUR: i64 = 3600;

/// A feed, its server's next reply, and the clock.
struct World {
    state: FeedState,
    policy: PollPolicy,
    tier: Tier,
    schedule: Schedule,
    known: HashSet<String>,
    now: Timestamp,
    jitter: f64,
    offline: bool,
}

impl World {
    fn new() -> Self {
        Self {
            state: FeedState::new(Url::parse(URL).unwrap()),
            policy: PollPolicy::default(),
            tier: Tier::Press,
            schedule: Schedule::Adaptive,
            known: HashSet::new(),
            now: super::now(),
            jitter: 0.0,
            offline: false,
        }
    }

    /// After a first good poll of entries 1 to 5.
    fn started(headers: &[(&str, &str)]) -> Self {
        let mut world = Self::new();
        world.poll(Ok(ok(&rss(1..=5), headers)));
        world
    }

    fn plan(&self) -> Plan {
        plan(&self.state, &self.policy, self.now)
    }

    fn sent(&self, name: &str) -> Option<String> {
        self.plan().request.headers.get(name).map(str::to_owned)
    }

    fn poll(&mut self, result: Result<Reply, FetchError>) -> PollReport {
        let feed = FeedIdentity { tier: self.tier, schedule: &self.schedule };
        let report = interpret(
            &self.state,
            &feed,
            &result,
            &PollContext {
                policy: &self.policy,
                now: self.now,
                jitter: self.jitter,
                purpose: self.plan().purpose,
                offline: self.offline,
                known: &|key| self.known.contains(key),
            },
        );
        self.state = report.next.clone();
        self.known.extend(report.new_entries.iter().map(|entry| entry.key.clone()));
        report
    }

    fn poll_later(&mut self, seconds: i64, result: Result<Reply, FetchError>) -> PollReport {
        self.pass(seconds);
        self.poll(result)
    }

    fn pass(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }

    fn wait(&self, report: &PollReport) -> i64 {
        report.next_poll_at.duration_since(self.now).as_secs()
    }
}

fn rss(ids: std::ops::RangeInclusive<u32>) -> String {
    let items: String = ids
        .map(|id| {
            format!("<item><title>N{id}</title><link>https://example.com/{id}</link><guid isPermaLink='false'>g{id}</guid></item>")
        })
        .collect();
    format!("<rss version='2.0'><channel><title>News</title>{items}</channel></rss>")
}

fn reply(status: u16, body: &str, headers: &[(&str, &str)]) -> Reply {
    let mut list = Headers::default();
    for (name, value) in headers {
        list.push(name, *value);
    }
    Reply {
        status,
        headers: list,
        body: body.as_bytes().to_vec(),
        url: Url::parse(URL).unwrap(),
        hops: Vec::new(),
    }
}

fn ok(body: &str, headers: &[(&str, &str)]) -> Reply {
    reply(200, body, headers)
}

fn moved(hops: &[(u16, &str)], body: &str) -> Reply {
    let hops: Vec<Hop> = hops
        .iter()
        .map(|(status, to)| Hop { status: *status, to: Url::parse(to).unwrap() })
        .collect();
    Reply { url: hops.last().unwrap().to.clone(), hops, ..ok(body, &[]) }
}

#[test]
fn the_first_request_has_no_conditions_and_the_second_returns_both_byte_for_byte() {
    for etag in ["\"abc\"", "W/\"a-b\"", "unquoted", "\"with \\\" quote\"", "''"] {
        let modified = "Mon, 27 Apr 2026 08:00:00 CEST";
        let mut world = World::new();
        assert_eq!(world.plan().purpose, Purpose::Unconditional);
        assert_eq!(world.sent("if-none-match"), None);
        assert_eq!(world.sent("if-modified-since"), None);
        world.poll(Ok(ok(&rss(1..=3), &[("ETag", etag), ("Last-Modified", modified)])));
        assert_eq!(world.sent("if-none-match").as_deref(), Some(etag));
        assert_eq!(world.sent("if-modified-since").as_deref(), Some(modified));
    }
}

#[test]
fn the_first_reading_is_history() {
    let mut world = World::new();
    let first = world.poll(Ok(ok(&rss(1..=3), &[])));
    assert_eq!((first.reason.clone(), first.is_baseline), (PollReason::Baseline, true));
    assert_eq!(first.new_entries.len(), 3);
    let second = world.poll_later(HOUR, Ok(ok(&rss(2..=4), &[])));
    assert_eq!((second.reason.clone(), second.is_baseline), (PollReason::NewEntries, false));
    assert_eq!(second.new_entries.len(), 1);
    assert_eq!(second.new_entries[0].title, "N4");
    let third = world.poll_later(HOUR, Ok(ok(&(rss(2..=4) + " "), &[])));
    assert_eq!(third.reason, PollReason::NothingNew);
}

#[test]
fn validators_follow_the_latest_reply() {
    let mut world = World::started(&[("ETag", "\"1\""), ("Last-Modified", "A")]);
    // The same body under new validators.
    let report =
        world.poll_later(HOUR, Ok(ok(&rss(1..=5), &[("ETag", "\"2\""), ("Last-Modified", "B")])));
    assert_eq!(report.reason, PollReason::SameBody);
    assert_eq!(world.sent("if-none-match").as_deref(), Some("\"2\""));
    // 304 with a new one, and without any.
    let report = world.poll_later(HOUR, Ok(reply(304, "", &[("ETag", "\"3\"")])));
    assert_eq!(
        (report.reason.clone(), report.state),
        (PollReason::NotModified, ObservationState::NotModified)
    );
    assert_eq!(world.sent("if-none-match").as_deref(), Some("\"3\""));
    assert_eq!(world.sent("if-modified-since").as_deref(), Some("B"));
    world.poll_later(HOUR, Ok(reply(304, "", &[])));
    assert_eq!(world.sent("if-none-match").as_deref(), Some("\"3\""));
    // A dropped one is sent no more.
    world.poll_later(HOUR, Ok(ok(&rss(1..=6), &[("Last-Modified", "C")])));
    assert_eq!(world.sent("if-none-match"), None);
    assert_eq!(world.sent("if-modified-since").as_deref(), Some("C"));
}

#[test]
fn validators_survive_a_restart_and_are_dropped_with_the_url() {
    let world = World::started(&[("ETag", "\"1\"")]);
    let stored = serde_json::to_string(&world.state).unwrap();
    let restored: FeedState = serde_json::from_str(&stored).unwrap();
    assert_eq!(restored, world.state);
    let same = restored.clone().configured(&Url::parse(URL).unwrap());
    assert_eq!(same, world.state);
    let other = Url::parse("https://other.example.com/feed").unwrap();
    let changed = restored.configured(&other);
    assert_eq!(changed.url, other);
    assert!(changed.validators.is_empty());
    assert_eq!(changed.baseline_at, world.state.baseline_at);
}

#[test]
fn what_is_no_feed_changes_nothing() {
    let mut world = World::started(&[("ETag", "\"1\"")]);
    let wall = "<html><head><title>Just a moment...</title></head><body>cf_chl_opt</body></html>";
    let consent = "<!DOCTYPE html><html><body><form action='https://consent.google.com/save'></form></body></html>";
    let table = [
        (wall, "bot_wall", ObservationState::Blocked),
        (consent, "consent_page", ObservationState::Consent),
        ("<html><body>Hello</body></html>", "html_page", ObservationState::Error),
        ("", "empty", ObservationState::Error),
        ("  \n", "empty", ObservationState::Error),
        ("{\"error\": \"quota exceeded\"}", "json_error", ObservationState::Error),
        (
            "<rss version='2.0'><channel></channel></rss>",
            "no_entries_no_title",
            ObservationState::Error,
        ),
        ("hello", "unparseable", ObservationState::Error),
    ];
    for (body, reason, state) in table {
        let before = world.state.clone();
        let report = world.poll_later(HOUR, Ok(ok(body, &[("ETag", "\"wall\"")])));
        assert_eq!((report.reason.as_str(), report.state), (reason, state), "{body}");
        assert_eq!(world.state.validators, before.validators, "{body}");
        assert_eq!(world.state.body_hash, before.body_hash, "{body}");
        assert!(report.parsed.is_none() && report.new_entries.is_empty());
    }
    // And the feed comes back as if nothing had been.
    let report = world.poll_later(HOUR, Ok(ok(&rss(1..=6), &[])));
    assert_eq!(report.new_entries.len(), 1);
    assert_eq!(world.state.failures, 0);
}

#[test]
fn a_truncated_feed_gives_its_complete_entries_and_no_validators() {
    let mut world = World::started(&[("ETag", "\"1\"")]);
    let body = rss(4..=8);
    let cut = &body[..body.len() - 60];
    let report = world.poll_later(HOUR, Ok(ok(cut, &[("ETag", "\"2\"")])));
    assert_eq!(
        (report.reason.clone(), report.state),
        (PollReason::Truncated, ObservationState::Truncated)
    );
    assert_eq!(report.new_entries.len(), 2);
    assert_eq!(world.plan().purpose, Purpose::Unconditional);
    let report = world.poll_later(HOUR, Ok(ok(&body, &[])));
    assert_eq!(report.new_entries.iter().map(|e| &*e.title).collect::<Vec<_>>(), ["N8"]);
}

#[test]
fn freshness_is_a_lower_bound_of_at_most_a_day() {
    let date = "Mon, 27 Apr 2026 12:00:00 GMT";
    let table: [(&[(&str, &str)], i64, NextReason); 7] = [
        (&[("Cache-Control", "public, max-age=36000")], 10 * HOUR, NextReason::Fresh),
        (&[("Cache-Control", "max-age=36000"), ("Age", "3600")], 9 * HOUR, NextReason::Fresh),
        (&[("Cache-Control", "max-age=864000")], 24 * HOUR, NextReason::Fresh),
        (
            &[("Date", date), ("Expires", "Mon, 27 Apr 2026 20:00:00 GMT")],
            8 * HOUR,
            NextReason::Fresh,
        ),
        (&[("Date", date), ("Expires", "0")], 4 * HOUR, NextReason::Adaptive),
        (&[("Cache-Control", "no-cache, max-age=36000")], 4 * HOUR, NextReason::Adaptive),
        (&[("Cache-Control", "max-age=-5")], 4 * HOUR, NextReason::Adaptive),
    ];
    for (headers, wait, reason) in table {
        let mut world = World::new();
        let report = world.poll(Ok(ok(&rss(1..=5), headers)));
        assert_eq!(
            (report.next_reason, near(world.wait(&report), wait)),
            (reason, true),
            "{headers:?}"
        );
        // On 304 too.
        let mut world = World::started(&[("ETag", "\"1\"")]);
        let report = world.poll(Ok(reply(304, "", headers)));
        assert_eq!(
            (report.next_reason, near(world.wait(&report), wait)),
            (reason, true),
            "{headers:?}"
        );
    }
}

fn near(a: i64, b: i64) -> bool {
    (a - b).abs() <= b / 50 + 1
}

#[test]
fn a_feed_s_own_hints_are_lower_bounds_too() {
    let with = |hint: &str| rss(1..=5).replace("<title>News", &format!("{hint}<title>News"));
    let sy = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>";
    let hours: String = (12..=23).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let all_hours: String = (0..=23).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let table = [
        ("<ttl>600</ttl>".to_owned(), 10 * HOUR),
        ("<ttl>soon</ttl>".to_owned(), 4 * HOUR),
        ("<ttl>99999</ttl>".to_owned(), 24 * HOUR),
        (sy.to_owned(), 12 * HOUR),
        // It is noon on a Monday: wait until midnight, until Wednesday at most a day.
        (format!("<skipHours>{hours}</skipHours>"), 12 * HOUR),
        ("<skipDays><day>Monday</day></skipDays>".to_owned(), 12 * HOUR),
        ("<skipDays><day>Monday</day><day>Tuesday</day></skipDays>".to_owned(), 24 * HOUR),
        (format!("<skipHours>{all_hours}</skipHours>"), 4 * HOUR),
    ];
    for (hint, wait) in table {
        let mut world = World::new();
        let report = world.poll(Ok(ok(&with(&hint), &[("ETag", "\"1\"")])));
        assert!(near(world.wait(&report), wait), "{hint}: {}", world.wait(&report));
        let report = world.poll(Ok(reply(304, "", &[])));
        assert!(near(world.wait(&report), wait), "304 after {hint}: {}", world.wait(&report));
    }
}

#[test]
fn retry_after_is_read_in_all_its_forms() {
    let table = [
        ("7200", 2 * HOUR),
        ("Mon, 27 Apr 2026 15:00:00 GMT", 3 * HOUR),
        ("Monday, 27-Apr-26 15:00:00 GMT", 3 * HOUR),
        ("Mon Apr 27 15:00:00 2026", 3 * HOUR),
        ("-100", HOUR),
        ("Mon, 27 Apr 2020 15:00:00 GMT", HOUR),
        ("later, please", HOUR),
        ("315360000", 48 * HOUR),
        ("99999999999999999999", 48 * HOUR),
        ("NaN", HOUR),
    ];
    for (text, wait) in table {
        let mut world = World::new();
        let report = world.poll(Ok(reply(503, "", &[("Retry-After", text)])));
        assert_eq!(world.wait(&report), wait, "{text}");
        assert_eq!(report.pause_host_until, None);
    }
}

#[test]
fn a_rate_limit_pauses_the_registrable_domain_but_no_private_host() {
    let mut world = World::new();
    let report = world.poll(Ok(reply(429, "", &[("Retry-After", "1800")])));
    let until = world.now.checked_add(SignedDuration::from_mins(30)).unwrap();
    assert_eq!(report.pause_host_until, Some(("example.com".to_owned(), until)));
    assert_eq!(report.state, ObservationState::Blocked);
    let report = world.poll(Ok(reply(429, "", &[])));
    assert!(report.pause_host_until.is_some());
    for host in ["192.168.1.9:8080", "localhost:9000", "nas.local", "[::1]:80"] {
        let url = Url::parse(&format!("http://{host}/feed")).unwrap();
        let report = world.poll(Ok(Reply { url, ..reply(429, "", &[("Retry-After", "60")]) }));
        assert_eq!(report.pause_host_until, None, "{host}");
    }
}

#[test]
fn failures_back_off_to_two_days_and_never_for_good() {
    let mut world = World::started(&[]);
    let mut waits = Vec::new();
    let mut opened = Vec::new();
    for round in 1..=40 {
        let report = world.poll(Err(FetchError::Timeout("no answer in 20 s".into())));
        assert_eq!(report.reason, PollReason::Fetch("timeout"));
        waits.push(world.wait(&report) / HOUR);
        opened.extend(report.incidents.iter().map(|signal| (round, signal.kind, signal.open)));
        world.now = report.next_poll_at;
    }
    assert_eq!(waits[..8], [1, 2, 4, 8, 16, 32, 48, 48]);
    assert_eq!(waits.last(), Some(&48));
    assert_eq!(opened, [(3, IncidentKind::Failing, true)]);
    let report = world.poll(Ok(ok(&rss(1..=6), &[])));
    let closed: Vec<_> = report.incidents.iter().map(|s| (s.kind, s.open)).collect();
    assert_eq!(closed, [(IncidentKind::Failing, false)]);
    assert_eq!(world.state.failures, 0);
}

#[test]
fn gone_stops_and_not_found_does_not() {
    let mut world = World::started(&[("ETag", "\"1\"")]);
    let report = world.poll_later(HOUR, Ok(reply(404, "", &[])));
    assert_eq!(
        (report.reason.clone(), report.state),
        (PollReason::NotFound, ObservationState::Error)
    );
    assert_eq!(world.wait(&report), HOUR);
    let report = world.poll_later(HOUR, Ok(reply(410, "", &[])));
    assert_eq!((report.reason.clone(), report.state), (PollReason::Gone, ObservationState::Gone));
    assert_eq!((report.next_poll_at, report.next_reason), (Timestamp::MAX, NextReason::Stopped));
    assert_eq!(report.incidents[0].kind, IncidentKind::Gone);
    assert!(report.incidents[0].open);
    assert_eq!(world.state.validators.etag.as_deref(), Some("\"1\""));
    // A person resumes it, and it answers.
    world.state = world.state.clone().resumed();
    let report = world.poll_later(HOUR, Ok(ok(&rss(1..=5), &[])));
    assert!(report.incidents.iter().any(|s| s.kind == IncidentKind::Gone && !s.open));
}

#[test]
fn only_a_permanent_redirect_seen_three_times_moves_a_feed() {
    let target = "https://new.example.com/feed";
    let temporary: &[&[(u16, &str)]] = &[
        &[(302, target)],
        &[(303, target)],
        &[(307, target)],
        &[(301, "https://mid.example.com/"), (302, target)],
        &[(301, "http://new.example.com/feed")],
        &[(301, "http://mid.example.com/"), (301, target)],
    ];
    for hops in temporary {
        let mut world = World::started(&[]);
        for _ in 0..5 {
            world.poll_later(HOUR, Ok(moved(hops, &rss(1..=5))));
        }
        assert_eq!(world.state.url.as_str(), URL, "{hops:?}");
    }
    for hops in [&[(301, target)][..], &[(308, "https://mid.example.com/"), (301, target)]] {
        let mut world = World::started(&[]);
        assert_eq!(world.poll_later(HOUR, Ok(moved(hops, &rss(1..=5)))).moved_to, None);
        assert_eq!(world.poll_later(HOUR, Ok(moved(hops, &rss(1..=6)))).moved_to, None);
        // A page instead of a feed is no sighting, and starts the count again.
        world.poll_later(HOUR, Ok(moved(hops, "<html></html>")));
        for _ in 0..2 {
            assert_eq!(world.poll_later(HOUR, Ok(moved(hops, &rss(1..=6)))).moved_to, None);
        }
        let report = world.poll_later(HOUR, Ok(moved(hops, &rss(1..=6))));
        assert_eq!(report.moved_to.as_ref().map(Url::as_str), Some(target));
        assert_eq!(world.state.url.as_str(), target);
        assert_eq!(world.state.configured_url.as_str(), URL);
    }
}

#[test]
fn every_kind_of_failure_has_its_own_word() {
    let errors = [
        FetchError::Dns("x".into()),
        FetchError::Connect("x".into()),
        FetchError::Tls("x".into()),
        FetchError::Timeout("x".into()),
        FetchError::TooLarge { limit: 10 },
        FetchError::Redirect("loop".into()),
        FetchError::Refused("private".into()),
        FetchError::Protocol("x".into()),
    ];
    let words: HashSet<String> =
        errors
            .into_iter()
            .map(|error| World::new().poll(Err(error)).reason.as_str().to_owned())
            .chain([403, 404, 410, 429, 500, 503].map(|status| {
                World::new().poll(Ok(reply(status, "", &[]))).reason.as_str().to_owned()
            }))
            .collect();
    assert_eq!(words.len(), 14);
}

#[test]
fn an_offline_machine_blames_no_feed() {
    let mut world = World::started(&[]);
    world.offline = true;
    let before = world.state.clone();
    for _ in 0..10 {
        let report = world.poll_later(600, Err(FetchError::Dns("no network".into())));
        assert_eq!(
            (report.reason.clone(), report.next_reason),
            (PollReason::Offline, NextReason::Offline)
        );
        assert!(report.incidents.is_empty());
        assert!(world.wait(&report) <= 600);
    }
    assert_eq!(world.state.failures, before.failures);
}

#[test]
fn jitter_only_delays_and_floors_hold() {
    for (tier, floor) in [(Tier::Press, 60), (Tier::Aggregator, 60), (Tier::Primary, 15)] {
        let mut waits = Vec::new();
        for jitter in [0.0, 0.5, 1.0] {
            let mut world = World { tier, jitter, ..World::started(&[]) };
            // Far more entries than any floor allows to follow.
            for round in 0..48 {
                world.poll_later(HOUR, Ok(ok(&rss(round * 9..=round * 9 + 12), &[])));
            }
            let report = world.poll_later(HOUR, Ok(ok(&rss(430..=450), &[])));
            waits.push(world.wait(&report));
            let feed = FeedIdentity { tier, schedule: &world.schedule };
            let soonest = earliest(&world.state, &feed, &world.policy);
            assert_eq!(soonest.duration_since(world.now).as_mins(), floor);
        }
        assert!(waits[0] >= floor * 60, "{tier:?} {waits:?}");
        assert!(waits.is_sorted() && waits[2] <= waits[0] * 11 / 10 + 1, "{tier:?} {waits:?}");
    }
}

#[test]
fn the_adaptive_interval_follows_what_arrives() {
    let interval = |per_day: f64| {
        let policy = PollPolicy::default();
        pactwatch::feed::poll::pace::adaptive_interval(per_day, 1.0, &policy).as_secs() / 60
    };
    assert_eq!([interval(0.0), interval(1.0), interval(4.0), interval(16.0)], [1697, 237, 119, 59]);
    // Two quiet weeks: once a day. Then a busy day: much sooner.
    let mut world = World::started(&[]);
    let mut last = 0;
    for _ in 0..15 {
        let report = world.poll_later(24 * HOUR, Ok(ok(&rss(1..=5), &[])));
        last = world.wait(&report);
    }
    assert_eq!(last, 24 * HOUR);
    let report = world.poll_later(HOUR, Ok(ok(&rss(3..=30), &[])));
    assert!(world.wait(&report) < 4 * HOUR, "{}", world.wait(&report));
}

#[test]
fn no_overlap_is_a_possible_missed_window() {
    let mut world = World::started(&[]);
    let report = world.poll_later(HOUR, Ok(ok(&rss(3..=8), &[])));
    assert!(report.incidents.is_empty());
    let before = world.wait(&report);
    let report = world.poll_later(24 * HOUR, Ok(ok(&rss(20..=25), &[])));
    assert_eq!(report.incidents[0].kind, IncidentKind::MissedWindow);
    assert!(report.incidents[0].open);
    assert!(world.wait(&report) < before);
    assert!(report.warnings.iter().any(|warning| warning.code == "missed_window"));
    let report = world.poll_later(HOUR, Ok(ok(&rss(22..=26), &[])));
    assert_eq!(report.incidents[0].kind, IncidentKind::MissedWindow);
    assert!(!report.incidents[0].open);
}

#[test]
fn a_server_that_lies_is_found_out_and_then_asked_without_conditions() {
    let headers = [("ETag", "\"stuck\"")];
    let mut world = World::started(&headers);
    world.poll_later(HOUR, Ok(ok(&rss(2..=6), &headers)));
    let mut audits = Vec::new();
    for day in 1..=40 {
        world.pass(24 * HOUR);
        let purpose = world.plan().purpose;
        if purpose == Purpose::Audit {
            audits.push(day);
            assert_eq!(world.sent("if-none-match"), None);
        }
        // An honest audit the first time, the truth the second time.
        let result = match (purpose, audits.len()) {
            (Purpose::Audit, 1) => Ok(ok(&rss(2..=6), &headers)),
            (Purpose::Audit, _) => Ok(ok(&rss(2..=9), &headers)),
            _ => Ok(reply(304, "", &[])),
        };
        let report = world.poll(result);
        if audits.len() == 2 {
            assert_eq!(report.incidents[0].kind, IncidentKind::LyingServer);
            assert_eq!(report.new_entries.len(), 3);
            break;
        }
    }
    assert_eq!(audits, [10, 20]);
    world.pass(HOUR);
    assert_eq!(world.plan().purpose, Purpose::Unconditional);
}

#[test]
fn a_feed_that_goes_quiet_is_an_incident() {
    let mut world = World::started(&[]);
    for round in 1..=10 {
        world.poll_later(12 * HOUR, Ok(ok(&rss(round..=round + 5), &[])));
    }
    let mut opened_after = None;
    for day in 1..=12 {
        let report = world.poll_later(24 * HOUR, Ok(ok(&rss(10..=15), &[])));
        if report.incidents.iter().any(|s| s.kind == IncidentKind::Silent && s.open) {
            opened_after = Some(day);
        }
    }
    assert_eq!(opened_after, Some(8));
    let report = world.poll_later(HOUR, Ok(ok(&rss(11..=16), &[])));
    assert!(report.incidents.iter().any(|s| s.kind == IncidentKind::Silent && !s.open));
}

#[test]
fn a_cron_schedule_is_kept_as_far_as_politeness_allows() {
    let cron = |line: &str| Schedule::parse(line, Some("Europe/Berlin")).unwrap();
    let mut world = World { schedule: cron("*/10 * * * *"), ..World::started(&[]) };
    world.pass(15);
    let report = world.poll(Ok(ok(&rss(1..=5), &[])));
    assert_eq!((world.wait(&report), report.next_reason), (585, NextReason::Cron));
    // The document's own hints do not outrank a person; a server's headers do.
    let hinted = rss(1..=6).replace("<title>News", "<ttl>600</ttl><title>News");
    let report = world.poll(Ok(ok(&hinted, &[])));
    assert_eq!(world.wait(&report), 585);
    let report = world.poll(Ok(ok(&rss(1..=7), &[("Cache-Control", "max-age=1800")])));
    assert_eq!((world.wait(&report), report.next_reason), (1800, NextReason::Fresh));
    // Every minute is every five minutes.
    world.schedule = cron("* * * * *");
    let report = world.poll(Ok(ok(&rss(1..=8), &[])));
    assert_eq!((world.wait(&report), report.next_reason), (300, NextReason::Floor));
    // A failing feed backs off whatever its line says.
    let report = world.poll(Ok(reply(503, "", &[("Retry-After", "3600")])));
    assert!(world.wait(&report) >= 3600);
}

#[test]
fn an_unasked_not_modified_is_a_failure() {
    let mut world = World::new();
    let report = world.poll(Ok(reply(304, "", &[])));
    assert_eq!(report.reason, PollReason::NotModifiedUnasked);
    assert_eq!(world.state.failures, 1);
}

#[test]
fn one_guid_with_a_new_title_is_no_new_entry_and_one_with_two_links_is_two() {
    let item = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><guid isPermaLink='false'>g</guid><link>{link}</link></item>"
        )
    };
    let feed = |items: &str| format!("<rss><channel><title>F</title>{items}</channel></rss>");
    let mut world = World::new();
    world.poll(Ok(ok(&feed(&item("Old", "https://example.com/1")), &[])));
    let report = world.poll_later(HOUR, Ok(ok(&feed(&item("New", "https://example.com/1")), &[])));
    assert!(report.new_entries.is_empty());
    let both = item("New", "https://example.com/1") + &item("Two", "https://example.com/2");
    let report = world.poll_later(HOUR, Ok(ok(&feed(&both), &[])));
    assert_eq!(report.parsed.unwrap().entries.len(), 2);
    assert!(report.new_entries.iter().any(|entry| entry.title == "Two"));
    // Afterwards either alone is known.
    for link in ["https://example.com/1", "https://example.com/2"] {
        let report = world.poll_later(HOUR, Ok(ok(&feed(&item("X", link)), &[])));
        assert!(report.new_entries.is_empty(), "{link}");
    }
}
