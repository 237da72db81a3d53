//! The gate before following an entry to its page: does a text name a party, or use
//! words that are enough without one?

use super::Watch;
use super::names::{Name, Names};
use crate::base::text;
use crate::claim::pattern::{Program, Stream, Sym, Vocabulary, matcher};
use crate::claim::tokens::{self, Kind, Token};

/// Why an entry is followed, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// The labels of the parties named, in the watch file's order.
    NamesParty {
        parties: Vec<String>,
    },
    /// No party, but words of the open lane that are enough alone.
    LexiconWord {
        word: String,
    },
    /// The file's `deny` patterns exclude it.
    Denied {
        pattern: String,
    },
    Unrelated,
}

impl Relevance {
    pub fn follow(&self) -> bool {
        matches!(self, Self::NamesParty { .. } | Self::LexiconWord { .. })
    }
}

/// Words without any of which a line cannot concern the deal: of each way a party is written one
/// word, of each pattern what it cannot do without. Most lines of the news end here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Telling {
    by_sym: Vec<bool>,
    /// Some pattern can do without any word.
    always: bool,
}

impl Telling {
    pub(super) fn new<'a>(
        names: &Names,
        programs: impl Iterator<Item = &'a Program>,
        words: &Vocabulary,
    ) -> Self {
        let mut telling = Self::default();
        telling.mark_names(names, words, |name| meant(name).is_some());
        for program in programs {
            let atoms = program.needs.get(..1).unwrap_or(&program.any_of);
            telling.always |= atoms.is_empty();
            for sym in atoms.iter().flat_map(|atom| words.members(*atom)) {
                let is_word = !words.spelled(*sym).is_empty();
                if is_word {
                    telling.mark(*sym);
                } else if !telling.mark_names(names, words, |name| name.sym == *sym) {
                    telling.always = true;
                }
            }
        }
        telling
    }

    fn mark(&mut self, sym: Sym) {
        let at = sym as usize;
        if self.by_sym.len() <= at {
            self.by_sym.resize(at + 1, false);
        }
        if let Some(slot) = self.by_sym.get_mut(at) {
            *slot = true;
        }
    }

    /// Marks the longest word of each way these names are written; false when there is none.
    fn mark_names(
        &mut self,
        names: &Names,
        words: &Vocabulary,
        of: impl Fn(&Name) -> bool,
    ) -> bool {
        let mut found = false;
        for (written, number) in names.spellings() {
            if names.list.get(number).is_some_and(&of) {
                let longest = written.iter().max_by_key(|sym| words.spelled(**sym).len());
                if let Some(sym) = longest {
                    self.mark(*sym);
                }
                found = true;
            }
        }
        found
    }

    fn any_in(&self, tokens: &[Token]) -> bool {
        let is_telling = |token: &Token| self.by_sym.get(token.word as usize) == Some(&true);
        self.always || tokens.iter().any(is_telling)
    }
}

/// The party that is named when this name stands alone.
fn meant(name: &Name) -> Option<usize> {
    name.party.filter(|_| !name.nominal).or(name.brand_of)
}

pub(super) fn relevance(watch: &Watch, source: &str) -> Relevance {
    let mut parties = vec![false; watch.parties.len()];
    let mut word = None;
    for line in source.split('\n') {
        let normal = text::normalise(line);
        let cut = tokens::tokenize(&normal, 0, normal.text.len(), 0, &watch.vocabulary);
        if !watch.telling.any_in(&cut.list) {
            continue;
        }
        let named = watch.names.recognise(&cut.list, line);
        for token in &named {
            let Kind::Name(i) = token.kind else { continue };
            let Some(name) = watch.names.list.get(i) else { continue };
            if let Some(slot) = meant(name).and_then(|p| parties.get_mut(p)) {
                *slot = true;
            }
        }
        let stream = Stream::new(named.iter().map(|t| t.sym).collect(), &watch.vocabulary);
        let occurs =
            |p: &&crate::claim::pattern::Program| matcher::occurs(p, &stream, &watch.vocabulary);
        if let Some(pattern) = watch.deny.iter().find(occurs) {
            return Relevance::Denied { pattern: pattern.source.clone() };
        }
        word = word.or_else(|| watch.open.gate.iter().find(occurs).map(|p| p.source.clone()));
    }
    let named: Vec<String> = watch
        .parties
        .iter()
        .zip(&parties)
        .filter(|(_, is)| **is)
        .map(|(p, _)| p.label.clone())
        .collect();
    match (named.is_empty(), word) {
        (false, _) => Relevance::NamesParty { parties: named },
        (true, Some(word)) => Relevance::LexiconWord { word },
        (true, None) => Relevance::Unrelated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../config/partnership.toml");

    /// Sentences, patterns and names of the deal, whole and cut short, as lines of the news.
    fn lines() -> Vec<String> {
        let whole: Vec<&str> =
            SHIPPED.split('"').filter(|text| text.contains(' ') && text.len() > 3).collect();
        let cut = whole.iter().map(|text| {
            let half = text.len() / 2;
            text.char_indices().take_while(|(at, _)| *at < half).map(|(_, c)| c).collect()
        });
        whole.iter().map(|text| (*text).to_owned()).chain(cut).collect()
    }

    #[test]
    fn what_is_skipped_at_a_glance_would_not_have_been_followed() {
        let watch = Watch::compile(SHIPPED, "partnership.toml").unwrap();
        let mut patient = watch.clone();
        patient.telling.always = true;
        let (mut skipped, mut followed) = (0, 0);
        for line in lines() {
            let quick = relevance(&watch, &line);
            assert_eq!(quick, relevance(&patient, &line), "{line}");
            skipped += usize::from(quick == Relevance::Unrelated);
            followed += usize::from(quick.follow());
        }
        assert!(!watch.telling.always && skipped > 500 && followed > 500, "{skipped} {followed}");
    }
}
