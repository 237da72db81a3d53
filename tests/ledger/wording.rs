//! Findings in words: headlines, explanations, and the summary of a first pass.

use pactwatch::ledger::baseline::{Tally, summary};
use pactwatch::ledger::words::{explain, headline, show};

use super::press::{Press, Step, moment};

/// A canonical value as people write it.
#[test]
fn values_are_shown_as_people_write_them() {
    for (value, shown) in [
        ("USD 250000000000", "$250bn"),
        ("USD 13750000000", "$13.75bn"),
        ("USD 1000000000000", "$1tn"),
        ("USD 5000000", "$5m"),
        ("EUR 950", "\u{20ac}950"),
        ("CHF 2000000000", "CHF 2bn"),
        ("27%", "27%"),
        ("2032", "2032"),
        ("non-exclusive", "non-exclusive"),
        ("major shareholder", "major shareholder"),
        ("", ""),
    ] {
        assert_eq!(show(value), shown);
    }
}

/// An outlet, a day, what it claims, and the headlines that come of it.
type Told = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const STORY: &[Told] = &[
    (
        "a.example",
        "2026-01-01",
        &["license.until=2032", "damages=USD 109000000000 | hedged"],
        &[
            "New: Licence runs until 2032 - a.example",
            "New: Damages sought are $109bn (hedged) - a.example",
        ],
    ),
    (
        "b.example",
        "2026-01-02",
        &["license.until=2032"],
        &["Corroborated: Licence runs until 2032 by 2 independent sources - b.example"],
    ),
    (
        "c.example",
        "2026-01-03",
        &["license.until=2030"],
        &["Contradicted: Licence runs until 2030 vs 2032 - c.example"],
    ),
    (
        "d.example",
        "2026-01-04",
        &["license.until=2030", "damages=USD 109000000000"],
        &[
            "Shift: Licence runs until 2032 -> 2030 - d.example",
            "Confirmed: Damages sought are $109bn, was hedged - d.example",
        ],
    ),
    (
        "e.example",
        "2026-01-05",
        &["license.until=2032"],
        &["Stale: Licence runs until 2032 repeated, now 2030 - e.example"],
    ),
    (
        "e.example",
        "2026-01-06",
        &["license.until=2035"],
        &["Edited: Licence runs until 2032 -> 2035 (silently) - e.example"],
    ),
    (
        "e.example",
        "2026-01-07",
        &["license.until=2035 | hedged"],
        &["Edited: Licence runs until 2035, current -> hedged (silently) - e.example"],
    ),
    (
        "e.example",
        "2026-01-08",
        &[],
        &["Withdrawn: Licence runs until 2035 (silently) - e.example"],
    ),
    (
        "e.example",
        "2026-01-09",
        &["license.until=2035"],
        &["Reverted: Licence runs until nothing -> 2035 - e.example"],
    ),
    (
        "e.example",
        "2026-01-10",
        &[],
        &["Back and forth: Licence runs until 2035, 2 returns (silently) - e.example"],
    ),
    (
        "f.example",
        "2026-01-11",
        &["license.until=2030", "license.until=2031"],
        &["Self-contradiction: Licence runs until 2030 and 2031 - f.example"],
    ),
    (
        "g.example",
        "2026-01-12",
        &["license.until=2030 | denied", "license.exclusivity=exclusive"],
        &["Denied: Licence runs until 2030 - g.example", "New: Licence is exclusive - g.example"],
    ),
    (
        "h.example",
        "2026-01-13",
        &["license.exclusivity=exclusive | previous"],
        &["Called former: Licence is exclusive - h.example"],
    ),
];

/// Each kind a story brings has its line.
#[test]
fn each_kind_has_its_line() {
    let mut press = Press::new();
    for (outlet, seen, claims, lines) in STORY {
        let step = Step {
            outlet: (*outlet).to_owned(),
            seen: (*seen).to_owned(),
            claims: claims.iter().map(|line| (*line).to_owned()).collect(),
            ..Step::default()
        };
        let mut got: Vec<String> = press.publish(&step).findings.iter().map(headline).collect();
        let mut expected: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        got.sort();
        expected.sort();
        assert_eq!(got, expected);
    }
}

/// Why: the reason first, then support on both sides, the primary layer, the edit's manners.
#[test]
fn the_explanation_gives_reason_and_support() {
    let mut press = Press::new();
    let mut tell = |outlet: &str, tier: &str, day: &str, value: &str| {
        let step = Step {
            outlet: outlet.to_owned(),
            tier: tier.to_owned(),
            seen: day.to_owned(),
            claims: vec![format!("license.until={value}")],
            ..Step::default()
        };
        press.publish(&step).findings.iter().map(explain).collect::<Vec<_>>().join(" / ")
    };
    tell("party.example", "primary", "2026-01-01", "2032");
    tell("a.example", "", "2026-01-02", "2032");
    assert_eq!(
        tell("b.example", "", "2026-01-03", "2030"),
        "A recent primary source, which press cannot outvote, states otherwise. 1 independent source \
         for the value. 2 independent sources for the other one. A primary source states otherwise."
    );
    tell("c.example", "", "2026-01-03", "2032");
    assert_eq!(
        tell("b.example", "", "2026-01-04", "2032"),
        "A new version gives another value. 4 independent sources for the value. A primary source \
         supports it. The page's dates did not move and no correction note came with it."
    );
    assert_eq!(
        tell("a.example", "", "2026-01-04", "2031"),
        "A new version gives another value. 3 independent sources for the other one. A primary source \
         states otherwise. Coverage holds 2032. The page's dates did not move and no correction note \
         came with it."
    );
}

/// A first pass tells one thing, however much it recorded; told again it has the same id.
#[test]
fn a_first_pass_is_one_finding() {
    let mut press = Press::new();
    let mut tally = Tally::default();
    for (outlet, value) in [("a.example", "2032"), ("b.example", "2032"), ("c.example", "2030")] {
        let step = Step {
            outlet: outlet.to_owned(),
            mode: "baseline".to_owned(),
            seen: "2026-01-01".to_owned(),
            claims: vec![
                format!("license.until={value}"),
                "cloud.exclusivity=exclusive".to_owned(),
            ],
            ..Step::default()
        };
        let outcome = press.publish(&step);
        assert!(outcome.findings.iter().all(|finding| finding.flags.baseline));
        tally.add(&outcome);
    }
    let told = summary("deal", "Harbour Post", &tally, moment("2026-01-01"));
    assert_eq!(
        headline(&told),
        "Baseline: Harbour Post: 3 articles, 6 claims on 2 terms, 1 disagreement"
    );
    assert!(!told.flags.baseline, "the summary itself is to be told");
    assert_eq!(told.id, summary("deal", "Harbour Post", &tally, moment("2026-01-02")).id);
    assert_ne!(told.id, summary("deal", "Mill Street", &tally, moment("2026-01-01")).id);
}
