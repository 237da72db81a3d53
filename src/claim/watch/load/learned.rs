//! The table `[learned]`: for each term, or `term=value`, one feature with its weight a line.

use super::super::problem::Report;
use super::super::section::{Entry, Section, Text};
use super::Loader;
use crate::claim::learned::Learned;
use crate::claim::learned::classes::Classes;

/// What a term weighs before anything is seen.
const BIAS: &str = "bias";

impl Loader {
    pub(super) fn learned(
        &self,
        classes: &Classes,
        root: &mut Section,
        report: &mut Report,
    ) -> Learned {
        let mut learned = Learned::default();
        for (key, entry) in root.below("learned", report) {
            // The weights of a term or value that has left the file weigh nothing.
            if let Some(label) = self.label(&key.text) {
                weights(&mut learned, classes, label, (&key, entry), report);
            }
        }
        learned
    }

    /// A term, or with `=` one of its fixed values.
    fn label(&self, written: &str) -> Option<Label> {
        let (id, value) = written.split_once('=').map_or((written, None), |(t, v)| (t, Some(v)));
        let index = self.terms.iter().position(|t| t.info.id == id)?;
        match value {
            Some(value) => Some((index, Some(self.terms.get(index)?.value_index(value)?))),
            None => Some((index, None)),
        }
    }
}

/// A term and one of its fixed values.
type Label = (usize, Option<usize>);

fn weights(
    learned: &mut Learned,
    classes: &Classes,
    (term, value): Label,
    (key, entry): (&Text, Entry),
    report: &mut Report,
) {
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
    let place = (value, learned.label(term, value, bias));
    for (feature, weight) in lines.iter().filter(|(feature, _)| *feature != BIAS) {
        learned.weigh(classes, place, feature, *weight);
    }
}
