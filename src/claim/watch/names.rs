//! The names of the watch file and finding them in a text, longest first.

use crate::claim::pattern::vocabulary::{Sym, Vocabulary};
use crate::claim::tokens::{Kind, Token};

/// What a name stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one name")]
pub struct Name {
    /// How reports call it: the first way it is written.
    pub label: String,
    pub sym: Sym,
    /// The party it names.
    pub party: Option<usize>,
    /// The party whose brand it is.
    pub brand_of: Option<usize>,
    /// The party whose "we" this person says.
    pub person_of: Option<usize>,
    /// A company that is no party.
    pub other: bool,
    /// A news outlet or agency that can be an origin.
    pub outlet: bool,
    /// A description; counts only where its party is named too.
    pub nominal: bool,
    /// A description that the party's peers bear as well.
    pub common: bool,
}

#[derive(Clone, Debug)]
struct Written {
    words: Vec<Sym>,
    /// Which of them own what follows: the first of "Acme's founder".
    owners: Vec<usize>,
    /// Exact bytes for short all-capital names; else only the capital counts.
    exact: Option<String>,
    capital: bool,
    name: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Names {
    pub list: Vec<Name>,
    /// By the symbol of the first word.
    by_first: Vec<Vec<Written>>,
    /// The symbols of the names with their places, in order; filled by `seal`.
    by_sym: Vec<(Sym, usize)>,
}

impl Names {
    /// Fixes the names: from here on `of` answers.
    pub fn seal(&mut self) {
        self.by_sym = self.list.iter().enumerate().map(|(at, name)| (name.sym, at)).collect();
        self.by_sym.sort_unstable();
    }

    /// The names with this symbol.
    pub fn of(&self, sym: Sym) -> impl Iterator<Item = &Name> {
        let from = self.by_sym.partition_point(|(other, _)| *other < sym);
        let rest = self.by_sym.get(from..).unwrap_or_default();
        let same = rest.iter().take_while(move |(other, _)| *other == sym);
        same.filter_map(|(_, at)| self.list.get(*at))
    }

    /// Adds one way of writing name number `name`.
    pub fn add_spelling(&mut self, written: &str, name: usize, words: &mut Vocabulary) {
        let mut parts: Vec<Sym> = Vec::new();
        let mut owners: Vec<usize> = Vec::new();
        for part in written.split_whitespace() {
            let (part, owner) =
                part.strip_suffix("'s").map_or((part, false), |owner| (owner, true));
            let split = part.split(|c: char| !c.is_alphanumeric() && c != '&');
            parts.extend(split.filter(|w| !w.is_empty()).map(|w| words.intern(&w.to_lowercase())));
            owners.extend(parts.len().checked_sub(1).filter(|_| owner));
        }
        let Some(first) = parts.first().copied() else { return };
        let short = written.len() <= 4 && written.chars().all(char::is_uppercase);
        let entry = Written {
            words: parts,
            owners,
            exact: short.then(|| written.to_owned()),
            capital: written.chars().next().is_some_and(char::is_uppercase),
            name,
        };
        let at = first as usize;
        if self.by_first.len() <= at {
            self.by_first.resize_with(at + 1, Vec::new);
        }
        let Some(list) = self.by_first.get_mut(at) else { return };
        list.push(entry);
        list.sort_by_key(|w| std::cmp::Reverse(w.words.len()));
    }

    /// Every way in which names are written: its words, and the number of the name.
    pub fn spellings(&self) -> impl Iterator<Item = (&[Sym], usize)> {
        self.by_first.iter().flatten().map(|written| (written.words.as_slice(), written.name))
    }

    /// Replaces written names by one token each.
    pub fn recognise(&self, tokens: &[Token], source: &str) -> Vec<Token> {
        let mut out = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let found = (token.kind == Kind::Word).then(|| self.at(tokens, at, source)).flatten();
            let Some((name, length)) = found else {
                out.push(*token);
                at += 1;
                continue;
            };
            let last = tokens.get(at + length - 1).unwrap_or(token);
            let sym = self.list.get(name).map_or(token.sym, |n| n.sym);
            out.push(Token {
                sym,
                word: sym,
                kind: Kind::Name(name),
                end: last.end,
                possessive: last.possessive,
                ..*token
            });
            at += length;
        }
        out
    }

    fn at(&self, tokens: &[Token], at: usize, source: &str) -> Option<(usize, usize)> {
        let first = tokens.get(at)?;
        let second = tokens.get(at + 1).map(|t| t.word);
        let follows =
            |written: &&Written| written.words.get(1).is_none_or(|word| Some(*word) == second);
        self.by_first.get(first.word as usize)?.iter().filter(follows).find_map(|written| {
            let run = tokens.get(at..at + written.words.len())?;
            let fits =
                run.iter().zip(&written.words).all(|(t, w)| t.word == *w && t.kind == Kind::Word);
            let exact = written
                .exact
                .as_deref()
                .is_none_or(|want| source.get(first.start..first.end) == Some(want));
            let owned = |(i, t): (usize, &Token)| {
                t.possessive == written.owners.contains(&i) || t.possessive && i + 1 == run.len()
            };
            let owners = run.iter().enumerate().all(owned);
            (fits && exact && owners && (first.capital || !written.capital))
                .then_some((written.name, run.len()))
        })
    }
}
