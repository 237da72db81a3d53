//! From annotated texts to the `[learned]` table of a watch file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::blocks;
use super::super::evaluate::{GoldClaim, GoldDocument, gold};
use super::super::outcome;
use super::super::reader::{self, Seen};
use super::super::tokens::Kind;
use super::super::values::Found;
use super::super::watch::Watch;
use super::super::watch::term::Term;
use super::features::{self, Part, Tag};
use super::fit::Examples;
use super::statement;

/// An answer is learned from this many rows on.
const ENOUGH: usize = 12;
/// How one kind of row is learned from.
#[derive(Clone, Copy)]
struct Manner {
    /// What a unit of weight costs.
    penalty: f64,
    /// A feature counts from this many rows on.
    common: usize,
}

/// Sentences have many more features than values.
const VALUES: Manner = Manner { penalty: 0.5, common: 2 };
const STATEMENTS: Manner = Manner { penalty: 1.0, common: 3 };

/// What was learned, as the table to put at the end of the watch file.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub table: String,
    /// Typed values that were learned from.
    pub values: usize,
    pub weights: usize,
}

/// What a row is an example of: a term, or one of its fixed values.
type Answer = (usize, Option<usize>);

/// One value or sentence seen, and what it is an example of, often nothing.
struct Row {
    features: Vec<String>,
    answers: Vec<Answer>,
}

/// Learns from annotated texts. The same texts in the same order give the same table. Values and
/// sentences of optional rows teach nothing.
pub fn teach(watch: &Watch, documents: &[GoldDocument]) -> Lesson {
    let mut values = Vec::new();
    let mut sentences = Vec::new();
    for document in documents {
        let blocks = blocks::from_plain(&document.text);
        let placed = placed(document);
        for seen in &reader::seen(watch, &document.document(&blocks)) {
            values.extend(value_rows(watch, seen, &placed));
            sentences.extend(statement_row(watch, seen, &placed));
        }
    }
    let mut lesson = Lesson { table: "[learned]\n".to_owned(), values: values.len(), weights: 0 };
    let terms = || watch.terms.iter().enumerate().filter(|(_, term)| !term.decoy);
    let typed: Vec<(String, Answer)> =
        terms().map(|(index, term)| (term.info.id.clone(), (index, None))).collect();
    let fixed = |(index, term): (usize, &Term)| -> Vec<(String, Answer)> {
        let all = term.info.values.iter().enumerate();
        all.map(|(at, value)| (format!("{}={value}", term.info.id), (index, Some(at)))).collect()
    };
    learn(&values, VALUES, &typed, &mut lesson);
    learn(&sentences, STATEMENTS, &terms().flat_map(fixed).collect::<Vec<_>>(), &mut lesson);
    lesson
}

/// Adds what the rows teach of each answer.
fn learn(rows: &[Row], manner: Manner, answers: &[(String, Answer)], lesson: &mut Lesson) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in rows.iter().flat_map(|r| &r.features) {
        *counts.entry(feature).or_default() += 1;
    }
    counts.retain(|_, count| *count >= manner.common);
    let names: Vec<&str> = counts.keys().copied().collect();
    let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let mut examples = Examples::default();
    for row in rows {
        let known = row.features.iter().filter_map(|f| numbers.get(f.as_str()).copied());
        examples.add(&known.collect::<Vec<_>>());
    }
    for (name, answer) in answers {
        let positive: Vec<bool> = rows.iter().map(|r| r.answers.contains(answer)).collect();
        if positive.iter().filter(|yes| **yes).count() < ENOUGH {
            continue;
        }
        let (bias, weights) = examples.fit(&positive, manner.penalty);
        let out = &mut lesson.table;
        // A String never fails to be written to.
        writeln!(out, "\"{name}\" = '''\nbias {bias:.2}").unwrap_or_default();
        for (feature, weight) in weights.iter().filter(|(_, w)| w.abs() >= 0.005) {
            let feature = names.get(*feature).copied().unwrap_or_default();
            writeln!(out, "{feature} {weight:.2}").unwrap_or_default();
            lesson.weights += 1;
        }
        out.push_str("'''\n");
    }
}

/// A row of the gold, found in its text.
struct Placed<'a> {
    claim: &'a GoldClaim,
    from: usize,
    to: usize,
}

fn placed<'a>(document: &'a GoldDocument) -> Vec<Placed<'a>> {
    let place =
        |claim: &'a GoldClaim| Some((claim, gold::locate(&document.text, &claim.evidence)?));
    let placed = document.claims.iter().filter_map(place);
    placed.map(|(claim, (from, to))| Placed { claim, from, to }).collect()
}

/// The rows of the gold whose evidence lies in a sentence.
fn within<'a>(seen: &Seen, placed: &'a [Placed]) -> Vec<&'a GoldClaim> {
    let here = |p: &&Placed| p.from < seen.sentence.end && seen.sentence.start < p.to;
    placed.iter().filter(here).map(|p| p.claim).collect()
}

/// One row for each typed value of a sentence: the terms it belongs to, often none.
fn value_rows(watch: &Watch, seen: &Seen, placed: &[Placed]) -> Vec<Row> {
    let sentence = &seen.sentence;
    let here = within(seen, placed);
    let mut out = Vec::new();
    for (at, token) in sentence.tokens.iter().enumerate() {
        let Kind::Value(value) = token.kind else { continue };
        let Some(found) = sentence.values.get(value).filter(|_| features::is_value(token)) else {
            continue;
        };
        let of = |optional: bool| -> Vec<Answer> {
            let stated = |term: &Term| {
                here.iter().any(|claim| {
                    claim.optional == optional
                        && claim.term == term.info.id
                        && says(term, found, &claim.value)
                })
            };
            let terms = watch.terms.iter().enumerate().filter(|(_, term)| !term.decoy);
            terms.filter(|(_, term)| stated(term)).map(|(index, _)| (index, None)).collect()
        };
        if of(true).is_empty() {
            let mut features = Vec::new();
            features::each(watch, sentence, &seen.words, at, &mut |tags, word| {
                features.push(written(tags, word));
            });
            out.push(Row { features: unique(features), answers: of(false) });
        }
    }
    out
}

fn says(term: &Term, found: &Found, value: &str) -> bool {
    let mut values = std::iter::once(&found.value).chain(&found.upper);
    values.any(|v| outcome::canonical(term, v).is_some_and(|v| v == value))
}

/// The row of a sentence: the fixed values it states, often none.
fn statement_row(watch: &Watch, seen: &Seen, placed: &[Placed]) -> Option<Row> {
    let here = within(seen, placed);
    let of = |optional: bool| -> Vec<Answer> {
        let fixed = |claim: &&GoldClaim| {
            let term = watch.terms.iter().position(|t| !t.decoy && t.info.id == claim.term)?;
            let value = watch.terms.get(term)?.value_index(&claim.value)?;
            Some((term, Some(value)))
        };
        here.iter().filter(|claim| claim.optional == optional).filter_map(fixed).collect()
    };
    if !seen.words.anchored || !of(true).is_empty() {
        return None;
    }
    let mut features = Vec::new();
    statement::each(watch, &seen.words, &mut |tags, word| features.push(written(tags, word)));
    features.extend(statement::pairs(watch, &seen.words));
    Some(Row { features: unique(features), answers: of(false) })
}

fn written(tags: &[Tag], word: &Part) -> String {
    let words: Vec<&str> = tags.iter().map(|tag| tag.0).chain([word.text.as_str()]).collect();
    words.join(" ")
}

fn unique(mut features: Vec<String>) -> Vec<String> {
    features.sort_unstable();
    features.dedup();
    features
}
