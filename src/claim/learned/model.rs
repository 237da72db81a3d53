//! Log-linear models that share their features: one for each label, a term or one of its values.
//! Made from the lines of a watch file; it never learns.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::classes::Classes;
use super::features::{self, Words};
use super::statement;

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
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
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
    pub fn weigh(&mut self, classes: &Classes, place: usize, feature: &str, weight: f64) {
        let parts: Vec<&str> = feature.split(' ').collect();
        let [statement::PAIR, first, second] = parts.as_slice() else {
            let key = features::key(parts.iter().map(|part| features::hash(part)));
            self.weights.entry(key).or_default().push((place, weight));
            return;
        };
        let Some(pair) = classes.number(first).zip(classes.number(second)) else { return };
        match self.pairs.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, weights)) => weights.push((place, weight)),
            None => self.pairs.push((pair, vec![(place, weight)])),
        }
    }

    /// Whether a feature speaks for or against anything.
    pub(super) fn weighs(&self, key: u64) -> bool {
        self.weights.contains_key(&key)
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
}

pub(super) fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}
