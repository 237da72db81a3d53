//! When a feed is polled again.

use jiff::SignedDuration;
use pactwatch::feed::Tier;
use pactwatch::feed::poll::{FeedIdentity, NextReason, PollPolicy, earliest};
use pactwatch::feed::schedule::Schedule;

use super::{HOUR, World, ok, reply, rss};

const DAY: i64 = 24 * HOUR;

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

/// Moments at which entries are published at random over so many days, in seconds.
#[expect(clippy::cast_possible_truncation, reason = "seconds of two months")]
fn arrivals(seed: u64, per_day: f64, days: i64) -> Vec<i64> {
    let mut random = seed * 7919 + 17;
    let mut uniform = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005);
        random = random.wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(random >> 32).unwrap()) / f64::from(u32::MAX)
    };
    let (mut times, mut at) = (Vec::new(), 0.0);
    while (at as i64) < days * DAY {
        at += -(1.0 - 0.999_999 * uniform()).ln() / per_day * 86_400.0;
        times.push(at as i64);
    }
    times
}

/// What a way of polling comes to once two weeks are over: polls, entries seen, and the minutes
/// these waited.
#[derive(Clone, Copy, Debug, Default)]
struct Bill {
    polls: i64,
    entries: i64,
    minutes: i64,
}

impl Bill {
    /// Polls at the moments that `next` names, each with the number of entries published so far.
    fn of(&mut self, times: &[i64], days: i64, mut next: impl FnMut(i64, usize) -> i64) {
        let (mut now, mut seen) = (0, 0);
        while now < days * DAY {
            let published = times.partition_point(|time| *time <= now);
            if now >= 14 * DAY {
                self.polls += 1;
                self.entries += i64::try_from(published - seen).unwrap();
                self.minutes +=
                    times[seen..published].iter().map(|at| (now - at) / 60).sum::<i64>();
            }
            seen = published;
            now = next(now, published).max(now + 1);
        }
    }

    fn delay(&self) -> i64 {
        self.minutes / self.entries
    }
}

/// Against the rule of other readers, an interval that would bring one entry each time: a week by
/// its entries, between five minutes and a day. At rates from one entry in ten days to thirty a day
/// ours brings an entry sooner for what it asks; and told to ask as often, sooner outright.
#[test]
fn fewer_polls_bring_entries_sooner() {
    let (days, rates) = (60, [0.1, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]);
    let [mut shipped, mut slower, mut theirs] = [Bill::default(); 3];
    for (seed, per_day) in rates.into_iter().enumerate() {
        let times = arrivals(seed as u64, per_day, days);
        let usual = PollPolicy::default().adaptive_constant;
        for (bill, constant) in
            [(&mut shipped, usual), (&mut slower, SignedDuration::from_hours(7))]
        {
            let mut world = World::started(&[]);
            world.policy.adaptive_constant = constant;
            let start = world.now;
            bill.of(&times, days, |_, published| {
                let newest = 5 + u32::try_from(published).unwrap();
                let held = newest.saturating_sub(19).max(1)..=newest;
                let report = world.poll(Ok(ok(&rss(held), &[])));
                world.now = report.next_poll_at;
                world.now.duration_since(start).as_secs()
            });
        }
        theirs.of(&times, days, |now, published| {
            let week_ago = times.partition_point(|time| *time <= now - 7 * DAY);
            let of_week = i64::try_from(published - week_ago).unwrap();
            now + (7 * DAY).checked_div(of_week).unwrap_or(DAY).clamp(300, DAY)
        });
    }
    let told = format!("shipped {shipped:?}, slower {slower:?}, theirs {theirs:?}");
    println!("{told}");
    let cost = |bill: Bill| bill.polls * bill.delay();
    assert!(cost(shipped) * 10 < cost(theirs) * 9, "{told}");
    assert!(slower.polls < theirs.polls && slower.delay() < theirs.delay(), "{told}");
    assert!(shipped.delay() <= 69, "{told}");
}
