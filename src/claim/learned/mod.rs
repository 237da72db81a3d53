//! What annotated texts teach of the surroundings of claims: a second opinion on which term a typed
//! value belongs to, and on how a claim is held. Log-linear models with few weights, kept in the
//! watch file; without weights they say nothing.

pub mod features;
pub mod fit;
pub mod teach;

use std::collections::HashMap;

use features::Words;

use super::model::{Claim, Status};
use super::pattern::Program;
use super::prepare::Sentence;
use super::watch::term::TermPattern;

/// A value nobody else types is taken for a term from here on.
pub const TAKEN: f64 = 0.75;
/// A pattern's typing of a value is dropped below this.
pub const REFUSED: f64 = 0.04;
/// A status less likely than this gives way to the likeliest.
pub const DOUBTED: f64 = 0.03;

pub const STATUSES: [Status; 5] =
    [Status::Current, Status::Previous, Status::Planned, Status::Hedged, Status::Denied];

/// One log-linear model for each of several answers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    biases: Vec<f64>,
    /// For each feature the answers it speaks for or against.
    weights: HashMap<u64, Vec<(usize, f64)>>,
}

impl Model {
    /// Adds an answer; its weights follow by `weigh`.
    pub fn answer(&mut self, bias: f64) -> usize {
        self.biases.push(bias);
        self.biases.len() - 1
    }

    /// `feature` as the learner writes it.
    pub fn weigh(&mut self, answer: usize, feature: &str, weight: f64) {
        let parts: Vec<&str> = feature.split(' ').collect();
        self.weights.entry(features::key(&parts)).or_default().push((answer, weight));
    }

    /// How likely each answer is, whatever the others are.
    fn likely(&self, features: &[u64]) -> Vec<f64> {
        let mut sums = self.biases.clone();
        for (answer, weight) in features.iter().filter_map(|f| self.weights.get(f)).flatten() {
            if let Some(sum) = sums.get_mut(*answer) {
                *sum += weight;
            }
        }
        sums.into_iter().map(logistic).collect()
    }
}

/// The weights of a watch file.
#[derive(Clone, Debug)]
pub struct Learned {
    pub values: Model,
    /// The term of each answer of `values`.
    pub terms: Vec<usize>,
    pub statuses: Model,
    /// The status of each answer of `statuses`.
    pub held: Vec<Status>,
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
        let pattern = TermPattern {
            program,
            beside: Vec::new(),
            value: None,
            framed: false,
            wide: false,
            learned: true,
        };
        Self {
            values: Model::default(),
            terms: Vec::new(),
            statuses: Model::default(),
            held: Vec::new(),
            pattern,
        }
    }
}

impl Learned {
    pub(super) fn pattern(&self) -> &TermPattern {
        &self.pattern
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.held.is_empty()
    }

    /// How likely the value at token `at` belongs to each term that was learned.
    pub fn typed(&self, sentence: &Sentence, words: &Words, at: usize) -> Vec<(usize, f64)> {
        let keys = features::keys(|sink| features::of_value(sentence, words, at, sink));
        self.terms.iter().copied().zip(self.values.likely(&keys)).collect()
    }

    /// The status that a claim stated at token `at` has rather than its own.
    pub fn rather(&self, claim: &Claim, words: &Words, at: usize) -> Option<Status> {
        let of = (claim.term.as_str(), claim.value.as_str());
        let keys = features::keys(|sink| features::of_status(words, at, of, sink));
        let likely = self.statuses.likely(&keys);
        let all: f64 = likely.iter().sum();
        let own = self.held.iter().position(|status| *status == claim.status)?;
        let doubted = likely.get(own).is_some_and(|share| *share < DOUBTED * all);
        let best = self.held.iter().zip(&likely).max_by(|a, b| a.1.total_cmp(b.1));
        best.filter(|_| doubted).map(|(status, _)| *status)
    }
}

fn logistic(sum: f64) -> f64 {
    1.0 / (1.0 + (-sum).exp())
}
