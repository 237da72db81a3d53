//! Edits that go back: a term that says again what an earlier version said has `reverted`; one that
//! does so again and again is `oscillating`. It never looks at wording, only at marks.

use super::edit::Edit;
use super::input::VersionMark;
use super::model::FindingKind;
use super::reason::Reason;

/// Replace a term's edits by one `reverted` or `oscillating` edit where the term came back.
pub(crate) fn fold(
    edits: Vec<Edit>,
    history: &[VersionMark],
    now: &VersionMark,
    term: &str,
) -> Vec<Edit> {
    let returns = count(history, now, term);
    let Some(mut first) = edits.first().cloned().filter(|_| returns > 0) else { return edits };
    (first.kind, first.reason) = if returns == 1 {
        (FindingKind::Reverted, Reason::TextReturned)
    } else {
        (FindingKind::Oscillating, Reason::TextAlternates)
    };
    first.returns = returns;
    vec![first]
}

/// How often the term has come back to an earlier state, this version included; 0 when this
/// version is no return. `history` is oldest first and ends with the last version.
fn count(history: &[VersionMark], now: &VersionMark, term: &str) -> u32 {
    let mut states: Vec<Option<&String>> = Vec::new();
    let mut returns = 0;
    let mut came_back = false;
    for version in history.iter().chain(std::iter::once(now)) {
        let state = version.terms.get(term);
        if states.last() == Some(&state) {
            came_back = false;
            continue;
        }
        came_back = states.contains(&state);
        returns += u32::from(came_back);
        states.push(state);
    }
    if came_back { returns } else { 0 }
}
