//! From judgements and edits to findings: one finding a claim, with its id, severity and words. It
//! never decides what a claim means.

use std::collections::BTreeMap;

use crate::base::Timestamp;
use crate::base::id;
use crate::claim::model::Status;
use crate::feed::model::Tier;

use super::correction::{is_stealth, new_notes, note_for};
use super::coverage::Judgement;
use super::edit::Edit;
use super::input::{Input, Mode};
use super::model::{Counts, Finding, FindingKind, Flags, Severity, Side};
use super::reason::Reason;
use super::rules::severity;
use super::sheet::{Line, open_side};
use super::view::View;
use super::words;

/// Term, value, status: one row of the sheet.
type Key = (String, String, Status);

/// Collects the findings of one comparison.
pub(crate) struct Reporter<'a> {
    input: &'a Input<'a>,
    now: Timestamp,
    /// Findings against coverage, by the claim they are about.
    coverage: BTreeMap<Key, Finding>,
    /// Support of the new claims that coverage had nothing to say of: an edit may bring one.
    support: BTreeMap<Key, Counts>,
    rest: Vec<Finding>,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(input: &'a Input<'a>, now: Timestamp) -> Self {
        Self { input, now, coverage: BTreeMap::new(), support: BTreeMap::new(), rest: Vec::new() }
    }

    pub(crate) fn coverage(&mut self, view: &View<'_>, line: &Line, judgement: Judgement) {
        if line.derived || judgement.reason == Reason::Unchanged {
            return;
        }
        let key = (line.term.clone(), line.side.value.clone(), line.side.status);
        let counts = counts(view, &line.side, judgement.against.as_ref());
        let Some(kind) = judgement.kind else {
            self.support.insert(key, counts);
            return;
        };
        let mut finding = self.blank(kind, judgement.reason, &line.term);
        finding.counts = counts;
        finding.from = judgement.against;
        finding.to = Some(line.side.clone());
        self.coverage.insert(key, finding);
    }

    pub(crate) fn conflict(&mut self, first: &Line, second: &Line) {
        let mut finding =
            self.blank(FindingKind::SelfConflict, Reason::TwoValuesInOneArticle, &first.term);
        finding.from = Some(first.side.clone());
        finding.to = Some(second.side.clone());
        finding.flags.review = true;
        self.rest.push(finding);
    }

    /// Edits, each merged with what coverage says of the claim it brought.
    pub(crate) fn edits(&mut self, edits: Vec<Edit>) {
        let input = self.input;
        let notes = new_notes(input);
        for edit in edits {
            let returned = edit.returns > 0;
            if returned {
                self.hush(&edit.term);
            }
            let key = edit.to.as_ref().map(|to| (edit.term.clone(), to.value.clone(), to.status));
            let brought = key.as_ref().and_then(|key| self.coverage.remove(key));
            let support = key.as_ref().and_then(|key| self.support.get(key)).copied();
            let mut finding = self.blank(edit.kind, edit.reason, &edit.term);
            finding.flags.stealth = is_stealth(input, &edit);
            finding.correction_note = note_for(&notes, &edit);
            finding.counts = Counts { returns: edit.returns, ..support.unwrap_or_default() };
            finding.from.clone_from(&edit.from);
            finding.to.clone_from(&edit.to);
            match brought {
                Some(other) if other.kind == FindingKind::ConsensusShift => {
                    self.rest.push(finding);
                    self.rest.push(other);
                }
                Some(mut other) if edit.kind == FindingKind::Added => {
                    other.also.push(FindingKind::Added);
                    other.correction_note = finding.correction_note;
                    self.rest.push(other);
                }
                Some(other) => {
                    finding.also.push(other.kind);
                    finding.counts = other.counts;
                    finding.prevailing = other.from.filter(|_| is_against_prevailing(other.kind));
                    self.rest.push(finding);
                }
                None => self.rest.push(finding),
            }
        }
    }

    /// A term that came back was set against coverage when it first said so: only a shift is news.
    fn hush(&mut self, term: &str) {
        for (key, told) in std::mem::take(&mut self.coverage) {
            if key.0 != term || told.kind == FindingKind::ConsensusShift {
                self.coverage.insert(key, told);
            } else {
                self.support.insert(key, told.counts);
            }
        }
        self.rest.retain(|told| told.term != term || told.kind != FindingKind::SelfConflict);
    }

    /// One finding per cluster, ever: its id knows no article.
    pub(crate) fn open(&mut self) {
        let mut clusters = BTreeMap::new();
        for found in self.input.open {
            clusters.entry(found.cluster.as_str()).or_insert(found);
        }
        for (cluster, found) in clusters {
            if self.input.known_clusters.contains(cluster) {
                continue;
            }
            let mut finding = self.blank(FindingKind::Unclassified, Reason::NoTermTypesIt, "");
            finding.flags.review = true;
            finding.to = Some(open_side(found, self.input));
            finding.id = id::make("f", &[self.input.watch, finding.kind.as_str(), cluster]);
            self.rest.push(finding);
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Finding> {
        if self.input.mode == Mode::Technical {
            return Vec::new();
        }
        let mut findings: Vec<Finding> = self.coverage.into_values().collect();
        findings.append(&mut self.rest);
        for finding in &mut findings {
            complete(finding, self.input);
        }
        findings.sort_by(|a, b| (a.kind, &a.term, &a.id).cmp(&(b.kind, &b.term, &b.id)));
        findings.dedup_by(|a, b| a.id == b.id);
        findings
    }

    fn blank(&self, kind: FindingKind, reason: Reason, term: &str) -> Finding {
        let input = self.input;
        let flags = Flags {
            primary: input.article.tier == Tier::Primary,
            baseline: input.mode == Mode::Baseline,
            ..Flags::default()
        };
        let label = input.terms.rules(term).map(|rules| rules.label.clone()).unwrap_or_default();
        Finding {
            id: String::new(),
            watch: input.watch.to_owned(),
            kind,
            also: Vec::new(),
            term: term.to_owned(),
            label,
            severity: Severity::Low,
            reason,
            article: Some(input.article.clone()),
            feed: None,
            from: None,
            to: None,
            prevailing: None,
            flags,
            detail: String::new(),
            correction_note: None,
            counts: Counts::default(),
            found_at: self.now,
        }
    }
}

/// Is the `from` of such a finding what coverage holds?
fn is_against_prevailing(kind: FindingKind) -> bool {
    matches!(
        kind,
        FindingKind::Contradicts
            | FindingKind::Stale
            | FindingKind::Superseded
            | FindingKind::Corroborated
    )
}

/// Severity, id and words, once everything else stands.
fn complete(finding: &mut Finding, input: &Input<'_>) {
    let term = input.terms.rules(&finding.term).map(|rules| rules.severity).unwrap_or_default();
    let weigh = |kind| severity(term, kind, finding.reason, finding.flags);
    let current =
        |side: &Option<Side>| side.as_ref().is_none_or(|side| side.status == Status::Current);
    let mut weight = finding.kinds().map(weigh).max().unwrap_or_default();
    if finding.kind == FindingKind::FirstSeen
        && finding.to.as_ref().is_some_and(|to| to.status == Status::Previous)
        || finding.kind.is_edit() && !current(&finding.from) && !current(&finding.to)
    {
        weight = weight.lowered();
    }
    finding.severity = weight;
    if finding.id.is_empty() {
        finding.id = make_id(finding, input);
    }
    finding.detail = words::explain(finding);
}

/// Watch, term, kind, values and the article's version; an oscillation is one finding per article
/// and term, however often it turns.
fn make_id(finding: &Finding, input: &Input<'_>) -> String {
    let article = input.article;
    if finding.kind == FindingKind::Oscillating {
        return id::make("f", &[input.watch, &finding.term, finding.kind.as_str(), &article.id]);
    }
    let end = |side: &Option<Side>| match side {
        Some(side) => [side.value.clone(), side.status.as_str().to_owned()],
        None => [String::new(), String::new()],
    };
    let ([from, from_status], [to, to_status]) = (end(&finding.from), end(&finding.to));
    let kind = finding.kind.as_str();
    id::make(
        "f",
        &[
            input.watch,
            &finding.term,
            kind,
            &from,
            &from_status,
            &to,
            &to_status,
            &article.id,
            &article.snapshot_id,
        ],
    )
}

/// Support of the value, and of what it was set against.
fn counts(view: &View<'_>, side: &Side, against: Option<&Side>) -> Counts {
    let known = view.alike(side);
    let total = |count: fn(&super::standing::ValueStanding) -> u32| {
        known.iter().map(|value| count(value)).max().unwrap_or(0)
    };
    let evidence = u32::from(side.status == Status::Current);
    let (before, after) = view.sources(side);
    let differs = |side: &&Side| known.iter().all(|value| value.value != side.value);
    Counts {
        independent: if evidence > 0 { after } else { before },
        articles: total(|value| value.articles).saturating_add(evidence),
        outlets: total(|value| value.outlets).max(evidence),
        against_independent: against.filter(differs).map_or(0, |other| view.sources_of(other)),
        returns: 0,
        primary: view.primary_layer(side),
    }
}
