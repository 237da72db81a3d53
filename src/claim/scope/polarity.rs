//! Whether what a match says has ended or is denied by "not": cues before it and behind it, and what
//! ends their reach. It never decides when something holds.

use super::names::{is_name, is_subject};
use super::status::{asserted, possessed};
use super::{Manner, Polarity, View};
use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::pattern::Hit;
use crate::claim::pattern::vocabulary as vocab;

const AFTER: usize = 7;
const AROUND: usize = 4;
const NEGATION_BEFORE: usize = 7;
const BEFORE: usize = 8;

pub(super) fn polarity(
    view: &View,
    hit: &Hit,
    manner: Manner,
) -> (Polarity, Option<(usize, usize)>) {
    let reach = |c: &&CueHit, window: usize| {
        // "not ... anymore" stands around what it ends.
        let spans = c.start < hit.start || c.start < hit.end && view.word(c.start) == "not";
        let around = spans && c.end > hit.end && c.end <= hit.end + AROUND;
        (c.end <= hit.end || around)
            && c.end + window >= hit.start
            && !view.terminated(c.end, target(hit, c.end))
            && !view.passes_on(c, hit)
            && !view.purpose(c.end, hit.start)
            && !view.complement(c.end + 1, hit)
            && !(c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "into")
    };
    let strong = |c: &&CueHit| !manner.typed || c.end - c.start > 1 || view.takes_in(c, hit);
    // The "not" of "not true that" disputes; it neither negates nor ends what is disputed.
    // Nor does the "neither" of "neither has confirmed" touch what is unconfirmed.
    let disputes = |n: &&CueHit| {
        let unsure = view.cues.iter().filter(|c| c.cue == Cue::HedgeSource);
        view.free(Cue::Denial, hit).chain(unsure).any(|d| d.consumed & n.consumed != 0)
    };
    // "Gone are the days when": looks back, ends nothing itself.
    let looks_back =
        |c: &CueHit| view.free(Cue::PreviousTime, hit).any(|p| p.consumed & c.consumed != 0);
    let cease = view
        .free(Cue::Cease, hit)
        .filter(strong)
        .filter(|c| !looks_back(c))
        .filter(|c| !disputes(c))
        .find(|c| reach(c, BEFORE));
    let negation = view
        .free(Cue::Negation, hit)
        .filter(|n| cease.is_none_or(|c| n.start < c.start || n.start >= c.end))
        .filter(|n| !disputes(n) && !view.owned_amount(hit))
        .find(|c| reach(c, NEGATION_BEFORE));
    let left_open =
        view.free(Cue::Open, hit).find(|c| c.start < hit.start && c.end + 6 >= hit.start);
    if let Some(c) = left_open.filter(|_| !manner.typed) {
        return (Polarity::Weakened, Some((c.start, c.end)));
    }
    let ended = cease.or_else(|| ended_behind(view, hit, manner));
    let span = |c: &CueHit| (c.start, c.end);
    match (ended, negation) {
        (Some(_), Some(n)) => (Polarity::Plain, Some(span(n))),
        (Some(c), None) if view.setting.conditional => (Polarity::Weakened, Some(span(c))),
        (Some(c), None) => (Polarity::Ceased, Some(span(c))),
        (None, Some(n)) if !manner.typed && view.amount_denied(n, hit) => {
            (Polarity::Weakened, Some(span(n)))
        }
        // "The prize is not its $5 billion": that it is there, nobody disputes.
        (None, Some(_)) if manner.typed && hit.value.is_some_and(|v| possessed(view, v)) => {
            (Polarity::Plain, None)
        }
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

/// A verb of becoming: it says what came, and of a flow only where it goes.
pub(crate) fn turned(word: &str) -> bool {
    ["go", "went", "mov", "shift", "becom", "becam", "turn", "convert"]
        .iter()
        .any(|stem| word.starts_with(stem))
}

/// "The payments ... have ended": what is told of an end behind the match.
fn ended_behind<'a>(view: &'a View, hit: &'a Hit, manner: Manner) -> Option<&'a CueHit> {
    let reaches = |c: &&CueHit| {
        c.start + 1 >= hit.end
            && c.start <= hit.end + AFTER
            && !view.broken(hit.end, c.start)
            && !view.new_subject(hit.end, c.start)
            && !(manner.typed && view.subordinate(hit.end, c.start))
    };
    let of_another = view.topic(hit) || view.complement(hit.start.saturating_sub(2), hit);
    // "The years in which it could use only Acme are over": what is over is the time.
    let looks_back =
        |c: &&CueHit| view.free(Cue::PreviousTime, hit).any(|p| p.consumed & c.consumed != 0);
    view.free(Cue::CeasedAfter, hit)
        .filter(|c| !of_another && !looks_back(c))
        .filter(|c| !manner.typed || view.undone(c))
        .find(reaches)
}

/// Where what a cue at `from` reaches begins: the first matched token behind it.
fn target(hit: &Hit, from: usize) -> usize {
    (from..hit.end).find(|i| hit.consumes(*i)).unwrap_or(hit.start)
}

impl View<'_> {
    /// True when `a..b` holds a comma or a name that may be a subject: what follows is about
    /// something else. A name behind a preposition or in a relative is none.
    pub(super) fn new_subject(&self, a: usize, b: usize) -> bool {
        let governed = |i: usize| {
            i.checked_sub(1).is_some_and(|before| {
                self.words.flags(self.stream.get(before)).has(Flags::PREPOSITION)
                    || self.relative(before)
            })
        };
        // "the project of Acme and Beta": both stand behind the "of".
        let paired = |i: usize| {
            i.checked_sub(2).is_some_and(|first| {
                self.word(i - 1) == "and" && is_name(self, first) && governed(first)
            })
        };
        (a..b).any(|i| {
            self.stream.get(i) == vocab::COMMA || is_subject(self, i) && !governed(i) && !paired(i)
        })
    }

    /// "that", "which" of a relative clause; "after that" is none.
    fn relative(&self, at: usize) -> bool {
        let behind_preposition = at.checked_sub(1).is_some_and(|before| {
            self.words.flags(self.stream.get(before)).has(Flags::PREPOSITION)
        });
        matches!(self.word(at), "that" | "which") && !behind_preposition
    }

    /// "worth $5 billion when the bid was dropped": the end is another clause's.
    fn subordinate(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| matches!(self.word(i), "when" | "once" | "after" | "as" | "before" | "if"))
    }

    /// "has been replaced", "ended on Monday": over, not the end of a term that still runs.
    fn undone(&self, cue: &CueHit) -> bool {
        let to_come = |i: usize| self.is(i, Flags::TO_COME);
        !turned(self.word(cue.start)) && !(cue.start..cue.end).any(to_come)
    }

    /// "the cap on X", "the talks about X": what ends is the cap, not X.
    fn complement(&self, from: usize, hit: &Hit) -> bool {
        let bound = |i: usize| self.is(i, Flags::BOUND);
        (from..hit.start).any(|i| {
            matches!(self.word(i), "on" | "about" | "over") && i.checked_sub(1).is_some_and(bound)
        })
    }

    /// "dropped his demand for $5": the value belongs to the object of the verb. "Drops to $5",
    /// "ends in 2030" and "cuts its stake by 5%" end no value.
    fn takes_in(&self, cue: &CueHit, hit: &Hit) -> bool {
        const OBJECT: usize = 6;
        let amount = |v: &usize| matches!(self.stream.get(*v), vocab::MONEY | vocab::PERCENT);
        let Some(value) = hit.value.filter(amount) else { return false };
        let determined = self.words.flags(self.stream.get(cue.end)).has(Flags::DETERMINER);
        let leaves = |i: usize| {
            let flags = self.words.flags(self.stream.get(i));
            let other = flags.has(Flags::PREPOSITION) && !matches!(self.word(i), "of" | "for");
            other || flags.has(Flags::AUX) || self.stream.get(i) == vocab::COMMA
        };
        determined && cue.end < value && value <= cue.end + OBJECT && !(cue.end..value).any(leaves)
    }

    /// "may not honour its $5 order": the order stands, whatever becomes of it.
    fn owned_amount(&self, hit: &Hit) -> bool {
        let Some(before) = hit.value.and_then(|v| v.checked_sub(1)) else { return false };
        let flags = self.words.flags(self.stream.get(before));
        let owner = matches!(self.word(before), "" | "its" | "their");
        let held = hit.value.is_some_and(|v| self.stream.get(v) == vocab::MONEY);
        held && owner && flags.has(Flags::DETERMINER)
    }

    /// "There is no $5 lid", "does not pay 40%": the amount is wrong, not the fact.
    fn amount_denied(&self, negation: &CueHit, hit: &Hit) -> bool {
        const BEHIND: usize = 5;
        let amount = |i: usize| matches!(self.stream.get(i), vocab::MONEY | vocab::PERCENT);
        let at = negation.start;
        if self.word(at) == "no" {
            return amount(at + 1);
        }
        let open = |i: &usize| self.stream.get(*i) != vocab::COMMA;
        let untyped = Hit { value: None, ..*hit };
        self.flatly(at, &untyped) && (at + 1..hit.end + BEHIND).take_while(open).any(amount)
    }

    /// "The lid on its payments was lifted": the payments are only what the lid is on.
    pub(super) fn topic(&self, hit: &Hit) -> bool {
        hit.value.is_none()
            && hit
                .start
                .checked_sub(1)
                .is_some_and(|i| matches!(self.word(i), "on" | "over" | "about"))
    }

    /// "drops X as the trigger for Y": X is dropped, not Y. "Its role as Y" is Y.
    pub(super) fn purpose(&self, a: usize, b: usize) -> bool {
        let role = |i: usize| i.checked_sub(1).is_some_and(|before| self.is(before, Flags::ROLE));
        (a..b).any(|i| self.word(i) == "as" && !role(i))
    }

    /// "has not", "does not", "never" by itself, and not of an end: "does not expire until 2032".
    pub(super) fn flatly(&self, at: usize, hit: &Hit) -> bool {
        let auxiliary = at.checked_sub(1).is_some_and(|before| {
            matches!(
                self.word(before),
                "has" | "have" | "had" | "does" | "do" | "did" | "is" | "are" | "was" | "were"
            )
        });
        let end = |i: usize| {
            matches!(
                self.word(i),
                "expire" | "end" | "lapse" | "stop" | "until" | "yet" | "only" | "before"
            )
        };
        let core = hit.value.unwrap_or(hit.end);
        let ends = (at + 1..at + 3).any(end);
        // "There is no $5 lid": the amount stands right behind.
        let none = self.word(at) == "no" && hit.value == Some(at + 1);
        let flat = none || self.word(at) == "never" || self.word(at) == "not" && auxiliary;
        flat && !ends && at < core && core <= at + 7
    }

    /// "replaced by", "converted to": what follows takes the place of what went before.
    pub(super) fn passes_on(&self, cue: &CueHit, hit: &Hit) -> bool {
        // "trades X for Y": Y is what comes.
        let traded =
            cue.end <= hit.start && cue.end - cue.start > 2 && self.word(cue.end - 1) == "for";
        traded
            || self.word(cue.end) == "by"
            || self.word(cue.start) == "superseded" && matches!(self.word(cue.end), "in" | "on")
            || self.word(cue.start).starts_with("convert")
                && (cue.end..hit.end).any(|i| self.word(i) == "to")
    }

    /// True when another clause begins in `a..b`; "its pact with Acme lapsed" goes on.
    fn broken(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| {
            matches!(self.stream.get(i), vocab::SEMICOLON | vocab::DASH)
                || matches!(self.word(i), "but" | "while" | "though")
        })
    }

    /// "ends X, caps Y and keeps Z": behind the comma the next verb with its own object.
    fn listed_verb(&self, at: usize) -> bool {
        let at = at + usize::from(self.word(at) == "and");
        let flags = |i: usize| self.words.flags(self.stream.get(i));
        let object = flags(at + 1).has(Flags::DETERMINER) || is_name(self, at + 1);
        flags(at).has(Flags::THIRD) && object
    }

    /// True when `a..b` holds a word or mark that ends the reach of a cue.
    pub(super) fn terminated(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| {
            let sym = self.stream.get(i);
            // "..., and Acme's own payments": somebody else's begin.
            let other = sym == vocab::COMMA && self.word(i + 1) == "and" && is_name(self, i + 2);
            other
                || sym == vocab::COMMA && self.listed_verb(i + 1)
                || matches!(sym, vocab::SEMICOLON | vocab::DASH)
                || matches!(self.words.spelled(sym), "but" | "while" | "with" | "though")
        })
    }
}
