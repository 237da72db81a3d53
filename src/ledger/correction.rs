//! The outlet's own word on an edit: did the page's dates or a correction note move, and which note
//! speaks of which claim. It never decides whether a claim changed.

use std::collections::BTreeSet;

use super::edit::Edit;
use super::input::Input;
use super::model::{CorrectionNote, FindingKind, Side};
use super::precision::magnitude;

/// Words shorter than this carry no topic.
const TOPIC_WORD: usize = 5;

/// Notes on the page now and not before.
pub(crate) fn new_notes<'a>(input: &'a Input<'_>) -> Vec<&'a str> {
    let Some(previous) = &input.previous else { return Vec::new() };
    let known: BTreeSet<String> = previous.correction_notes.iter().map(|note| flat(note)).collect();
    let notes = input.correction_notes.iter().filter(|note| !known.contains(&flat(note)));
    notes.map(String::as_str).collect()
}

/// Did a claim change behind the reader's back? Only where something said before was altered.
pub(crate) fn is_stealth(input: &Input<'_>, edit: &Edit) -> bool {
    let Some(previous) = &input.previous else { return false };
    let altered = edit.from.is_some() && edit.kind != FindingKind::Added;
    let moved =
        input.article.modified > previous.modified || input.article.published > previous.published;
    altered && !moved && new_notes(input).is_empty()
}

/// The new note that speaks of this edit; failing that the only new note there is.
pub(crate) fn note_for(notes: &[&str], edit: &Edit) -> Option<CorrectionNote> {
    let score = |note: &str| -> usize {
        let sides = edit.from.iter().chain(edit.to.iter());
        sides.map(|side| names(note, side)).max().unwrap_or(0)
    };
    let best = notes.iter().map(|note| (score(note), *note)).max_by_key(|(score, _)| *score);
    let (score, text) = best?;
    let names_claim = score > 0;
    (names_claim || notes.len() == 1).then(|| CorrectionNote { text: text.to_owned(), names_claim })
}

/// 0: the note says nothing of this side; more is closer.
fn names(note: &str, side: &Side) -> usize {
    let note_words = words(note);
    let number = number_words(&side.value).iter().any(|number| note_words.contains(number));
    let said = side.value.to_lowercase();
    let value = number || (said.len() > 2 && flat(note).contains(&said));
    let topic = |word: &&String| word.chars().count() >= TOPIC_WORD;
    let shared =
        words(&side.quote).iter().filter(topic).filter(|word| note_words.contains(*word)).count();
    if value {
        100 + shared
    } else if shared >= 2 {
        shared
    } else {
        0
    }
}

/// How a canonical value's number may stand in a text: `USD 13750000000` as 13.75, `20%` as 20.
fn number_words(value: &str) -> Vec<String> {
    let Some(number) = magnitude(value) else { return Vec::new() };
    [1.0, 1e6, 1e9].iter().map(|unit| format!("{}", number / unit)).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.').trim_end_matches("bn").to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
