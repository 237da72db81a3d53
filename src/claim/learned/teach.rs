//! From annotated texts to the `[learned]` table of a watch file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::blocks;
use super::super::evaluate::{GoldClaim, GoldDocument, gold};
use super::super::outcome;
use super::super::reader;
use super::super::values::Found;
use super::super::watch::Watch;
use super::super::watch::term::Term;
use super::fit::Examples;

/// A term is learned from this many values on.
const ENOUGH: usize = 12;
/// A feature counts from this many values on.
const COMMON: usize = 2;

/// What was learned, as the table to put at the end of the watch file.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub table: String,
    pub values: usize,
    pub terms: usize,
    pub weights: usize,
}

struct Row {
    features: Vec<String>,
    terms: Vec<usize>,
}

/// Learns from the typed values of annotated texts. The same texts in the same order give the same
/// table. Values of optional rows teach nothing.
pub fn teach(watch: &Watch, documents: &[GoldDocument]) -> Lesson {
    let rows: Vec<Row> = documents.iter().flat_map(|d| rows(watch, d)).collect();
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
    let mut lesson =
        Lesson { table: "[learned]\n".to_owned(), values: rows.len(), terms: 0, weights: 0 };
    for (index, term) in watch.terms.iter().enumerate().filter(|(_, t)| !t.decoy) {
        let positive: Vec<bool> = rows.iter().map(|r| r.terms.contains(&index)).collect();
        if positive.iter().filter(|yes| **yes).count() < ENOUGH {
            continue;
        }
        let (bias, weights) = examples.fit(&positive);
        lesson.terms += 1;
        let mut table = format!("\"{}\" = '''\nbias {bias:.2}\n", term.info.id);
        for (feature, weight) in weights.iter().filter(|(_, w)| w.abs() >= 0.005) {
            let Some(name) = names.get(*feature) else { continue };
            lesson.weights += 1;
            // A String never fails to be written to.
            writeln!(table, "{name} {weight:.2}").unwrap_or_default();
        }
        lesson.table.push_str(&table);
        lesson.table.push_str("'''\n");
    }
    lesson
}

fn rows(watch: &Watch, document: &GoldDocument) -> Vec<Row> {
    let blocks = blocks::from_plain(&document.text);
    let seen = reader::surroundings(watch, &document.document(&blocks));
    let placed: Vec<(&GoldClaim, (usize, usize))> = document
        .claims
        .iter()
        .filter_map(|c| Some((c, gold::locate(&document.text, &c.evidence)?)))
        .collect();
    let mut out = Vec::new();
    for value in seen {
        let line = line(&document.text, value.at);
        let is = |(claim, (from, to)): &(&GoldClaim, (usize, usize)), term: &Term| {
            claim.term == term.info.id
                && *from < line.1
                && line.0 < *to
                && says(term, &value.found, &claim.value)
        };
        let of = |optional: bool| -> Vec<usize> {
            let terms = watch.terms.iter().enumerate().filter(|(_, term)| !term.decoy);
            let stated =
                |term: &Term| placed.iter().any(|p| p.0.optional == optional && is(p, term));
            terms.filter(|(_, term)| stated(term)).map(|(index, _)| index).collect()
        };
        if of(true).is_empty() {
            out.push(Row { features: value.features, terms: of(false) });
        }
    }
    out
}

fn says(term: &Term, found: &Found, value: &str) -> bool {
    let mut values = std::iter::once(&found.value).chain(&found.upper);
    values.any(|v| outcome::canonical(term, v).is_some_and(|v| v == value))
}

/// The sentence around a byte, roughly: a value belongs to a claim whose evidence touches it.
fn line(text: &str, at: usize) -> (usize, usize) {
    gold::sentence(text, at, at)
        .and_then(|sentence| {
            let from = text.get(..at)?.rfind('\n').map_or(0, |i| i + 1);
            let start = from + text.get(from..)?.find(sentence.as_str())?;
            Some((start, start + sentence.len()))
        })
        .unwrap_or((at, at + 1))
}
