//! What `check` says of routes and silences that are hardly meant.

use pactwatch::alert::check::{Known, Oddity, Place, oddities};
use pactwatch::alert::model::Severity;
use pactwatch::alert::route::{Matching, Route};
use pactwatch::alert::silence::Silence;
use pactwatch::feed::model::Tier;

use super::sample::{daily, silence, strings};

fn odd(routes: &[Route], silences: &[Silence], any_outlet: bool) -> Vec<Oddity> {
    let known = Known {
        kinds: &strings(&["changed", "contradicts", "repeated", "incident_opened"]),
        terms: &strings(&["license.until", "license.scope", "cloud.commitment"]),
        outlets: &strings(&["courier.example", "gazette.example"]),
        any_outlet,
    };
    oddities(routes, silences, &known)
}

fn lines(found: &[Oddity]) -> Vec<String> {
    let place = |place: &Place| match place {
        Place::Route(at, key) => format!("{at} {key}"),
        Place::Routes => "all".to_owned(),
        Place::Silence(id, key) => format!("{id} {key}"),
    };
    found.iter().map(|o| format!("{}: {}; {}", place(&o.place), o.what, o.mend)).collect()
}

fn matching(findings: &[&str], terms: &[&str], outlets: &[&str]) -> Matching {
    Matching {
        findings: strings(findings),
        terms: strings(terms),
        outlets: strings(outlets),
        ..Matching::default()
    }
}

fn to(receivers: &[&str], matching: Matching) -> Route {
    Route { matching, ..Route::to_all("a", strings(receivers)) }
}

/// Everything is told to the desk beside the route under test.
fn beside(route: Route) -> Vec<Route> {
    vec![route, to(&["desk"], Matching::default())]
}

#[test]
fn patterns_that_match_nothing_are_named_with_the_nearest_word() {
    let table = [
        (matching(&["*"], &["license.*"], &["*.example"]), vec![]),
        (
            matching(&[], &["license.untill"], &[]),
            vec!["0 match.terms: \"license.untill\" matches no term; did you mean license.until?"],
        ),
        (matching(&[], &["zzz", "cloud.*"], &[]), vec!["0 match.terms: \"zzz\" matches no term; "]),
        (
            matching(&[], &[], &["courrier.example"]),
            vec![
                "0 match.outlets: \"courrier.example\" matches no outlet of a feed; did you mean \
             courier.example?",
            ],
        ),
        (
            matching(&[], &[], &["qq.test"]),
            vec![
                "0 match.outlets: \"qq.test\" matches no outlet of a feed; write a registrable domain, \
             as \"example.com\"",
            ],
        ),
    ];
    for (matching, expected) in table {
        let found = odd(&beside(to(&["mail"], matching)), &[], false);
        assert_eq!(lines(&found), expected);
    }
    // Where a feed lists other people's articles, only what looks misspelt is worth a word.
    let strange = to(&["mail"], matching(&[], &[], &["qq.test", "courrier.example"]));
    assert_eq!(odd(&beside(strange), &[], true).len(), 1);
}

#[test]
fn a_route_for_incidents_that_none_can_pass_is_named() {
    let of_incidents = || matching(&["incident_opened"], &[], &[]);
    let table = [
        (of_incidents(), 0),
        (Matching { tiers: vec![Tier::Primary], ..of_incidents() }, 1),
        (Matching { min_severity: Severity::High, ..of_incidents() }, 1),
        (Matching { min_severity: Severity::Medium, ..of_incidents() }, 0),
    ];
    for (matching, count) in table {
        let found = odd(&beside(to(&["mail"], matching)), &[], false);
        assert_eq!(found.len(), count, "{found:?}");
        assert!(found.iter().all(|odd| odd.what.starts_with("matches nothing: incidents")));
    }
}

/// Incidents are never of high severity, so routes that ask for no less leave them untold.
#[test]
fn grave_things_that_nobody_is_told_of_are_named() {
    let table = [
        (Matching::default(), vec![]),
        (matching(&["changed"], &[], &[]), vec!["contradicts", "incident_opened"]),
        (Matching { min_severity: Severity::High, ..Matching::default() }, vec!["incident_opened"]),
        (Matching { tiers: vec![Tier::Press], ..Matching::default() }, vec!["incident_opened"]),
    ];
    for (matching, untold) in table {
        let found = lines(&odd(&[to(&["desk"], matching)], &[], false));
        let expected: Vec<String> = untold
            .iter()
            .map(|kind| {
                format!(
                    "all: no route asks for {kind}: nobody would be told; add \"{kind}\" to the \
                     findings of a route"
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_route_that_earlier_ones_leave_nothing_to_is_named() {
    let all = || to(&["desk"], Matching::default());
    let high = Matching { min_severity: Severity::High, ..Matching::default() };
    let digest = |route| Route { digest: Some(daily()), ..route };
    let press = Matching { tiers: vec![Tier::Press], ..Matching::default() };
    let license = || matching(&[], &["license.*"], &[]);
    let table = [
        ("the same again", vec![all(), all()], true),
        ("graver only", vec![all(), to(&["desk"], high.clone())], true),
        ("the grave first", vec![to(&["desk"], high), all()], false),
        ("another receiver", vec![all(), to(&["mail"], Matching::default())], false),
        ("a further receiver", vec![all(), to(&["desk", "mail"], Matching::default())], false),
        (
            "two earlier ones together",
            vec![all(), to(&["mail"], Matching::default()), to(&["mail", "desk"], license())],
            true,
        ),
        ("a digest beside it", vec![all(), digest(all())], false),
        ("two digests", vec![all(), digest(all()), digest(to(&["desk"], license()))], true),
        (
            "a kind told only by name",
            vec![all(), to(&["desk"], matching(&["repeated"], &[], &[]))],
            false,
        ),
        ("one tier", vec![all(), to(&["desk"], press.clone())], true),
        ("one tier first", vec![to(&["desk"], press), all()], false),
        (
            "one term of a pattern",
            vec![
                to(&["desk"], license()),
                to(&["desk"], matching(&[], &["license.until"], &[])),
                all(),
            ],
            true,
        ),
        (
            "the other way round",
            vec![
                to(&["desk"], matching(&[], &["license.until"], &[])),
                to(&["desk"], license()),
                all(),
            ],
            false,
        ),
        (
            "an outlet of a pattern",
            vec![
                to(&["desk"], matching(&[], &[], &["*.example"])),
                to(&["desk"], matching(&[], &[], &["courier.example"])),
                all(),
            ],
            true,
        ),
    ];
    for (name, routes, expected) in table {
        let found = odd(&routes, &[], false);
        let shadowed = found.iter().filter(|odd| odd.what.starts_with("never sends"));
        assert_eq!(shadowed.count(), usize::from(expected), "{name}: {found:?}");
        assert!(found.iter().all(|odd| odd.mend.starts_with("put it before route[")), "{name}");
    }
}

#[test]
fn silences_that_keep_nothing_quiet_are_named() {
    let silence = silence("sil_1");
    let field = |text: &str| Some(text.to_owned());
    let lift = "lift it: pactwatch silence lift sil_1";
    let table = [
        (Silence { term: field("license.*"), ..silence.clone() }, String::new()),
        (
            Silence { term: field("lisence.until"), ..silence.clone() },
            format!(
                "sil_1 term: \"lisence.until\" matches no term, so it keeps nothing quiet; did you \
             mean license.until? Else {lift}"
            ),
        ),
        (
            Silence { kind: field("zzz"), ..silence.clone() },
            format!("sil_1 kind: \"zzz\" matches no kind, so it keeps nothing quiet; {lift}"),
        ),
        (
            Silence { outlet: field("qq.test"), ..silence.clone() },
            format!(
                "sil_1 outlet: \"qq.test\" matches no outlet, so it keeps nothing quiet; {lift}"
            ),
        ),
    ];
    for (silence, expected) in table {
        let found = lines(&odd(&[to(&["desk"], Matching::default())], &[silence], false));
        assert_eq!(found.concat(), expected);
    }
}
