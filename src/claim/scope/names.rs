//! Which tokens are names, and which of them can be subjects.

use super::View;
use crate::claim::english::Flags;
use crate::claim::pattern::vocabulary as vocab;

/// A name that can be a subject: an owner ("Acme's") cannot.
pub fn is_subject(view: &View, at: usize) -> bool {
    is_name(view, at) && !view.words.flags(view.stream.get(at)).has(Flags::DETERMINER)
}

/// "from Acme to Beta" is a flow, not a change.
pub(super) fn is_name(view: &View, at: usize) -> bool {
    let sym = view.stream.get(at);
    sym >= vocab::BOTH && view.words.spelled(sym).is_empty()
}
