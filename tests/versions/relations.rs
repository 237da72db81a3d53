//! How values of the shipped terms compare in the ledger's eyes.

use pactwatch::app::WatchTerms;
use pactwatch::ledger::{Relation, Terms};

use super::page::watch;

/// A contradiction needs two values that cannot both be right.
#[test]
fn values_are_only_set_against_each_other_where_they_can_be() {
    let terms = WatchTerms::new(&watch());
    let cases = [
        ("license.until", "2030", "2032", Relation::Differs),
        ("license.until", "2032", "agi", Relation::CannotCompare),
        ("revshare.openai_to_microsoft.until", "agi", "2030", Relation::CannotCompare),
        ("revshare.openai_to_microsoft.rate", "20%", "same", Relation::CannotCompare),
        ("revshare.openai_to_microsoft.rate", "20%", "8%", Relation::Differs),
        ("revshare.openai_to_microsoft.cap", "capped", "USD 38000000000", Relation::Refines),
        ("revshare.openai_to_microsoft.cap", "uncapped", "USD 38000000000", Relation::Differs),
        ("equity.microsoft_stake", "27%", "major shareholder", Relation::Refines),
        ("equity.microsoft_stake", "27%", "26.8%", Relation::Equal),
        ("equity.microsoft_stake", "27%", "49%", Relation::Differs),
        ("cloud.exclusivity", "exclusive", "non-exclusive", Relation::Differs),
        ("announced.on", "2026-04", "2026-04-27", Relation::Refines),
    ];
    for (term, left, right, expected) in cases {
        assert_eq!(terms.relate(term, left, right), expected, "{term}: {left} and {right}");
        assert_eq!(terms.relate(term, right, left), expected, "{term}: {right} and {left}");
    }
}

/// Sums and valuations are figures of their day; what a contract fixes is not.
#[test]
fn a_figure_of_its_day_is_told_from_a_clause() {
    let terms = WatchTerms::new(&watch());
    for (term, dated) in [
        ("valuation.openai", true),
        ("investment.microsoft_total", true),
        ("equity.microsoft_stake_value", true),
        ("equity.microsoft_stake", false),
        ("revshare.openai_to_microsoft.cap", false),
        ("license.until", false),
        ("license.exclusivity", false),
    ] {
        assert_eq!(terms.rules(term).unwrap().dated, dated, "{term}");
    }
}
