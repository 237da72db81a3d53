//! The development corpus, when it is there: the engine must not fall below these figures.

use std::path::Path;

use pactwatch::claim::evaluate::{self, GoldDocument, gold};
use pactwatch::claim::{self, Reading, blocks};

use super::watch::shipped;
use crate::corpus::corpus;

fn read_all(documents: Vec<GoldDocument>) -> evaluate::Report {
    let watch = shipped();
    let pairs: Vec<(GoldDocument, Reading)> = documents
        .into_iter()
        .map(|gold| {
            let found = blocks::from_plain(&gold.text);
            let reading = claim::read(watch, &gold.document(&found));
            (gold, reading)
        })
        .collect();
    evaluate::evaluate(&pairs)
}

#[test]
fn seed_articles() {
    let Some(root) = corpus() else { return };
    let json = std::fs::read_to_string(root.join("gold_seeds.json")).unwrap();
    let mut documents = gold::parse(&json).unwrap();
    for document in &mut documents {
        let file = document.file.clone().unwrap();
        document.text = std::fs::read_to_string(root.join("seeds").join(file)).unwrap();
    }
    let report = read_all(documents);
    assert!(report.strict.f1() >= 0.95, "{report}");
}

#[test]
fn coverage_articles() {
    let Some(root) = corpus() else { return };
    let documents = folder(&root.join("coverage"));
    let report = read_all(documents);
    let mut totals = String::new();
    report.totals(&mut totals).unwrap();
    assert!(report.strict.f1() >= 0.93, "{totals}");
}

/// The project's own annotated articles. Of the held ones only totals are ever looked at.
#[test]
fn own_articles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/claim/gold");
    for (set, precision, recall) in [("dev", 0.90, 0.74), ("held", 0.70, 0.56)] {
        let report = read_all(folder(&root.join(set)));
        let mut totals = String::new();
        report.totals(&mut totals).unwrap();
        println!("{set}\n{totals}");
        assert!(report.strict.precision() >= precision, "{set}: {totals}");
        assert!(report.strict.recall() >= recall, "{set}: {totals}");
    }
}

pub(super) fn folder(path: &Path) -> Vec<GoldDocument> {
    let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    let read = |file| gold::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
    files.iter().flat_map(read).collect()
}
