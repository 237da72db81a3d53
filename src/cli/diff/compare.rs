//! What two versions claim differently, by the ledger's own rules, without the coverage.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pair, Version};
use crate::app::reading::reference;
use crate::claim::watch::Watch;
use crate::ledger::PreviousVersion;
use crate::ledger::{Finding, FindingKind, Input, LedgerPolicy, Mode, Outcome, Terms, compare};

/// One claim-level edit.
pub(super) struct Edit {
    pub(super) kind: FindingKind,
    pub(super) finding: Finding,
}

pub(super) fn edits(watch: &Watch, terms: &dyn Terms, pair: &Pair) -> Vec<Edit> {
    let compared = |version: &Version, previous: Option<&PreviousVersion>| -> Outcome {
        let article = reference(&pair.article, &version.snapshot, &version.read);
        let input = Input {
            watch: watch.id(),
            terms,
            article: &article,
            claims: &version.read.reading.claims,
            open: &[],
            correction_notes: &version.read.notes(),
            previous,
            history: &[],
            standings: &BTreeMap::new(),
            known_clusters: &BTreeSet::new(),
            mode: Mode::Live,
        };
        compare(&input, &LedgerPolicy::default(), version.snapshot.observed_at)
    };
    let first = compared(&pair.old, None);
    let before = first.as_previous(
        &reference(&pair.article, &pair.old.snapshot, &pair.old.read),
        &pair.old.read.notes(),
    );
    let second = compared(&pair.new, Some(&before));
    let edit = |finding: Finding| {
        let kind = finding.kinds().find(|kind| kind.is_edit())?;
        Some(Edit { kind, finding })
    };
    second.findings.into_iter().filter_map(edit).collect()
}
