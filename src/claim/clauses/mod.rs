//! Cuts a sentence to clauses: one statement each, with its subject copied where it is shared.

mod cuts;

use crate::claim::english::Flags;
use crate::claim::pattern::vocabulary::{self as vocab, Vocabulary};
use crate::claim::tokens::{Kind, Token};

/// How a clause stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    Main,
    /// "if", "whether": states nothing.
    Condition,
    /// "unless": qualifies its neighbour.
    Exception,
}

/// A clause as indices into the sentence's tokens; a copied subject comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub tokens: Vec<usize>,
    pub kind: ClauseKind,
    /// The first token was copied from an earlier clause.
    pub copied: bool,
    /// Taken out of the middle of the sentence: ", which ...,".
    pub lifted: bool,
}

impl Clause {
    /// How many tokens of an interpolation only name what it is about: they state nothing here.
    pub fn head(&self) -> usize {
        let apart = |pair: &[usize]| matches!(pair, [a, b] if *b != a + 1);
        if self.lifted { self.tokens.windows(2).position(apart).map_or(0, |i| i + 1) } else { 0 }
    }
}

impl Clause {
    /// About the noun before it, ", which ...", or with a value of its own.
    pub fn relates(&self, tokens: &[Token], words: &Vocabulary) -> bool {
        let token = |i: &usize| tokens.get(*i);
        let pronoun = |i: &usize| {
            let word = token(i).map_or("", |t| words.spelled(t.word));
            matches!(word, "which" | "who" | "whose" | "where")
        };
        let valued = |i: &usize| token(i).is_some_and(|t| matches!(t.kind, Kind::Value(_)));
        self.tokens.iter().skip(1).any(valued) || self.tokens.iter().take(5).any(pronoun)
    }
}

/// Needs words only: the subordinators that make a condition or an exception.
const CONDITIONS: [&str; 4] = ["if", "whether", "assuming", "suppose"];
const EXCEPTIONS: [&str; 3] = ["unless", "except", "barring"];
/// `whole` leaves the sentence in one piece.
pub fn cut(tokens: &[Token], words: &Vocabulary, whole: bool) -> Vec<Clause> {
    if whole {
        let tokens = (0..tokens.len()).collect();
        return vec![Clause { tokens, kind: ClauseKind::Main, copied: false, lifted: false }];
    }
    let cutter = Cutter { tokens, words };
    let (main, lifted) = cutter.lift();
    let mut out = cutter.pieces(&main);
    for part in lifted {
        out.extend(cutter.pieces(&part).into_iter().map(|c| Clause { lifted: true, ..c }));
    }
    out
}

/// What later clauses of the sentence may share: "X will stop paying and keep ...".
#[derive(Default)]
struct Head {
    subject: Option<usize>,
    modal: Option<usize>,
}

struct Cutter<'a> {
    tokens: &'a [Token],
    words: &'a Vocabulary,
}

impl Cutter<'_> {
    fn token(&self, list: &[usize], at: usize) -> Option<&Token> {
        list.get(at).and_then(|i| self.tokens.get(*i))
    }

    fn word(&self, list: &[usize], at: usize) -> &str {
        self.token(list, at)
            .filter(|t| t.kind == Kind::Word)
            .map_or("", |t| self.words.spelled(t.word))
    }

    fn flags(&self, list: &[usize], at: usize) -> Flags {
        self.token(list, at).map_or(Flags::NONE, |t| self.words.flags(t.word))
    }

    fn is_comma(&self, list: &[usize], at: usize) -> bool {
        self.token(list, at).is_some_and(|t| t.word == vocab::COMMA)
    }

    /// Takes interpolated clauses out: ", which ..., V", "- ... -", "( ... )".
    fn lift(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        let all: Vec<usize> = (0..self.tokens.len()).collect();
        let mut main = Vec::with_capacity(all.len());
        let mut lifted = Vec::new();
        let mut at = 0;
        while at < all.len() {
            let end = self.interpolated(&all, at, &main);
            let Some(end) = end else {
                main.push(at);
                at += 1;
                continue;
            };
            let mut inner: Vec<usize> = (at + 1..end).collect();
            inner.splice(0..0, self.head(&main));
            lifted.push(inner);
            at = end + 1;
        }
        (main, lifted)
    }

    /// What an interpolation is about: the noun before it, with its head ("stake in Acme").
    fn head(&self, main: &[usize]) -> Vec<usize> {
        let Some(last) = main.last().copied().filter(|i| self.can_be_noun(*i)) else {
            return Vec::new();
        };
        let part = main.len().checked_sub(3).and_then(|from| main.get(from..)).unwrap_or_default();
        let joined = part.get(1).is_some_and(|i| {
            let word = self.tokens.get(*i).map_or("", |t| self.words.spelled(t.word));
            matches!(word, "of" | "in")
        });
        let whole = joined && part.first().is_some_and(|i| self.can_be_noun(*i));
        if whole {
            return part.to_vec();
        }
        // "The previous agreement, struck in May": which agreement belongs to it.
        let which = main.len().checked_sub(2).and_then(|i| main.get(i)).filter(|i| {
            self.tokens.get(**i).is_some_and(|t| {
                matches!(
                    self.words.spelled(t.word),
                    "previous" | "prior" | "old" | "former" | "earlier"
                )
            })
        });
        let compound = main.len().checked_sub(2).and_then(|i| main.get(i)).filter(|i| {
            self.tokens.get(**i).is_some_and(|t| t.kind == Kind::Word) && self.is_modifier(**i)
        });
        which.or(compound).copied().into_iter().chain([last]).collect()
    }

    /// "research" of "research rights": a word that is no function word and no verb.
    fn is_modifier(&self, index: usize) -> bool {
        let flags = self.tokens.get(index).map_or(Flags::NONE, |t| self.words.flags(t.word));
        self.can_be_noun(index)
            && !flags.finite()
            && !flags.has(Flags::ADVERB)
            && !flags.has(Flags::GERUND)
            && !flags.has(Flags::PARTICIPLE)
    }

    fn can_be_subject(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|t| matches!(t.kind, Kind::Name(_)) || t.sym != t.word)
    }

    fn can_be_noun(&self, index: usize) -> bool {
        let word = self.tokens.get(index).filter(|t| t.kind == Kind::Word);
        let function = |t: &Token| {
            let flags = self.words.flags(t.word);
            flags.has(Flags::DETERMINER)
                || flags.has(Flags::PREPOSITION)
                || flags.has(Flags::PRONOUN)
        };
        self.can_be_subject(index) || word.is_some_and(|t| !function(t))
    }

    /// The index of the mark that closes an interpolation opened at `at`.
    fn interpolated(&self, all: &[usize], at: usize, main: &[usize]) -> Option<usize> {
        let opener = self.token(all, at)?.word;
        let within = |close: vocab::Sym, most: usize| {
            (at + 2..all.len().min(at + most))
                .find(|i| self.token(all, *i).is_some_and(|t| t.word == close))
        };
        match opener {
            vocab::OPEN => within(vocab::CLOSE, 40),
            vocab::DASH => within(vocab::DASH, 30),
            vocab::COMMA => {
                let relative = matches!(self.word(all, at + 1), "which" | "who" | "whose");
                let apposed = at > 0 && self.can_be_subject(at - 1) && self.apposition(all, at + 1);
                let started = self.flags(all, at + 1);
                let participle =
                    at > 0 && started.has(Flags::PARTICIPLE) && !started.has(Flags::AUX);
                let close = (relative || apposed || participle || self.waits(main))
                    .then(|| within(vocab::COMMA, 20))
                    .flatten()?;
                let adverb = |i: usize| {
                    let flags = self.flags(all, i);
                    flags.has(Flags::ADVERB) && !flags.finite()
                };
                let adverbs = (close + 1..close + 3).take_while(|i| adverb(*i)).count();
                let close = close + adverbs;
                let flags = self.flags(all, close + 1);
                let object =
                    matches!(self.word(all, close + 2), "that" | "to" | "the" | "a" | "an" | "its");
                // "the payments, which ..., now continue until": a plural subject's verb.
                let goes_on = self.flags(all, close + 2).has(Flags::PREPOSITION);
                let plural = relative && flags.has(Flags::BASE) && (goes_on || object);
                let verb = flags.finite() || plural || flags.has(Flags::THIRD) && object;
                (verb || flags.has(Flags::MODAL)).then_some(close - adverbs)
            }
            _ => None,
        }
    }

    /// A subject that still waits for its verb: "The license, in place since 2019, ...".
    fn waits(&self, main: &[usize]) -> bool {
        let finite =
            |i: &usize| self.tokens.get(*i).is_some_and(|t| self.words.flags(t.word).finite());
        main.last().is_some_and(|i| self.can_be_noun(*i)) && !main.iter().any(finite)
    }

    /// "a ...", "the ...", "its ..." after a name and a comma.
    fn apposition(&self, all: &[usize], at: usize) -> bool {
        let possessive = self.token(all, at).is_some_and(|t| t.possessive);
        possessive
            || matches!(
                self.word(all, at),
                "a" | "an" | "the" | "its" | "which" | "one" | "long" | "once"
            )
    }

    fn pieces(&self, list: &[usize]) -> Vec<Clause> {
        let mut cuts = vec![0];
        for at in 1..list.len() {
            if let Some(cut) = self.cut_at(list, at)
                && cuts.last() != Some(&cut)
            {
                cuts.push(cut);
            }
        }
        cuts.push(list.len());
        cuts.dedup();
        let mut head = Head::default();
        let mut out = Vec::new();
        for pair in cuts.windows(2) {
            let (Some(from), Some(to)) = (pair.first(), pair.get(1)) else { continue };
            let Some(part) = list.get(*from..*to) else { continue };
            let antecedent = self.antecedent(list, *from);
            out.extend(self.clause(part, &antecedent, &mut head));
        }
        out
    }

    /// What stands before ", which": whom or what the relative clause is about.
    fn antecedent(&self, list: &[usize], from: usize) -> Vec<usize> {
        if !matches!(self.word(list, from), "which" | "who") {
            return Vec::new();
        }
        let comma = usize::from(from.checked_sub(1).is_some_and(|i| self.is_comma(list, i)));
        list.get(..from.saturating_sub(comma)).map(|before| self.head(before)).unwrap_or_default()
    }

    fn clause(&self, part: &[usize], antecedent: &[usize], head: &mut Head) -> Option<Clause> {
        let first = (0..part.len()).find(|i| !self.is_joint(part, *i))?;
        let word = self.word(part, first);
        // "Whether or not it rains, they pay": they pay.
        let either = word == "whether" && self.word(part, first + 1) == "or";
        let kind = if CONDITIONS.contains(&word) && !either || self.proviso(part, first) {
            ClauseKind::Condition
        } else if EXCEPTIONS.contains(&word) {
            ClauseKind::Exception
        } else {
            ClauseKind::Main
        };
        let flags = self.flags(part, first);
        let base = flags.has(Flags::BASE) && !flags.finite() && head.modal.is_some();
        let headless = base
            || flags.finite()
            || flags.has(Flags::GERUND)
            || matches!(word, "not" | "no" | "to");
        let mut tokens: Vec<usize> = part.to_vec();
        while tokens.last().is_some_and(|i| self.is_joint(&[*i], 0)) {
            tokens.pop();
        }
        let subject = head.subject.filter(|_| headless && antecedent.is_empty());
        let shared: Vec<usize> = antecedent.iter().copied().chain(subject).collect();
        let copied = !shared.is_empty();
        if copied {
            if let Some(modal) = head.modal.filter(|_| base) {
                tokens.insert(0, modal);
            }
            tokens.splice(0..0, shared);
        } else {
            let own = self.subject(part);
            head.subject = own.or(head.subject);
            if own.is_some() {
                head.modal = (0..part.len())
                    .find(|i| self.flags(part, *i).has(Flags::MODAL))
                    .and_then(|i| part.get(i).copied());
            }
        }
        Some(Clause { tokens, kind, copied, lifted: false })
    }

    /// "provided that", "as long as", "on condition that", "in case".
    fn proviso(&self, list: &[usize], at: usize) -> bool {
        let next = |ahead: usize| self.word(list, at + ahead);
        match self.word(list, at) {
            "provided" | "providing" => next(1) == "that",
            "as" | "so" => next(1) == "long" && next(2) == "as",
            "on" => next(1) == "condition" || next(1) == "the" && next(2) == "condition",
            "in" => next(1) == "case" || next(1) == "the" && next(2) == "event",
            _ => false,
        }
    }

    /// The name before the first finite verb, unless a preposition governs it; else the noun there.
    fn subject(&self, part: &[usize]) -> Option<usize> {
        let verb = (0..part.len()).find(|i| self.flags(part, *i).finite())?;
        let governed = |at: usize| {
            at.checked_sub(1).is_some_and(|i| {
                matches!(
                    self.word(part, i),
                    "to" | "of" | "with" | "from" | "by" | "in" | "on" | "for"
                )
            })
        };
        let named = (0..verb)
            .find(|i| part.get(*i).is_some_and(|t| self.can_be_subject(*t)) && !governed(*i));
        let noun = verb.checked_sub(1).filter(|i| {
            let flags = self.flags(part, *i);
            self.token(part, *i).is_some_and(|t| t.kind == Kind::Word)
                && !flags.has(Flags::PRONOUN)
                && !flags.has(Flags::ADVERB)
                && !flags.has(Flags::DETERMINER)
        });
        named.or(noun).and_then(|at| part.get(at).copied())
    }

    /// Commas and "and" at the start of a clause carry nothing.
    fn is_joint(&self, list: &[usize], at: usize) -> bool {
        self.token(list, at).is_some_and(|t| matches!(t.kind, Kind::Mark(_)))
            || matches!(
                self.word(list, at),
                "and" | "but" | "or" | "also" | "then" | "while" | "though" | "although"
            )
    }
}
