//! The `[learned]` table: for each term, one feature with its weight a line.

use super::super::problem::Report;
use super::super::section::{Section, Text};
use super::Loader;
use crate::claim::learned::Learned;

/// What a term weighs before anything is seen.
const BIAS: &str = "bias";

impl Loader {
    pub(super) fn learned(&self, root: &mut Section, report: &mut Report) -> Learned {
        let mut learned = Learned::default();
        for (key, entry) in root.below("learned", report) {
            let name = format!("learned.{}", key.text);
            let Some(term) = self.terms.iter().position(|t| t.info.id == key.text) else {
                let mend = "run `pactwatch learn` again, or take the key out";
                report.add(key.at, &name, "is no term of this file", mend);
                continue;
            };
            let Some(text) = entry.get_ref().as_str() else {
                report.add(key.at, &name, "must be text", "one `feature weight` a line");
                continue;
            };
            let text = Text { text: text.to_owned(), at: entry.span().start };
            weights(&mut learned, term, &name, &text, report);
        }
        learned
    }
}

fn weights(learned: &mut Learned, term: usize, name: &str, text: &Text, report: &mut Report) {
    let mut lines = Vec::new();
    for line in text.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let pair = line.rsplit_once(' ');
        let pair = pair.and_then(|(feature, weight)| Some((feature, weight.parse::<f64>().ok()?)));
        match pair.filter(|(_, weight)| weight.is_finite()) {
            Some(pair) => lines.push(pair),
            None => report.add(
                text.at,
                name,
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
