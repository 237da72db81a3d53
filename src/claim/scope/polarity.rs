//! Whether what a match says has ended or is denied by "not": cues before it and behind it, and what
//! ends their reach. It never decides when something holds.

use super::status::{asserted, is_name, is_subject};
use super::{Manner, Polarity, View};
use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::pattern::Hit;
use crate::claim::pattern::vocabulary as vocab;

const AFTER: usize = 7;
const AROUND: usize = 4;
const NEGATION_BEFORE: usize = 7;
const BEFORE: usize = 8;
/// Tokens from the start of an object to the value in it.
const OBJECT: usize = 3;

pub(super) fn polarity(
    view: &View,
    hit: &Hit,
    manner: Manner,
) -> (Polarity, Option<(usize, usize)>) {
    let reach = |c: &&CueHit, window: usize| {
        // "not ... anymore" stands around what it ends.
        let around = c.start < hit.start && c.end > hit.end && c.end <= hit.end + AROUND;
        (c.end <= hit.end || around)
            && c.end + window >= hit.start
            && !view.terminated(c.end, target(hit, c.end))
            && !view.passes_on(c, hit)
            && !view.purpose(c.end, hit.start)
            && !view.complement(c.end + 1, hit)
            && !(c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "into")
    };
    let strong = |c: &&CueHit| !manner.typed || c.end - c.start > 1 || view.takes(c, hit);
    // The "not" of "not true that" disputes; it neither negates nor ends what is disputed.
    let disputes = |n: &&CueHit| view.free(Cue::Denial, hit).any(|d| d.consumed & n.consumed != 0);
    let cease = view
        .free(Cue::Cease, hit)
        .filter(strong)
        .filter(|c| !disputes(c))
        .find(|c| reach(c, BEFORE));
    let after =
        view.free(Cue::CeasedAfter, hit).filter(|c| !manner.typed || view.undone(c)).find(|c| {
            c.start + 1 >= hit.end
                && c.start <= hit.end + AFTER
                && !view.broken(hit.end, c.start)
                && !view.new_subject(hit.end, c.start)
                && (!manner.typed || !view.subordinate(hit.end, c.start))
                && !view.complement(hit.start.saturating_sub(2), hit)
        });
    let negation = view
        .free(Cue::Negation, hit)
        .filter(|n| cease.is_none_or(|c| n.start < c.start || n.start >= c.end))
        .filter(|n| !disputes(n))
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

/// A verb of becoming: it says what came, and of a flow only where it goes.
pub(crate) fn turned(word: &str) -> bool {
    ["go", "went", "mov", "shift", "becom", "becam", "turn", "convert"]
        .iter()
        .any(|stem| word.starts_with(stem))
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

    /// "dropped the $5 billion order": the value stands in the object itself.
    fn takes(&self, cue: &CueHit, hit: &Hit) -> bool {
        let object = hit.value.is_some_and(|v| cue.end < v && v <= cue.end + OBJECT);
        let determined = self.words.flags(self.stream.get(cue.end)).has(Flags::DETERMINER);
        object && determined && !self.word(cue.start).starts_with("br")
    }

    /// "worth $5 billion when the bid was dropped": the end is another clause's.
    fn subordinate(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| matches!(self.word(i), "when" | "once" | "after" | "as" | "before" | "if"))
    }

    /// "has been replaced", "ended on Monday": over, not the end of a term that still runs.
    fn undone(&self, cue: &CueHit) -> bool {
        let to_come = |i: usize| {
            matches!(
                self.word(i),
                "end"
                    | "ends"
                    | "ending"
                    | "expire"
                    | "expires"
                    | "lapse"
                    | "lapses"
                    | "cease"
                    | "ceases"
                    | "stop"
                    | "stops"
                    | "over"
                    | "gone"
                    | "run"
                    | "runs"
            )
        };
        !turned(self.word(cue.start)) && !(cue.start..cue.end).any(to_come)
    }

    /// "the cap on X", "the talks about X": what ends is the cap, not X.
    fn complement(&self, from: usize, hit: &Hit) -> bool {
        let bound = |i: usize| {
            matches!(
                self.word(i),
                "cap"
                    | "caps"
                    | "limit"
                    | "limits"
                    | "ceiling"
                    | "lid"
                    | "curb"
                    | "curbs"
                    | "ban"
                    | "restriction"
                    | "restrictions"
                    | "brake"
                    | "talks"
                    | "debate"
                    | "dispute"
                    | "row"
                    | "fight"
                    | "reports"
                    | "question"
                    | "decision"
                    | "ruling"
                    | "tax"
            )
        };
        (from..hit.start).any(|i| {
            matches!(self.word(i), "on" | "about" | "over") && i.checked_sub(1).is_some_and(bound)
        })
    }

    /// "drops X as the trigger for Y": X is dropped, not Y. "Its role as Y" is Y.
    pub(super) fn purpose(&self, a: usize, b: usize) -> bool {
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

    /// "has not", "does not", "never" by itself, and not of an end: "does not expire until 2032".
    pub(super) fn flatly(&self, at: usize, hit: &Hit) -> bool {
        let auxiliary = at.checked_sub(1).is_some_and(|before| {
            matches!(self.word(before), "has" | "have" | "does" | "do" | "did" | "is" | "was")
        });
        let end = |i: usize| {
            matches!(
                self.word(i),
                "expire" | "end" | "lapse" | "stop" | "until" | "yet" | "only" | "before"
            )
        };
        let core = hit.value.unwrap_or(hit.end);
        let ends = (at + 1..at + 3).any(end);
        let flat = self.word(at) == "never" || self.word(at) == "not" && auxiliary;
        flat && !ends && at < core && core <= at + 7
    }

    /// "replaced by", "converted to": what follows takes the place of what went before.
    pub(super) fn passes_on(&self, cue: &CueHit, hit: &Hit) -> bool {
        self.word(cue.end) == "by"
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

    /// True when `a..b` holds a word or mark that ends the reach of a cue.
    pub(super) fn terminated(&self, a: usize, b: usize) -> bool {
        (a..b).any(|i| {
            let sym = self.stream.get(i);
            // "..., and Acme's own payments": somebody else's begin.
            let other = sym == vocab::COMMA && self.word(i + 1) == "and" && is_name(self, i + 2);
            other
                || matches!(sym, vocab::SEMICOLON | vocab::DASH)
                || matches!(self.words.spelled(sym), "but" | "while" | "with" | "though")
        })
    }
}
