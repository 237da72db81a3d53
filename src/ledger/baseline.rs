//! A first pass over a feed or watch: everything is recorded, and one summary is told instead of a
//! storm. It never drops a finding; it only counts them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::base::id;

use super::input::Outcome;
use super::model::{Counts, Finding, FindingKind, Flags, Severity};
use super::reason::Reason;

/// What a first pass has recorded so far. Stored between articles, so that a crash keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    pub articles: u32,
    pub claims: u32,
    /// Terms the pass found a claim on.
    pub terms: BTreeSet<String>,
    /// How many findings of each kind were recorded in silence.
    pub kinds: BTreeMap<FindingKind, u32>,
}

impl Tally {
    /// Count one article's outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        self.articles = self.articles.saturating_add(1);
        let direct = outcome.appearances.iter().filter(|row| !row.derived);
        for row in direct {
            self.claims = self.claims.saturating_add(1);
            self.terms.insert(row.term.clone());
        }
        for finding in &outcome.findings {
            let count = self.kinds.entry(finding.kind).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn count(&self, kind: FindingKind) -> u32 {
        self.kinds.get(&kind).copied().unwrap_or(0)
    }
}

fn number(count: u32, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// The one finding of a first pass. `scope` is the feed's name, or the watch's for a new watch.
pub fn summary(watch: &str, scope: &str, tally: &Tally, now: Timestamp) -> Finding {
    let disagree = tally.count(FindingKind::Contradicts) + tally.count(FindingKind::SelfConflict);
    let terms = u32::try_from(tally.terms.len()).unwrap_or(u32::MAX);
    let label = format!(
        "{}, {} on {}, {}",
        number(tally.articles, "article"),
        number(tally.claims, "claim"),
        number(terms, "term"),
        number(disagree, "disagreement")
    );
    let kinds = tally.kinds.iter().map(|(kind, count)| format!("{} {count}", kind.as_str()));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let quiet = if kinds.is_empty() {
        "Nothing was found.".to_owned()
    } else {
        format!("Recorded in silence: {kinds}.")
    };
    Finding {
        id: id::make("f", &[watch, FindingKind::Baseline.as_str(), scope]),
        watch: watch.to_owned(),
        kind: FindingKind::Baseline,
        also: Vec::new(),
        term: String::new(),
        label,
        severity: Severity::Low,
        reason: Reason::FirstPass,
        article: None,
        feed: Some(scope.to_owned()),
        from: None,
        to: None,
        prevailing: None,
        // Not `baseline`: that flag keeps a finding from being told, and this one is to be told.
        flags: Flags::default(),
        detail: format!("A first pass is recorded, not reported one by one. {quiet}"),
        correction_note: None,
        counts: Counts { articles: tally.articles, ..Counts::default() },
        found_at: now,
    }
}
