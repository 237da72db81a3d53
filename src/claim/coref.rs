//! Who "it", "its", "the company", "they" and "we" are. Within two sentences; a wrong guess is
//! worse than none, so a foreign company in between breaks the chain.

mod around;

use super::english::Flags;
use super::model::Document;
use super::pattern::vocabulary::{BOTH, Sym, Vocabulary};
use super::prepare::{self, Sentence};
use super::tokens::{Kind, Token};
use super::watch::names::Name;
use super::watch::{Party, Watch};

/// Somebody a text has named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    Party(usize),
    /// A name that is no party: nothing of the deal refers back to it.
    Foreign(Sym),
}

/// What the sentences so far leave behind.
#[derive(Clone, Debug, Default)]
pub struct Discourse {
    subject: Option<Mention>,
    last: Option<Mention>,
    /// Sentences since a party was the subject.
    age: usize,
    /// Who is being quoted across sentences.
    speaker: Option<Mention>,
    /// On a party's own page, the party whose "we" stands outside quotes.
    pub author: Option<usize>,
    /// Whose "we" an unquoted statement turned out to be: "we updated our deal with Acme".
    narrator: Option<usize>,
}

impl Discourse {
    /// Whom the text was last about.
    pub fn about(&self, parties: &[Party]) -> Option<Sym> {
        match self.subject? {
            Mention::Party(p) => parties.get(p).map(|p| p.sym),
            Mention::Foreign(sym) => Some(sym),
        }
    }
}

/// The sentences of a document that may mean any party by a description: for those who look at
/// patterns alone.
pub fn resolved(watch: &Watch, document: &Document) -> Vec<Sentence> {
    let named = vec![true; watch.parties.len()];
    let mut discourse = Discourse::default();
    let mut all = prepare::prepare(watch, document);
    for sentence in &mut all {
        Resolver::new(watch, &named).resolve(&mut sentence.tokens, &mut discourse);
    }
    all
}

const AGE_MAX: usize = 2;
/// Words between a speaker and "said".
const SPEAKS: usize = 5;

pub struct Resolver<'a> {
    parties: &'a [Party],
    names: &'a [Name],
    words: &'a Vocabulary,
    /// Which parties the document names at all: nominals only count for those.
    named: &'a [bool],
}

impl<'a> Resolver<'a> {
    pub fn new(watch: &'a Watch, named: &'a [bool]) -> Self {
        Self { parties: &watch.parties, names: &watch.names.list, words: &watch.vocabulary, named }
    }
}

impl Resolver<'_> {
    /// Replaces pronouns and descriptions by the symbols of whom they mean.
    pub fn resolve(&self, tokens: &mut [Token], state: &mut Discourse) -> bool {
        let speaker = self.speaker(tokens, state);
        if !tokens.iter().any(|t| t.quoted) && self.says_we(tokens) {
            state.narrator = self.not_with(tokens).or(state.narrator);
        }
        let mut subject: Option<Mention> = None;
        let mut guessed = false;
        for at in 0..tokens.len() {
            let Some(token) = tokens.get(at).copied() else { continue };
            if let Some(mention) = self.mention(&token) {
                if subject.is_none() || self.heads_clause(tokens, at) {
                    subject = Some(mention);
                }
                state.last = Some(mention);
                continue;
            }
            if token.kind != Kind::Word {
                continue;
            }
            let sym = self.pronoun(tokens, at, subject, speaker, state);
            if let (Some(sym), Some(slot)) = (sym, tokens.get_mut(at)) {
                slot.sym = sym;
                guessed = true;
                subject = subject.or_else(|| self.mention_of(sym));
            }
        }
        Self::close(tokens, subject, speaker, state);
        self.mark_owners(tokens);
        guessed
    }

    /// A verb follows: from here on "it" and "its" are this one.
    fn heads_clause(&self, tokens: &[Token], at: usize) -> bool {
        let flags = |i: usize| tokens.get(i).map_or(Flags::NONE, |t| self.words.flags(t.word));
        let adverb = flags(at + 1).has(Flags::ADVERB) && !flags(at + 1).has(Flags::AUX);
        let possessive = tokens.get(at).is_some_and(|t| t.possessive);
        !possessive && flags(at + 1 + usize::from(adverb)).finite()
    }

    /// Owners get their own symbol: "Acme's", "its".
    fn mark_owners(&self, tokens: &mut [Token]) {
        for token in tokens {
            let owns = token.possessive
                || token.kind == Kind::Word
                    && matches!(self.words.spelled(token.word), "its" | "our" | "their");
            if let Some(party) = self.parties.iter().find(|p| owns && p.sym == token.sym) {
                token.sym = party.owner;
            }
        }
    }

    fn close(
        tokens: &[Token],
        subject: Option<Mention>,
        speaker: Option<Mention>,
        state: &mut Discourse,
    ) {
        if subject.is_some() {
            state.subject = subject;
            state.age = 0;
        } else {
            state.age += 1;
            if state.age > AGE_MAX {
                state.subject = None;
            }
        }
        let open = tokens.last().is_some_and(|t| t.quoted);
        state.speaker = speaker.filter(|_| open);
    }

    fn mention_of(&self, sym: Sym) -> Option<Mention> {
        self.parties.iter().position(|p| p.sym == sym).map(Mention::Party)
    }

    /// The party or other name a token stands for.
    fn mention(&self, token: &Token) -> Option<Mention> {
        let Kind::Name(i) = token.kind else { return None };
        let name = self.names.get(i)?;
        match (name.party, name.person_of) {
            (Some(p), _) if !name.nominal || self.is_named(p) => Some(Mention::Party(p)),
            (_, Some(p)) => Some(Mention::Party(p)),
            _ if name.brand_of.is_some() || name.outlet => None,
            _ => Some(Mention::Foreign(name.sym)),
        }
    }

    fn is_named(&self, party: usize) -> bool {
        self.named.get(party).copied().unwrap_or_default()
    }

    /// Whose person or spokesman is quoted in this sentence: a party's before anybody else's.
    fn speaker(&self, tokens: &[Token], state: &Discourse) -> Option<Mention> {
        if !tokens.iter().any(|t| t.quoted) {
            return None;
        }
        let name = |t: &Token| match t.kind {
            Kind::Name(i) if !t.quoted => self.names.get(i),
            Kind::Name(_) | Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => None,
        };
        let person = tokens.iter().filter_map(name).find_map(|n| n.person_of);
        let company = || {
            let own =
                |t: &Token| name(t).filter(|n| !n.nominal && !t.possessive).and_then(|n| n.party);
            // "the Acme chief said of Bolt": who stands before the verb speaks.
            let says = |i: usize| {
                tokens.get(i + 1..i + 4).unwrap_or_default().iter().any(|t| {
                    !t.quoted
                        && self.words.flags(t.word).has(Flags::REPORTING)
                        && t.kind == Kind::Word
                })
            };
            let first = || {
                let mut spoken = tokens.iter().enumerate().filter(|(i, _)| says(*i));
                spoken.find_map(|(_, t)| own(t))
            };
            first().or_else(|| tokens.iter().filter_map(own).next_back())
        };
        let stranger = || {
            let said = |i: usize| {
                let around = tokens.get(i.saturating_sub(SPEAKS)..).unwrap_or_default();
                around.iter().take(2 * SPEAKS).any(|t| {
                    !t.quoted
                        && t.kind == Kind::Word
                        && self.words.flags(t.word).has(Flags::REPORTING)
                })
            };
            let other = |(i, t): (usize, &Token)| name(t).filter(|n| n.other && said(i));
            tokens.iter().enumerate().find_map(other).map(|n| Mention::Foreign(n.sym))
        };
        person.or_else(company).map(Mention::Party).or_else(stranger).or(state.speaker)
    }

    fn spelled<'a>(&'a self, tokens: &[Token], at: usize) -> &'a str {
        tokens.get(at).filter(|t| t.kind == Kind::Word).map_or("", |t| self.words.spelled(t.word))
    }

    fn pronoun(
        &self,
        tokens: &[Token],
        at: usize,
        subject: Option<Mention>,
        speaker: Option<Mention>,
        state: &Discourse,
    ) -> Option<Sym> {
        let word = self.spelled(tokens, at);
        let before = at.checked_sub(1).map_or("", |i| self.spelled(tokens, i));
        let quoted = tokens.get(at).is_some_and(|t| t.quoted);
        match word {
            "we" | "our" | "us" | "ours" => {
                let own = if quoted {
                    speaker.or(state.speaker)
                } else {
                    let party = |p: Option<usize>| p.map(Mention::Party);
                    party(state.author).or(speaker).or(party(state.narrator))
                };
                self.sym(own?)
            }
            "them" | "their" | "they" if quoted && speaker.is_some() => {
                self.sym(self.other_mention(speaker)?)
            }
            "them" | "their" | "they" if state.narrator.is_some() && self.says_we(tokens) => {
                self.other_than(state.narrator?)
            }
            "its" | "it" | "itself" => {
                let apart = word == "it" && self.paid(tokens, at);
                let mention = if apart && self.two_parties() {
                    self.other_mention(subject)
                } else if word == "its" && self.after_role(tokens, at) {
                    self.other_mention(state.last)
                } else {
                    subject.or(state.subject)
                };
                self.sym(mention?)
            }
            "company" | "firm" | "startup" | "business" if matches!(before, "a" | "an") => {
                self.sym(self.owned(tokens, at, subject.or(state.subject))?)
            }
            "company" | "firm" | "startup" | "giant" | "lab" | "maker" | "group"
                if matches!(before, "the" | "that")
                    && !self.spelled(tokens, at + 1).starts_with("behind") =>
            {
                let priced = || self.priced(tokens, at).then_some(state.last).flatten();
                let party = |m: &Mention| matches!(m, Mention::Party(_));
                let object = || self.object(tokens, at, subject);
                let other = priced().filter(party).or_else(object);
                self.sym(other.or(subject).or(state.subject)?)
            }
            "partner" | "backer" | "investor" | "benefactor" | "ally" | "patron" | "sponsor"
            | "shareholder"
                if self.its_own(tokens, at) =>
            {
                self.sym(self.other_mention(subject.or(state.subject))?)
            }
            "two" | "pair" | "duo"
                if before == "the"
                    && self.two_parties()
                    && self.heads_predicate(tokens, at + 1) =>
            {
                Some(BOTH)
            }
            "latter" if before == "the" => self.sym(state.last?),
            "companies" | "firms" | "parties" | "sides" | "giants" | "duo" | "pair"
            | "partners"
                if self.several(tokens, at) =>
            {
                Some(BOTH)
            }
            "they" | "their" | "them" if self.two_parties() => Some(BOTH),
            "both" if self.two_parties() && self.heads_predicate(tokens, at + 1) => Some(BOTH),
            _ => None,
        }
    }

    fn several(&self, tokens: &[Token], at: usize) -> bool {
        (1..4).any(|back| {
            at.checked_sub(back).is_some_and(|i| {
                matches!(self.spelled(tokens, i), "the" | "both" | "two" | "these")
            })
        })
    }

    fn heads_predicate(&self, tokens: &[Token], at: usize) -> bool {
        tokens.get(at).is_none_or(|t| {
            let flags = self.words.flags(t.word);
            flags.finite() || flags.has(Flags::ADVERB) || t.kind != Kind::Word
        })
    }

    fn two_parties(&self) -> bool {
        self.named.iter().filter(|n| **n).count() >= 2
    }

    fn sym(&self, mention: Mention) -> Option<Sym> {
        match mention {
            Mention::Party(p) => self.parties.get(p).map(|p| p.sym),
            Mention::Foreign(sym) => Some(sym),
        }
    }

    fn other_mention(&self, mention: Option<Mention>) -> Option<Mention> {
        match mention? {
            Mention::Party(p) if self.parties.len() == 2 => Some(Mention::Party(1 - p.min(1))),
            Mention::Party(_) => None,
            Mention::Foreign(_) => mention,
        }
    }

    fn says_we(&self, tokens: &[Token]) -> bool {
        (0..tokens.len()).any(|at| matches!(self.spelled(tokens, at), "we" | "our"))
    }

    /// "we signed an agreement with X": we are not X.
    fn not_with(&self, tokens: &[Token]) -> Option<usize> {
        let mut found = tokens.iter().filter_map(|t| match t.kind {
            Kind::Name(i) => self.names.get(i).and_then(|n| n.party),
            Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => None,
        });
        let first = found.next()?;
        (self.parties.len() == 2 && found.all(|p| p == first)).then_some(1 - first.min(1))
    }
}
