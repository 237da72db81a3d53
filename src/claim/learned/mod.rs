//! What annotated texts teach: a second opinion on which term a typed value belongs to, where the
//! patterns are silent or say what nothing bears out, and on which sentences state a fixed value that
//! nobody read. Log-linear models with few weights, kept in the watch file; without weights they say
//! nothing.

pub mod classes;
pub mod features;
pub mod fit;
pub mod model;
pub mod statement;
pub mod teach;

use classes::Classes;
use features::Words;
use model::{Label, Model};

use super::pattern::{Program, Sym, Vocabulary};
use super::prepare::Sentence;
use super::watch::Watch;
use super::watch::term::TermPattern;

/// A value nobody else types is taken for a term from here on.
pub const TAKEN: f64 = 0.75;
/// The same where a pattern would miss words that its term needs.
pub const SURE: f64 = 0.9;
/// What nobody reads is worth a person's look from here on.
pub const NOTED: f64 = 0.25;
/// A pattern's typing of a value is dropped below this.
pub const REFUSED: f64 = 0.01;

/// The weights of a watch file.
#[derive(Clone, Debug)]
pub struct Learned {
    /// Of what stands around typed values.
    values: Model,
    /// Of sentences that state fixed ones.
    statements: Model,
    /// The hashes of the words of the vocabulary, as features have them.
    words: Vec<u64>,
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
        let (values, statements) = (Model::default(), Model::default());
        Self { values, statements, words: Vec::new(), pattern }
    }
}

impl Learned {
    pub(super) fn pattern(&self) -> &TermPattern {
        &self.pattern
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.statements.is_empty()
    }

    /// Adds a term, or one of its fixed values; its weights follow.
    pub fn label(&mut self, term: usize, value: Option<usize>, bias: f64) -> usize {
        self.model(value).label(Label { term, value, bias })
    }

    /// `feature` as the learner writes it.
    pub fn weigh(
        &mut self,
        classes: &Classes,
        (value, place): (Option<usize>, usize),
        feature: &str,
        weight: f64,
    ) {
        self.model(value).weigh(classes, place, feature, weight);
    }

    fn model(&mut self, value: Option<usize>) -> &mut Model {
        if value.is_some() { &mut self.statements } else { &mut self.values }
    }

    /// Takes in how the words of a vocabulary count.
    pub fn index(&mut self, vocabulary: &Vocabulary) {
        let spelled = |sym: Sym| features::hash(features::folded(vocabulary.spelled(sym)));
        if !self.is_empty() {
            self.words = (0..vocabulary.size()).map(spelled).collect();
        }
    }

    /// The hash of a word of the vocabulary.
    pub(super) fn known(&self, word: Sym) -> Option<u64> {
        let spelled = word != super::pattern::vocabulary::UNKNOWN;
        self.words.get(word as usize).copied().filter(|_| spelled)
    }

    /// How likely the value at token `at` belongs to each term that was learned.
    pub fn typed(
        &self,
        watch: &Watch,
        sentence: &Sentence,
        words: &Words,
        at: usize,
    ) -> Vec<(usize, f64)> {
        let mut keys = Vec::new();
        features::each(watch, sentence, words, at, &mut |tags, word| {
            let key = features::key(tags.iter().map(|t| t.1).chain([word.key]));
            keys.extend(Some(key).filter(|key| self.values.weighs(*key)));
        });
        let scores = self.values.scores(keys, None);
        scores.into_iter().map(|(label, share)| (label.term, share)).collect()
    }

    /// How likely a sentence states each fixed value that was learned.
    pub fn stated(&self, watch: &Watch, words: &Words) -> Vec<(Label, f64)> {
        let mut keys = Vec::new();
        statement::each(watch, words, &mut |tags, word| {
            let key = features::key(tags.iter().map(|t| t.1).chain([word.key]));
            keys.extend(Some(key).filter(|key| self.statements.weighs(*key)));
        });
        self.statements.scores(keys, Some(words))
    }
}
