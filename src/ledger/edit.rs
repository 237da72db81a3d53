//! One change of a claim between two versions of an article. It names what happened, not what it means.

use super::model::{FindingKind, Side};
use super::reason::Reason;

/// One claim-level edit.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) kind: FindingKind,
    pub(crate) reason: Reason,
    pub(crate) term: String,
    pub(crate) from: Option<Side>,
    pub(crate) to: Option<Side>,
    pub(crate) returns: u32,
}

impl Edit {
    pub(crate) fn new(term: &str, from: Option<&Side>, to: Option<&Side>) -> Self {
        let (kind, reason) = match (from, to) {
            (Some(from), Some(to)) if from.status != to.status && from.value == to.value => {
                (FindingKind::StatusChanged, Reason::StatusMoved)
            }
            (Some(_), Some(_)) => (FindingKind::Changed, Reason::ValueReplaced),
            (Some(_), None) => (FindingKind::Withdrawn, Reason::ValueGone),
            (None, _) => (FindingKind::Added, Reason::ValueAdded),
        };
        let (from, to) = (from.cloned(), to.cloned());
        Self { kind, reason, term: term.to_owned(), from, to, returns: 0 }
    }
}
