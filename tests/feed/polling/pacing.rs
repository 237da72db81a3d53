//! When a feed is polled again.

use pactwatch::feed::Tier;
use pactwatch::feed::poll::{FeedIdentity, NextReason, PollPolicy, earliest};
use pactwatch::feed::schedule::Schedule;

use super::{HOUR, World, ok, reply, rss};

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

/// Arrivals at random over 60 days, at rates from one in ten days to thirty a day.
#[test]
#[expect(clippy::cast_possible_truncation, reason = "seconds of two months")]
fn few_polls_bring_entries_soon() {
    let (mut polls, mut delay_minutes, mut entries, days) = (0_u32, 0_i64, 0_u32, 60);
    for (seed, per_day) in [0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0].into_iter().enumerate() {
        let mut world = World::started(&[]);
        let start = world.now;
        let mut random = seed as u64 * 7919 + 17;
        let mut uniform = || {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(random >> 32).unwrap()) / f64::from(u32::MAX)
        };
        let mut times: Vec<i64> = Vec::new();
        let mut at = 0.0;
        while at < f64::from(days) * 86_400.0 {
            at += -(1.0 - 0.999_999 * uniform()).ln() / per_day * 86_400.0;
            times.push(at as i64);
        }
        let mut seen = 0;
        loop {
            let passed = world.now.duration_since(start).as_secs();
            if passed >= i64::from(days) * 86_400 {
                break;
            }
            let published = times.iter().filter(|&&time| time <= passed).count();
            for time in &times[seen..published] {
                delay_minutes += (passed - time) / 60;
                entries += 1;
            }
            seen = published;
            let newest = 5 + u32::try_from(published).unwrap();
            let report = world.poll(Ok(ok(&rss(newest.saturating_sub(19).max(1)..=newest), &[])));
            // The first two weeks are for learning.
            polls += u32::from(passed >= 14 * 86_400);
            world.now = report.next_poll_at;
        }
    }
    let polls_a_day = f64::from(polls) / 8.0 / f64::from(days - 14);
    let delay = delay_minutes / i64::from(entries);
    // As many polls at a fixed interval would bring an entry after half that interval.
    let fixed = 720.0 / polls_a_day;
    assert!(polls_a_day < 15.0, "{polls_a_day} polls a day");
    assert!(f64::from(i32::try_from(delay).unwrap()) < 0.75 * fixed, "{delay} min, fixed {fixed}");
}

/// A party that was quiet for months is still asked every hour; a newspaper is not. What a server
/// asks for holds for both.
#[test]
fn a_quiet_primary_feed_is_never_left_for_long() {
    for (tier, headers, wait) in [
        (Tier::Primary, &[][..], HOUR),
        (Tier::Press, &[], 24 * HOUR),
        (Tier::Primary, &[("Cache-Control", "max-age=36000")], 10 * HOUR),
    ] {
        let mut world = World::started(&[("ETag", "\"1\"")]);
        world.tier = tier;
        world.pass(90 * 24 * HOUR);
        let report = world.poll(Ok(ok(&rss(1..=5), headers)));
        assert!(near(world.wait(&report), wait), "{tier:?}: {}", world.wait(&report));
    }
}
