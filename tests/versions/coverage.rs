//! Coverage of seven years replayed in date order through the ledger, once as the reader reads it and
//! once as annotators did, which tells the mistakes of the one from those of the other. It judges
//! nothing: see `verdicts`.

use std::collections::BTreeMap;
use std::path::Path;

use pactwatch::app::WatchTerms;
use pactwatch::article::copies::{Sketch, shingles};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::claim::evaluate::gold::{self, GoldClaim, GoldDocument};
use pactwatch::claim::model::{Claim, Evidence};
use pactwatch::claim::{Document, Reading, blocks, read};
use pactwatch::feed::model::Tier;
use pactwatch::ledger::book::{Book, Rulebook, Version};
use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::{Finding, LedgerPolicy, Mode};

use super::page::watch;
use crate::corpus::corpus;

/// Outlets that are the parties' own, or their filings.
const PRIMARY: [&str; 3] = ["openai.com", "microsoft.com", "sec.gov"];

/// Who reads the articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reader {
    Program,
    Annotators,
}

pub(super) struct Story {
    pub(super) at: Timestamp,
    pub(super) document: GoldDocument,
    /// One of the parties' own posts, or a filing.
    pub(super) primary: bool,
}

fn folder(path: &Path) -> Vec<GoldDocument> {
    let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    let read = |file| gold::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
    files.iter().flat_map(read).collect()
}

/// The project's own annotated articles.
pub(super) fn own(set: &str) -> Vec<GoldDocument> {
    folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/claim/gold").join(set))
}

/// The articles beside the project, where they are.
pub(super) fn beside() -> Option<Vec<GoldDocument>> {
    let root = corpus()?;
    let mut documents = folder(&root.join("coverage"));
    let json = std::fs::read_to_string(root.join("gold_seeds.json")).unwrap();
    for mut seed in gold::parse(&json).unwrap() {
        let file = seed.file.clone().unwrap();
        seed.text = std::fs::read_to_string(root.join("seeds").join(&file)).unwrap();
        seed.id = format!("s{}", file.get(2..3).unwrap());
        documents.push(seed);
    }
    Some(documents)
}

/// In date order. An undated one has the date of the next by number: it may report what happened
/// until then, and nothing that had not happened yet.
pub(super) fn in_order(documents: Vec<GoldDocument>) -> Vec<Story> {
    let dated = |document: &GoldDocument| {
        document.published.map(|day| format!("{day}T12:00:00Z").parse::<Timestamp>().unwrap())
    };
    let mut next = documents.iter().rev().find_map(dated).unwrap();
    let mut stories = Vec::new();
    for document in documents.into_iter().rev() {
        next = dated(&document).unwrap_or(next);
        let primary = PRIMARY.iter().any(|host| document.outlet.ends_with(host));
        stories.push(Story { at: next, document, primary });
    }
    stories.sort_by(|a, b| (a.at, &a.document.id).cmp(&(b.at, &b.document.id)));
    stories
}

pub(super) fn reading(reader: Reader, story: &Story) -> Reading {
    let document = &story.document;
    match reader {
        Reader::Program => read(
            &watch(),
            &Document {
                text: &document.text,
                blocks: &blocks::from_plain(&document.text),
                title: &document.title,
                published: Some(story.at.to_zoned(jiff::tz::TimeZone::UTC).date()),
                outlet: &document.outlet,
                language: Some("en"),
            },
        ),
        Reader::Annotators => {
            let typed = document.claims.iter().filter(|claim| claim.term != "other");
            let claims = typed.map(|claim| as_read(&document.text, claim)).collect();
            Reading { claims, read: true, ..Reading::default() }
        }
    }
}

fn as_read(text: &str, gold: &GoldClaim) -> Claim {
    let about = ["approximately", "about ", "roughly", "nearly", "around ", "almost ", "~"];
    let (start, end) = gold::locate(text, &gold.evidence).unwrap_or_default();
    Claim {
        term: gold.term.clone(),
        value: gold.value.clone(),
        status: gold.status,
        by: gold.by.clone(),
        approximate: about.iter().any(|word| gold.evidence.contains(word)),
        confidence: 0.9,
        evidence: Evidence {
            text: gold.evidence.clone(),
            start,
            end,
            block: text.get(..start).map_or(0, |before| before.matches('\n').count()),
            ..Evidence::default()
        },
        ..Claim::default()
    }
}

/// Findings story by story.
pub(super) fn replayed(reader: Reader, stories: &[Story]) -> Vec<Vec<Finding>> {
    let (watch, policy) = (watch(), LedgerPolicy::default());
    let terms = WatchTerms::new(&watch);
    let rules = Rulebook { watch: watch.id(), terms: &terms, policy: &policy };
    let mut book = Book::default();
    let mut families: BTreeMap<String, Sketch> = BTreeMap::new();
    let mut all = Vec::new();
    for (index, story) in stories.iter().enumerate() {
        let document = &story.document;
        let sketch = Sketch::of(&shingles(&document.text));
        let known = families.iter().find(|(_, known)| known.same_family(&sketch));
        let family = known.map_or_else(|| document.id.clone(), |(family, _)| family.clone());
        families.entry(family.clone()).or_insert(sketch);
        let reading = reading(reader, story);
        let now = after(story.at, SignedDuration::from_mins(i64::try_from(index).unwrap()));
        let version = ArticleRef {
            id: document.id.clone(),
            url: format!("https://{}/{}", document.outlet, document.id),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            tier: if story.primary { Tier::Primary } else { Tier::Press },
            family,
            published: Some(story.at),
            modified: None,
            snapshot_id: format!("s_{}", document.id),
            observed_at: now,
        };
        let version = Version {
            article: &version,
            claims: &reading.claims,
            open: &reading.open,
            correction_notes: &[],
            mode: Mode::Live,
        };
        all.push(book.publish(&rules, &version, now).findings);
    }
    all
}
