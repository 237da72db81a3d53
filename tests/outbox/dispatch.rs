//! When a finding leaves: quiet hours, rate caps, digests, repeats, silences, inhibition. The real
//! dispatch over the real store, on a clock that only the test moves.

use jiff::civil::time;
use jiff::tz::TimeZone;
use pactwatch::alert::Silence;
use pactwatch::alert::model::{AlertItem, Severity, Statement};
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::route::{QuietHours, Route};
use pactwatch::base::Timestamp;
use pactwatch::base::time::SignedDuration;
use pactwatch::feed::model::Tier;
use pactwatch::port::Clock as _;

use super::desk::{Desk, digest, finding, told_to};
use crate::alert::sample::statement;
use crate::world::at;

const BERLIN: &str = "Europe/Berlin";

fn until(value: &str) -> Statement {
    statement(value, "so it says", "Courier")
}

/// Raises one finding at each moment.
async fn raise_at(desk: &Desk, moments: &[(&str, Severity)]) {
    for (number, (moment, severity)) in moments.iter().enumerate() {
        desk.run_until(at(moment)).await;
        desk.raise(&[finding(number, *severity, desk.clock.now())]).await;
    }
}

/// What comes in the quiet hours is held and told in one message at their end, the grave at once.
/// The night of the change to winter time is an hour longer.
#[tokio::test]
async fn quiet_hours_hold_everything_but_the_grave_and_end_in_one_summary() {
    let hours = QuietHours {
        start: time(22, 0, 0, 0),
        end: time(7, 0, 0, 0),
        zone: TimeZone::get(BERLIN).unwrap(),
        except: Severity::High,
    };
    let quiet = |route| Route { quiet_hours: Some(hours), ..route };
    let desk = Desk::raising("2026-10-24 19:00", |plan| told_to(plan, &["desk"], quiet)).await;
    let (low, high) = (Severity::Low, Severity::High);
    let night = [
        ("2026-10-24 19:50", low),
        ("2026-10-24 20:10", low),
        ("2026-10-24 23:30", low),
        ("2026-10-25 00:30", high),
        ("2026-10-25 01:30", low),
        ("2026-10-25 05:59", low),
    ];
    raise_at(&desk, &night).await;
    desk.run_until(at("2026-10-25 12:00")).await;
    let expected = [
        "2026-10-24 21:50: Finding 0",
        "2026-10-25 02:30: Finding 3",
        "2026-10-25 07:00: 4 findings held back over quiet hours",
    ];
    assert_eq!(desk.taken("desk", BERLIN), expected);
    // By day again, each by itself.
    raise_at(&desk, &[("2026-10-25 14:00", low)]).await;
    desk.run_until(at("2026-10-25 15:00")).await;
    assert_eq!(desk.taken("desk", BERLIN).len(), 3, "the same again is no news");
    desk.raise(&[finding(77, low, desk.clock.now())]).await;
    desk.run_until(at("2026-10-25 16:00")).await;
    assert_eq!(desk.taken("desk", BERLIN)[3], "2026-10-25 16:00: Finding 77");
}

/// Each receiver has a cap of its own: more than it leaves as one summary, and what comes when there
/// is no room at all waits for the next, and is then one message too.
#[tokio::test]
async fn a_rate_cap_is_the_receivers_own_and_what_it_holds_comes_in_one_summary() {
    let desk = Desk::raising("2026-04-27 12:00", |plan| {
        told_to(plan, &["desk", "mail"], |route| route);
        let cap = RateCap { max: 3, per: SignedDuration::from_hours(1) };
        plan.pace.caps.insert("desk".to_owned(), cap);
    })
    .await;
    let many = |range: std::ops::Range<usize>, now: Timestamp| -> Vec<AlertItem> {
        range.map(|number| finding(number, Severity::Medium, now)).collect()
    };
    desk.raise(&many(0..10, desk.clock.now())).await;
    desk.run_until(at("2026-04-27 12:20")).await;
    desk.raise(&many(10..15, desk.clock.now())).await;
    desk.run_until(at("2026-04-27 15:00")).await;
    let expected = [
        "2026-04-27 12:00: Finding 0",
        "2026-04-27 12:00: Finding 1",
        "2026-04-27 12:00: 8 findings held back by the rate limit",
        "2026-04-27 13:00: Finding 10",
        "2026-04-27 13:00: Finding 11",
        "2026-04-27 13:00: 3 findings held back by the rate limit",
    ];
    assert_eq!(desk.taken("desk", "UTC"), expected);
    assert_eq!(desk.taken("mail", "UTC").len(), 15, "the other one has room for all");
    let held = desk.inbox.attempts_at("desk").into_iter().map(|attempt| attempt.message.payload);
    let told = held.map(|payload| crate::world::inbox::finding_ids(&payload.body).len());
    assert_eq!(told.sum::<usize>(), 15, "nothing is lost in a summary");
}

/// A digest comes at its hour by the clock on the wall, on both sides of a change of it, and says
/// what could be seen when nothing happened.
#[tokio::test]
async fn a_digest_keeps_its_hour_when_the_clocks_change() {
    for (from, to, moments) in [
        ("2026-10-23 12:00", "2026-10-27 12:00", ["06:00", "07:00", "07:00", "07:00"]),
        ("2026-03-27 12:00", "2026-03-31 12:00", ["07:00", "06:00", "06:00", "06:00"]),
    ] {
        let change = |plan: &mut pactwatch::app::Plan| {
            plan.routes = vec![digest("0 8 * * *", BERLIN)];
        };
        let desk = Desk::from(from, change).await;
        desk.run_until(at(to)).await;
        let taken = desk.taken("desk", BERLIN);
        assert_eq!(taken.len(), 4, "{taken:?}");
        assert!(taken[0].ends_with("08:00: Digest: 1 finding"), "the first pass: {taken:?}");
        for line in &taken[1..] {
            let nothing = "08:00: Digest: nothing happened. I could see 2 of 2 outlets.";
            assert!(line.ends_with(nothing), "{line}");
        }
        let utc: Vec<String> =
            desk.taken("desk", "UTC").iter().map(|line| line[11..16].to_owned()).collect();
        assert_eq!(utc, moments, "{from}");
    }
}

/// Told once, the same of the same article stays unsaid for the interval, and is said again after it.
#[tokio::test]
async fn the_same_is_told_again_only_after_the_repeat_interval() {
    let repeat_interval = SignedDuration::from_hours(6);
    let often = |route| Route { repeat_interval, ..route };
    let desk = Desk::raising("2026-04-27 12:00", |plan| told_to(plan, &["desk"], often)).await;
    let again = |id: &str| AlertItem {
        id: id.to_owned(),
        ..finding(1, Severity::Medium, at("2026-04-27 12:00"))
    };
    for (moment, id) in [("12:00", "a"), ("12:10", "b"), ("17:59", "c"), ("18:30", "d")] {
        desk.run_until(at(&format!("2026-04-27 {moment}"))).await;
        desk.raise(&[again(id)]).await;
    }
    desk.run_until(at("2026-04-27 20:00")).await;
    let expected = ["2026-04-27 12:00: Finding 1", "2026-04-27 18:30: Finding 1"];
    assert_eq!(desk.taken("desk", "UTC"), expected);
    for (id, reason) in [("a", "routed"), ("b", "repeated"), ("c", "repeated"), ("d", "routed")] {
        assert_eq!(desk.decisions(id).await, [format!("desk {reason}")], "{id}");
    }
}

/// Quiet as long as the term has the value; the next value is told, though the silence still stands.
#[tokio::test]
async fn a_silence_until_the_value_changes_ends_with_the_value() {
    let desk = Desk::raising("2026-04-27 12:00", |plan| told_to(plan, &["desk"], |r| r)).await;
    let silence = Silence {
        id: "sil_1".to_owned(),
        term: Some("term.*".to_owned()),
        value: Some("2032".to_owned()),
        author: "ann".to_owned(),
        reason: "we know".to_owned(),
        created_at: desk.clock.now(),
        ..Silence::default()
    };
    desk.app.store.add_silence(&silence).await.unwrap();
    for (number, value) in ["2032", "2032", "2035", "2032"].into_iter().enumerate() {
        let found = finding(number, Severity::High, desk.clock.now());
        desk.raise(&[AlertItem { to: Some(until(value)), ..found }]).await;
    }
    desk.run_until(at("2026-04-27 13:00")).await;
    assert_eq!(desk.taken("desk", "UTC"), ["2026-04-27 12:00: Finding 2"]);
    assert_eq!(desk.decisions("find_0").await, [" silenced"]);
    assert_eq!(desk.decisions("find_2").await, ["desk routed"]);
    let stored = desk.app.store.decisions("find_0").await.unwrap().remove(0);
    assert!(stored.detail.contains("sil_1"), "which one: {}", stored.detail);
}

/// A change that waits for company is taken back when the coverage shifts to the same value, on
/// record; the primary source's own change is told with the shift that follows it.
#[tokio::test]
async fn a_shift_takes_back_the_changes_that_wait_but_not_a_primary_sources() {
    let desk = Desk::raising("2026-04-27 12:00", |plan| {
        told_to(plan, &["desk"], |route| Route {
            group_wait: SignedDuration::from_mins(10),
            ..route
        });
    })
    .await;
    let change = |number, tier| AlertItem {
        term: "license.until".to_owned(),
        from: Some(until("2030")),
        to: Some(until("2032")),
        tier: Some(tier),
        ..finding(number, Severity::High, at("2026-04-27 12:00"))
    };
    desk.raise(&[change(1, Tier::Press), change(2, Tier::Primary)]).await;
    desk.run_until(at("2026-04-27 12:05")).await;
    let kind = "consensus_shift".to_owned();
    let shift = AlertItem { kind, headline: "The shift".to_owned(), ..change(3, Tier::Press) };
    desk.raise(&[shift]).await;
    desk.run_until(at("2026-04-27 13:00")).await;
    let expected = ["2026-04-27 12:10: Finding 2", "2026-04-27 12:15: The shift"];
    assert_eq!(desk.taken("desk", "UTC"), expected);
    for (id, reason) in [("find_1", "inhibited"), ("find_2", "routed"), ("find_3", "routed")] {
        assert_eq!(desk.decisions(id).await, [format!("desk {reason}")], "{id}");
    }
}
