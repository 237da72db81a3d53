//! The gate before following an entry to its page: does a text name a party, or use
//! words that are enough without one?

use super::Watch;
use crate::base::text;
use crate::claim::pattern::{Stream, matcher};
use crate::claim::tokens::{self, Kind};

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

pub(super) fn relevance(watch: &Watch, source: &str) -> Relevance {
    let mut parties = vec![false; watch.parties.len()];
    let mut word = None;
    for line in source.split('\n') {
        let normal = text::normalise(line);
        let cut = tokens::tokenize(&normal, 0, normal.text.len(), 0, &watch.vocabulary);
        // Most lines name nobody: then there is nothing to put together.
        let named = if cut.list.iter().any(|token| watch.names.may_begin(token)) {
            watch.names.recognise(&cut.list, line)
        } else {
            cut.list
        };
        for token in &named {
            let Kind::Name(i) = token.kind else { continue };
            let Some(name) = watch.names.list.get(i) else { continue };
            let meant = name.party.filter(|_| !name.nominal).or(name.brand_of);
            if let Some(slot) = meant.and_then(|p| parties.get_mut(p)) {
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
