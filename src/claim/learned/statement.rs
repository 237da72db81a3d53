//! What a sentence states, as features: its words, the classes they belong to, what stands before
//! what, frames. Whose right it is and whether it ended is in the order: a party before a verb, "no
//! longer" before a class. It never says which of its clauses states it; `Support` helps to tell.

use super::super::watch::Watch;
use super::features::{CARRIED, CLASS, Class, FRAME, SENTENCE, Sink, Words};

/// Tokens between two classes that are seen together.
const TOGETHER: usize = 12;
/// How a feature of two classes is written.
pub(super) const PAIR: &str = "T";

/// Calls `sink` with the features of one word each.
pub(super) fn each(watch: &Watch, words: &Words, sink: &mut Sink) {
    words.tokens.iter().for_each(|word| sink(&[SENTENCE], word));
    words.carried.iter().for_each(|frame| sink(&[CARRIED], frame));
    words.named.iter().for_each(|(frame, _)| sink(&[FRAME], frame));
    for (class, _) in watch.classes.iter().zip(&words.places).filter(|(_, mask)| **mask != 0) {
        sink(&[CLASS], &class.part);
    }
}

/// Whether a word of `first` stands at most so many tokens before one of `second`, or at it.
pub(super) fn together(words: &Words, first: usize, second: usize) -> bool {
    before(words, first, second) != 0
}

/// The words of `second` that stand behind one of `first`.
fn before(words: &Words, first: usize, second: usize) -> u128 {
    let mask = |number: usize| words.places.get(number).copied().unwrap_or_default();
    let (first, second) = (mask(first), mask(second));
    if first == 0 || second == 0 {
        return 0;
    }
    second & (0..=TOGETHER).fold(0, |reach, by| reach | first << by)
}

/// The features of two classes that stand together, for those who learn.
pub(super) fn pairs(watch: &Watch, words: &Words) -> Vec<String> {
    let present = || {
        let all = watch.classes.iter().zip(&words.places).enumerate();
        all.filter(|(_, (_, mask))| **mask != 0).map(|(number, (class, _))| (number, class))
    };
    let mut out = Vec::new();
    for (first, class) in present() {
        for (second, other) in present().filter(|(number, _)| *number != first) {
            if together(words, first, second) {
                out.push(format!("{PAIR} {} {}", class.part.text, other.part.text));
            }
        }
    }
    out
}

/// The number of the class of that name.
pub(super) fn number(classes: &[Class], name: &str) -> Option<usize> {
    classes.iter().position(|class| class.part.text == name)
}

/// How much each token of a sentence speaks for a value.
#[derive(Clone, Debug, Default)]
pub struct Support(pub Vec<f64>);

impl Support {
    pub(super) fn of(words: &Words) -> Self {
        Self(vec![0.0; words.tokens.len()])
    }

    pub(super) fn word(&mut self, at: usize, weight: f64) {
        if let Some(slot) = self.0.get_mut(at) {
            *slot += weight;
        }
    }

    pub(super) fn class(&mut self, words: &Words, number: usize, weight: f64) {
        self.mask(words.places.get(number).copied().unwrap_or_default(), weight);
    }

    pub(super) fn pair(&mut self, words: &Words, (first, second): (usize, usize), weight: f64) {
        self.mask(before(words, first, second), weight);
        let mut back = words.places.get(first).copied().unwrap_or_default();
        let reach = before(words, first, second);
        back &= (0..=TOGETHER).fold(0, |all, by| all | reach >> by);
        self.mask(back, weight);
    }

    fn mask(&mut self, mask: u128, weight: f64) {
        for (at, slot) in self.0.iter_mut().enumerate().take(128) {
            if mask >> at & 1 == 1 {
                *slot += weight;
            }
        }
    }
}
