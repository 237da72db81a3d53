//! How a clause holds what it states: ended, denied by "not", former, planned, hedged, disputed.
//! Cue, direction, window, terminators; a cue that the match itself consumed is part of the match.

mod tense;

use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::model::Status;
use crate::claim::pattern::vocabulary::{self as vocab, Vocabulary};
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
    /// The deciding cue, by token positions.
    pub cue: Option<(usize, usize)>,
    /// Only a "could" says so: what might end still holds.
    pub possible: bool,
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
}

const BEFORE: usize = 8;
const NEGATION_BEFORE: usize = 7;
const AFTER: usize = 7;

pub fn judge(view: &View, hit: &Hit, manner: Manner) -> Judgement {
    let (polarity, mut cue) = polarity(view, hit, manner);
    let polarity =
        if manner.ended && polarity != Polarity::Negated { Polarity::Plain } else { polarity };
    let status = if let Some(c) = denied(view, hit, manner) {
        cue = Some(c);
        Status::Denied
    } else if manner.typed && named_current(view, hit) {
        Status::Current
    } else if let Some(c) = instead_of(view, hit).filter(|_| !manner.ended) {
        cue = Some(c);
        Status::Previous
    } else if let Some(c) = from_value(view, hit, manner).filter(|_| polarity == Polarity::Plain) {
        cue = cue.or(Some(c));
        Status::Previous
    } else if let Some(c) = planned(view, hit, manner) {
        cue = cue.or(c);
        Status::Planned
    } else if polarity != Polarity::Ceased && talked_about(view, hit, manner) {
        Status::Planned
    } else if let Some(c) =
        previous(view, hit, manner).filter(|_| polarity != Polarity::Negated && !manner.ended)
    {
        cue = cue.or(c);
        Status::Previous
    } else if let Some(c) = hedged(view, hit, manner) {
        cue = cue.or(c);
        Status::Hedged
    } else {
        view.setting.default.unwrap_or(Status::Current)
    };
    let possible = status == Status::Hedged && modal(view, hit);
    Judgement { polarity, status, cue, possible }
}

/// "could", "may", "might" before the end of the match.
fn modal(view: &View, hit: &Hit) -> bool {
    view.free(Cue::Hedge, hit)
        .any(|c| c.start < hit.end && view.words.flags(view.stream.get(c.start)).has(Flags::MODAL))
}

/// "half of the current 20%".
fn named_current(view: &View, hit: &Hit) -> bool {
    let before = hit.value.and_then(|v| v.checked_sub(1));
    before.is_some_and(|i| matches!(view.word(i), "current" | "existing" | "present"))
}

/// The mechanism that a kind of cue belongs to.
fn mechanism(cue: Cue) -> Option<Mechanism> {
    match cue {
        Cue::Cease | Cue::CeasedAfter | Cue::Weaken => Some(Mechanism::Cease),
        Cue::Negation => Some(Mechanism::Negation),
        Cue::PreviousTime | Cue::PreviousAdjective | Cue::PreviousEvent | Cue::InsteadOf => {
            Some(Mechanism::PreviousTime)
        }
        Cue::Hedge => Some(Mechanism::Hedge),
        Cue::Planned => Some(Mechanism::Planned),
        Cue::Denial => Some(Mechanism::Denial),
        Cue::Pseudo
        | Cue::Now
        | Cue::Standing
        | Cue::HedgeSource
        | Cue::PlannedSentence
        | Cue::Exception
        | Cue::Generic => None,
        Cue::Open => Some(Mechanism::Guards),
    }
}

impl View<'_> {
    /// Cues of a kind that the match did not consume whole.
    fn free<'a>(&'a self, kind: Cue, hit: &'a Hit) -> impl Iterator<Item = &'a CueHit> {
        let on = mechanism(kind).is_none_or(|m| self.switches.on(m));
        self.cues.iter().filter(move |c| on && c.cue == kind && c.consumed & !hit.consumed != 0)
    }

    /// True when `a..b` holds a comma or a name that may be a subject: what follows is about
    /// something else. A name behind a preposition is none.
    fn new_subject(&self, a: usize, b: usize) -> bool {
        let governed = |i: usize| {
            i.checked_sub(1).is_some_and(|before| {
                self.words.flags(self.stream.get(before)).has(Flags::PREPOSITION)
            })
        };
        (a..b).any(|i| self.stream.get(i) == vocab::COMMA || is_name(self, i) && !governed(i))
    }

    /// "drops X as the trigger for Y": X is dropped, not Y. "Its role as Y" is Y.
    fn purpose(&self, a: usize, b: usize) -> bool {
        let role = |i: usize| {
            i.checked_sub(1).is_some_and(|before| {
                matches!(
                    self.word(before),
                    "status" | "role" | "position" | "place" | "standing" | "serving" | "acting"
                )
            })
        };
        (a..b).any(|i| self.word(i) == "as" && !role(i))
    }

    /// "considers suing over the deal": the wish is for something else.
    fn turns_to(&self, from: usize, hit: &Hit) -> bool {
        (from..hit.value.unwrap_or(hit.start))
            .any(|i| matches!(self.word(i), "over" | "against" | "because" | "despite" | "amid"))
    }

    fn word(&self, at: usize) -> &str {
        self.words.spelled(self.stream.get(at))
    }

    /// "replaced by", "converted to": what follows takes the place of what went before.
    fn passes_on(&self, cue: &CueHit, hit: &Hit) -> bool {
        self.word(cue.end) == "by"
            || self.word(cue.start).starts_with("convert")
                && (cue.end..hit.end).any(|i| self.word(i) == "to")
    }

    /// True when `a..b` holds a word or mark that ends the reach of a cue.
    fn terminated(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| {
            let sym = self.stream.get(i);
            matches!(sym, vocab::SEMICOLON | vocab::DASH)
                || matches!(self.words.spelled(sym), "but" | "while" | "with" | "though")
        })
    }
}

fn polarity(view: &View, hit: &Hit, manner: Manner) -> (Polarity, Option<(usize, usize)>) {
    let reach = |c: &&CueHit, window: usize| {
        c.end <= hit.end
            && c.end + window >= hit.start
            && !view.terminated(c.end, target(hit, c.end))
            && !view.passes_on(c, hit)
            && !view.purpose(c.end, hit.start)
            && !(c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "into")
    };
    let strong = |c: &&CueHit| !manner.typed || c.end - c.start > 1;
    let cease = view.free(Cue::Cease, hit).filter(strong).find(|c| reach(c, BEFORE));
    let after = view.free(Cue::CeasedAfter, hit).filter(|_| !manner.typed).find(|c| {
        c.start + 1 >= hit.end
            && c.start <= hit.end + AFTER
            && !view.terminated(hit.end, c.start)
            && !view.new_subject(hit.end, c.start)
    });
    let negation = view
        .free(Cue::Negation, hit)
        .filter(|n| cease.is_none_or(|c| n.start < c.start || n.start >= c.end))
        .find(|c| reach(c, NEGATION_BEFORE));
    let left_open =
        view.free(Cue::Open, hit).find(|c| c.start < hit.start && c.end + 6 >= hit.start);
    if let Some(c) = left_open.filter(|_| !manner.typed) {
        return (Polarity::Weakened, Some((c.start, c.end)));
    }
    let ended = cease.or(after);
    let span = |c: &CueHit| (c.start, c.end);
    match (ended, negation) {
        (Some(_), Some(n)) => (Polarity::Plain, Some(span(n))),
        (Some(c), None) if view.setting.conditional => (Polarity::Weakened, Some(span(c))),
        (Some(c), None) => (Polarity::Ceased, Some(span(c))),
        (None, Some(n)) => (Polarity::Negated, Some(span(n))),
        (None, None) => match view
            .free(Cue::Weaken, hit)
            .find(|c| reach(c, 4) && !asserted(view, hit, c.end, manner))
        {
            Some(c) if !manner.typed && !manner.event => (Polarity::Weakened, Some(span(c))),
            _ => (Polarity::Plain, None),
        },
    }
}

/// Where what a cue at `from` reaches begins: the first matched token behind it.
fn target(hit: &Hit, from: usize) -> usize {
    (from..hit.end).find(|i| hit.consumes(*i)).unwrap_or(hit.start)
}

/// "denied that ..." reaches everything after it; "... , which it denied" what stands before.
fn denied(view: &View, hit: &Hit, manner: Manner) -> Option<(usize, usize)> {
    if view.setting.denied {
        return Some((hit.start, hit.end));
    }
    view.free(Cue::Denial, hit)
        .filter(|c| !asserted(view, hit, c.end, manner))
        .find(|c| c.start < hit.end || c.start <= hit.end + 6)
        .map(|c| (c.start, c.end))
}

/// After the cue the match has a subject and a finite verb of its own: "wants to cut the share it
/// pays" does not make the paying a wish, nor "would exceed the $5bn that it has paid" the payment.
fn asserted(view: &View, hit: &Hit, after: usize, manner: Manner) -> bool {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let verb = |i: usize| {
        let f = flags(i);
        f.finite() && !f.has(Flags::MODAL) && is_subject(view, i - 1) && !f.has(Flags::NOUNISH)
    };
    match hit.value.filter(|_| manner.typed) {
        Some(value) => {
            let before =
                value.checked_sub(1).map_or("", |i| view.words.spelled(view.stream.get(i)));
            matches!(before, "the" | "its" | "their")
                || owned(view, value)
                || (value + 2..value + 6).any(verb)
        }
        None if manner.typed => false,
        None => {
            (after.max(hit.start) + 1..hit.end).any(|i| hit.consumes(i) && i > after + 3 && verb(i))
        }
    }
}

/// "Acme's 27%", "its cumulative $13 billion": told as known.
fn owned(view: &View, value: usize) -> bool {
    (1..=2).any(|back| {
        value.checked_sub(back).is_some_and(|i| is_name(view, i) && !is_subject(view, i))
    })
}

/// "already" beside the match: no wish reaches it.
fn already(view: &View, hit: &Hit) -> bool {
    (hit.start.saturating_sub(3)..hit.end + 3)
        .any(|i| view.words.spelled(view.stream.get(i)) == "already")
}

/// Found, and by which cue when one stands in the clause.
type Found = Option<Option<(usize, usize)>>;

#[expect(clippy::unnecessary_wraps, reason = "the inner half of `Found`")]
fn span(c: &CueHit) -> Option<(usize, usize)> {
    Some((c.start, c.end))
}

fn planned(view: &View, hit: &Hit, manner: Manner) -> Found {
    let known = manner.typed && hit.value.is_some_and(|v| holds_now(view, v + 1));
    if already(view, hit) || known {
        return None;
    }
    let stands = view.cues.iter().any(|c| c.cue == Cue::Standing);
    if view.setting.planned && !stands && !view.setting.standing {
        return Some(None);
    }
    let anew = view.cues.iter().any(|c| c.cue == Cue::Now && c.end - c.start > 2);
    view.free(Cue::Planned, hit)
        .filter(|c| {
            let would =
                view.words.spelled(view.stream.get(c.start)) == "would" && c.end - c.start == 1;
            let told =
                view.setting.carried_previous || view.free(Cue::PreviousTime, hit).next().is_some();
            let past = would && told
                || would && view.words.spelled(view.stream.get(c.end)) == "have"
                || (c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "must");
            !past
                && !view.turns_to(c.end, hit)
                && !aside(view, c, hit)
                && !(would && (view.setting.reported || anew))
                && !(c.start < hit.start && asserted(view, hit, c.end, manner))
        })
        .find(|c| {
            c.start < hit.end && c.end + 16 >= hit.start
                || c.start >= hit.end
                    && c.start <= hit.end + 5
                    && !view.words.flags(view.stream.get(c.start)).has(Flags::MODAL)
        })
        .map(span)
}

fn hedged(view: &View, hit: &Hit, manner: Manner) -> Found {
    let known = manner.typed && hit.value.is_some_and(|v| owned(view, v));
    if view.setting.hedged_source && !known {
        return Some(None);
    }
    view.free(Cue::Hedge, hit)
        .find(|c| c.start < hit.end && !asserted(view, hit, c.end, manner) && !aside(view, c, hit))
        .map(span)
}

/// "..., which could hurt it, and Y": the relative clause is over where Y begins.
fn aside(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let core = hit.value.unwrap_or(hit.start);
    let relative = cue.start.checked_sub(1).is_some_and(|i| view.word(i) == "which");
    relative
        && (cue.end..core).any(|i| {
            view.stream.get(i) == vocab::COMMA && matches!(view.word(i + 1), "and" | "but")
        })
}

/// Where the article tells of talks, "could" is what is being talked about.
fn talked_about(view: &View, hit: &Hit, manner: Manner) -> bool {
    view.setting.negotiating
        && view.free(Cue::Hedge, hit).any(|c| {
            c.start < hit.end
                && view.words.flags(view.stream.get(c.start)).has(Flags::MODAL)
                && !asserted(view, hit, c.end, manner)
        })
}

fn previous(view: &View, hit: &Hit, manner: Manner) -> Found {
    let directly = |c: &&CueHit| c.end <= hit.end && c.end + 2 >= hit.start;
    if let Some(c) = view.free(Cue::PreviousAdjective, hit).find(directly) {
        return Some(span(c));
    }
    if manner.event {
        return view.free(Cue::PreviousEvent, hit).next().map(span);
    }
    let verb = tense::governing(view, hit);
    let present = verb.is_some_and(|v| tense::is_present(view, v));
    let placed = |c: &&CueHit| {
        c.start < hit.end || c.start <= hit.end + 8 && !view.new_subject(hit.end, c.start)
    };
    // "would have had" is over; "would have a right" is still to come.
    let over = |c: &&CueHit| {
        let participle = |i: usize| view.words.flags(view.stream.get(i)).has(Flags::PARTICIPLE);
        view.word(c.start) != "would" || (c.end..c.end + 2).any(participle)
    };
    // "until then" looks back only from a past verb.
    let back = |c: &&CueHit| {
        view.word(c.start) != "until"
            || view.word(c.start + 1) != "then"
            || (0..view.stream.len()).any(|i| view.words.flags(view.stream.get(i)).has(Flags::PAST))
    };
    let times = || view.free(Cue::PreviousTime, hit).filter(|_| !present).filter(over).filter(back);
    if let Some(c) = times().find(placed) {
        return Some(span(c));
    }
    let now = view.free(Cue::Now, hit).next().is_some();
    if view.setting.carried_previous && !now && !present {
        return Some(None);
    }
    tense::past_state(view, verb?)
        .filter(|_| !now && !view.setting.reported && view.switches.on(Mechanism::PastTense))
        .map(Some)
}

/// Right behind a value: it holds today, "compared with 20% now", "from 20% at present".
pub fn holds_now(view: &View, after: usize) -> bool {
    matches!(view.word(after), "now" | "today" | "currently")
        || view.word(after) == "at" && view.word(after + 1) == "present"
}

/// "instead of X", "down from X": X is what was.
fn instead_of(view: &View, hit: &Hit) -> Option<(usize, usize)> {
    let core = hit.value.unwrap_or(hit.start);
    let near = |c: &&CueHit| {
        c.end <= core
            && c.end + 4 >= core
            && !view.passes_on(c, hit)
            && !(c.end..core).any(|i| matches!(view.word(i), "with" | "by"))
    };
    let on = view.switches.on(Mechanism::PreviousTime) && !holds_now(view, hit.end);
    view.cues.iter().filter(|c| on && c.cue == Cue::InsteadOf).find(near).map(|c| (c.start, c.end))
}

/// "from X to Y": X is what was.
fn from_value(view: &View, hit: &Hit, manner: Manner) -> Option<(usize, usize)> {
    if !view.switches.on(Mechanism::Change) {
        return None;
    }
    let word = |i: usize| view.words.spelled(view.stream.get(i));
    let reach = hit.value.filter(|_| manner.typed).unwrap_or(hit.start) + 1;
    let back = if manner.typed { 4 } else { 2 };
    let from = (hit.start.saturating_sub(back)..reach).rev().find(|i| word(*i) == "from")?;
    let day = matches!(word(from + 1), "today" | "now" | "then" | "here")
        || word(from + 1).ends_with("day");
    let flow = day || is_name(view, from + 1);
    let past_value = hit.value.is_some_and(|v| v < from);
    let to = (hit.start + 1..view.stream.len().min(hit.end + 6))
        .find(|i| matches!(word(*i), "to" | "into" | "toward" | "towards"))?;
    let now = hit.value.is_some_and(|v| holds_now(view, v + 1));
    (!flow && !past_value && !now && to + 1 < view.stream.len()).then_some((from, from + 1))
}

/// A name that can be a subject: an owner ("Acme's") cannot.
fn is_subject(view: &View, at: usize) -> bool {
    is_name(view, at) && !view.words.flags(view.stream.get(at)).has(Flags::DETERMINER)
}

/// "from Acme to Beta" is a flow, not a change.
fn is_name(view: &View, at: usize) -> bool {
    let sym = view.stream.get(at);
    sym >= vocab::BOTH && view.words.spelled(sym).is_empty()
}
