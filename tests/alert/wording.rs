//! The words of an alert.

use pactwatch::alert::model::Form;
use pactwatch::alert::wording::{facts, held, subject};

use super::sample::{alert, item};

#[test]
fn the_subject_counts_what_it_does_not_name() {
    let two = alert(vec![item("contradicts"), item("changed")]);
    let expected = "contradicts: licence until 2030 vs 2032 - Courier (and 1 more)";
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

/// An incident's headline may be all there is to say: it is not said twice.
#[test]
fn what_the_headline_says_already_is_no_reason_beside_it() {
    let told = |detail: &str| {
        let headline = "receiver mail takes no alerts".to_owned();
        let item = pactwatch::alert::AlertItem {
            headline,
            detail: detail.to_owned(),
            ..Default::default()
        };
        facts(&item).iter().any(|fact| fact.label == "Why")
    };
    assert!(told("HTTP 503"));
    assert!(!told("receiver mail takes no alerts"));
}

/// How many hold a value, in a few words beside it.
#[test]
fn a_side_says_how_many_hold_it() {
    let side = |value| super::sample::statement(value, "so it says", "Courier");
    let support = |families, primary| pactwatch::alert::Support {
        value: "2032".to_owned(),
        families,
        outlets: Vec::new(),
        primary,
    };
    let table = [
        (0, false, ""),
        (0, true, "a primary source"),
        (1, false, "1 independent source"),
        (1, true, "1 independent source, a primary one"),
        (3, false, "3 independent sources"),
        (3, true, "3 independent sources, a primary one among them"),
    ];
    for (families, primary, expected) in table {
        assert_eq!(held(&side("2032"), &[support(families, primary)]), expected);
    }
    assert_eq!(held(&side("2030"), &[support(3, true)]), "", "another value");
}
