//! A finding and what it is made of: plain data, serialised as it is. It never decides anything.

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::claim::model::{Span, Status};
use crate::feed::model::Tier;

use super::reason::Reason;

/// How much a finding deserves attention; from the term, adjusted by the kind.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    #[default]
    Low,
    Medium,
    High,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == word)
    }

    #[must_use]
    pub fn raised(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium | Self::High => Self::High,
        }
    }

    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Self::Low | Self::Medium => Self::Low,
            Self::High => Self::Medium,
        }
    }
}

/// What comparing produced. A repeated claim is no finding: it is counted and stays silent.
/// The order is the order of listing, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The prevailing value moved: enough independent sources, or a primary one, state another.
    ConsensusShift,
    /// A current value differs from the prevailing one.
    Contradicts,
    /// One value gone from an article, another come.
    Changed,
    /// The same value, held differently (current, then hedged).
    StatusChanged,
    /// A value gone from an article and none come in its place.
    Withdrawn,
    /// An edited term went back to what an earlier version said.
    Reverted,
    /// An edited term goes back and forth; one finding, its returns counted.
    Oscillating,
    /// A hedged or planned value is now stated as current.
    Confirmed,
    /// A value nobody has reported before.
    FirstSeen,
    /// A later version of an article states a further value that coverage knows.
    Added,
    /// Independent support reached one of the thresholds, or a primary source now supports it.
    Corroborated,
    /// An outlet repeats the former value after the shift.
    Stale,
    /// The article is older than the shift: it states what was right in its time.
    Superseded,
    /// One article states two differing current values; for review.
    SelfConflict,
    /// A sentence about the deal that no term could type.
    Unclassified,
    /// What a first pass recorded, in one summary.
    Baseline,
}

impl FindingKind {
    pub const ALL: [Self; 16] = [
        Self::ConsensusShift,
        Self::Contradicts,
        Self::Changed,
        Self::StatusChanged,
        Self::Withdrawn,
        Self::Reverted,
        Self::Oscillating,
        Self::Confirmed,
        Self::FirstSeen,
        Self::Added,
        Self::Corroborated,
        Self::Stale,
        Self::Superseded,
        Self::SelfConflict,
        Self::Unclassified,
        Self::Baseline,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConsensusShift => "consensus_shift",
            Self::Contradicts => "contradicts",
            Self::Changed => "changed",
            Self::StatusChanged => "status_changed",
            Self::Withdrawn => "withdrawn",
            Self::Reverted => "reverted",
            Self::Oscillating => "oscillating",
            Self::Confirmed => "confirmed",
            Self::FirstSeen => "first_seen",
            Self::Added => "added",
            Self::Corroborated => "corroborated",
            Self::Stale => "stale",
            Self::Superseded => "superseded",
            Self::SelfConflict => "self_conflict",
            Self::Unclassified => "unclassified",
            Self::Baseline => "baseline",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Does it compare two versions of one article (rather than an article with coverage)?
    pub fn is_edit(self) -> bool {
        matches!(
            self,
            Self::Changed
                | Self::StatusChanged
                | Self::Withdrawn
                | Self::Reverted
                | Self::Oscillating
                | Self::Added
        )
    }
}

/// The article version a finding is about. `snapshot_id` must be made from the article, the
/// version's place and its bytes, never drawn: finding ids rest on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    pub id: String,
    pub url: String,
    pub title: String,
    pub outlet: String,
    pub tier: Tier,
    /// Copies of one text share it; an article that is no copy has its own.
    pub family: String,
    /// The asserted clock, as the outlet declares it.
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub snapshot_id: String,
    /// The observed clock: when this version was fetched.
    pub observed_at: Timestamp,
}

/// Where a side of a finding stands: enough to show and to link it without the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideSource {
    pub article_id: String,
    pub snapshot_id: String,
    pub url: String,
    pub title: String,
    pub outlet: String,
    pub tier: Tier,
    pub family: String,
}

impl From<&ArticleRef> for SideSource {
    fn from(article: &ArticleRef) -> Self {
        Self {
            article_id: article.id.clone(),
            snapshot_id: article.snapshot_id.clone(),
            url: article.url.clone(),
            title: article.title.clone(),
            outlet: article.outlet.clone(),
            tier: article.tier,
            family: article.family.clone(),
        }
    }
}

/// One end of a comparison: a value, how it is held, by whom, and the quote that proves it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    pub value: String,
    pub status: Status,
    /// The sentence, verbatim.
    pub quote: String,
    /// Byte range of the sentence in the snapshot's text, and its block.
    pub span: Span,
    pub block: usize,
    pub by: Option<String>,
    pub origin: Option<String>,
    pub confidence: f64,
    pub approximate: bool,
    pub source: SideSource,
    /// The valid clock, when the article names the agreement it reports: `2026-04-27`, `2025-10`.
    pub valid_from: Option<String>,
    /// The asserted clock: published, or the edit that brought the claim.
    pub asserted_at: Timestamp,
    /// The observed clock: the first version of the article seen to make the claim.
    pub observed_at: Timestamp,
}

impl Side {
    pub fn is_primary(&self) -> bool {
        self.source.tier == Tier::Primary
    }

    /// Who stands behind it for independence: the named origin, else the outlet itself.
    pub fn origin_or_outlet(&self) -> &str {
        self.origin.as_deref().unwrap_or(&self.source.outlet)
    }
}

#[expect(clippy::struct_excessive_bools, reason = "independent marks, stored and shown as such")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// The claim changed while the page's dates did not move and no correction note came.
    pub stealth: bool,
    /// The article is a primary source.
    pub primary: bool,
    /// From re-extraction, not from an edit: never alerts.
    pub technical: bool,
    /// From a first pass: recorded, never alerts (but for the summary).
    pub baseline: bool,
    /// Needs a person.
    pub review: bool,
}

/// Does a primary source support the reported value?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryLayer {
    Supports,
    Contradicts,
    #[default]
    Silent,
}

impl PrimaryLayer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Silent => "silent",
        }
    }
}

/// Support of the `to` value, this article included. All zero where there is no `to`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Sources sharing neither text nor origin.
    pub independent: u32,
    pub articles: u32,
    pub outlets: u32,
    /// The same three for the prevailing value it differs from.
    pub against_independent: u32,
    /// How often an oscillating term has come back.
    pub returns: u32,
    pub primary: PrimaryLayer,
}

/// The outlet's own note on an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNote {
    pub text: String,
    /// The note names the old or the new value, or shares the changed sentence's words.
    pub names_claim: bool,
}

/// One thing worth knowing, with both quotes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Made from content. A store that meets an id again keeps the first finding and takes over
    /// its `counts`: so a re-run adds nothing and an oscillation stays one finding.
    pub id: String,
    pub watch: String,
    pub kind: FindingKind,
    /// What else is true of the same claim: an edit that also contradicts coverage is one finding.
    /// A route matches on `kind` or any of these.
    pub also: Vec<FindingKind>,
    /// Empty for `unclassified` and `baseline`.
    pub term: String,
    pub label: String,
    pub severity: Severity,
    pub reason: Reason,
    /// `None` only for a `baseline` summary, which has `feed` instead.
    pub article: Option<ArticleRef>,
    pub feed: Option<String>,
    pub from: Option<Side>,
    pub to: Option<Side>,
    /// What coverage holds, when the claim was set against it and `from` is another version.
    pub prevailing: Option<Side>,
    pub flags: Flags,
    /// A sentence or two for people: why this is a finding.
    pub detail: String,
    pub correction_note: Option<CorrectionNote>,
    pub counts: Counts,
    /// The moment of comparing; not part of the id.
    pub found_at: Timestamp,
}

impl Finding {
    /// `kind` and all of `also`.
    pub fn kinds(&self) -> impl Iterator<Item = FindingKind> + '_ {
        std::iter::once(self.kind).chain(self.also.iter().copied())
    }
}
