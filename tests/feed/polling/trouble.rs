//! Failures, walls, silence: what is said, and what stays as it was.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use pactwatch::base::http::{FetchError, Reply};
use pactwatch::feed::poll::{FeedState, IncidentKind, NextReason, PollReason, Purpose};
use pactwatch::feed::{ObservationState, Tier};
use url::Url;

use super::{HOUR, World, ok, reply, rss};

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
        // All that is known of the feed stays; only that it failed, and when, is new.
        let kept = FeedState {
            failures: before.failures,
            last_polled_at: before.last_polled_at,
            open_incidents: before.open_incidents.clone(),
            ..world.state.clone()
        };
        assert_eq!(kept, before, "{body}");
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
    assert!(report.warnings.iter().any(|warning| warning.code == "truncated"));
    assert_eq!(world.plan().purpose, Purpose::Unconditional);
    let report = world.poll_later(HOUR, Ok(ok(&body, &[])));
    assert_eq!(report.new_entries.iter().map(|e| &*e.title).collect::<Vec<_>>(), ["N8"]);
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

/// A primary source could be asked again after a quarter of an hour, were it not for the limit.
#[test]
fn a_rate_limit_that_names_no_time_holds_for_an_hour() {
    let mut world = World::new();
    world.tier = Tier::Primary;
    let report = world.poll(Ok(reply(429, "", &[])));
    assert_eq!(world.wait(&report), HOUR);
    let mut world = World::new();
    world.tier = Tier::Primary;
    let report = world.poll(Ok(reply(500, "", &[])));
    assert_eq!(world.wait(&report), HOUR / 4);
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
fn a_wall_is_named_under_any_status() {
    let wall = "<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'></script></html>";
    for status in [403, 503] {
        let report = World::new().poll(Ok(reply(status, wall, &[])));
        assert_eq!(report.state, ObservationState::Blocked, "{status}");
        assert!(report.detail.contains("Cloudflare"), "{}", report.detail);
    }
    let report = World::new().poll(Ok(reply(503, "<html>maintenance</html>", &[])));
    assert_eq!((report.state, &*report.detail), (ObservationState::Error, "HTTP 503"));
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
