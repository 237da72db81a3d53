//! Runs the examples and counter-examples of a watch file against itself.

use super::problem::Report;
use super::term::{Example, Term};
use super::{Problem, Watch};
use crate::claim::model::Document;
use crate::claim::{blocks, read};

pub(super) fn self_check(watch: &Watch) -> Vec<Problem> {
    let mut report = Report { file: &watch.file, text: &watch.text, problems: Vec::new() };
    for term in &watch.terms {
        for example in &term.examples {
            if let Some(message) = check(watch, term, example) {
                let key = format!("term.\"{}\".examples", term.info.id);
                report.add(example.at, &key, message, format!("in `{}`", example.text));
            }
        }
    }
    report.problems
}

/// What is wrong with one example, or nothing.
fn check(watch: &Watch, term: &Term, example: &Example) -> Option<String> {
    let blocks = blocks::from_plain(&example.text);
    let document = Document {
        text: &example.text,
        blocks: &blocks,
        published: watch.sample_date,
        language: Some("en"),
        ..Document::default()
    };
    let reading = read(watch, &document);
    let mut made: Vec<String> = reading
        .claims
        .iter()
        .filter(|c| c.term == term.info.id && !c.derived)
        .map(|c| format!("{}@{}", c.value, c.status.as_str()))
        .collect();
    made.sort();
    made.dedup();
    let made_text = if made.is_empty() { "nothing".to_owned() } else { made.join(", ") };
    match &example.expects {
        None if made.is_empty() => None,
        None => Some(format!("a counter-example must stay silent but gives {made_text}")),
        Some(wanted) => {
            let full =
                if wanted.contains('@') { wanted.clone() } else { format!("{wanted}@current") };
            (!made.contains(&full)).then(|| format!("should give {full} but gives {made_text}"))
        }
    }
}
