//! Which values of a term one article's comparison looks at. Coverage may know hundreds; those that
//! are neither like a claim of the article nor like a value that prevails are never asked for. It
//! names values and never compares an article with them.

use std::collections::BTreeSet;

use crate::claim::model::Claim;

use super::rules::{LedgerPolicy, Terms};
use super::sheet::relate_values;
use super::standing::{Former, Prevailing, TermStanding, ValueStanding};

/// A term at first sight: what prevails of it, and the names of the values asserted last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    pub prevailing: Vec<Prevailing>,
    pub former: Vec<Former>,
    pub revision: i64,
    pub recent: Vec<String>,
}

impl Outline {
    /// The whole extract, once its values are there.
    pub fn with(self, values: Vec<ValueStanding>) -> TermStanding {
        let Self { prevailing, former, revision, recent: _ } = self;
        TermStanding { values, prevailing, former, revision }
    }
}

/// What is asked of the ledger's tables: all that some claims can be compared with.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub terms: &'a dyn Terms,
    pub policy: &'a LedgerPolicy,
    pub claims: &'a [Claim],
}

impl Question<'_> {
    /// The terms it is about.
    pub fn terms(&self) -> BTreeSet<&str> {
        self.claims.iter().map(|claim| claim.term.as_str()).collect()
    }

    /// The values of a term whose counters and supports matter.
    pub fn values(&self, term: &str, outline: &Outline) -> BTreeSet<String> {
        let claimed = self.claims.iter().filter(|claim| claim.term == term);
        let claimed = claimed.map(|claim| (claim.value.as_str(), claim.approximate));
        let held = outline.prevailing.iter();
        let held = held.map(|held| (held.side.value.as_str(), held.side.approximate));
        let ends: BTreeSet<(&str, bool)> = claimed.chain(held).collect();
        let mut names: BTreeSet<String> =
            ends.iter().map(|(value, _)| (*value).to_owned()).collect();
        let known = outline.former.iter().map(|former| &former.value).chain(&outline.recent);
        for value in known {
            let alike = |(end, approximate): &(&str, bool)| {
                let ends = (value.as_str(), *end);
                relate_values(self.terms, self.policy, term, ends, *approximate).is_alike()
            };
            if !names.contains(value) && ends.iter().any(alike) {
                names.insert(value.clone());
            }
        }
        names
    }
}
