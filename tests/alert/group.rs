//! Groups: waiting, repeating, flushing, and the plan of one commit.

use pactwatch::alert::group::{Group, Pace, Wait, flush, key};
use pactwatch::alert::model::{AlertItem, Form, Severity};
use pactwatch::alert::pace::{RateCap, Sent};
use pactwatch::alert::plan::{group_keys, plan};
use pactwatch::alert::reason::Reason;
use pactwatch::alert::route::{GroupBy, QuietHours, Route};
use pactwatch::alert::routing::Context;
use pactwatch::base::time::SignedDuration;

use super::sample::{at, daily, item};

fn desk() -> Route {
    Route {
        group_wait: SignedDuration::from_mins(1),
        group_interval: SignedDuration::from_mins(5),
        repeat_interval: SignedDuration::from_hours(1),
        ..Route::to_all("a", vec!["desk".to_owned()])
    }
}

fn group(route: &Route, item: &AlertItem) -> Group {
    Group::new(route, "desk", key(route, "desk", item))
}

/// An item that differs from every other one.
fn nth(n: usize) -> AlertItem {
    let id = format!("find_{n}");
    AlertItem { article_id: format!("art_{n}"), id, ..item("changed") }
}

fn pace<'a>(routes: &'a [Route], cap: &'a RateCap) -> Pace<'a> {
    Pace { routes, cap, notes: &[], digests: &[] }
}

fn ids(alert: &pactwatch::alert::Alert) -> Vec<&str> {
    alert.items.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn a_new_group_waits_for_company_and_then_leaves_as_one_alert() {
    let route = desk();
    let mut groups = [group(&route, &item("changed"))];
    let low = AlertItem { severity: Severity::Low, ..item("changed") };
    assert_eq!(groups[0].admit(&low, &route, at(0)), Reason::Routed);
    assert_eq!(groups[0].admit(&item("contradicts"), &route, at(0)), Reason::Routed);
    assert_eq!(groups[0].due_at, Some(at(1)));
    let (mut sent, cap) = (Sent::default(), RateCap::default());
    let routes = [route];
    let early = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(0));
    assert!(early.alerts.is_empty());
    let alerts = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(1)).alerts;
    assert_eq!(alerts.len(), 1);
    assert_eq!(ids(&alerts[0]), ["find_contradicts", "find_changed"], "the gravest first");
    assert_eq!((groups[0].due_at, groups[0].items.len()), (None, 0));
    let again = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(2));
    assert!(again.alerts.is_empty(), "nothing is told twice");
}

#[test]
fn the_next_alert_of_a_group_keeps_the_interval_and_repeats_stay_unsaid() {
    let route = desk();
    let mut groups = [group(&route, &item("changed"))];
    let (mut sent, cap) = (Sent::default(), RateCap::default());
    groups[0].admit(&item("changed"), &route, at(0));
    let routes = [route.clone()];
    let first = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(1)).alerts.remove(0);
    let repeated = groups[0].admit(&item("changed"), &route, at(2));
    assert_eq!(repeated, Reason::Repeated { at: at(1) });
    assert_eq!(groups[0].due_at, None);
    assert_eq!(groups[0].admit(&item("contradicts"), &route, at(2)), Reason::Routed);
    assert_eq!(groups[0].due_at, Some(at(6)), "five minutes after the first alert");
    let second = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(6)).alerts.remove(0);
    assert_ne!(first.id, second.id);
    assert_eq!(groups[0].admit(&item("changed"), &route, at(61)), Reason::Routed, "an hour later");
    let third = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(62)).alerts.remove(0);
    assert_ne!(first.id, third.id, "told again is another alert");
    assert_ne!(first.message_id(), third.message_id());
}

#[test]
fn the_same_thing_while_it_waits_is_a_repeat() {
    let route = desk();
    let mut group = group(&route, &item("changed"));
    group.admit(&item("changed"), &route, at(0));
    let same = AlertItem { id: "find_2".to_owned(), ..item("changed") };
    assert!(matches!(group.admit(&same, &route, at(0)), Reason::Repeated { .. }));
    assert_eq!(group.items.len(), 1);
}

#[test]
fn a_flush_repeated_after_a_crash_gives_the_same_ids() {
    let route = desk();
    let mut groups = [group(&route, &item("changed"))];
    groups[0].admit(&item("changed"), &route, at(0));
    let stored = serde_json::to_string(&groups[0]).unwrap();
    let routes = [route];
    let cap = RateCap::default();
    let run = |mut groups: [Group; 1]| {
        flush(&mut groups, &mut Sent::default(), &pace(&routes, &cap), at(3)).alerts
    };
    let loaded = run([serde_json::from_str(&stored).unwrap()]);
    assert_eq!(run(groups), loaded);
}

#[test]
fn more_than_the_cap_leaves_as_one_summary_and_without_room_all_waits() {
    let route = desk();
    let cap = RateCap { max: 3, per: SignedDuration::from_hours(1) };
    let mut groups: Vec<Group> = (0..10)
        .map(|n| {
            let mut group = group(&route, &nth(n));
            let severity = if n == 7 { Severity::High } else { Severity::Low };
            group.admit(&AlertItem { severity, ..nth(n) }, &route, at(0));
            group
        })
        .collect();
    let mut sent = Sent::default();
    let routes = [route.clone()];
    let alerts = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(1)).alerts;
    let forms: Vec<Form> = alerts.iter().map(|alert| alert.form).collect();
    assert_eq!(forms, [Form::Findings, Form::Findings, Form::Held]);
    assert_eq!(ids(&alerts[0]), ["find_7"], "the gravest goes by itself");
    assert_eq!(alerts[2].items.len(), 8);
    assert_eq!(alerts.iter().map(|alert| alert.items.len()).sum::<usize>(), 10);
    let mut late = group(&route, &nth(99));
    late.admit(&nth(99), &route, at(2));
    let mut groups = [late];
    let held = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(5));
    assert!(held.alerts.is_empty());
    assert_eq!(held.waiting, [(groups[0].key.clone(), at(61), Wait::RateCap)]);
    let alerts = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(61)).alerts;
    assert_eq!(alerts.len(), 1, "what waited is told when there is room");
}

#[test]
fn quiet_hours_hold_what_is_not_grave_enough() {
    let hours = QuietHours {
        start: jiff::civil::time(13, 0, 0, 0),
        end: jiff::civil::time(14, 0, 0, 0),
        zone: jiff::tz::TimeZone::UTC,
        except: Severity::High,
    };
    let route = Route { quiet_hours: Some(hours), ..desk() };
    let low = AlertItem { severity: Severity::Low, ..nth(1) };
    let mut groups = [group(&route, &low), group(&route, &nth(2))];
    groups[0].admit(&low, &route, at(0));
    groups[1].admit(&nth(2), &route, at(0));
    let routes = [route];
    let cap = RateCap::default();
    let mut sent = Sent::default();
    let flushed = flush(&mut groups, &mut sent, &pace(&routes, &cap), at(1));
    assert_eq!(flushed.alerts.len(), 1, "the grave one goes through");
    assert_eq!(flushed.waiting, [(groups[0].key.clone(), at(60), Wait::QuietHours)]);
    assert_eq!(flush(&mut groups, &mut sent, &pace(&routes, &cap), at(60)).alerts.len(), 1);
}

#[test]
fn a_digest_leaves_at_its_time_even_when_nothing_happened() {
    let route = Route { digest: Some(daily()), ..desk() };
    let routes = [route.clone()];
    let digests = [("a".to_owned(), at(100))];
    let context = Context { routes: &routes, digests: &digests, ..Context::default() };
    let mut groups = plan(&[nth(1), nth(2)], Vec::new(), &context, at(0)).groups;
    assert_eq!(groups.len(), 1, "one group, whatever the route groups by");
    assert_eq!(groups[0].due_at, Some(at(100)));
    let notes = ["13 of 14 outlets could be seen".to_owned()];
    let next = [("a".to_owned(), at(200))];
    let cap = RateCap::default();
    let pace = Pace { routes: &routes, cap: &cap, notes: &notes, digests: &next };
    let mut sent = Sent::default();
    let first = flush(&mut groups, &mut sent, &pace, at(100)).alerts.remove(0);
    assert_eq!((first.form, first.items.len(), &first.notes[..]), (Form::Digest, 2, &notes[..]));
    let second = flush(&mut groups, &mut sent, &pace, at(200)).alerts.remove(0);
    assert_eq!((second.form, second.items.len()), (Form::Digest, 0));
    let unlisted = groups[0].due_at;
    assert_eq!(unlisted, Some(at(200 + 24 * 60)), "a missing schedule is a day, not never");
}

#[test]
fn one_commit_is_grouped_by_receiver_and_article() {
    let route = Route { to: vec!["desk".to_owned(), "mail".to_owned()], ..desk() };
    let routes = [route];
    let context = Context { routes: &routes, ..Context::default() };
    let other = AlertItem { article_id: "art_2".to_owned(), ..nth(5) };
    let items = [item("changed"), item("contradicts"), other];
    let planned = plan(&items, Vec::new(), &context, at(0));
    let mut sizes: Vec<(&str, usize)> =
        planned.groups.iter().map(|g| (g.receiver.as_str(), g.items.len())).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [("desk", 1), ("desk", 2), ("mail", 1), ("mail", 2)]);
    assert_eq!(planned.decisions.len(), 6);
    let mut keys: Vec<String> = planned.groups.iter().map(|g| g.key.clone()).collect();
    keys.sort_unstable();
    assert_eq!(keys, group_keys(&items, &context, at(0)));
}

#[test]
fn a_stored_group_is_continued_and_an_untouched_one_not_written_again() {
    let routes = [desk()];
    let context = Context { routes: &routes, ..Context::default() };
    let first = plan(&[item("changed"), nth(3)], Vec::new(), &context, at(0));
    let second = plan(&[item("contradicts")], first.groups, &context, at(0));
    assert_eq!(second.groups.len(), 1);
    assert_eq!(second.groups[0].items.len(), 2);
}

#[test]
fn grouping_follows_what_the_route_names() {
    let by = |group_by: Vec<GroupBy>, a: &AlertItem, b: &AlertItem| {
        let route = Route { group_by, ..desk() };
        key(&route, "desk", a) == key(&route, "desk", b)
    };
    let (a, b) = (item("changed"), AlertItem { article_id: "art_2".to_owned(), ..item("stale") });
    assert!(by(vec![GroupBy::Term], &a, &b));
    assert!(by(vec![GroupBy::Outlet, GroupBy::Term], &a, &b));
    assert!(by(Vec::new(), &a, &b), "grouping by nothing is one group");
    assert!(!by(vec![GroupBy::Article], &a, &b));
    assert!(!by(vec![GroupBy::Kind], &a, &b));
    let incidents = [1, 2].map(|n| AlertItem { article_id: String::new(), ..nth(n) });
    assert!(!by(vec![GroupBy::Article], &incidents[0], &incidents[1]), "each incident is its own");
}

#[test]
fn a_group_is_forgotten_only_when_nothing_depends_on_it() {
    let route = desk();
    let mut groups = [group(&route, &item("changed"))];
    groups[0].admit(&item("changed"), &route, at(0));
    assert!(!groups[0].is_spent(None, at(500)), "something waits");
    let routes = [route.clone()];
    flush(&mut groups, &mut Sent::default(), &pace(&routes, &RateCap::default()), at(1));
    assert!(!groups[0].is_spent(Some(&route), at(60)), "a repeat must still be known as one");
    assert!(groups[0].is_spent(Some(&route), at(61)));
    assert!(groups[0].is_spent(None, at(2)), "its route is no more");
}
