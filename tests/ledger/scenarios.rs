//! Every file in `tests/data/ledger`: a story told in articles, with the findings each must give.

use std::path::Path;

use serde::Deserialize;

use super::press::{Press, Step, line};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenario: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// A sentence: what must hold.
    name: String,
    step: Vec<Step>,
}

fn run(scenario: &Scenario) -> Vec<String> {
    let mut press = Press::new();
    let mut wrong = Vec::new();
    for (at, step) in scenario.step.iter().enumerate() {
        let outcome = press.publish(step);
        let mut got: Vec<String> = outcome.findings.iter().map(line).collect();
        let mut expected = step.expect.clone();
        got.sort();
        expected.sort();
        if got != expected {
            wrong.push(format!(
                "{}\n  step {} ({})\n    expected {expected:#?}\n    got {got:#?}",
                scenario.name,
                at + 1,
                step.outlet
            ));
        }
        let reasons: Vec<String> = outcome
            .appearances
            .iter()
            .map(|row| format!("{}={} {}", row.term, row.side.value, row.reason.as_str()))
            .collect();
        let missing = step.reasons.iter().filter(|reason| !reasons.contains(reason));
        wrong.extend(missing.map(|reason| {
            format!("{}\n  step {}: no {reason} in {reasons:?}", scenario.name, at + 1)
        }));
    }
    wrong
}

/// Each story gives exactly its findings, at every step, in any order of claims, once.
#[test]
fn every_story_gives_its_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ledger");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    assert!(files.len() >= 4, "the stories are there");
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        count += file.scenario.len();
        wrong.extend(file.scenario.iter().flat_map(run));
    }
    println!("{count} stories");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
