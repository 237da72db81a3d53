//! The words of an alert.

use pactwatch::alert::model::Form;
use pactwatch::alert::wording::{facts, subject};

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
