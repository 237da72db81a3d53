//! What the text holds: claims with their evidence, and what no term could type.

use serde::{Deserialize, Serialize};

use crate::article::model::Block;
use crate::base::Warning;
use crate::base::time::Date;

/// One text to read, with what is known about it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Document<'a> {
    pub text: &'a str,
    pub blocks: &'a [Block],
    /// Only for context; claims come from `text`.
    pub title: &'a str,
    /// Gives the year to dates without one.
    pub published: Option<Date>,
    /// Registrable domain; tells whose "we" it is on a party's own site.
    pub outlet: &'a str,
    pub language: Option<&'a str>,
}

/// How the text holds a value. Precedence when cues compete: denied, planned, previous, hedged.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    Current,
    Previous,
    Planned,
    Hedged,
    Denied,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Previous => "previous",
            Self::Planned => "planned",
            Self::Hedged => "hedged",
            Self::Denied => "denied",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Current, Self::Previous, Self::Planned, Self::Hedged, Self::Denied]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// What decided how a text holds a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// Nothing speaks against its being current.
    #[default]
    Plain,
    /// A table column or a block says how its values are held.
    Column,
    Denial,
    /// "not": its opposite holds, or it is denied.
    Negation,
    /// "no longer" and the like.
    Cease,
    /// "currently 27%", named as what holds.
    NamedCurrent,
    InsteadOf,
    /// The left end of "from X to Y".
    FromValue,
    /// Another value of the sentence took its place.
    Change,
    /// Talks or a proposal, for the sentence.
    PlannedSentence,
    PlannedCue,
    /// "could" in an article about talks.
    TalkedAbout,
    PreviousCue,
    /// A former time told in the clause before.
    PreviousCarried,
    PastVerb,
    HedgeSource,
    HedgeCue,
    /// A later statement about it, or a description of what has ended.
    Reference,
    /// The article's other claims.
    Consistency,
    /// The term says how its claims are held.
    Term,
}

impl Ground {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Column => "column",
            Self::Denial => "denial",
            Self::Negation => "negation",
            Self::Cease => "cease",
            Self::NamedCurrent => "named current",
            Self::InsteadOf => "instead of",
            Self::FromValue => "from value",
            Self::Change => "change",
            Self::PlannedSentence => "planned sentence",
            Self::PlannedCue => "planned cue",
            Self::TalkedAbout => "talked about",
            Self::PreviousCue => "previous cue",
            Self::PreviousCarried => "previous carried",
            Self::PastVerb => "past verb",
            Self::HedgeSource => "hedge source",
            Self::HedgeCue => "hedge cue",
            Self::Reference => "reference",
            Self::Consistency => "consistency",
            Self::Term => "term",
        }
    }
}

/// A byte range in the article's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// The sentence that makes the claim, with the bytes of the value and of the deciding cue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The sentence, verbatim from the article's text.
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// Index of the block the sentence stands in.
    pub block: usize,
    pub value: Option<Span>,
    pub cue: Option<Span>,
}

/// One thing an article says about one term. Its key is (watch, term, value): status, speaker and
/// wording are not part of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub term: String,
    /// Canonical: `USD 250000000000`, `20%`, `2032`, `2026-04-27`, or one of the term's values.
    pub value: String,
    pub status: Status,
    /// Why that status; known where the text was read, and kept nowhere.
    #[serde(skip)]
    pub ground: Ground,
    /// Who is quoted or cited as saying it, by the watch file's name for them.
    pub by: Option<String>,
    /// The news outlet named as the source ("The Information reported"); counts for independence.
    pub origin: Option<String>,
    pub approximate: bool,
    /// The text of an exception ("unless the host cannot support ...").
    pub exception: Option<String>,
    /// Follows from another claim by the term's `opposite`; never counts as evidence.
    pub derived: bool,
    pub confidence: f64,
    pub evidence: Evidence,
}

/// A sentence about the deal that no term could type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unclassified {
    /// Same cluster, same fact: typed values and shared lexicon stems.
    pub cluster: String,
    pub score: f64,
    pub evidence: Evidence,
}

/// Everything read from one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub claims: Vec<Claim>,
    pub open: Vec<Unclassified>,
    /// False when the text is in no language the watch reads, is no text or is beyond any article:
    /// counted, never guessed at.
    pub read: bool,
    pub warnings: Vec<Warning>,
}
