//! The second opinion on typed values: what was learned drops what it thinks impossible and speaks
//! where the patterns are silent.

use std::collections::BTreeMap;

use super::super::clauses::{Clause, ClauseKind};
use super::super::learned::features::{self, Words};
use super::super::learned::{REFUSED, TAKEN};
use super::super::matching;
use super::super::model::Document;
use super::super::prepare::{self, Sentence};
use super::super::settle::Candidate;
use super::super::switches::Mechanism;
use super::super::tokens::Token;
use super::super::watch::Watch;
use super::{Reader, Scene};

/// How likely each value of a sentence, by its first byte, belongs to each term.
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
        if !sentence.tokens.iter().any(features::is_value) || !on && self.seen.is_none() {
            return;
        }
        let anchors = scene.anchors(self.watch);
        let around = (self.last.as_slice(), anchors, &self.carried);
        let words = Words::of(self.watch, self.document.text, sentence, around);
        if let Some(seen) = &mut self.seen {
            seen.push(Seen { sentence: sentence.clone(), words });
            return;
        }
        let weighed = |(at, token): (usize, &Token)| {
            features::is_value(token)
                .then(|| (token.start, self.watch.learned.typed(sentence, &words, at)))
        };
        let weights: Weights = sentence.tokens.iter().enumerate().filter_map(weighed).collect();
        let mut new = self.candidates.split_off(first);
        new.retain(|c| c.decoy || !refused(c, &weights));
        self.candidates.append(&mut new);
        for clause in clauses.iter().filter(|c| c.kind == ClauseKind::Main) {
            self.supply(sentence, clause, scene, &weights, first);
        }
    }

    /// Types the amounts of a clause that no pattern took.
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
            let amount = |t: &&Token| features::is_amount(t) && !taken(t);
            let value = sentence.tokens.get(*at).filter(amount)?;
            let best = weights.get(&value.start)?.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|(_, share)| *share >= TAKEN).map(|(term, _)| (*term, position))
        };
        let typed: Vec<_> = clause.tokens.iter().enumerate().filter_map(likeliest).collect();
        if typed.is_empty() {
            return;
        }
        let piece = scene.piece(self.watch, sentence, clause);
        let view = self.view(&piece.stream, &piece.cues, scene.base);
        let place = self.place(sentence, clause, scene, &piece.anchors);
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
