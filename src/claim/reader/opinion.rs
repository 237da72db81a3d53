//! The second opinion on typed values: what was learned drops what it thinks impossible and speaks
//! where the patterns are silent.

use super::super::clauses::{Clause, ClauseKind};
use super::super::frames;
use super::super::learned::features::{self, Words};
use super::super::learned::{REFUSED, TAKEN};
use super::super::matching;
use super::super::model::Document;
use super::super::prepare::{self, Sentence};
use super::super::settle::Candidate;
use super::super::switches::Mechanism;
use super::super::tokens::Token;
use super::super::watch::Watch;
use super::{Reader, Scene, stream_of};

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
        let words = Words::of(self.watch, self.document.text, sentence, &self.last, &self.carried);
        if let Some(seen) = &mut self.seen {
            seen.push(Seen { sentence: sentence.clone(), words });
            return;
        }
        self.refuse(sentence, &words, first);
        for clause in clauses.iter().filter(|c| c.kind == ClauseKind::Main) {
            self.supply(sentence, clause, scene, &words, first);
        }
    }

    /// Drops typings of values that nothing around them bears out.
    fn refuse(&mut self, sentence: &Sentence, words: &Words, first: usize) {
        let weighed = |start: usize| {
            let at = sentence.tokens.iter().position(|t| t.start == start)?;
            Some(self.watch.learned.typed(sentence, words, at))
        };
        let refused = |c: &Candidate| {
            let of = |scores: Vec<(usize, f64)>| {
                scores.iter().any(|(term, share)| *term == c.term && *share < REFUSED)
            };
            !c.decoy && c.rival.and_then(weighed).is_some_and(of)
        };
        let verdicts: Vec<bool> = self.candidates.iter().skip(first).map(refused).collect();
        let mut at = 0;
        self.candidates.retain(|_| {
            let gone = at >= first && verdicts.get(at - first).copied().unwrap_or_default();
            at += 1;
            !gone
        });
    }

    /// Types the amounts of a clause that no pattern took.
    fn supply(
        &mut self,
        sentence: &Sentence,
        clause: &Clause,
        scene: &Scene,
        words: &Words,
        first: usize,
    ) {
        let taken = |token: &Token| {
            self.candidates.iter().skip(first).any(|c| c.rival == Some(token.start))
        };
        let free = |(_, i): &(usize, &usize)| {
            sentence.tokens.get(**i).is_some_and(|t| features::is_amount(t) && !taken(t))
        };
        let mut typed = Vec::new();
        for (position, at) in clause.tokens.iter().enumerate().filter(free) {
            let scores = self.watch.learned.typed(sentence, words, *at);
            let best = scores.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            typed.extend(
                best.filter(|(_, share)| *share >= TAKEN).map(|(term, _)| (term, position)),
            );
        }
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
