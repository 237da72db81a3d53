//! What annotated texts teach of the surroundings of typed values: a second opinion on which term a
//! value belongs to, where the patterns are silent or say what nothing bears out. A log-linear model
//! with few weights, kept in the watch file; without weights it says nothing.

pub mod features;
pub mod fit;
pub mod teach;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use features::Words;

use super::pattern::Program;
use super::prepare::Sentence;
use super::watch::term::TermPattern;

/// A value nobody else types is taken for a term from here on.
pub const TAKEN: f64 = 0.75;
/// A pattern's typing of a value is dropped below this.
pub const REFUSED: f64 = 0.04;

/// The keys of features are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Keyed(u64);

impl Hasher for Keyed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The weights of a watch file: one log-linear model for each term.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The number of a term and what it weighs before anything is seen.
    terms: Vec<(usize, f64)>,
    /// For each feature the terms, by place in `terms`, that it speaks for or against.
    weights: HashMap<u64, Vec<(usize, f64)>, BuildHasherDefault<Keyed>>,
    /// Stands for the pattern that there is none of.
    pattern: TermPattern,
}

impl Default for Learned {
    fn default() -> Self {
        let program = Program {
            steps: Vec::new(),
            needs: Vec::new(),
            any_of: Vec::new(),
            typed: true,
            source: "learned".to_owned(),
        };
        let pattern =
            TermPattern { program, beside: Vec::new(), value: None, framed: false, wide: false };
        Self { terms: Vec::new(), weights: HashMap::default(), pattern }
    }
}

impl Learned {
    pub(super) fn pattern(&self) -> &TermPattern {
        &self.pattern
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Adds a term; its weights follow by `weigh`, under the place returned.
    pub fn term(&mut self, term: usize, bias: f64) -> usize {
        self.terms.push((term, bias));
        self.terms.len() - 1
    }

    /// `feature` as the learner writes it.
    pub fn weigh(&mut self, place: usize, feature: &str, weight: f64) {
        let parts: Vec<&str> = feature.split(' ').collect();
        self.weights.entry(features::key(&parts)).or_default().push((place, weight));
    }

    /// How likely the value at token `at` belongs to each term that was learned.
    pub fn typed(&self, sentence: &Sentence, words: &Words, at: usize) -> Vec<(usize, f64)> {
        let mut sums: Vec<f64> = self.terms.iter().map(|(_, bias)| *bias).collect();
        let known = |key: &u64| self.weights.contains_key(key);
        let keys = features::keys(sentence, words, at, known);
        for (place, weight) in keys.iter().filter_map(|key| self.weights.get(key)).flatten() {
            if let Some(sum) = sums.get_mut(*place) {
                *sum += weight;
            }
        }
        self.terms.iter().zip(sums).map(|((term, _), sum)| (*term, logistic(sum))).collect()
    }
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}
