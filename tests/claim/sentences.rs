//! Single sentences of every chapter of the story: exactly the claims they make.

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
        let mut want: Vec<String> = expected
            .split('|')
            .map(str::trim)
            .filter(|e| !e.is_empty())
            .map(|e| if e.contains('@') { e.to_owned() } else { format!("{e}@current") })
            .collect();
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
