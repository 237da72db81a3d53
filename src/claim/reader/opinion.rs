//! The second opinion: what was learned drops what it thinks impossible and speaks where the patterns
//! are silent: it types values, and puts up for a look what may be said and nobody reads.

use std::collections::BTreeMap;

use super::super::clauses::{Clause, ClauseKind};
use super::super::learned::features::{self, Around, Words};
use super::super::learned::{NOTED, REFUSED, SURE, TAKEN};
use super::super::matching::{self, Typing};
use super::super::model::Document;
use super::super::open::{self, Guess};
use super::super::outcome;
use super::super::prepare::{self, Sentence};
use super::super::settle::Candidate;
use super::super::switches::Mechanism;
use super::super::tokens::{Kind, Token};
use super::super::values::{Value, ValueType};
use super::super::watch::Watch;
use super::super::watch::term::Term;
use super::{Reader, Scene};

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
            anchors: scene.anchors(self.watch),
            cues: &scene.cues,
            before: &self.last,
            carried: &self.carried,
            learning: self.seen.is_some(),
        };
        // Nothing to type or to take back, and nothing that nobody read: no opinion is asked for.
        let silent = || self.candidates.len() <= first;
        let asked = sentence.tokens.iter().any(features::is_value)
            || silent() && features::anchored(self.watch, sentence, &around);
        if !asked && self.seen.is_none() {
            return;
        }
        let words = Words::of(self.watch, sentence, &around);
        if let Some(seen) = &mut self.seen {
            seen.push(Seen { sentence: sentence.clone(), words });
            return;
        }
        self.values(sentence, clauses, scene, &words, first);
        self.note_statement(sentence, scene, &words, first);
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
            features::is_value(token)
                .then(|| (token.start, self.watch.learned.typed(self.watch, sentence, words, at)))
        };
        let weights: Weights = sentence.tokens.iter().enumerate().filter_map(weighed).collect();
        if weights.is_empty() {
            return;
        }
        let mut new = self.candidates.split_off(first);
        let dated = |c: &Candidate| self.watch.terms.get(c.term).is_some_and(|t| !counts(t));
        new.retain(|c| c.decoy || c.elided || dated(c) || !refused(c, &weights));
        self.candidates.append(&mut new);
        for clause in clauses.iter().filter(|c| c.kind == ClauseKind::Main) {
            self.supply(sentence, clause, scene, &weights, first);
        }
        for (start, shares) in &weights {
            self.note_value(sentence, scene, (*start, shares), first);
        }
    }

    /// Puts a value up for a look that nobody typed.
    fn note_value(
        &mut self,
        sentence: &Sentence,
        scene: &Scene,
        (start, shares): (usize, &[(usize, f64)]),
        first: usize,
    ) {
        let best = shares.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((term, share)) = best.filter(|(_, share)| *share >= NOTED) else { return };
        let taken = self.candidates.iter().skip(first).any(|c| c.rival == Some(start));
        let Some(term) = self.watch.terms.get(*term).filter(|t| !taken && counts(t)) else {
            return;
        };
        let here = sentence.tokens.iter().find(|token| token.start == start);
        let Some(Kind::Value(value)) = here.map(|token| token.kind) else { return };
        let found = sentence.values.get(value);
        let Some(value) = found.and_then(|f| outcome::canonical(term, &f.value)) else { return };
        let (term, share, at) = (term.info.id.clone(), *share, Some(start));
        let guess = Guess { term, value, share, at };
        self.open.extend(open::guess(self.watch, sentence, &scene.whole, guess));
    }

    /// Puts a sentence up for a look that may state a fixed value, where nobody reads anything.
    fn note_statement(&mut self, sentence: &Sentence, scene: &Scene, words: &Words, first: usize) {
        if !words.anchored || self.candidates.len() > first {
            return;
        }
        let stated = self.watch.learned.stated(self.watch, words);
        let best = stated.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((label, share)) = best.filter(|(_, share)| *share >= NOTED) else { return };
        let term = self.watch.terms.get(label.term);
        let Some((term, value)) = term.zip(label.value) else { return };
        let (term, value) = (term.info.id.clone(), term.value_name(value).to_owned());
        let guess = Guess { term, value, share, at: None };
        self.open.extend(open::guess(self.watch, sentence, &scene.whole, guess));
    }

    /// A year behind the text's own: when something ended is told in many more ways than when it will.
    fn ahead(&self, sentence: &Sentence, token: &Token) -> bool {
        let Kind::Value(value) = token.kind else { return false };
        let year = match sentence.values.get(value).map(|f| &f.value) {
            Some(Value::Year(year) | Value::Month { year, .. }) => *year,
            Some(Value::Date(date)) => date.year(),
            Some(
                Value::Money { .. } | Value::Percent(_) | Value::Duration { .. } | Value::Number(_),
            )
            | None => return false,
        };
        self.document.published.is_none_or(|published| year > published.year())
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
            let (term, share) = best.filter(|(_, share)| *share >= TAKEN)?;
            let ahead = || self.ahead(sentence, value);
            let term_of = self.watch.terms.get(*term)?;
            let typed = counts(term_of) && (term_of.info.kind != ValueType::Year || ahead());
            typed.then_some(Typing { term: *term, position, sure: *share >= SURE })
        };
        let typed: Vec<_> = clause.tokens.iter().enumerate().filter_map(likeliest).collect();
        if typed.is_empty() {
            return;
        }
        let piece = scene.piece(self.watch, sentence, clause);
        let view = self.view(&piece.stream, &piece.cues, scene.base);
        let known = (&*piece.anchors, &*piece.shortlist.terms);
        let place = self.place(sentence, clause, scene, known);
        let mut found = Vec::new();
        for typing in typed {
            matching::typed(self.watch, typing, &view, &place, &mut found);
        }
        self.candidates.append(&mut found);
    }
}

/// Days stand in every article for many things: nothing is learned of them.
fn counts(term: &Term) -> bool {
    term.info.kind != ValueType::Date
}

/// Nothing around its value bears the typing out.
fn refused(candidate: &Candidate, weights: &Weights) -> bool {
    let scores = candidate.rival.and_then(|start| weights.get(&start)).into_iter().flatten();
    scores.into_iter().any(|(term, share)| *term == candidate.term && *share < REFUSED)
}
