//! Whether what a match says has ended or is denied by "not": cues before it and behind it, and what
//! ends their reach. It never decides when something holds.

use super::status::{asserted, is_name};
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
        let around = c.start < hit.start && c.end > hit.end && c.end <= hit.end + AROUND;
        (c.end <= hit.end || around)
            && c.end + window >= hit.start
            && !view.terminated(c.end, target(hit, c.end))
            && !view.passes_on(c, hit)
            && !view.purpose(c.end, hit.start)
            && !(c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "into")
    };
    let strong = |c: &&CueHit| !manner.typed || c.end - c.start > 1;
    // The "not" of "not true that" disputes; it neither negates nor ends what is disputed.
    let disputes = |n: &&CueHit| view.free(Cue::Denial, hit).any(|d| d.consumed & n.consumed != 0);
    let cease = view
        .free(Cue::Cease, hit)
        .filter(strong)
        .filter(|c| !disputes(c))
        .find(|c| reach(c, BEFORE));
    let after = view.free(Cue::CeasedAfter, hit).filter(|_| !manner.typed).find(|c| {
        c.start + 1 >= hit.end
            && c.start <= hit.end + AFTER
            && !view.terminated(hit.end, c.start)
            && !view.new_subject(hit.end, c.start)
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
            self.stream.get(i) == vocab::COMMA || is_name(self, i) && !governed(i) && !paired(i)
        })
    }

    /// "that", "which" of a relative clause; "after that" is none.
    fn relative(&self, at: usize) -> bool {
        let behind_preposition = at.checked_sub(1).is_some_and(|before| {
            self.words.flags(self.stream.get(before)).has(Flags::PREPOSITION)
        });
        matches!(self.word(at), "that" | "which") && !behind_preposition
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
            || self.word(cue.start) == "superseded" && matches!(self.word(cue.end), "in" | "on")
            || self.word(cue.start).starts_with("convert")
                && (cue.end..hit.end).any(|i| self.word(i) == "to")
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
