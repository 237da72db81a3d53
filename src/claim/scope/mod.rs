//! How a clause holds what it states: ended, denied by "not", former, planned, hedged, disputed.
//! Cue, direction, window, terminators; a cue that the match itself consumed is part of the match.

mod former;
mod names;
mod polarity;
mod status;
mod tense;

use former::{from_value, instead_of, named_current, previous};
pub use names::is_subject;
use polarity::polarity;
pub(super) use polarity::turned;
use status::{denied, hedged, modal, planned, talked_about};
pub use tense::{holds_now, says_now};

use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::model::{Ground, Status};
use crate::claim::pattern::Vocabulary;
use crate::claim::pattern::{Hit, Stream};
use crate::claim::switches::{Mechanism, Switches};

/// What became of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    Plain,
    /// "no longer", "ends".
    Ceased,
    /// "not".
    Negated,
    /// "loosens": neither holds nor ended.
    Weakened,
}

/// What a clause inherits from its sentence and block.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one sentence")]
pub struct Setting {
    /// A denial in an earlier clause reaches this one.
    pub denied: bool,
    pub hedged_source: bool,
    pub planned: bool,
    /// Somebody is quoted as saying it: "would" is then only reported speech.
    pub reported: bool,
    /// An "if" governs the sentence: nothing in it has ended yet.
    pub conditional: bool,
    /// The article tells of talks under way.
    pub negotiating: bool,
    /// "under its existing contract, which ...": what stands while others talk.
    pub standing: bool,
    /// A past time from the clause before still holds.
    pub carried_previous: bool,
    /// The clause before was a time that is over beside a past verb: "For six years, ...".
    pub carried_span: bool,
    /// A table column such as "before".
    pub default: Option<Status>,
}

#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub stream: &'a Stream,
    pub words: &'a Vocabulary,
    pub cues: &'a [CueHit],
    pub setting: Setting,
    pub switches: Switches,
}

/// The verdict on one match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub polarity: Polarity,
    pub status: Status,
    pub ground: Ground,
    /// The deciding cue, by token positions.
    pub cue: Option<(usize, usize)>,
    /// Only a "could" says so: what might end still holds.
    pub possible: bool,
    /// A plain "does not" or "never" denies it, not a "without".
    pub flat: bool,
}

/// How a term's matches are judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// A past verb says nothing about the state.
    pub event: bool,
    /// The value is typed: "ends in 2030" is no end of it.
    pub typed: bool,
    /// The value is itself an end: "scrapped" cannot be scrapped or former.
    pub ended: bool,
    /// Tokens whose wish is the term's own: "seeks $5" in a claim for damages.
    pub own_wish: u128,
}

pub fn judge(view: &View, hit: &Hit, manner: Manner) -> Judgement {
    let (polarity, mut cue) = polarity(view, hit, manner);
    let polarity =
        if manner.ended && polarity != Polarity::Negated { Polarity::Plain } else { polarity };
    // What is denied, wanted or unsure about an end is the end: "wants to drop the share it pays".
    // "The end of its right is under discussion": what is said stands behind the right.
    let noun = |end: usize| end.checked_sub(1).is_some_and(|i| view.word(i) == "of");
    let act = cue.filter(|_| polarity == Polarity::Ceased).map(|(start, end)| Hit {
        start: start.min(hit.start),
        end: if noun(end) { end.max(hit.end) } else { end },
        consumed: hit.consumed,
        value: None,
    });
    let of = act.as_ref().unwrap_or(hit);
    let (status, ground, by) = held(view, hit, of, (polarity, manner));
    // What ends or negates it is the cue, unless a word decides against that.
    if matches!(ground, Ground::Denial | Ground::InsteadOf) {
        cue = by;
    }
    cue = cue.or(by);
    let possible = status == Status::Hedged && modal(view, of);
    let flat = polarity == Polarity::Negated && cue.is_some_and(|(at, _)| view.flatly(at, hit));
    Judgement { polarity, status, ground, cue, possible, flat }
}

type Held = (Status, Ground, Option<(usize, usize)>);

/// How the match, or what is said to become `of` it, is held: the first answer in order of precedence.
fn held(view: &View, hit: &Hit, of: &Hit, (polarity, manner): (Polarity, Manner)) -> Held {
    let ceased = polarity == Polarity::Ceased;
    if let Some(c) = denied(view, of, manner) {
        return (Status::Denied, Ground::Denial, Some(c));
    }
    if manner.typed && named_current(view, hit) {
        return (Status::Current, Ground::NamedCurrent, None);
    }
    if let Some(c) = instead_of(view, hit).filter(|_| !manner.ended && (!ceased || manner.typed)) {
        return (Status::Previous, Ground::InsteadOf, Some(c));
    }
    if let Some(c) = from_value(view, hit, manner).filter(|_| polarity == Polarity::Plain) {
        // "plans to cut it from 20% to 8%": until then it is 20%.
        return match planned(view, of, manner) {
            Some(wish) => (Status::Current, Ground::FromValue, wish),
            None => (Status::Previous, Ground::FromValue, Some(c)),
        };
    }
    if let Some(c) = planned(view, of, manner) {
        let ground = if c.is_some() { Ground::PlannedCue } else { Ground::PlannedSentence };
        return (Status::Planned, ground, c);
    }
    if !ceased && talked_about(view, of, manner) {
        return (Status::Planned, Ground::TalkedAbout, None);
    }
    if let Some((ground, c)) = previous(view, hit, manner).filter(|_| !manner.ended) {
        return (Status::Previous, ground, c);
    }
    if let Some(c) = hedged(view, of, manner) {
        let ground = if c.is_some() { Ground::HedgeCue } else { Ground::HedgeSource };
        return (Status::Hedged, ground, c);
    }
    let ground = match polarity {
        Polarity::Ceased => Ground::Cease,
        Polarity::Negated => Ground::Negation,
        Polarity::Plain | Polarity::Weakened => Ground::Plain,
    };
    view.setting.default.map_or((Status::Current, ground, None), |s| (s, Ground::Column, None))
}

/// The mechanism that a kind of cue belongs to.
fn mechanism(cue: Cue) -> Option<Mechanism> {
    match cue {
        Cue::Cease | Cue::CeasedAfter | Cue::Weaken => Some(Mechanism::Cease),
        Cue::Negation => Some(Mechanism::Negation),
        Cue::PreviousTime
        | Cue::PreviousSpan
        | Cue::PreviousAdjective
        | Cue::PreviousEvent
        | Cue::InsteadOf => Some(Mechanism::PreviousTime),
        Cue::Hedge => Some(Mechanism::Hedge),
        Cue::Planned => Some(Mechanism::Planned),
        Cue::Denial | Cue::DeniedBefore => Some(Mechanism::Denial),
        Cue::Pseudo
        | Cue::Now
        | Cue::Standing
        | Cue::Later
        | Cue::HedgeSource
        | Cue::Confirmed
        | Cue::PlannedSentence
        | Cue::Exception
        | Cue::Generic => None,
        Cue::ChangedTo => Some(Mechanism::Change),
        Cue::Open => Some(Mechanism::Guards),
        Cue::Undone => Some(Mechanism::Reference),
    }
}

impl View<'_> {
    /// Cues of a kind that the match did not consume whole.
    fn free<'a>(&'a self, kind: Cue, hit: &'a Hit) -> impl Iterator<Item = &'a CueHit> {
        let on = mechanism(kind).is_none_or(|m| self.switches.on(m));
        self.cues.iter().filter(move |c| on && c.cue == kind && c.consumed & !hit.consumed != 0)
    }

    /// The word at `at` is of this class.
    fn is(&self, at: usize, class: Flags) -> bool {
        self.words.flags(self.stream.get(at)).has(class)
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.words.spelled(self.stream.get(at))
    }
}
