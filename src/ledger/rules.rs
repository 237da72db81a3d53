//! What the ledger must know of a term, and its policy. It knows no watch file: an adapter over the
//! compiled watch implements `Terms`.

use serde::{Deserialize, Serialize};

use crate::base::time::SignedDuration;

use super::model::{FindingKind, Flags, Severity};
use super::reason::Reason;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// One value holds at a time: differing values contradict.
    #[default]
    One,
    /// Values stand beside each other and never contradict.
    Many,
}

/// A term as the ledger needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermRules {
    pub id: String,
    pub label: String,
    pub severity: Severity,
    pub cardinality: Cardinality,
    /// Its value dates the agreement an article reports: the valid clock of the article's claims.
    pub announces: bool,
    /// Its value is a figure of its day (a valuation, a sum paid so far): another one, stated well
    /// after this one came up, is a later figure and contradicts nobody.
    pub dated: bool,
}

/// How two canonical values of one term relate. Symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Same,
    /// Within the term's tolerance.
    Equal,
    Differs,
    /// One makes the other more precise ("capped", "USD 38000000000").
    Refines,
    CannotCompare,
}

impl Relation {
    pub fn is_alike(self) -> bool {
        matches!(self, Self::Same | Self::Equal)
    }
}

/// The watch's terms: rules and value comparison (tolerance and relative values included).
pub trait Terms: Sync {
    /// `None`: the watch has no such term; its claims are recorded and nothing else.
    fn rules(&self, term: &str) -> Option<&TermRules>;
    fn relate(&self, term: &str, left: &str, right: &str) -> Relation;
}

/// The numbers behind the rules. The defaults are the shipped ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerPolicy {
    /// Independent sources that make or move a consensus.
    pub consensus_sources: u32,
    /// Sources count together when they assert within this span of each other; a primary statement
    /// younger than it is not outvoted by press.
    pub window_days: i64,
    /// An article this much older than the prevailing value is history, not a contradiction.
    pub contemporary_days: i64,
    /// Numbers of independent sources at which `corroborated` is reported.
    pub corroborate_at: Vec<u32>,
    /// Claims below it are recorded but neither support nor contradict.
    pub min_confidence: f64,
    /// Two numbers differing by less than this share are alike when a text calls one approximate.
    pub approximate_tolerance: f64,
}

impl Default for LedgerPolicy {
    fn default() -> Self {
        Self {
            consensus_sources: 2,
            window_days: 45,
            contemporary_days: 7,
            corroborate_at: vec![2, 5],
            min_confidence: 0.6,
            approximate_tolerance: 0.03,
        }
    }
}

impl LedgerPolicy {
    pub(crate) fn window(&self) -> SignedDuration {
        days(self.window_days)
    }

    pub(crate) fn contemporary(&self) -> SignedDuration {
        days(self.contemporary_days)
    }
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count.clamp(0, 36_500).saturating_mul(24))
}

/// A finding's severity: the term's, moved by the kind, the reason and the flags.
pub fn severity(term: Severity, kind: FindingKind, reason: Reason, flags: Flags) -> Severity {
    let base = match kind {
        FindingKind::Contradicts if reason == Reason::DiffersFromLoneReport => term.lowered(),
        FindingKind::ConsensusShift
        | FindingKind::Contradicts
        | FindingKind::Changed
        | FindingKind::StatusChanged
        | FindingKind::Confirmed => term,
        FindingKind::FirstSeen
        | FindingKind::Withdrawn
        | FindingKind::Reverted
        | FindingKind::SelfConflict
        | FindingKind::Stale => term.lowered(),
        FindingKind::Added
        | FindingKind::Corroborated
        | FindingKind::Oscillating
        | FindingKind::Superseded
        | FindingKind::Unclassified
        | FindingKind::Baseline => Severity::Low,
    };
    let weighty = flags.stealth
        || (flags.primary && !matches!(kind, FindingKind::Superseded | FindingKind::Stale));
    if weighty { base.raised() } else { base }
}
