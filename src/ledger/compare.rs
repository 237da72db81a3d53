//! The one way in: an article's claims, its last version and the standings of its terms give
//! findings and updates. Deterministic; running it again on the same input changes nothing.

use std::collections::BTreeSet;

use crate::base::Timestamp;
use crate::base::Warning;
use crate::claim::model::Status;

use super::coverage::Judgement;
use super::input::{Input, Mode, Outcome};
use super::model::Side;
use super::precision::is_coarser;
use super::reason::Reason;
use super::report::Reporter;
use super::rules::{Cardinality, LedgerPolicy, Relation};
use super::sheet::{Line, lines, relate};
use super::standing::{Appearance, TermStanding};
use super::versions::{edits, mark};
use super::view::View;

/// Compare one snapshot. `now` only stamps findings and decisions.
pub fn compare(input: &Input<'_>, policy: &LedgerPolicy, now: Timestamp) -> Outcome {
    let lines = lines(input, policy);
    let conflicts = Conflicts::find(input, policy, &lines);
    let empty = TermStanding::default();
    let mut reporter = Reporter::new(input, now);
    let mut outcome =
        Outcome { mark: mark(&input.article.snapshot_id, input.claims), ..Outcome::default() };
    let mut told: Vec<&Line> = Vec::new();
    for line in &lines {
        let Some(rules) = input.terms.rules(&line.term) else {
            outcome.warnings.push(Warning::new("ledger.unknown_term", line.term.clone()));
            outcome.appearances.push(appearance(line, false, Reason::UnknownTerm));
            continue;
        };
        let standing = input.standings.get(&line.term).unwrap_or(&empty);
        let view = View { input, policy, rules, standing, now };
        let counts = is_evidence(line, policy) && !conflicts.holds(line);
        let judgement = judge(&view, line, &lines, (counts, &conflicts, &told));
        if counts {
            told.push(line);
        }
        if judgement.kind.is_none() && !line.unchanged && !line.derived {
            outcome.repeated = outcome.repeated.saturating_add(1);
        }
        outcome.appearances.push(appearance(line, counts, judgement.reason));
        outcome.updates.extend(judgement.update.clone());
        reporter.coverage(&view, line, judgement);
    }
    for (first, second) in conflicts.fresh() {
        reporter.conflict(first, second);
    }
    reporter.edits(edits(input, policy, &lines));
    reporter.open();
    outcome.findings = reporter.finish();
    if input.mode == Mode::Technical {
        outcome.appearances.iter_mut().for_each(|row| row.reason = Reason::Technical);
        outcome.repeated = 0;
    }
    outcome
}

/// Only current, direct and certain claims say what holds.
fn is_evidence(line: &Line, policy: &LedgerPolicy) -> bool {
    is_direct(&line.side, line.derived, policy)
}

fn is_direct(side: &Side, derived: bool, policy: &LedgerPolicy) -> bool {
    side.status == Status::Current && !derived && side.confidence >= policy.min_confidence
}

/// Does the same article say it more precisely?
fn is_refined(view: &View<'_>, line: &Line, other: &Line) -> bool {
    other.term == line.term
        && is_evidence(other, view.policy)
        && view.relate(&line.side, &other.side) == Relation::Refines
        && is_coarser(&line.side.value, &other.side.value)
}

fn appearance(line: &Line, counts: bool, reason: Reason) -> Appearance {
    Appearance {
        term: line.term.clone(),
        side: line.side.clone(),
        derived: line.derived,
        counts,
        reason,
    }
}

/// The gates in front of a judgement, in order.
fn judge(
    view: &View<'_>,
    line: &Line,
    lines: &[Line],
    seen: (bool, &Conflicts, &[&Line]),
) -> Judgement {
    let (counts, conflicts, told) = seen;
    let alike =
        |other: &&Line| other.term == line.term && view.relate(&other.side, &line.side).is_alike();
    if line.derived {
        Judgement::silent(Reason::Derived)
    } else if line.unchanged && (line.counted || !counts) {
        Judgement::silent(Reason::Unchanged)
    } else if conflicts.holds(line) {
        Judgement::silent(Reason::SelfConflict)
    } else if line.side.confidence < view.policy.min_confidence {
        Judgement::silent(Reason::LowConfidence)
    } else if counts && told.iter().any(alike) {
        Judgement::silent(Reason::AgreesSameSource)
    } else if counts && lines.iter().any(|other| is_refined(view, line, other)) {
        Judgement::silent(Reason::LessPrecise)
    } else if counts {
        view.judge(line)
    } else {
        let mut current = lines.iter().filter(|other| is_evidence(other, view.policy));
        let elsewhere = current.any(|other| other.term == line.term && !alike(&other));
        let stated = told.iter().any(alike);
        if stated {
            Judgement::silent(Reason::KnownWithStatus)
        } else {
            view.judge_other(line, elsewhere)
        }
    }
}

/// Terms of which the article states two differing current values.
struct Conflicts<'a> {
    pairs: Vec<(&'a Line, &'a Line)>,
    /// Terms of which the last version did so already: said once, edits say the rest.
    known: BTreeSet<String>,
}

impl<'a> Conflicts<'a> {
    fn find(input: &Input<'_>, policy: &LedgerPolicy, lines: &'a [Line]) -> Self {
        let evidence = lines.iter().filter(|line| is_evidence(line, policy));
        let now: Vec<(&Line, &str, &Side)> =
            evidence.map(|line| (line, line.term.as_str(), &line.side)).collect();
        let before = input.previous.iter().flat_map(|previous| &previous.appearances);
        let before: Vec<((), &str, &Side)> = before
            .filter(|row| is_direct(&row.side, row.derived, policy))
            .map(|row| ((), row.term.as_str(), &row.side))
            .collect();
        let known = differing(input, policy, &before);
        Self {
            pairs: differing(input, policy, &now).into_iter().map(|(pair, _)| pair).collect(),
            known: known.into_iter().map(|(_, term)| term.to_owned()).collect(),
        }
    }

    fn holds(&self, line: &Line) -> bool {
        self.pairs
            .iter()
            .any(|(first, second)| std::ptr::eq(*first, line) || std::ptr::eq(*second, line))
    }

    /// One pair a term, the first, and only where this version brought it.
    fn fresh(&self) -> Vec<(&'a Line, &'a Line)> {
        let mut terms = self.known.clone();
        let new = self.pairs.iter().filter(|(first, _)| terms.insert(first.term.clone()));
        new.copied().collect()
    }
}

/// Every two rows of a term with one value that differ, with the term.
fn differing<'a, T: Copy>(
    input: &Input<'_>,
    policy: &LedgerPolicy,
    rows: &[(T, &'a str, &Side)],
) -> Vec<((T, T), &'a str)> {
    let one = |term: &str| {
        let rules = input.terms.rules(term);
        rules.is_some_and(|rules| rules.cardinality == Cardinality::One)
    };
    let mut found = Vec::new();
    for (at, (first, term, side)) in rows.iter().enumerate().filter(|(_, row)| one(row.1)) {
        for (second, _, other) in rows.iter().skip(at + 1).filter(|row| row.1 == *term) {
            if relate(input.terms, policy, term, (side, other)) == Relation::Differs {
                found.push(((*first, *second), *term));
            }
        }
    }
    found
}
