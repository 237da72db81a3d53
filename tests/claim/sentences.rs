//! Single sentences of every chapter of the story: exactly the claims they make.

use std::fmt::Write;

use pactwatch::claim::evaluate::Counts;
use pactwatch::claim::{self, Document, Reading, Watch, blocks};

use super::watch::shipped;

/// What is read of a text of the week after the amendment.
pub(super) fn reading_of(watch: &Watch, text: &str) -> Reading {
    let found = blocks::from_plain(text);
    let document = Document {
        text,
        blocks: &found,
        published: "2026-05-01".parse().ok(),
        ..Document::default()
    };
    claim::read(watch, &document)
}

/// `term=value@status` of every claim the text itself makes.
pub(crate) fn claims_of(watch: &Watch, text: &str) -> Vec<String> {
    let mut made: Vec<String> = reading_of(watch, text)
        .claims
        .iter()
        .filter(|c| !c.derived)
        .map(|c| format!("{}={}@{}", c.term, c.value, c.status.as_str()))
        .collect();
    made.sort();
    made.dedup();
    made
}

/// `term=value@status` of an expectation; without a status, current.
pub(super) fn stated(written: &str) -> String {
    if written.contains('@') { written.to_owned() } else { format!("{written}@current") }
}

/// How many of the claims of texts are read, and what is missed or extra, text by text.
pub(super) fn measured(rows: &[(String, Vec<String>)]) -> (Counts, String) {
    let watch = shipped();
    let mut counts = Counts::default();
    let mut wrong = String::new();
    for (text, want) in rows {
        let made = claims_of(watch, text);
        let extra: Vec<_> = made.iter().filter(|m| !want.contains(m)).collect();
        let missed: Vec<_> = want.iter().filter(|w| !made.contains(w)).collect();
        counts.right += want.len() - missed.len();
        counts.extra += extra.len();
        counts.missed += missed.len();
        if !(extra.is_empty() && missed.is_empty()) {
            writeln!(wrong, "{text}\n    missed {missed:?}\n    extra  {extra:?}").unwrap();
        }
    }
    (counts, wrong)
}

#[test]
fn each_sentence_makes_exactly_its_claims() {
    let watch = shipped();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/claim");
    let lines =
        ["sentences.txt", "more.txt", "long.txt", "status.txt", "idioms.txt", "left_out.txt"]
            .map(|f| std::fs::read_to_string(format!("{folder}/{f}")).unwrap())
            .concat();
    let mut wrong = Vec::new();
    let mut all = 0;
    for line in lines.lines() {
        let Some((sentence, expected)) = line.split_once("||").filter(|_| !line.starts_with('#'))
        else {
            continue;
        };
        all += 1;
        let mut want: Vec<String> =
            expected.split('|').map(str::trim).filter(|e| !e.is_empty()).map(stated).collect();
        want.sort();
        let made = claims_of(watch, sentence.trim());
        if made != want {
            let missing: Vec<_> = want.iter().filter(|w| !made.contains(w)).collect();
            let extra: Vec<_> = made.iter().filter(|m| !want.contains(m)).collect();
            wrong.push(format!(
                "{}\n    missing {missing:?}\n    extra   {extra:?}",
                sentence.trim()
            ));
        }
    }
    assert!(all > 100);
    assert!(wrong.is_empty(), "{} of {all}\n{}", wrong.len(), wrong.join("\n"));
}
