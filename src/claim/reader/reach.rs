//! How far a cue that speaks for a whole sentence reaches: what is told as known beside a report or
//! beside talks is neither hearsay nor a wish. It never decides what a clause says of itself.

use super::super::clauses::{Clause, ClauseKind};
use super::super::english::Flags;
use super::super::english::cues::{Cue, CueHit};
use super::super::pattern::{Vocabulary, vocabulary as vocab};
use super::super::scope::{self, Setting, View};
use super::super::switches::Mechanism;
use super::super::tokens::{Kind, Token};

/// What one clause of a sentence inherits from the cues of the others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Inherited {
    pub(super) hedged_source: bool,
    pub(super) planned: bool,
}

/// Where a clause tells of now and of what was, last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) now: Option<usize>,
    former: Option<usize>,
    span: bool,
}

impl Times {
    pub(super) fn of(view: &View) -> Self {
        let on = view.switches.on(Mechanism::PreviousTime);
        let of = |cue: Cue| view.cues.iter().filter(move |c| c.cue == cue);
        Self {
            now: of(Cue::Now).filter(|c| scope::says_now(view, c)).map(|c| c.start).max(),
            former: of(Cue::PreviousTime).filter(|_| on).map(|c| c.start).max(),
            span: on && of(Cue::PreviousSpan).next().is_some(),
        }
    }

    /// "Formerly a supplier, it now ...": what comes last is carried on.
    pub(super) fn carry(self, setting: &mut Setting) {
        setting.carried_span = self.span;
        setting.carried_previous |= self.former > self.now;
    }
}

/// A sentence cut to clauses.
pub(super) struct Parts<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) clauses: &'a [Clause],
    pub(super) words: &'a Vocabulary,
}

/// Tokens of a clause in which a relative names itself.
const OPENING: usize = 5;

impl Parts<'_> {
    /// What each clause inherits from `cues`, which are those of the whole sentence.
    pub(super) fn inherited(&self, cues: &[CueHit]) -> Vec<Inherited> {
        let reached =
            |cue: Cue, at: usize| cues.iter().filter(|c| c.cue == cue).any(|c| self.reaches(c, at));
        (0..self.clauses.len())
            .map(|at| Inherited {
                hedged_source: reached(Cue::HedgeSource, at),
                planned: reached(Cue::PlannedSentence, at) || self.wished(cues, at),
            })
            .collect()
    }

    /// "wants to pool X, ... and to build Y": one wish after the other.
    fn wished(&self, cues: &[CueHit], at: usize) -> bool {
        let own = self.own(at);
        let infinitive = own.iter().take(2).any(|i| self.word(*i) == "to");
        let before = at.checked_sub(1).map(|i| self.own(i)).unwrap_or_default();
        let wish = |c: &CueHit| c.cue == Cue::Planned && before.contains(&c.start);
        infinitive && !own.iter().any(|i| self.flags(*i).finite()) && cues.iter().any(wish)
    }

    fn reaches(&self, cue: &CueHit, at: usize) -> bool {
        let own = |i: usize| self.own(i).contains(&cue.start);
        let Some(home) = (0..self.clauses.len()).rev().find(|i| own(*i)) else { return true };
        let Some((clause, told)) = self.clauses.get(at).zip(self.clauses.get(home)) else {
            return true;
        };
        if home == at {
            return !self.trails(cue);
        }
        // What stands aside speaks for itself, ", as the paper wrote," for what it stands in.
        if told.lifted && self.aside(home) {
            return clause.lifted && self.together(home, at);
        }
        if self.background(at) || clause.lifted && self.holds_now(at) {
            return false;
        }
        if cue.cue == Cue::PlannedSentence {
            return at > home && self.introduces(home) || !self.asserts(at);
        }
        !self.adverbial(cue) || self.goes_on(home, at)
    }

    /// The tokens of a clause that no other lent it.
    fn own(&self, at: usize) -> &[usize] {
        let Some(clause) = self.clauses.get(at) else { return &[] };
        let lent = if clause.lifted { clause.head() } else { usize::from(clause.copied) };
        clause.tokens.get(lent..).unwrap_or_default()
    }

    fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |t| self.words.spelled(t.word))
    }

    fn flags(&self, index: usize) -> Flags {
        self.tokens.get(index).map_or(Flags::NONE, |t| self.words.flags(t.word))
    }

    /// A part of the sentence that was taken out and relates to a noun or a value.
    fn aside(&self, at: usize) -> bool {
        (0..self.clauses.len())
            .filter(|i| *i == at || self.together(*i, at))
            .filter_map(|i| self.clauses.get(i))
            .any(|c| c.relates(self.tokens, self.words))
    }

    /// Two clauses that were taken out in one piece: nothing but a joint stands between them.
    fn together(&self, a: usize, b: usize) -> bool {
        let ends = |i: usize| Some((*self.own(i).first()?, *self.own(i).last()?));
        let lifted = |i: usize| self.clauses.get(i).is_some_and(|c| c.lifted);
        let (Some(one), Some(other)) = (ends(a), ends(b)) else { return false };
        lifted(a) && lifted(b) && (one.1 + 3 > other.0 && one.0 < other.1 + 3)
    }

    /// ", which holds a fifth of it,": told as known, whatever the sentence rests on.
    fn background(&self, at: usize) -> bool {
        let own = self.own(at);
        let opens = |i: &usize| matches!(self.word(*i), "which" | "who" | "whose");
        // "..., now that it may choose": the reason is no part of what is wanted.
        if matches!(own, [now, that, ..] if self.word(*now) == "now" && self.word(*that) == "that")
        {
            return true;
        }
        let Some(relative) = own.iter().take(OPENING).position(opens) else { return false };
        !own.iter().skip(relative).any(|i| self.tentative(*i))
    }

    /// ", currently set at 20%,".
    fn holds_now(&self, at: usize) -> bool {
        self.own(at)
            .iter()
            .any(|i| self.flags(*i).has(Flags::NOW) && self.flags(*i).has(Flags::ADVERB))
    }

    /// "reportedly", "was said to": it hedges its own verb.
    fn adverbial(&self, cue: &CueHit) -> bool {
        let copula = matches!(self.word(cue.start), "is" | "was" | "are" | "were");
        let last = self.word(cue.end.saturating_sub(1));
        cue.end == cue.start + 1 && cue.start > 0 || copula && last == "to"
    }

    /// "..., reportedly worth $5 billion": it hedges only what comes behind it, match by match.
    fn trails(&self, cue: &CueHit) -> bool {
        let comma = cue.start.checked_sub(1).and_then(|i| self.tokens.get(i));
        comma.is_some_and(|t| t.word == vocab::COMMA)
            && cue.end == cue.start + 1
            && self.flags(cue.end).has(Flags::PARTICIPLE)
    }

    /// No clause behind `home` up to this one says something by itself.
    fn goes_on(&self, home: usize, at: usize) -> bool {
        at > home && !(home + 1..=at).any(|i| self.asserts(i))
    }

    /// A subject and a verb of its own, and no "would": it stands by itself.
    fn asserts(&self, at: usize) -> bool {
        let own = self.own(at);
        let copied = self.clauses.get(at).is_some_and(|c| c.copied && !c.lifted);
        let relative = |i: &usize| matches!(self.word(*i), "that" | "which" | "who" | "whose");
        let before = own.iter().take_while(|i| !relative(i));
        let mut before = before.copied().peekable();
        let mut finite = false;
        while let Some(i) = before.next() {
            // "Acme offers": beside its subject no noun.
            let third = before.peek().is_some_and(|next| self.flags(*next).has(Flags::THIRD));
            finite |= self.flags(i).finite() || third && self.named(i);
            if self.tentative(i) {
                return false;
            }
        }
        // "that the rate be cut": what is asked for.
        finite && !copied && !own.iter().any(|i| self.word(*i) == "be")
    }

    fn named(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|t| matches!(t.kind, Kind::Name(_)) || t.sym != t.word)
    }

    /// "would", "could": it may come to be.
    fn tentative(&self, index: usize) -> bool {
        self.flags(index).has(Flags::MODAL) && self.word(index) != "can"
    }

    /// Its last word says that what follows is its content: "the draft says".
    fn introduces(&self, at: usize) -> bool {
        let condition = self.clauses.get(at).is_some_and(|c| c.kind == ClauseKind::Condition);
        let last = self.own(at).last().copied().unwrap_or_default();
        let colon = self.tokens.get(last + 1).is_some_and(|t| t.word == vocab::COLON);
        condition || colon || self.word(last) == "that" || self.flags(last).has(Flags::REPORTING)
    }
}
