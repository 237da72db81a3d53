//! Who is told, and the named reason of everything that is not.

use pactwatch::alert::glob::matches;
use pactwatch::alert::model::{AlertItem, Severity};
use pactwatch::alert::reason::Reason;
use pactwatch::alert::route::{Matching, Route};
use pactwatch::alert::routing::{Context, route};
use pactwatch::alert::silence::Silence;
use pactwatch::feed::model::Tier;
use proptest::prelude::*;

use super::sample::{KINDS, at, cases, daily, item, silence, statement, strings};

fn to(name: &str, receivers: &[&str], matching: Matching) -> Route {
    let receivers = receivers.iter().map(|receiver| (*receiver).to_owned()).collect();
    Route { matching, ..Route::to_all(name, receivers) }
}

/// `receiver reason` for every decision.
fn told(item: &AlertItem, context: &Context<'_>) -> Vec<String> {
    let line = |decision: pactwatch::alert::Decision| {
        format!("{} {}", decision.receiver.unwrap_or("-".to_owned()), decision.reason.as_str())
    };
    route(item, context, at(30)).into_iter().map(line).collect()
}

#[test]
fn patterns() {
    let table = [
        ("license.*", "license.until", true),
        ("license.*", "license", false),
        ("*", "", true),
        ("*.until", "research_ip.until", true),
        ("revshare.*.until", "revshare.openai_to_microsoft.until", true),
        ("a*a", "a", false),
        ("a*a", "aa", true),
        ("*a*b*", "xxaxxbxx", true),
        ("*b*a*", "xxaxxbxx", false),
        ("", "", true),
        ("", "x", false),
        ("exact", "exactly", false),
        ("*ünï*", "xünïx", true),
    ];
    for (pattern, text, expected) in table {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
    }
}

#[test]
fn matching_is_by_kind_term_severity_outlet_and_tier() {
    let press = AlertItem { tier: Some(Tier::Press), ..item("contradicts") };
    let all = Matching::default();
    let table = [
        (all.clone(), "desk routed"),
        (Matching { findings: strings(&["contradicts"]), ..all.clone() }, "desk routed"),
        (Matching { findings: strings(&["changed", "con*"]), ..all.clone() }, "desk routed"),
        (Matching { findings: strings(&["changed"]), ..all.clone() }, "- no_route"),
        (Matching { terms: strings(&["license.*"]), ..all.clone() }, "desk routed"),
        (Matching { terms: strings(&["cloud.*"]), ..all.clone() }, "- no_route"),
        (Matching { min_severity: Severity::High, ..all.clone() }, "desk routed"),
        (Matching { outlets: strings(&["Cour*"]), ..all.clone() }, "desk routed"),
        (Matching { outlets: strings(&["Gazette"]), ..all.clone() }, "- no_route"),
        (Matching { tiers: vec![Tier::Press], ..all.clone() }, "desk routed"),
        (Matching { tiers: vec![Tier::Primary], ..all.clone() }, "- no_route"),
    ];
    for (matching, expected) in table {
        let routes = [to("a", &["desk"], matching.clone())];
        let context = Context { routes: &routes, ..Context::default() };
        assert_eq!(told(&press, &context), [expected], "{matching:?}");
    }
    let routes = [to("a", &["desk"], Matching { min_severity: Severity::High, ..all })];
    let context = Context { routes: &routes, ..Context::default() };
    let low = AlertItem { severity: Severity::Medium, ..press };
    assert_eq!(told(&low, &context), ["- below_severity"]);
    assert_eq!(told(&low, &Context::default()), ["- no_route"]);
}

#[test]
fn quiet_kinds_are_told_only_where_named() {
    let routes = [to("a", &["desk"], Matching::default())];
    let context = Context { routes: &routes, ..Context::default() };
    for kind in ["repeated", "corroborated", "added", "superseded", "oscillating", "unclassified"] {
        assert_eq!(told(&item(kind), &context), ["- quiet_kind"], "{kind}");
    }
    for kind in ["first_seen", "changed", "contradicts", "consensus_shift", "incident_opened"] {
        assert_eq!(told(&item(kind), &context), ["desk routed"], "{kind}");
    }
    let named = Matching { findings: strings(&["unclassified"]), ..Matching::default() };
    let routes = [to("a", &["desk"], named)];
    let context = Context { routes: &routes, ..Context::default() };
    assert_eq!(told(&item("unclassified"), &context), ["desk routed"]);
}

#[test]
fn each_receiver_is_told_once_at_once_and_once_in_its_digest() {
    let high = Matching { min_severity: Severity::High, ..Matching::default() };
    let digest = Route { digest: Some(daily()), ..to("c", &["mail", "desk"], Matching::default()) };
    let routes =
        [to("a", &["desk"], high), to("b", &["desk", "mail"], Matching::default()), digest];
    let context = Context { routes: &routes, ..Context::default() };
    let expected =
        ["desk routed", "desk already_routed", "mail routed", "mail routed", "desk routed"];
    assert_eq!(told(&item("changed"), &context), expected);
}

#[test]
fn baseline_and_technical_findings_stay_quiet_but_the_summary_is_told() {
    let routes = [to("a", &["desk"], Matching::default())];
    let context = Context { routes: &routes, ..Context::default() };
    let flagged = |kind, flag: &str| AlertItem { flags: strings(&[flag]), ..item(kind) };
    assert_eq!(told(&flagged("first_seen", "baseline"), &context), ["- baseline"]);
    assert_eq!(told(&flagged("baseline", "baseline"), &context), ["desk routed"]);
    assert_eq!(told(&flagged("changed", "technical"), &context), ["- technical"]);
}

#[test]
fn an_incident_about_a_receiver_goes_to_the_others() {
    let routes = [to("a", &["desk", "mail"], Matching::default())];
    let context = Context { routes: &routes, ..Context::default() };
    let about = AlertItem { about_receiver: Some("desk".to_owned()), ..item("incident_opened") };
    assert_eq!(told(&about, &context), ["desk about_itself", "mail routed"]);
    let disabled = strings(&["mail"]);
    let context = Context { disabled: &disabled, ..context };
    assert_eq!(told(&item("changed"), &context), ["desk routed", "mail receiver_disabled"]);
}

#[test]
fn silences_match_by_what_they_name_and_end() {
    let routes = [to("a", &["desk"], Matching::default())];
    let field = |text: &str| Some(text.to_owned());
    let table = [
        (Silence { term: field("license.*"), ..silence("s") }, true),
        (Silence { term: field("cloud.*"), ..silence("s") }, false),
        (Silence { value: field("2030"), ..silence("s") }, true),
        (Silence { value: field("2032"), ..silence("s") }, false),
        (Silence { outlet: field("Courier"), ..silence("s") }, true),
        (Silence { outlet: field("Courier"), term: field("cloud.*"), ..silence("s") }, false),
        (Silence { kind: field("con*"), expires_at: Some(at(31)), ..silence("s") }, true),
        (Silence { kind: field("con*"), expires_at: Some(at(30)), ..silence("s") }, false),
        (silence("says nothing"), false),
    ];
    for (silence, covers) in table {
        let silences = [silence];
        let context = Context { routes: &routes, silences: &silences, ..Context::default() };
        let expected = if covers { "- silenced" } else { "desk routed" };
        assert_eq!(told(&item("contradicts"), &context), [expected], "{silences:?}");
    }
}

/// A silence "until the value changes" names the value: the next value is told again.
#[test]
fn a_silenced_value_is_quiet_until_it_changes() {
    let silence = Silence {
        term: Some("license.until".to_owned()),
        value: Some("2030".to_owned()),
        ..silence("s1")
    };
    let mut now_2031 = item("changed");
    assert!(silence.covers(&now_2031, at(30)));
    now_2031.to = Some(statement("2031", "now 2031", "Courier"));
    assert!(!silence.covers(&now_2031, at(30)));
}

#[test]
fn every_reason_has_a_word_and_a_sentence_of_its_own() {
    let text = || "x1".to_owned();
    let reasons = [
        Reason::Routed,
        Reason::PrimarySource { shift: text() },
        Reason::NoRoute,
        Reason::BelowSeverity,
        Reason::QuietKind,
        Reason::Baseline,
        Reason::Technical,
        Reason::Silenced { silence: text() },
        Reason::Inhibited { by: text() },
        Reason::Repeated { at: at(0) },
        Reason::AlreadyRouted { route: text() },
        Reason::AboutItself,
        Reason::ReceiverDisabled,
    ];
    let words: std::collections::HashSet<&str> = reasons.iter().map(Reason::as_str).collect();
    let sentences: std::collections::HashSet<String> =
        reasons.iter().map(Reason::sentence).collect();
    assert_eq!((words.len(), sentences.len()), (reasons.len(), reasons.len()));
    for reason in reasons {
        let stored = serde_json::to_value(&reason).unwrap();
        assert_eq!(stored["reason"], reason.as_str(), "the store and the logs use one word");
        assert_eq!(serde_json::from_value::<Reason>(stored).unwrap(), reason);
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever the routes and the item: a decision for every receiver asked, and never none.
    #[test]
    fn every_item_gets_a_decision(
        kind in prop::sample::select(KINDS.to_vec()),
        routes in prop::collection::vec((0usize..3, any::<bool>(), 0usize..3), 0..6),
        severity in 0usize..3,
    ) {
        let severities = [Severity::Low, Severity::Medium, Severity::High];
        let routes: Vec<Route> = routes.iter().enumerate().map(|(i, (receivers, digest, min))| {
            let matching = Matching { min_severity: severities[*min], ..Matching::default() };
            let names = &["desk", "mail", "chat"][..=*receivers];
            Route { digest: digest.then(daily), ..to(&format!("r{i}"), names, matching) }
        }).collect();
        let item = AlertItem { severity: severities[severity], ..item(kind) };
        let context = Context { routes: &routes, ..Context::default() };
        let decisions = route(&item, &context, at(30));
        prop_assert!(!decisions.is_empty());
        for name in ["desk", "mail", "chat"] {
            for digest in [false, true] {
                let routed = decisions.iter().filter(|decision| {
                    let chosen = routes.iter().find(|route| Some(&route.name) == decision.route.as_ref());
                    decision.reason == Reason::Routed
                        && decision.receiver.as_deref() == Some(name)
                        && chosen.is_some_and(|route| route.is_digest() == digest)
                });
                prop_assert!(routed.count() <= 1);
            }
        }
    }
}
