//! What a shift of the coverage makes needless, on the way and already waiting, and what it does
//! not. The shift in these tables is license.until, 2032 to 2030, by `item("consensus_shift")`.

use pactwatch::alert::group::{Pace, flush};
use pactwatch::alert::model::{AlertItem, Severity};
use pactwatch::alert::pace::{RateCap, Sent};
use pactwatch::alert::plan::{overrules, plan, shift};
use pactwatch::alert::reason::Reason;
use pactwatch::alert::route::{GroupBy, Matching, Route};
use pactwatch::alert::routing::Context;
use pactwatch::base::time::SignedDuration;
use pactwatch::feed::model::Tier;
use proptest::prelude::*;

use super::sample::{at, cases, daily, item, statement};

fn to(name: &str, receivers: &[&str]) -> Route {
    let receivers = receivers.iter().map(|receiver| (*receiver).to_owned()).collect();
    Route::to_all(name, receivers)
}

fn only(kinds: &[&str], route: Route) -> Route {
    let findings = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    Route { matching: Matching { findings, ..Matching::default() }, ..route }
}

fn of(kind: &str, change: impl FnOnce(&mut AlertItem)) -> AlertItem {
    let mut item = AlertItem { id: "find_1".to_owned(), tier: Some(Tier::Press), ..item(kind) };
    change(&mut item);
    item
}

fn words(decisions: &[pactwatch::alert::Decision], id: &str) -> Vec<String> {
    let mine = decisions.iter().filter(|decision| decision.item == id);
    let word = |decision: &pactwatch::alert::Decision| {
        let receiver = decision.receiver.clone().unwrap_or("-".to_owned());
        format!("{receiver} {}", decision.reason.as_str())
    };
    mine.map(word).collect()
}

/// Single outlets that move with the coverage, by what they do.
fn movers() -> Vec<(&'static str, AlertItem, &'static str)> {
    let value = |item: &mut AlertItem, value: &str| {
        item.to = Some(statement(value, "it says so", "Courier"));
    };
    vec![
        ("an edit to the new value", of("changed", |_| {}), "inhibited"),
        ("it is first seen", of("first_seen", |_| {}), "inhibited"),
        ("it is added", of("added", |_| {}), "inhibited"),
        ("it contradicted, and was right", of("contradicts", |_| {}), "inhibited"),
        ("an edit to another value", of("changed", |i| value(i, "2031")), "routed"),
        ("an edit back to the old one", of("changed", |i| value(i, "2032")), "routed"),
        ("it still holds the old one", of("stale", |_| {}), "routed"),
        ("it takes the claim back", of("withdrawn", |i| i.to = None), "routed"),
        ("another term", of("changed", |i| i.term = "cloud.commitment".to_owned()), "routed"),
        ("a day later", of("changed", |i| i.observed = at(20 + 24 * 60 + 1)), "routed"),
        ("a day before", of("changed", |i| i.observed = at(20 - 24 * 60)), "inhibited"),
        ("by a primary source", of("changed", |i| i.tier = Some(Tier::Primary)), "primary_source"),
        ("by a list", of("changed", |i| i.tier = Some(Tier::Aggregator)), "inhibited"),
        ("an incident", of("incident_opened", |i| i.to = None), "routed"),
    ]
}

/// What follows the shift, within a day, is said already; a primary source's own words are news all
/// the same, and its decision says why.
#[test]
fn single_outlets_that_move_with_the_coverage_say_nothing_new() {
    let routes = [only(&["*"], to("a", &["desk"]))];
    let context = Context { routes: &routes, ..Context::default() };
    let told = shift(&item("consensus_shift"), &context, at(20)).unwrap();
    assert_eq!(told.told, [("desk".to_owned(), false)]);
    assert_eq!(shift(&item("changed"), &context, at(20)), None);
    let shifts = [told];
    let context = Context { shifts: &shifts, ..context };
    for (name, item, expected) in movers() {
        let planned = plan(std::slice::from_ref(&item), Vec::new(), &context, at(30));
        let word = words(&planned.decisions, "find_1");
        assert_eq!(word, [format!("desk {expected}")], "{name}");
        let waits = planned.groups.iter().any(|group| group.items.contains(&item));
        assert_eq!(waits, expected != "inhibited", "{name}: {:?}", planned.groups);
    }
    let primary = of("changed", |item| item.tier = Some(Tier::Primary));
    let decision = plan(&[primary], Vec::new(), &context, at(30)).decisions.remove(0);
    let shift = "find_consensus_shift".to_owned();
    assert_eq!(decision.reason, Reason::PrimarySource { shift });
    assert!(decision.reason.sentence().starts_with("a primary source did it: told although"));
}

/// The same, when they came first and still wait for company: they are taken out of their groups,
/// and what was decided about them is decided anew.
#[test]
fn what_waits_is_taken_out_when_the_shift_explains_it() {
    for form in ["at once", "digest"] {
        let route = only(&["*"], to("a", &["desk"]));
        let digest = (form == "digest").then(daily);
        let routes = [Route { digest, ..route }];
        let digests = [("a".to_owned(), at(900))];
        let context = Context { routes: &routes, digests: &digests, ..Context::default() };
        for (name, item, expected) in movers() {
            let before = plan(std::slice::from_ref(&item), Vec::new(), &context, at(19)).groups;
            assert_eq!(before[0].items.len(), 1, "{name}: it waits");
            let other = super::sample::item("consensus_shift");
            let shift = AlertItem { article_id: "art_9".to_owned(), ..other };
            assert!(
                overrules(std::slice::from_ref(&shift)) && !overrules(std::slice::from_ref(&item))
            );
            let planned = plan(&[shift], before, &context, at(20));
            let overruled = words(&planned.overruled, "find_1");
            let expected: &[&str] = if expected == "inhibited" { &["desk inhibited"] } else { &[] };
            assert_eq!(overruled, expected, "{form}: {name}");
            let left: usize = planned.groups.iter().map(|group| group.items.len()).sum();
            let untouched = form == "at once" && expected.is_empty();
            let wanted = 1 + usize::from(expected.is_empty() && !untouched);
            assert_eq!(left, wanted, "{form}: {name}: the shift itself and what it leaves");
            let empty = planned.groups.iter().filter(|group| group.items.is_empty());
            assert!(empty.clone().all(|group| group.due_at.is_none()), "{form}: {name}");
        }
    }
}

/// A shift keeps a change only from those who hear of the shift.
#[test]
fn whoever_does_not_hear_of_the_shift_hears_of_the_change() {
    let digest = |route| Route { digest: Some(daily()), ..route };
    let quiet = only(&["changed"], to("b", &["mail"]));
    let table = [
        ("both", vec![to("a", &["desk", "mail"])], ["desk inhibited", "mail inhibited"]),
        (
            "one asks for changes only",
            vec![to("a", &["desk"]), quiet],
            ["desk inhibited", "mail routed"],
        ),
        (
            "one hears of the shift tomorrow",
            vec![
                to("a", &["desk"]),
                only(&["changed"], to("b", &["mail"])),
                digest(to("c", &["mail"])),
            ],
            ["desk inhibited", "mail routed"],
        ),
        (
            "nobody: it is silenced or no route asks for it",
            vec![only(&["changed"], to("a", &["desk", "mail"]))],
            ["desk routed", "mail routed"],
        ),
    ];
    for (name, routes, expected) in table {
        let context = Context { routes: &routes, ..Context::default() };
        let change = of("changed", |_| {});
        let shift = item("consensus_shift");
        // Together in one commit, and the shift after the change.
        let planned = plan(&[change.clone(), shift.clone()], Vec::new(), &context, at(20));
        let immediate = words(&planned.decisions, "find_1").into_iter().take(2);
        assert_eq!(immediate.collect::<Vec<_>>(), expected, "{name}");
        let before = plan(&[change], Vec::new(), &context, at(19)).groups;
        let overruled = plan(&[shift], before, &context, at(20)).overruled;
        for line in expected {
            let said = words(&overruled, "find_1").contains(&line.to_owned());
            assert_eq!(said, line.ends_with("inhibited"), "{name}: {line}");
        }
    }
}

/// One alert of many findings, found at one moment in whatever order: the graver first, then shifts
/// before contradictions before changes, then term by term.
fn many() -> Vec<(AlertItem, &'static str)> {
    let made = |severity, kind: &str, term: &str, article: &str| AlertItem {
        id: format!("{kind} {term} {article}"),
        severity,
        term: term.to_owned(),
        article_id: article.to_owned(),
        // Each its own value: here no shift explains another finding.
        to: Some(statement(&format!("{kind} {article}"), "so it says", "Courier")),
        ..item(kind)
    };
    let (high, medium, low) = (Severity::High, Severity::Medium, Severity::Low);
    vec![
        (made(high, "consensus_shift", "b", "1"), "consensus_shift b 1"),
        (made(high, "contradicts", "a", "1"), "contradicts a 1"),
        (made(high, "contradicts", "a", "2"), "contradicts a 2"),
        (made(high, "contradicts", "b", "1"), "contradicts b 1"),
        (made(high, "changed", "a", "1"), "changed a 1"),
        (made(high, "incident_opened", "", "1"), "incident_opened  1"),
        (made(medium, "consensus_shift", "a", "1"), "consensus_shift a 1"),
        (made(medium, "first_seen", "a", "1"), "first_seen a 1"),
        (made(low, "changed", "a", "3"), "changed a 3"),
    ]
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn the_order_within_an_alert_and_among_alerts_is_the_same_however_they_came(
        order in Just((0..many().len()).collect::<Vec<_>>()).prop_shuffle(),
        alone in any::<bool>(),
    ) {
        let apart = vec![GroupBy::Kind, GroupBy::Term, GroupBy::Article];
        let by = if alone { apart } else { Vec::new() };
        let wait = SignedDuration::ZERO;
        let routes = [Route { group_by: by, group_wait: wait, ..only(&["*"], to("a", &["desk"])) }];
        let context = Context { routes: &routes, ..Context::default() };
        let many = many();
        let items: Vec<AlertItem> = order.iter().map(|index| many[*index].0.clone()).collect();
        let mut groups = Vec::new();
        for item in items {
            let known = std::mem::take(&mut groups);
            let kept: Vec<_> = known.clone();
            let planned = plan(std::slice::from_ref(&item), known, &context, at(20));
            groups = planned.groups;
            let others = kept.into_iter().filter(|old| groups.iter().all(|g| g.key != old.key));
            groups.extend(others.collect::<Vec<_>>());
        }
        let cap = RateCap { max: 100, ..RateCap::default() };
        let pace = Pace { routes: &routes, cap: &cap, notes: &[], digests: &[] };
        let alerts = flush(&mut groups, &mut Sent::default(), &pace, at(20)).alerts;
        let told: Vec<&str> =
            alerts.iter().flat_map(|alert| &alert.items).map(|item| item.id.as_str()).collect();
        let expected: Vec<&str> = many.iter().map(|(_, id)| *id).collect();
        prop_assert_eq!(told, expected);
    }
}
