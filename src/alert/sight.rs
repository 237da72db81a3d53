//! What a digest says about the watching itself.

use crate::base::Timestamp;

/// The lines of a digest about the watching itself: how many outlets could be seen, and which
/// could not.
pub fn notes(
    outlets: &[(String, Option<Timestamp>)],
    since: Timestamp,
    (articles, versions): (i64, i64),
) -> Vec<String> {
    let blind: Vec<&str> = outlets
        .iter()
        .filter(|(_, seen)| seen.is_none_or(|at| at < since))
        .map(|(outlet, _)| outlet.as_str())
        .collect();
    let seen = outlets.len() - blind.len();
    let mut notes = vec![
        format!("I could see {seen} of {} outlets.", outlets.len()),
        format!("I read {articles} articles and kept {versions} new versions."),
    ];
    if !blind.is_empty() {
        notes.insert(1, format!("Not seen: {}.", blind.join(", ")));
    }
    notes
}
