//! The coverage of 2019 to 2026 replayed in date order: shifts found, contradictions few and true.

use std::path::Path;

use pactwatch::ledger::{Cardinality, Finding, FindingKind, Severity};
use serde::Deserialize;

use super::press::{Catalogue, Press, Step, line};

#[derive(Deserialize)]
struct File {
    step: Vec<Step>,
}

/// The claim sheets, in date order.
pub(crate) fn steps() -> Vec<Step> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ledger/replay/coverage.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file.step
}

/// Terms for all that the sheets mention.
pub(crate) fn catalogue_for(steps: &[Step]) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for claim in steps.iter().flat_map(|step| &step.claims) {
        let id = claim.split('=').next().unwrap_or_default();
        let many = id.starts_with("announced") || id.starts_with("amazon");
        let cardinality = if many { Cardinality::Many } else { Cardinality::One };
        if catalogue.is_new(id) {
            catalogue.add(id, id, Severity::High, cardinality);
        }
    }
    catalogue
}

fn replay() -> Vec<(Step, Vec<Finding>)> {
    let steps = steps();
    let mut press = Press::with(catalogue_for(&steps));
    let tell = |step: Step| {
        let findings = press.publish(&step).findings;
        (step, findings)
    };
    steps.into_iter().map(tell).collect()
}

/// Every contradiction, shift, stale or superseded value and self-conflict of seven years, each
/// judged by hand: all are true. The undated articles' dates are their neighbours'.
const WEIGHTY: &[(&str, &str)] = &[
    // January 2025 gave up exclusivity; two outlets say so.
    ("020", "contradicts cloud.exclusivity exclusive>right-of-first-refusal"),
    ("023", "consensus_shift cloud.exclusivity exclusive>right-of-first-refusal"),
    // The agreement of October 2025.
    ("044", "contradicts agi.clause in-force>expert-panel"),
    ("047", "contradicts equity.microsoft_stake 49%>27%"),
    ("038", "consensus_shift equity.microsoft_stake 49%>27%"),
    ("038", "contradicts license.until 2030>2032"),
    ("041", "consensus_shift agi.clause in-force>expert-panel"),
    ("041", "self_conflict license.until 2030>2032"),
    ("050", "consensus_shift investment.microsoft_total USD 1000000000>USD 13000000000 primary"),
    ("053", "consensus_shift license.until 2030>2032"),
    ("053", "stale cloud.exclusivity right-of-first-refusal>exclusive"),
    // The agreement of April 2026: licence and cloud, each at the second independent outlet.
    ("062", "contradicts cloud.exclusivity right-of-first-refusal>non-exclusive"),
    ("062", "contradicts license.exclusivity exclusive>non-exclusive"),
    ("065", "consensus_shift cloud.exclusivity right-of-first-refusal>non-exclusive"),
    ("065", "consensus_shift license.exclusivity exclusive>non-exclusive"),
    ("065", "contradicts agi.clause expert-panel>removed"),
    ("074", "consensus_shift agi.clause expert-panel>removed"),
];

/// The weighty findings of the replay are exactly those judged true by hand.
#[test]
fn seven_years_give_only_true_contradictions_and_every_shift() {
    let weighty = |finding: &&Finding| {
        matches!(
            finding.kind,
            FindingKind::Contradicts
                | FindingKind::ConsensusShift
                | FindingKind::Stale
                | FindingKind::Superseded
                | FindingKind::SelfConflict
        )
    };
    let mut got: Vec<(String, String)> = Vec::new();
    for (step, findings) in replay() {
        got.extend(findings.iter().filter(weighty).map(|f| (step.article.clone(), line(f))));
    }
    got.sort();
    let mut expected: Vec<(String, String)> =
        WEIGHTY.iter().map(|(article, line)| ((*article).to_owned(), (*line).to_owned())).collect();
    expected.sort();
    assert_eq!(got, expected);
}

/// A copy of an article adds nothing at all.
#[test]
fn the_copies_of_the_replay_are_silent() {
    for (step, findings) in replay().into_iter().filter(|(step, _)| !step.family.is_empty()) {
        assert_eq!(findings, [], "{} is a copy", step.outlet);
    }
}
