//! Switches that turn one mechanism off, to measure what it is worth. Everything is on by default.

/// A mechanism of reading that can be measured by its absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    Cease,
    Negation,
    /// "previously", "under the old deal", and their reach into the next clause.
    PreviousTime,
    PastTense,
    Hedge,
    HedgeSource,
    Planned,
    /// Talks as a cue for the whole sentence.
    PlannedSentence,
    Denial,
    Clauses,
    Coreference,
    FrameCarry,
    /// Questions, generic sentences, other companies, owners.
    Guards,
    /// Intros of lists and row labels.
    LeadIn,
    /// The tightest match wins a typed value.
    Rivalry,
    /// "from X to Y".
    Change,
    /// "That privilege has expired."
    Reference,
    /// What annotated texts taught of the surroundings of values.
    Learned,
}

impl Mechanism {
    pub const ALL: [(&'static str, Self); 18] = [
        ("cease", Self::Cease),
        ("negation", Self::Negation),
        ("previous-time", Self::PreviousTime),
        ("past-tense", Self::PastTense),
        ("hedge", Self::Hedge),
        ("hedge-source", Self::HedgeSource),
        ("planned", Self::Planned),
        ("planned-sentence", Self::PlannedSentence),
        ("denial", Self::Denial),
        ("clauses", Self::Clauses),
        ("coreference", Self::Coreference),
        ("frame-carry", Self::FrameCarry),
        ("guards", Self::Guards),
        ("lead-in", Self::LeadIn),
        ("rivalry", Self::Rivalry),
        ("change", Self::Change),
        ("reference", Self::Reference),
        ("learned", Self::Learned),
    ];

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// Which mechanisms are off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches(u32);

impl Switches {
    #[must_use]
    pub fn without(self, mechanism: Mechanism) -> Self {
        Self(self.0 | mechanism.bit())
    }

    pub fn on(self, mechanism: Mechanism) -> bool {
        self.0 & mechanism.bit() == 0
    }
}
