//! From annotated texts to the `[learned]` tables of a watch file.

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
use super::fit::Examples;
use super::{STATUSES, features};

/// An answer is learned from this many rows on.
const ENOUGH: usize = 12;
/// A feature counts from this many rows on.
const COMMON: usize = 2;

/// What was learned, as the tables to put at the end of the watch file.
#[derive(Clone, Debug)]
pub struct Lesson {
    pub tables: String,
    /// Typed values and claims that were learned from.
    pub rows: usize,
    pub weights: usize,
}

/// One thing seen, and the answers that are right of it.
struct Row {
    features: Vec<String>,
    answers: Vec<usize>,
}

/// Learns from annotated texts. The same texts in the same order give the same tables. Optional rows
/// teach nothing.
pub fn teach(watch: &Watch, documents: &[GoldDocument]) -> Lesson {
    let (mut values, mut statuses) = (Vec::new(), Vec::new());
    for document in documents {
        let blocks = blocks::from_plain(&document.text);
        let seen = reader::seen(watch, &document.document(&blocks));
        let placed: Vec<Placed> = document
            .claims
            .iter()
            .filter_map(|claim| {
                let (from, to) = gold::locate(&document.text, &claim.evidence)?;
                Some(Placed { claim, from, to })
            })
            .collect();
        values.extend(seen.iter().flat_map(|seen| value_rows(watch, seen, &placed)));
        statuses.extend(placed.iter().filter_map(|placed| status_row(&seen, placed, watch)));
    }
    let mut lesson =
        Lesson { tables: String::new(), rows: values.len() + statuses.len(), weights: 0 };
    let terms = watch.terms.iter().enumerate().filter(|(_, t)| !t.decoy);
    let terms: Vec<(usize, &str)> = terms.map(|(i, t)| (i, t.info.id.as_str())).collect();
    table(&mut lesson, "values", &values, &terms);
    let held: Vec<(usize, &str)> = STATUSES.iter().map(|s| s.as_str()).enumerate().collect();
    table(&mut lesson, "statuses", &statuses, &held);
    lesson
}

fn table(lesson: &mut Lesson, name: &str, rows: &[Row], answers: &[(usize, &str)]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in rows.iter().flat_map(|r| &r.features) {
        *counts.entry(feature).or_default() += 1;
    }
    counts.retain(|_, count| *count >= COMMON);
    let names: Vec<&str> = counts.keys().copied().collect();
    let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let mut examples = Examples::default();
    for row in rows {
        let known = row.features.iter().filter_map(|f| numbers.get(f.as_str()).copied());
        examples.add(&known.collect::<Vec<_>>());
    }
    let out = &mut lesson.tables;
    // A String never fails to be written to.
    writeln!(out, "[learned.{name}]").unwrap_or_default();
    for (answer, id) in answers {
        let positive: Vec<bool> = rows.iter().map(|r| r.answers.contains(answer)).collect();
        if positive.iter().filter(|yes| **yes).count() < ENOUGH {
            continue;
        }
        let (bias, weights) = examples.fit(&positive);
        writeln!(out, "\"{id}\" = '''\nbias {bias:.2}").unwrap_or_default();
        for (feature, weight) in weights.iter().filter(|(_, w)| w.abs() >= 0.005) {
            let name = names.get(*feature).copied().unwrap_or_default();
            writeln!(out, "{name} {weight:.2}").unwrap_or_default();
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
            let named = features::named(|sink| {
                features::of_value(sentence, &seen.words, at, sink);
            });
            out.push(Row { features: named, answers: of(false) });
        }
    }
    out
}

fn says(term: &Term, found: &Found, value: &str) -> bool {
    let mut values = std::iter::once(&found.value).chain(&found.upper);
    values.any(|v| outcome::canonical(term, v).is_some_and(|v| v == value))
}

/// How one row of the gold is held, seen from where its value or its evidence stands.
fn status_row(seen: &[Seen], placed: &Placed, watch: &Watch) -> Option<Row> {
    let claim = placed.claim;
    let term = watch.terms.iter().find(|t| t.info.id == claim.term && !t.decoy)?;
    let middle = usize::midpoint(placed.from, placed.to);
    let seen = seen
        .iter()
        .filter(|s| placed.from < s.sentence.end && s.sentence.start < placed.to)
        .min_by_key(|s| usize::midpoint(s.sentence.start, s.sentence.end).abs_diff(middle))
        .filter(|_| !claim.optional)?;
    let tokens = &seen.sentence.tokens;
    let value = tokens.iter().position(|token| {
        let Kind::Value(value) = token.kind else { return false };
        seen.sentence.values.get(value).is_some_and(|found| says(term, found, &claim.value))
    });
    let at = value.or_else(|| tokens.iter().position(|t| t.end > middle))?;
    let answer = STATUSES.iter().position(|status| *status == claim.status)?;
    let of = (claim.term.as_str(), claim.value.as_str());
    let features = features::named(|sink| features::of_status(&seen.words, at, of, sink));
    Some(Row { features, answers: vec![answer] })
}
