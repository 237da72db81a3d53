//! All versions of one article in their order: since when each claim has stood, and which went. For
//! versions that are read anew together. It never looks at coverage and finds nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Timestamp;
use crate::claim::model::Claim;

use super::compare::compare;
use super::input::{Input, Mode};
use super::model::ArticleRef;
use super::rules::{LedgerPolicy, Terms};
use super::standing::Appearance;

/// One version, as read now.
#[derive(Clone, Debug)]
pub struct Told {
    pub article: ArticleRef,
    pub claims: Vec<Claim>,
    pub correction_notes: Vec<String>,
}

/// What an article's versions came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The newest version's claims, with the clocks of the version that brought each.
    pub now: Vec<Appearance>,
    /// Claims that went, with the moment the first version without them was seen.
    pub past: Vec<(Appearance, Timestamp)>,
}

/// Folds the versions of one article, oldest first.
pub fn history(watch: &str, terms: &dyn Terms, policy: &LedgerPolicy, told: &[Told]) -> History {
    let mut history = History::default();
    let mut previous = None;
    for version in told {
        let input = Input {
            watch,
            terms,
            article: &version.article,
            claims: &version.claims,
            open: &[],
            correction_notes: &version.correction_notes,
            previous: previous.as_ref(),
            history: &[],
            standings: &BTreeMap::new(),
            known_clusters: &BTreeSet::new(),
            mode: Mode::Live,
        };
        let outcome = compare(&input, policy, version.article.observed_at);
        let gone = |row: &Appearance| !outcome.appearances.iter().any(|new| new.is_same_claim(row));
        let went = history.now.iter().filter(|row| gone(row));
        history.past.extend(went.map(|row| (row.clone(), version.article.observed_at)));
        previous = Some(outcome.as_previous(&version.article, &version.correction_notes));
        history.now = outcome.appearances;
    }
    history
}
