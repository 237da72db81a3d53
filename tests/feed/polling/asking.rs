//! What is asked of a server, and what its good answers change.

use pactwatch::feed::ObservationState;
use pactwatch::feed::poll::{FeedState, IncidentKind, PollReason, Purpose};
use url::Url;

use super::{HOUR, URL, World, moved, ok, reply, rss};

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

/// Redirects for good that come and go are somebody's experiment.
#[test]
fn sightings_of_a_redirect_must_follow_on_each_other() {
    let mut world = World::started(&[]);
    let hops = &[(301, "https://new.example.com/feed")][..];
    for round in 0..6 {
        let redirected = world.poll_later(HOUR, Ok(moved(hops, &rss(1..=5))));
        assert_eq!(redirected.moved_to, None, "round {round}");
        world.poll_later(HOUR, Ok(moved(hops, &rss(1..=5))));
        world.poll_later(HOUR, Ok(ok(&rss(1..=5), &[])));
    }
    assert_eq!(world.state.url.as_str(), URL);
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

/// Where new entries come as usual there is nothing to be suspicious of, however much time passes.
#[test]
fn a_server_that_brings_news_is_never_audited() {
    let mut world = World::started(&[("ETag", "\"0\"")]);
    for day in 1..=60 {
        world.pass(24 * HOUR);
        assert_eq!(world.plan().purpose, Purpose::Conditional, "day {day}");
        let etag = format!("\"{day}\"");
        world.poll(Ok(ok(&rss(day..=day + 5), &[("ETag", etag.as_str())])));
    }
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
            "<item><title>{title}</title><guid isPermaLink='false'>g</guid><link>{link}</link>\
             <description>What {title} says</description></item>"
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
