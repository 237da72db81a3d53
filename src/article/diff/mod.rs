//! What changed between two texts of one article: sentence by sentence, then word by word, with
//! moved text recognised and typography ignored. Plain data; rendering is `render`'s business.

mod pair;
mod render;
mod token;

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

pub use render::{to_html, to_text};
use token::Piece;
pub(super) use token::key;

/// Beyond this many sentences on both sides nothing is aligned: all of it is removed and added.
const MOST_SENTENCES: usize = 4000;
/// Beyond this many words in a sentence it is not compared word by word.
const MOST_WORDS: usize = 3000;

/// A byte range in the old or the new text.
pub type Span = Range<usize>;

/// One step of a word diff. Ranges are in the old text, the new text, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "op")]
pub enum WordOp {
    Same { old: Span, new: Span },
    Removed { old: Span },
    Added { new: Span },
}

/// One sentence's fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// The same but for quotation marks, dashes, spaces.
    Same {
        old: Span,
        new: Span,
    },
    Removed {
        old: Span,
    },
    Added {
        new: Span,
    },
    /// Word for word, in another place; listed where it stands now.
    Moved {
        old: Span,
        new: Span,
    },
    /// Rewritten, and perhaps moved as well.
    Edited {
        old: Span,
        new: Span,
        moved: bool,
        words: Vec<WordOp>,
    },
}

/// The largest thing a diff shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    Identical,
    /// Only typography or line breaks differ.
    Typographic,
    /// Sentences changed places and nothing else.
    Moved,
    Edited,
}

/// The changes from one text to another, in the order of the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    pub extent: Extent,
    pub changes: Vec<Change>,
}

/// Compares two texts. Deterministic; bounded on any input.
pub fn diff(old: &str, new: &str) -> Diff {
    let (before, after) = (token::sentences(old), token::sentences(new));
    let mut changes = align(&before, &after);
    recognise_moves(&mut changes, &before, &after);
    for change in &mut changes {
        if let Change::Edited { old: from, new: to, words, .. } = change {
            *words = word_diff(old, new, from, to);
        }
    }
    let extent = extent(&changes, old == new);
    Diff { extent, changes }
}

fn extent(changes: &[Change], identical: bool) -> Extent {
    let most = changes
        .iter()
        .map(|change| match change {
            Change::Same { .. } => Extent::Typographic,
            Change::Moved { .. } => Extent::Moved,
            Change::Removed { .. } | Change::Added { .. } | Change::Edited { .. } => Extent::Edited,
        })
        .max()
        .unwrap_or(Extent::Typographic);
    if identical { Extent::Identical } else { most }
}

fn at(pieces: &[Piece], index: usize) -> Span {
    pieces.get(index).map_or(0..0, |p| p.span.clone())
}

fn keys(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().map(|p| p.key.as_str()).collect()
}

fn align(before: &[Piece], after: &[Piece]) -> Vec<Change> {
    let removed = |range: Range<usize>| range.map(|i| Change::Removed { old: at(before, i) });
    let added = |range: Range<usize>| range.map(|i| Change::Added { new: at(after, i) });
    if before.len() > MOST_SENTENCES || after.len() > MOST_SENTENCES {
        return removed(0..before.len()).chain(added(0..after.len())).collect();
    }
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(before), &keys(after)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                changes.extend((0..len).map(|i| Change::Same {
                    old: at(before, old_index + i),
                    new: at(after, new_index + i),
                }));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                changes.extend(removed(old_index..old_index + old_len));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                changes.extend(added(new_index..new_index + new_len));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let old = before.get(old_index..old_index + old_len).unwrap_or_default();
                let new = after.get(new_index..new_index + new_len).unwrap_or_default();
                changes.extend(pair::rewritten(old, new));
            }
        }
    }
    changes
}

/// A sentence removed here and added there was moved.
fn recognise_moves(changes: &mut Vec<Change>, before: &[Piece], after: &[Piece]) {
    let key_of = |pieces: &[Piece], span: &Span| {
        let found = pieces.binary_search_by_key(&span.start, |p| p.span.start).ok();
        found.and_then(|i| pieces.get(i)).map(|p| p.key.clone()).unwrap_or_default()
    };
    let mut gone: HashMap<String, Vec<Span>> = HashMap::new();
    for change in changes.iter().rev() {
        if let Change::Removed { old } = change {
            gone.entry(key_of(before, old)).or_default().push(old.clone());
        }
    }
    let mut moved: Vec<Span> = Vec::new();
    for change in changes.iter_mut() {
        if let Change::Added { new } = change
            && let Some(old) = gone.get_mut(&key_of(after, new)).and_then(Vec::pop)
        {
            moved.push(old.clone());
            *change = Change::Moved { old, new: new.clone() };
        }
    }
    drop_removed(changes, &moved);
    let rewritten = pair::moved_and_rewritten(changes, before, after);
    drop_removed(changes, &rewritten);
}

fn drop_removed(changes: &mut Vec<Change>, moved: &[Span]) {
    if !moved.is_empty() {
        changes.retain(|c| !matches!(c, Change::Removed { old } if moved.contains(old)));
    }
}

fn word_diff(old: &str, new: &str, from: &Span, to: &Span) -> Vec<WordOp> {
    let (before, after) = (token::words(old, from), token::words(new, to));
    let whole = vec![WordOp::Removed { old: from.clone() }, WordOp::Added { new: to.clone() }];
    if before.len() > MOST_WORDS || after.len() > MOST_WORDS {
        return whole;
    }
    let over = |pieces: &[Piece], range: Range<usize>| {
        let first = at(pieces, range.start);
        let last = at(pieces, range.end.saturating_sub(1));
        first.start..last.end
    };
    let mut words = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&before), &keys(&after)) {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            words.push(WordOp::Same { old: over(&before, old), new: over(&after, new) });
            continue;
        }
        if !old.is_empty() {
            words.push(WordOp::Removed { old: over(&before, old) });
        }
        if !new.is_empty() {
            words.push(WordOp::Added { new: over(&after, new) });
        }
    }
    words
}
