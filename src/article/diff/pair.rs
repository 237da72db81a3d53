//! Which removed sentence became which added one: by the words they share, in order first, then
//! anywhere.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::token::Piece;
use super::{Change, Span};

/// Shared words, in hundredths of both, from which one sentence is a rewriting of another.
const REWRITTEN: usize = 45;
/// The same for a sentence that also changed places: surer, for there are more to mistake it for.
const MOVED_AND_REWRITTEN: usize = 75;
/// Longer runs of changed sentences are not paired.
const LONGEST_RUN: usize = 200;

/// A run of sentences replaced by another: pairs as `Edited`, the rest removed and added.
pub(super) fn rewritten(old: &[Piece], new: &[Piece]) -> Vec<Change> {
    let pairs = in_order(old, new);
    let mut changes = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (i, j) in pairs.into_iter().chain(std::iter::once((old.len(), new.len()))) {
        changes.extend(spans(old, from..i).map(|old| Change::Removed { old }));
        changes.extend(spans(new, to..j).map(|new| Change::Added { new }));
        if let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
            changes.push(edited(&one.span, &other.span, false));
        }
        (from, to) = (i + 1, j + 1);
    }
    changes
}

fn spans(pieces: &[Piece], range: Range<usize>) -> impl Iterator<Item = Span> {
    pieces.get(range).unwrap_or_default().iter().map(|p| p.span.clone())
}

fn edited(old: &Span, new: &Span, moved: bool) -> Change {
    Change::Edited { old: old.clone(), new: new.clone(), moved, words: Vec::new() }
}

/// The pairing of greatest likeness that keeps the order of both sides.
fn in_order(old: &[Piece], new: &[Piece]) -> Vec<(usize, usize)> {
    if old.len() > LONGEST_RUN || new.len() > LONGEST_RUN {
        return Vec::new();
    }
    let before: Vec<Bag> = old.iter().map(bag).collect();
    let after: Vec<Bag> = new.iter().map(bag).collect();
    let width = after.len() + 1;
    let mut best = vec![0_usize; (before.len() + 1) * width];
    let mut likes = vec![0_usize; (before.len() + 1) * width];
    let value =
        |table: &[usize], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, one) in before.iter().enumerate().rev() {
        for (j, other) in after.iter().enumerate().rev() {
            let like = likeness(one, other);
            let like = if like >= REWRITTEN { like } else { 0 };
            let paired = if like > 0 { like + value(&best, i + 1, j + 1) } else { 0 };
            let most = paired.max(value(&best, i + 1, j)).max(value(&best, i, j + 1));
            set(&mut best, i * width + j, most);
            set(&mut likes, i * width + j, like);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < before.len() && j < after.len() {
        let here = value(&best, i, j);
        let like = value(&likes, i, j);
        if like > 0 && here == like + value(&best, i + 1, j + 1) {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if here == value(&best, i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn set(table: &mut [usize], index: usize, value: usize) {
    if let Some(cell) = table.get_mut(index) {
        *cell = value;
    }
}

type Bag = HashMap<String, usize>;

fn bag(piece: &Piece) -> Bag {
    let mut bag = Bag::new();
    for word in piece.key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        *bag.entry(word.to_lowercase()).or_default() += 1;
    }
    bag
}

/// Words in both, in hundredths of all words of both.
fn likeness(one: &Bag, other: &Bag) -> usize {
    let shared: usize =
        one.iter().map(|(word, n)| (*n).min(other.get(word).copied().unwrap_or(0))).sum();
    let all = one.values().sum::<usize>() + other.values().sum::<usize>();
    (shared * 200).checked_div(all).unwrap_or(0)
}

/// Turns added sentences into `Edited` where a much alike one was removed elsewhere; returns what
/// those were.
pub(super) fn moved_and_rewritten(
    changes: &mut [Change],
    before: &[Piece],
    after: &[Piece],
) -> Vec<Span> {
    let removed: HashSet<usize> = changes
        .iter()
        .filter_map(|c| if let Change::Removed { old } = c { Some(old.start) } else { None })
        .collect();
    let added = changes.iter().filter(|c| matches!(c, Change::Added { .. })).count();
    if removed.is_empty() || removed.len() > LONGEST_RUN || added > LONGEST_RUN {
        return Vec::new();
    }
    let mut gone: Vec<(Span, Bag)> = before
        .iter()
        .filter(|p| removed.contains(&p.span.start))
        .map(|p| (p.span.clone(), bag(p)))
        .collect();
    let mut found = Vec::new();
    for change in changes.iter_mut() {
        let Change::Added { new } = change else { continue };
        let Some(piece) = after.iter().find(|p| p.span == *new) else { continue };
        let words = bag(piece);
        let likest = (0..gone.len())
            .filter_map(|i| gone.get(i).map(|(_, b)| (likeness(b, &words), i)))
            .filter(|(like, _)| *like >= MOVED_AND_REWRITTEN)
            .max_by_key(|(like, i)| (*like, std::cmp::Reverse(*i)));
        if let Some((_, index)) = likest {
            let (old, _) = gone.remove(index);
            *change = edited(&old, new, true);
            found.push(old);
        }
    }
    found
}
