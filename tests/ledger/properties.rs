//! What must hold for any story. `Press::publish` itself asserts on every step that comparing is
//! deterministic, blind to the order of claims, and silent when the same version comes again.

use std::collections::BTreeSet;

use pactwatch::claim::model::Status;
use pactwatch::ledger::FindingKind;
use proptest::prelude::*;

use super::press::{Press, Step};

fn claim_line() -> impl Strategy<Value = String> {
    let term = prop::sample::select(vec!["license.until", "cloud.exclusivity", "amazon.deal"]);
    let value = prop::sample::select(vec!["2030", "2032", "agi", "exclusive", "USD 1000000000"]);
    let status = prop::sample::select(vec![
        "",
        "",
        "",
        " | hedged",
        " | planned",
        " | denied",
        " | previous",
        " | derived",
        " | ~",
        " | conf:0.3",
    ]);
    (term, value, status).prop_map(|(term, value, status)| format!("{term}={value}{status}"))
}

pub(crate) fn a_step() -> impl Strategy<Value = Step> {
    let who =
        (0..6_usize, prop::sample::select(vec!["press", "press", "press", "primary"]), 0..4_usize);
    let when = (1..28_u32, 1..28_u32, prop::bool::ANY);
    let what = prop::collection::vec(claim_line(), 0..5);
    (who, when, what).prop_map(|((outlet, tier, family), (published, seen, dated), claims)| Step {
        outlet: format!("{outlet}.example"),
        tier: tier.to_owned(),
        family: if family == 0 { "wire".to_owned() } else { String::new() },
        published: dated.then(|| format!("2026-02-{published:02}")),
        seen: format!("2026-03-{seen:02}"),
        claims,
        ..Step::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Ids are unique in a story but for an oscillation, which keeps its one.
    #[test]
    fn ids_are_unique(steps in prop::collection::vec(a_step(), 1..14)) {
        let mut press = Press::new();
        let mut ids = BTreeSet::new();
        for step in &steps {
            for finding in press.publish(step).findings {
                let fresh = ids.insert(finding.id.clone());
                prop_assert!(fresh || finding.kind == FindingKind::Oscillating, "{finding:?}");
                prop_assert!(!finding.detail.is_empty() && finding.found_at >= super::press::moment("2026-03-01"));
            }
        }
    }

    /// Only a current claim contradicts, shifts or is stale, and only where one value holds.
    #[test]
    fn only_current_claims_speak_against_coverage(steps in prop::collection::vec(a_step(), 1..14)) {
        let mut press = Press::new();
        for step in &steps {
            for finding in press.publish(step).findings {
                let against = finding.kinds().any(|kind| matches!(kind,
                    FindingKind::Contradicts | FindingKind::ConsensusShift | FindingKind::Stale));
                if against {
                    let to = finding.to.as_ref().expect("a value");
                    prop_assert_eq!(to.status, Status::Current);
                    prop_assert!(finding.from.is_some());
                    prop_assert_ne!(finding.term.as_str(), "amazon.deal");
                }
            }
        }
    }

    /// One text under many names never moves a consensus.
    #[test]
    fn copies_never_shift(steps in prop::collection::vec(a_step(), 1..14)) {
        let mut press = Press::new();
        for step in steps {
            let step = Step { family: "wire".to_owned(), tier: String::new(), ..step };
            for finding in press.publish(&step).findings {
                prop_assert_ne!(finding.kind, FindingKind::ConsensusShift);
                prop_assert_ne!(finding.kind, FindingKind::Corroborated);
            }
        }
    }

    /// Re-reading stored pages with a newer extractor tells nothing, whatever it reads.
    #[test]
    fn technical_versions_are_silent(steps in prop::collection::vec(a_step(), 1..14)) {
        let mut press = Press::new();
        for step in steps {
            let step = Step { mode: "technical".to_owned(), ..step };
            prop_assert_eq!(press.publish(&step).findings, []);
        }
    }

    /// Any text at all as value or outlet is survived.
    #[test]
    fn any_words_are_survived(words in prop::collection::vec("[^=|]{0,12}", 1..6)) {
        let mut press = Press::new();
        for (at, word) in words.iter().enumerate() {
            let step = Step {
                outlet: word.clone(),
                seen: "2026-03-01".to_owned(),
                notes: vec![word.clone()],
                claims: vec![format!("damages={word}"), format!("license.until={word} | ~"), format!("{word}={at}")],
                ..Step::default()
            };
            for finding in press.publish(&step).findings {
                prop_assert!(!pactwatch::ledger::words::headline(&finding).is_empty());
            }
        }
    }
}
