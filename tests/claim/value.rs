//! Comparing canonical values, and drafting terms from what no term could type.

use pactwatch::claim::model::{Evidence, Unclassified};
use pactwatch::claim::suggest::suggest;
use pactwatch::claim::value::{Comparison, compare};

use super::watch::shipped;

#[test]
fn values_compare_by_meaning() {
    use Comparison::{CannotCompare, Differs, EqualWithinTolerance, Refines, Same};
    for (term, a, b, want) in [
        ("license.until", "2032", "2032", Same),
        ("license.until", "2032", "2030", Differs),
        ("license.until", "2032", "agi", Differs),
        ("lawsuit.musk_damages", "USD 109400000000", "USD 109000000000", EqualWithinTolerance),
        ("lawsuit.musk_damages", "USD 134000000000", "USD 109000000000", Differs),
        ("valuation.openai", "USD 500000000000", "EUR 500000000000", CannotCompare),
        ("revshare.openai_to_microsoft.rate", "same", "20%", CannotCompare),
        ("revshare.openai_to_microsoft.rate", "8%", "20%", Differs),
        ("revshare.openai_to_microsoft.cap", "capped", "USD 38000000000", Refines),
        ("revshare.openai_to_microsoft.cap", "uncapped", "USD 38000000000", Differs),
        ("license.exclusivity", "exclusive", "non-exclusive", Differs),
        ("announced.on", "2025-10", "2025-10-28", Refines),
        ("announced.on", "2025-10-27", "2025-10-28", Differs),
        ("equity.microsoft_stake", "major shareholder", "27%", Refines),
    ] {
        let info = shipped().term(term).unwrap();
        assert_eq!(compare(info, a, b), want, "{term}: {a} / {b}");
        assert_eq!(compare(info, b, a), want, "{term}: {b} / {a}");
    }
}

#[test]
fn a_cluster_seen_in_several_articles_becomes_a_draft() {
    let open = |text: &str| Unclassified {
        cluster: "USD 5000000000 n:stake".to_owned(),
        score: 4.0,
        evidence: Evidence { text: text.to_owned(), ..Evidence::default() },
    };
    let articles = [
        vec![open("Both will put \"$5 billion\" into it.")],
        vec![open("A $5 billion stake.")],
        vec![],
    ];
    let drafts = suggest(&articles, 2);
    assert_eq!(drafts.len(), 1);
    let draft = &drafts.first().unwrap().draft;
    assert!(draft.contains("type = \"money\""), "{draft}");
    assert!(draft.parse::<toml::Table>().is_ok(), "{draft}");
    assert!(suggest(&articles, 3).is_empty());
}
