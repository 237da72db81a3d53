//! The second opinion: what was learned drops what it thinks impossible and speaks where the patterns
//! are silent, of typed values and of fixed ones.

use std::collections::BTreeMap;

use super::super::clauses::{Clause, ClauseKind};
use super::super::frames;
use super::super::learned::features::{self, Around, Words};
use super::super::learned::model::Label;
use super::super::learned::statement::Support;
use super::super::learned::{REFUSED, STATED, TAKEN};
use super::super::matching;
use super::super::model::Document;
use super::super::prepare::{self, Sentence};
use super::super::settle::Candidate;
use super::super::switches::Mechanism;
use super::super::tokens::Token;
use super::super::watch::Watch;
use super::{Reader, Scene, stream_of};

/// How likely each amount of a sentence, by its first byte, belongs to each term. Years are left to
/// the patterns: what stands around them says too little.
type Weights = BTreeMap<usize, Vec<(usize, f64)>>;

/// A sentence as it is learned from.
#[derive(Clone, Debug)]
pub struct Seen {
    pub sentence: Sentence,
    pub words: Words,
}

/// The sentences of a text as the second opinion sees them, for those who learn.
pub fn seen(watch: &Watch, document: &Document) -> Vec<Seen> {
    let sentences = prepare::prepare(watch, document);
    let mut reader = Reader::new(watch, document, &sentences);
    reader.seen = Some(Vec::new());
    for sentence in sentences {
        reader.sentence(sentence);
    }
    reader.seen.unwrap_or_default()
}

impl Reader<'_> {
    pub(super) fn second_opinion(
        &mut self,
        sentence: &Sentence,
        clauses: &[Clause],
        scene: &Scene,
        first: usize,
    ) {
        let on = self.watch.switches.on(Mechanism::Learned) && !self.watch.learned.is_empty();
        if !on && self.seen.is_none() {
            return;
        }
        let around = Around {
            text: self.document.text,
            whole: &scene.whole,
            cues: &scene.cues,
            before: &self.last,
            carried: &self.carried,
            learning: self.seen.is_some(),
        };
        let words = Words::of(self.watch, sentence, &around);
        if let Some(seen) = &mut self.seen {
            seen.push(Seen { sentence: sentence.clone(), words });
            return;
        }
        self.values(sentence, clauses, scene, &words, first);
        self.statements(sentence, clauses, scene, &words, first);
    }

    /// Drops typings that nothing bears out, and types what no pattern took.
    fn values(
        &mut self,
        sentence: &Sentence,
        clauses: &[Clause],
        scene: &Scene,
        words: &Words,
        first: usize,
    ) {
        let weighed = |(at, token): (usize, &Token)| {
            features::is_amount(token)
                .then(|| (token.start, self.watch.learned.typed(self.watch, sentence, words, at)))
        };
        let weights: Weights = sentence.tokens.iter().enumerate().filter_map(weighed).collect();
        if weights.is_empty() {
            return;
        }
        let mut new = self.candidates.split_off(first);
        new.retain(|c| c.decoy || c.elided || !refused(c, &weights));
        self.candidates.append(&mut new);
        for clause in clauses.iter().filter(|c| c.kind == ClauseKind::Main) {
            self.supply(sentence, clause, scene, &weights, first);
        }
    }

    /// Adds the fixed values that a sentence states of which no pattern says anything.
    fn statements(
        &mut self,
        sentence: &Sentence,
        clauses: &[Clause],
        scene: &Scene,
        words: &Words,
        first: usize,
    ) {
        // Where the patterns know what a sentence says, what else it may say is mostly the same.
        if !words.anchored || self.candidates.iter().skip(first).any(|c| !c.decoy) {
            return;
        }
        let mut stated = self.watch.learned.stated(self.watch, words);
        stated.retain(|(_, share)| *share >= STATED);
        for (label, _) in stated {
            let support = self.watch.learned.support(self.watch, words, label);
            let weight = |clause: &Clause| -> f64 {
                clause.tokens.iter().filter_map(|at| support.0.get(*at)).sum()
            };
            let likeliest = clauses.iter().max_by(|a, b| weight(a).total_cmp(&weight(b)));
            if let Some(clause) = likeliest.filter(|c| c.kind == ClauseKind::Main) {
                self.state(sentence, clause, scene, (label, &support));
            }
        }
    }

    /// Makes the claim of a fixed value that a clause states.
    fn state(
        &mut self,
        sentence: &Sentence,
        clause: &Clause,
        scene: &Scene,
        (label, support): (Label, &Support),
    ) {
        let stream = stream_of(sentence, clause, &self.watch.vocabulary);
        let cues = self.watch.cues.find(&stream, &self.watch.vocabulary);
        let own = frames::anchors(self.watch, &stream);
        let view = self.view(&stream, &cues, scene.base);
        let place = self.place(sentence, clause, scene, &own);
        let mut found = Vec::new();
        matching::stated(self.watch, label, support, &view, &place, &mut found);
        self.candidates.append(&mut found);
    }

    /// Types the values of a clause that no pattern took.
    fn supply(
        &mut self,
        sentence: &Sentence,
        clause: &Clause,
        scene: &Scene,
        weights: &Weights,
        first: usize,
    ) {
        let taken = |token: &Token| {
            self.candidates.iter().skip(first).any(|c| c.rival == Some(token.start))
        };
        let likeliest = |(position, at): (usize, &usize)| {
            let free = |t: &&Token| features::is_value(t) && !taken(t);
            let value = sentence.tokens.get(*at).filter(free)?;
            let best = weights.get(&value.start)?.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|(_, share)| *share >= TAKEN).map(|(term, _)| (*term, position))
        };
        let typed: Vec<_> = clause.tokens.iter().enumerate().filter_map(likeliest).collect();
        if typed.is_empty() {
            return;
        }
        let stream = stream_of(sentence, clause, &self.watch.vocabulary);
        let cues = self.watch.cues.find(&stream, &self.watch.vocabulary);
        let own = frames::anchors(self.watch, &stream);
        let view = self.view(&stream, &cues, scene.base);
        let place = self.place(sentence, clause, scene, &own);
        let mut found = Vec::new();
        for (term, position) in typed {
            matching::typed(self.watch, (term, position), &view, &place, &mut found);
        }
        self.candidates.append(&mut found);
    }
}

/// Nothing around its value bears the typing out.
fn refused(candidate: &Candidate, weights: &Weights) -> bool {
    let scores = candidate.rival.and_then(|start| weights.get(&start)).into_iter().flatten();
    scores.into_iter().any(|(term, share)| *term == candidate.term && *share < REFUSED)
}
