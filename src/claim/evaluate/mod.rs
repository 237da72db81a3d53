//! Compares readings with gold: precision, recall and F1, strict and loose, per term; what is
//! surfaced at all; which statuses are confused; every miss and extra with its sentence.

pub mod gold;
pub mod render;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Claim, Reading, Span, Status};
pub use gold::{GoldClaim, GoldDocument};

/// Right, found and wanted: enough for precision and recall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Claims found that the gold has.
    pub right: usize,
    /// Claims found that it does not have.
    pub extra: usize,
    /// Claims of the gold that were not found.
    pub missed: usize,
}

impl Counts {
    pub fn precision(self) -> f64 {
        ratio(self.right, self.right + self.extra)
    }

    pub fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    pub fn f1(self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.extra + self.missed)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.extra += other.extra;
        self.missed += other.missed;
    }
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A difference between reading and gold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub document: String,
    pub term: String,
    pub value: String,
    pub status: Status,
    /// What decided the status, of an extra.
    pub ground: String,
    pub sentence: String,
    /// A missed fact that the open lane shows.
    pub surfaced: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub documents: usize,
    pub strict: Counts,
    /// Without status.
    pub loose: Counts,
    pub terms: BTreeMap<String, Counts>,
    /// Gold facts, `other` ones included, that are typed or in the open lane: (shown, all).
    pub surfaced: (usize, usize),
    /// Open-lane sentences in all.
    pub open: usize,
    /// `gold -> read` of claims right but for the status.
    pub confusion: BTreeMap<String, usize>,
    /// By what decided the status: `gold -> read` of claims right but for it, and those right in all.
    pub grounds: BTreeMap<String, BTreeMap<String, usize>>,
    pub misses: Vec<Difference>,
    pub extras: Vec<Difference>,
}

/// Compares each gold document with the reading of the same text.
pub fn evaluate(pairs: &[(GoldDocument, Reading)]) -> Report {
    let mut report = Report::default();
    for (gold, reading) in pairs {
        document(gold, reading, &mut report);
    }
    report
}

type Key = (String, String, Status);

fn document(gold: &GoldDocument, reading: &Reading, report: &mut Report) {
    report.documents += 1;
    report.open += reading.open.len();
    let mut read: BTreeMap<Key, &Claim> = BTreeMap::new();
    for claim in reading.claims.iter().filter(|c| !c.derived) {
        read.entry((claim.term.clone(), claim.value.clone(), claim.status)).or_insert(claim);
    }
    let mut wanted: BTreeMap<Key, &GoldClaim> = BTreeMap::new();
    let mut neutral: Vec<Key> = Vec::new();
    for row in &gold.claims {
        if row.term == "other" {
            surfaced_other(gold, row, reading, report);
        } else if row.optional {
            neutral.push((row.term.clone(), row.value.clone(), row.status));
        } else {
            wanted.entry((row.term.clone(), row.value.clone(), row.status)).or_insert(row);
        }
    }
    for (key, row) in &wanted {
        let found = read.contains_key(key);
        let shown = shown(gold, row, reading);
        report.surfaced.1 += 1;
        report.surfaced.0 += usize::from(found || shown);
        count(report, &key.0, if found { (1, 0, 0) } else { (0, 0, 1) });
        if found {
            let status = key.2.as_str();
            ground(report, read.get(key).copied(), format!("{status} -> {status}"));
            continue;
        }
        let otherwise =
            read.keys().find(|k| k.0 == key.0 && k.1 == key.1 && !wanted.contains_key(*k));
        if let Some(k) = otherwise {
            let pair = format!("{} -> {}", key.2.as_str(), k.2.as_str());
            *report.confusion.entry(pair.clone()).or_default() += 1;
            ground(report, read.get(k).copied(), pair);
        }
        report.misses.push(difference(gold, key, &sentence_of(gold, row), None, shown));
    }
    for (key, claim) in &read {
        if wanted.contains_key(key) || neutral.contains(key) {
            continue;
        }
        count(report, &key.0, (0, 1, 0));
        report.extras.push(difference(gold, key, &claim.evidence.text, Some(claim), false));
    }
    loose(&wanted, &neutral, &read, report);
}

/// What decided how a claim is held, with the word that did.
fn decided(claim: &Claim) -> String {
    let text = |s: &Span| {
        let from = s.start.checked_sub(claim.evidence.start)?;
        claim.evidence.text.get(from..s.end.checked_sub(claim.evidence.start)?)
    };
    let cue = claim.evidence.cue.as_ref().and_then(text);
    cue.map_or(claim.ground.as_str().to_owned(), |c| format!("{}: {c}", claim.ground.as_str()))
}

fn ground(report: &mut Report, claim: Option<&Claim>, pair: String) {
    let Some(claim) = claim else { return };
    *report
        .grounds
        .entry(claim.ground.as_str().to_owned())
        .or_default()
        .entry(pair)
        .or_default() += 1;
}

fn count(report: &mut Report, term: &str, (right, extra, missed): (usize, usize, usize)) {
    let one = Counts { right, extra, missed };
    report.strict.add(one);
    report.terms.entry(term.to_owned()).or_default().add(one);
}

fn loose(
    wanted: &BTreeMap<Key, &GoldClaim>,
    neutral: &[Key],
    read: &BTreeMap<Key, &Claim>,
    report: &mut Report,
) {
    let pair = |k: &Key| (k.0.clone(), k.1.clone());
    let mut want: Vec<_> = wanted.keys().map(pair).collect();
    let mut have: Vec<_> = read.keys().map(pair).collect();
    want.dedup();
    have.dedup();
    for key in &want {
        let right = usize::from(have.contains(key));
        report.loose.add(Counts { right, extra: 0, missed: 1 - right });
    }
    let extra = have
        .iter()
        .filter(|k| !want.contains(k) && !neutral.iter().any(|n| pair(n) == **k))
        .count();
    report.loose.add(Counts { right: 0, extra, missed: 0 });
}

fn surfaced_other(gold: &GoldDocument, row: &GoldClaim, reading: &Reading, report: &mut Report) {
    report.surfaced.1 += 1;
    report.surfaced.0 += usize::from(shown(gold, row, reading));
}

/// A claim of the same term and value in any status, or anything surfaced from the same sentence.
fn shown(gold: &GoldDocument, row: &GoldClaim, reading: &Reading) -> bool {
    if reading.claims.iter().any(|c| c.term == row.term && c.value == row.value) {
        return true;
    }
    let Some((start, end)) = gold::locate(&gold.text, &row.evidence) else { return false };
    reading.open.iter().any(|o| o.evidence.start < end && start < o.evidence.end)
        || row.term == "other"
            && reading
                .claims
                .iter()
                .any(|c| c.evidence.value.is_some_and(|v| v.start < end && start < v.end))
}

fn sentence_of(gold: &GoldDocument, row: &GoldClaim) -> String {
    gold::locate(&gold.text, &row.evidence)
        .and_then(|(start, end)| gold::sentence(&gold.text, start, end))
        .unwrap_or_else(|| row.evidence.clone())
}

fn difference(
    gold: &GoldDocument,
    key: &Key,
    sentence: &str,
    claim: Option<&Claim>,
    surfaced: bool,
) -> Difference {
    Difference {
        document: gold.id.clone(),
        term: key.0.clone(),
        value: key.1.clone(),
        status: key.2,
        ground: claim.map(decided).unwrap_or_default(),
        sentence: sentence.to_owned(),
        surfaced,
    }
}
