//! The tables of `[learned]`: for each term and each status, one feature with its weight a line.

use super::super::problem::Report;
use super::super::section::{Entry, Section, Text};
use super::Loader;
use crate::claim::learned::{Learned, Model, STATUSES};

/// What an answer weighs before anything is seen.
const BIAS: &str = "bias";

impl Loader {
    pub(super) fn learned(&self, root: &mut Section, report: &mut Report) -> Learned {
        let mut learned = Learned::default();
        let Some(mut section) = root.section("learned", report) else { return learned };
        for (key, entry) in section.below("values", report) {
            let term = self.terms.iter().position(|t| t.info.id == key.text);
            if let Some(term) = known(term, "values", &key, report) {
                learned.terms.push(term);
                weights(&mut learned.values, &key, entry, report);
            }
        }
        for (key, entry) in section.below("statuses", report) {
            let status = STATUSES.into_iter().find(|s| s.as_str() == key.text);
            if let Some(status) = known(status, "statuses", &key, report) {
                learned.held.push(status);
                weights(&mut learned.statuses, &key, entry, report);
            }
        }
        section.finish(report);
        learned
    }
}

fn known<T>(found: Option<T>, table: &str, key: &Text, report: &mut Report) -> Option<T> {
    if found.is_none() {
        let name = format!("learned.{table}.{}", key.text);
        let mend = "run `pactwatch learn` again, or take the key out";
        report.add(key.at, &name, "is nothing this file speaks of", mend);
    }
    found
}

fn weights(model: &mut Model, key: &Text, entry: Entry, report: &mut Report) {
    let name = format!("learned.{}", key.text);
    let Some(text) = entry.get_ref().as_str() else {
        report.add(key.at, &name, "must be text", "write one `feature weight` a line");
        return;
    };
    let mut lines = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let pair = line.rsplit_once(' ');
        let pair = pair.and_then(|(feature, weight)| Some((feature, weight.parse::<f64>().ok()?)));
        match pair.filter(|(_, weight)| weight.is_finite()) {
            Some(pair) => lines.push(pair),
            None => report.add(
                entry.span().start,
                &name,
                format!("`{line}` is no weight"),
                "write `feature weight`, as `pactwatch learn` does",
            ),
        }
    }
    let bias =
        lines.iter().find(|(feature, _)| *feature == BIAS).map_or(0.0, |(_, weight)| *weight);
    let answer = model.answer(bias);
    for (feature, weight) in lines.iter().filter(|(feature, _)| *feature != BIAS) {
        model.weigh(answer, feature, *weight);
    }
}
