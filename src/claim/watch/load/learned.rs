//! The table `[learned]`: for each term, one feature with its weight a line.

use super::super::problem::Report;
use super::super::section::{Entry, Section, Text};
use super::Loader;
use crate::claim::learned::Learned;

/// What a term weighs before anything is seen.
const BIAS: &str = "bias";

impl Loader {
    pub(super) fn learned(&self, root: &mut Section, report: &mut Report) -> Learned {
        let mut learned = Learned::default();
        for (key, entry) in root.below("learned", report) {
            // The weights of a term that has left the file weigh nothing.
            if let Some(term) = self.terms.iter().position(|t| t.info.id == key.text) {
                weights(&mut learned, term, &key, entry, report);
            }
        }
        learned
    }
}

fn weights(learned: &mut Learned, term: usize, key: &Text, entry: Entry, report: &mut Report) {
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
    let place = learned.term(term, bias);
    for (feature, weight) in lines.iter().filter(|(feature, _)| *feature != BIAS) {
        learned.weigh(place, feature, *weight);
    }
}
