//! What a sentence states, as features: its words, the classes they belong to, which of two classes
//! stands before the other, frames. Whose right it is and whether it ended is in that order: a party
//! before a verb, an end before what ends. It never says which clause states it, nor how it is held.

use super::super::watch::Watch;
use super::features::{CARRIED, CLASS, FRAME, SENTENCE, Sink, Words};

/// Tokens between two classes that are seen together.
const TOGETHER: usize = 12;
/// How a feature of two classes is written.
pub(super) const PAIR: &str = "T";

/// Calls `sink` with the features of one word each.
pub(super) fn each(watch: &Watch, words: &Words, sink: &mut Sink) {
    words.tokens.iter().for_each(|word| sink(&[SENTENCE], word));
    words.carried.iter().for_each(|frame| sink(&[CARRIED], frame));
    words.named.iter().for_each(|(frame, _)| sink(&[FRAME], frame));
    watch.classes.present(&words.places).for_each(|(_, class, _)| sink(&[CLASS], class));
}

/// Whether a word of `first` stands a few tokens before one of `second`, or is one.
pub(super) fn together(words: &Words, first: usize, second: usize) -> bool {
    let mask = |number: usize| words.places.get(number).copied().unwrap_or_default();
    near(mask(first), mask(second))
}

fn near(first: u128, second: u128) -> bool {
    first != 0 && second != 0 && (0..=TOGETHER).any(|by| first << by & second != 0)
}

/// The features of two classes that stand together, for those who learn.
pub(super) fn pairs(watch: &Watch, words: &Words) -> Vec<String> {
    let present = || watch.classes.present(&words.places);
    let mut out = Vec::new();
    for (first, class, mask) in present() {
        let others =
            present().filter(|(second, _, behind)| first != *second && near(mask, *behind));
        out.extend(others.map(|(_, other, _)| format!("{PAIR} {} {}", class.text, other.text)));
    }
    out
}
