//! Log-linear models that share their features: one for each label, a term or one of its values.
//! Made from the lines of a watch file; it never learns.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::watch::Watch;
use super::features::{self, CLASS, Class, SENTENCE, Words};
use super::statement::{self, Support};

/// What a model tells from everything else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    pub term: usize,
    pub value: Option<usize>,
    /// What it weighs before anything is seen.
    pub bias: f64,
}

/// For each label, by place, what a feature weighs.
type Weights = Vec<(usize, f64)>;

/// Keys are hashes already.
#[derive(Clone, Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0 << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The labels and their weights.
#[derive(Clone, Debug, Default)]
pub struct Model {
    labels: Vec<Label>,
    weights: HashMap<u64, Weights, BuildHasherDefault<Hashed>>,
    /// Features of two classes, by their numbers.
    pairs: Vec<((usize, usize), Weights)>,
    /// The classes that any feature names.
    wanted: Vec<bool>,
}

impl Model {
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    pub fn label(&mut self, label: Label) -> usize {
        self.labels.push(label);
        self.labels.len() - 1
    }

    /// Takes in a line of the file. A feature of a class that has left the file weighs nothing.
    pub fn weigh(&mut self, classes: &[Class], place: usize, feature: &str, weight: f64) {
        let parts: Vec<&str> = feature.split(' ').collect();
        let numbers = parts.iter().filter_map(|name| statement::number(classes, name));
        let numbers: Vec<usize> = numbers.collect();
        for number in &numbers {
            if self.wanted.len() <= *number {
                self.wanted.resize(number + 1, false);
            }
            if let Some(slot) = self.wanted.get_mut(*number) {
                *slot = true;
            }
        }
        if parts.first() != Some(&statement::PAIR) {
            let key = features::key(parts.iter().map(|part| features::hash(part)));
            self.weights.entry(key).or_default().push((place, weight));
        } else if let [first, second] = numbers.as_slice() {
            let pair = (*first, *second);
            match self.pairs.iter_mut().find(|(known, _)| *known == pair) {
                Some((_, weights)) => weights.push((place, weight)),
                None => self.pairs.push((pair, vec![(place, weight)])),
            }
        }
    }

    pub fn wants(&self, class: usize) -> bool {
        self.wanted.get(class).copied().unwrap_or_default()
    }

    /// How likely each label is, given the keys of features and the pairs that `words` hold.
    pub fn scores(&self, mut keys: Vec<u64>, words: Option<&Words>) -> Vec<(Label, f64)> {
        keys.sort_unstable();
        keys.dedup();
        let mut sums: Vec<f64> = self.labels.iter().map(|label| label.bias).collect();
        let single = keys.iter().filter_map(|key| self.weights.get(key));
        let stands = |(first, second): (usize, usize)| {
            words.is_some_and(|words| statement::together(words, first, second))
        };
        let pairs = self.pairs.iter().filter(|(pair, _)| stands(*pair)).map(|(_, weights)| weights);
        for (place, weight) in single.chain(pairs).flatten() {
            if let Some(sum) = sums.get_mut(*place) {
                *sum += weight;
            }
        }
        self.labels.iter().zip(sums).map(|(label, sum)| (*label, logistic(sum))).collect()
    }

    /// How much each token speaks for a label.
    pub fn support(&self, watch: &Watch, words: &Words, label: Label) -> Support {
        let mut support = Support::of(words);
        let Some(place) = self.labels.iter().position(|known| *known == label) else {
            return support;
        };
        let of = |weights: &Weights| {
            let own = weights.iter().filter(|(at, weight)| *at == place && *weight > 0.0);
            own.map(|(_, weight)| weight).sum::<f64>()
        };
        let single = |tag: u64, word: u64| self.weights.get(&features::key([tag, word])).map(of);
        for (at, word) in words.tokens.iter().enumerate() {
            support.word(at, single(SENTENCE.1, word.key).unwrap_or_default());
        }
        for (number, class) in watch.classes.iter().enumerate() {
            support.class(words, number, single(CLASS.1, class.part.key).unwrap_or_default());
        }
        for (pair, weights) in &self.pairs {
            support.pair(words, *pair, of(weights));
        }
        support
    }
}

pub(super) fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}
