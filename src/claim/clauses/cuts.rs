//! Where a clause starts: at joints before a predicate or a subject with its verb, at
//! subordinators, after "said that".

use super::Cutter;
use crate::claim::ellipsis;
use crate::claim::english::Flags;
use crate::claim::pattern::vocabulary as vocab;
use crate::claim::tokens::{ARROW, Kind};

/// Cut before these wherever they stand.
const ALWAYS: [&str; 15] = [
    "but",
    "while",
    "though",
    "although",
    "whereas",
    "unless",
    "because",
    "if",
    "whether",
    "yet",
    "meanwhile",
    "however",
    "assuming",
    "barring",
    "conversely",
];
/// Cut before these when a subject and a verb follow.
const WITH_SUBJECT: [&str; 9] = ["as", "so", "since", "when", "and", "or", "after", "nor", "plus"];
/// Tokens of the head of a list: "What it keeps:".
const HEAD_MAX: usize = 8;
/// Tokens of a subject before its verb.
const SUBJECT_MAX: usize = 7;
const NOT_A_CUT: [&str; 20] = [
    "including",
    "during",
    "according",
    "pricing",
    "licensing",
    "computing",
    "training",
    "following",
    "sharing",
    "shipping",
    "funding",
    "financing",
    "regarding",
    "concerning",
    "hosting",
    "marketing",
    "building",
    "starting",
    "beginning",
    "using",
];

impl Cutter<'_> {
    /// Where to cut when the reading stands at `at`: a clause starts at the answer.
    pub(super) fn cut_at(&self, list: &[usize], at: usize) -> Option<usize> {
        let token = self.token(list, at)?;
        // "What it keeps: a license": the head says what the list is.
        if token.word == vocab::COLON && at <= HEAD_MAX && self.word(list, 0) == "what" {
            return None;
        }
        if matches!(token.word, vocab::COLON | vocab::DASH) && self.verdict_follows(list, at) {
            return None;
        }
        if matches!(token.word, vocab::SEMICOLON | vocab::DASH | vocab::COLON) {
            return Some(at + 1);
        }
        if token.word == vocab::COMMA && self.contrast_follows(list, at) {
            return Some(at + 1);
        }
        let word = self.word(list, at);
        // "the clause that would have let Acme leave": what the clause was.
        let hypothetical = word == "that"
            && self.word(list, at + 1) == "would"
            && self.word(list, at + 2) == "have";
        if hypothetical
            || matches!(word, "which" | "who" | "whose") && self.is_comma(list, at - 1)
            || ALWAYS.contains(&word) && !self.evenly(list, at)
            || self.proviso(list, at)
        {
            return Some(at);
        }
        let joint = token.word == vocab::COMMA || matches!(word, "and" | "by" | "or");
        if joint && self.predicate_follows(list, at) {
            return Some(at + 1);
        }
        let when = word == "when" && !self.is_comma(list, at - 1);
        // "The right as its provider has ended": without a verb before it nothing is complete.
        let verb = || (0..at).any(|i| self.flags(list, i).finite());
        let opens = token.word == vocab::COMMA
            || WITH_SUBJECT.contains(&word)
                && !when
                && !self.evenly(list, at)
                && (word != "with" || !matches!(self.word(list, at - 1), "away" | "along" | "up"))
                && verb();
        if opens && self.subject_and_verb_follow(list, at + 1) {
            return Some(at + 1);
        }
        if self.reported_at(list, at) {
            return Some(at + 1);
        }
        None
    }

    fn evenly(&self, list: &[usize], at: usize) -> bool {
        matches!(
            (self.word(list, at - 1), self.word(list, at)),
            ("even" | "as", "if")
                | (
                    "anything"
                        | "nothing"
                        | "all"
                        | "nowhere"
                        | "nobody"
                        | "none"
                        | "anywhere"
                        | "anybody"
                        | "anyone",
                    "but"
                )
                | ("of" | "to" | "on" | "over", "whether")
                | ("or", "so")
        ) || self.word(list, at) == "but" && self.excepts(list, at)
            || self.word(list, at) == "whether" && matches!(self.word(list, at + 1), "or" | "to")
            || self.deliberated(list, at)
    }

    /// "is weighing whether to sell", "discuss whether it should": what may be done, not a condition.
    fn deliberated(&self, list: &[usize], at: usize) -> bool {
        const AHEAD: usize = 6;
        let weighed = (1..=2)
            .filter_map(|back| at.checked_sub(back))
            .any(|i| self.flags(list, i).has(Flags::DELIBERATING));
        let to_do = self.word(list, at + 1) == "to"
            || (at + 1..at + AHEAD).any(|i| self.flags(list, i).has(Flags::MODAL));
        self.word(list, at) == "whether" && weighed && to_do
    }

    /// "formerly X, | now Y", without a verb behind the comma.
    fn contrast_follows(&self, list: &[usize], at: usize) -> bool {
        let before = (0..at).map(|i| self.word(list, i));
        ellipsis::contrasted(before, self.word(list, at + 1))
            && !(at + 1..list.len()).any(|i| self.flags(list, i).finite())
    }

    /// "The old right: gone": the label and its verdict are one statement. An arrow parts them.
    fn verdict_follows(&self, list: &[usize], at: usize) -> bool {
        let from = (0..at)
            .rev()
            .find(|i| self.token(list, *i).is_some_and(|t| t.word == vocab::SEMICOLON));
        let from = from.map_or(0, |i| i + 1);
        let part = list.get(from..).unwrap_or_default();
        let tokens: Vec<_> = part.iter().filter_map(|i| self.tokens.get(*i)).copied().collect();
        let arrow = self.token(list, at).is_some_and(|t| t.kind == Kind::Mark(ARROW));
        !arrow && ellipsis::labelled(&tokens, at - from, self.words)
    }

    /// "no one but X", "through no other shop but X": an exception, no contrast.
    fn excepts(&self, list: &[usize], at: usize) -> bool {
        let no = |back: usize| at.checked_sub(back).is_some_and(|i| self.word(list, i) == "no");
        !self.is_comma(list, at - 1)
            && (2..5).any(no)
            && !(at.saturating_sub(3)..at).any(|i| self.flags(list, i).finite())
    }

    /// ", ending ...", "and keeps ...", "by giving ...".
    fn predicate_follows(&self, list: &[usize], at: usize) -> bool {
        let word = self.word(list, at + 1);
        let flags = self.flags(list, at + 1);
        let comma = self.is_comma(list, at);
        if flags.has(Flags::GERUND) {
            return !NOT_A_CUT.contains(&word) && (comma || self.word(list, at) != "or");
        }
        if self.word(list, at) == "by" {
            return false;
        }
        let adverb = flags.has(Flags::ADVERB) && !flags.has(Flags::AUX);
        let verb = if adverb { self.flags(list, at + 2) } else { flags };
        if flags.has(Flags::QUESTION) && comma && !verb.has(Flags::AUX) {
            return false;
        }
        let modal = || {
            self.word(list, at) == "and" && (0..at).any(|i| self.flags(list, i).has(Flags::MODAL))
        };
        if verb.has(Flags::BASE) && !verb.has(Flags::NOUNISH) && modal() {
            return true;
        }
        let participle = verb.has(Flags::PARTICIPLE) && !verb.has(Flags::AUX) && comma;
        verb.finite() && (!participle || self.listed_past(list, at))
    }

    /// "ended X, extended Y and capped Z": verbs of one subject.
    fn listed_past(&self, list: &[usize], at: usize) -> bool {
        let past =
            |i: usize| self.flags(list, i).has(Flags::PAST) && !self.flags(list, i).has(Flags::AUX);
        (0..at).any(|i| past(i) && !self.flags(list, i).has(Flags::REPORTING))
            && (at + 2..at + 16).any(|i| self.word(list, i) == "and" && past(i + 1))
    }

    /// A party, pronoun or noun phrase with a finite verb soon behind it.
    fn subject_and_verb_follow(&self, list: &[usize], at: usize) -> bool {
        let Some(first) = self.token(list, at) else { return false };
        let flags = self.flags(list, at);
        let starts = matches!(first.kind, Kind::Name(_))
            || flags.has(Flags::PRONOUN)
            || flags.has(Flags::DETERMINER)
            || first.sym != first.word
            || self.noun_start(list, at);
        if !starts || first.word == vocab::COMMA {
            return false;
        }
        for ahead in 1..SUBJECT_MAX {
            let Some(token) = self.token(list, at + ahead) else { return false };
            let joined = self.word(list, at + ahead) == "and"
                && !(self.word(list, at - 1) == "and" && self.is_comma(list, at.wrapping_sub(2)));
            if matches!(token.word, vocab::COMMA | vocab::SEMICOLON) || joined {
                return false;
            }
            let flags = self.flags(list, at + ahead);
            if flags.finite() && !matches!(self.word(list, at + ahead), "as") {
                return true;
            }
            if flags.has(Flags::PREPOSITION) && ahead == 1 && matches!(first.kind, Kind::Name(_)) {
                return false;
            }
        }
        false
    }

    /// After ", and" or "and" any word that cannot be a verb may start a subject.
    fn noun_start(&self, list: &[usize], at: usize) -> bool {
        let joint = at.checked_sub(1).is_some_and(|i| matches!(self.word(list, i), "and" | "but"));
        let flags = self.flags(list, at);
        let verb = flags.finite() || flags.has(Flags::GERUND) || flags.has(Flags::BASE);
        let plain = self.token(list, at).is_some_and(|t| t.kind == Kind::Word);
        joint && plain && !verb && !flags.has(Flags::PREPOSITION) && !flags.has(Flags::ADVERB)
    }

    /// "X said (that) | Y will ...".
    fn reported_at(&self, list: &[usize], at: usize) -> bool {
        let flags = self.flags(list, at);
        flags.has(Flags::REPORTING)
            && flags.has(Flags::PAST) | flags.has(Flags::THIRD) | flags.has(Flags::GERUND)
            && (self.subject_and_verb_follow(list, at + 1)
                || self.word(list, at + 1) == "that" && self.subject_and_verb_follow(list, at + 2))
    }
}
