//! What a person says of one outlet's pages: where the article is, and what is no part of it. For
//! the one site that needs it; pages of every other are read as they are.

use super::html::{NodeId, Tree};
use super::selector::Selector;
use crate::base::id;

/// Selectors of one outlet, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// The article is what stands in these; where none is on a page, it is looked for as usual.
    pub keep: Vec<String>,
    /// These are never part of it.
    pub drop: Vec<String>,
}

impl Shape {
    /// Whether a selector can be read; else a sentence that says why not.
    pub fn check(selector: &str) -> Result<(), String> {
        Selector::parse(selector).map(|_| ())
    }

    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty()
    }

    /// Changes whenever the same bytes may be read otherwise; empty for the usual way.
    pub fn version(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        id::make("shape", &[&self.keep.join("\n"), &self.drop.join("\n")])
    }

    pub(super) fn kept(&self, tree: &Tree) -> Vec<NodeId> {
        let mut found = find(&self.keep, tree);
        // One inside another is part of that one.
        let mut covered = 0;
        found.retain(|id| {
            let outermost = *id >= covered;
            covered = covered.max(tree.node(*id).end);
            outermost
        });
        found
    }

    pub(super) fn dropped(&self, tree: &Tree) -> Vec<NodeId> {
        find(&self.drop, tree)
    }
}

/// Every element meant, in document order. What cannot be read was refused when it was configured.
fn find(selectors: &[String], tree: &Tree) -> Vec<NodeId> {
    let parsed = selectors.iter().filter_map(|text| Selector::parse(text).ok());
    let mut found: Vec<NodeId> = parsed.flat_map(|selector| selector.find(tree)).collect();
    found.sort_unstable();
    found.dedup();
    found
}
