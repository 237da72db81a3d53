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
use super::features;
use super::fit::Examples;

/// An answer is learned from this many rows on.
const ENOUGH: usize = 12;
/// A feature counts from this many rows on.
const COMMON: usize = 2;

/// What was learned, as the table to put at the end of the watch file.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub table: String,
    /// Typed values that were learned from.
    pub values: usize,
    pub weights: usize,
}

/// One value seen, and the terms it belongs to.
struct Row {
    features: Vec<String>,
    terms: Vec<usize>,
}

/// Learns from annotated texts. The same texts in the same order give the same table. Values of
/// optional rows teach nothing.
pub fn teach(watch: &Watch, documents: &[GoldDocument]) -> Lesson {
    let rows: Vec<Row> = documents.iter().flat_map(|document| rows(watch, document)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in rows.iter().flat_map(|r| &r.features) {
        *counts.entry(feature).or_default() += 1;
    }
    counts.retain(|_, count| *count >= COMMON);
    let names: Vec<&str> = counts.keys().copied().collect();
    let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let mut examples = Examples::default();
    for row in &rows {
        let known = row.features.iter().filter_map(|f| numbers.get(f.as_str()).copied());
        examples.add(&known.collect::<Vec<_>>());
    }
    let mut lesson = Lesson { table: "[learned]\n".to_owned(), values: rows.len(), weights: 0 };
    for (index, term) in watch.terms.iter().enumerate().filter(|(_, t)| !t.decoy) {
        let positive: Vec<bool> = rows.iter().map(|r| r.terms.contains(&index)).collect();
        if positive.iter().filter(|yes| **yes).count() < ENOUGH {
            continue;
        }
        let (bias, weights) = examples.fit(&positive);
        let out = &mut lesson.table;
        // A String never fails to be written to.
        writeln!(out, "\"{}\" = '''\nbias {bias:.2}", term.info.id).unwrap_or_default();
        for (feature, weight) in weights.iter().filter(|(_, w)| w.abs() >= 0.005) {
            let name = names.get(*feature).copied().unwrap_or_default();
            writeln!(out, "{name} {weight:.2}").unwrap_or_default();
            lesson.weights += 1;
        }
        out.push_str("'''\n");
    }
    lesson
}

fn rows(watch: &Watch, document: &GoldDocument) -> Vec<Row> {
    let blocks = blocks::from_plain(&document.text);
    let placed = document.claims.iter().filter_map(|claim| {
        let (from, to) = gold::locate(&document.text, &claim.evidence)?;
        Some(Placed { claim, from, to })
    });
    let placed: Vec<Placed> = placed.collect();
    let seen = reader::seen(watch, &document.document(&blocks));
    seen.iter().flat_map(|seen| value_rows(watch, seen, &placed)).collect()
}

/// A row of the gold, found in its text.
struct Placed<'a> {
    claim: &'a GoldClaim,
    from: usize,
    to: usize,
}

/// One row for each typed value of a sentence: the terms it belongs to, often none.
fn value_rows(watch: &Watch, seen: &Seen, placed: &[Placed]) -> Vec<Row> {
    let sentence = &seen.sentence;
    let here = |p: &&Placed| p.from < sentence.end && sentence.start < p.to;
    let mut out = Vec::new();
    for (at, token) in sentence.tokens.iter().enumerate() {
        let Kind::Value(value) = token.kind else { continue };
        let Some(found) = sentence.values.get(value).filter(|_| features::is_value(token)) else {
            continue;
        };
        let of = |optional: bool| -> Vec<usize> {
            let stated = |term: &Term| {
                placed.iter().filter(here).any(|p| {
                    p.claim.optional == optional
                        && p.claim.term == term.info.id
                        && says(term, found, &p.claim.value)
                })
            };
            let terms = watch.terms.iter().enumerate().filter(|(_, term)| !term.decoy);
            terms.filter(|(_, term)| stated(term)).map(|(index, _)| index).collect()
        };
        if of(true).is_empty() {
            let features = features::named(sentence, &seen.words, at);
            out.push(Row { features, terms: of(false) });
        }
    }
    out
}

fn says(term: &Term, found: &Found, value: &str) -> bool {
    let mut values = std::iter::once(&found.value).chain(&found.upper);
    values.any(|v| outcome::canonical(term, v).is_some_and(|v| v == value))
}
