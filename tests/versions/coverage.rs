//! The development corpus replayed in date order through the real reader and the ledger, where it
//! is present: the shifts are found, and contradictions are few and true.

use std::collections::{BTreeMap, BTreeSet};

use pactwatch::app::WatchTerms;
use pactwatch::article::copies::{Sketch, shingles};
use pactwatch::article::model::{Article, Block, BlockKind};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::claim::{Document, read};
use pactwatch::feed::model::Tier;
use pactwatch::ledger::book::{Book, Rulebook, Version};
use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::words::headline;
use pactwatch::ledger::{Finding, FindingKind, LedgerPolicy, Mode};
use serde::Deserialize;

use super::page::{at, watch};
use crate::corpus::corpus;

#[derive(Deserialize)]
struct Story {
    id: String,
    outlet: String,
    published: Option<String>,
    title: String,
    text: String,
    claims: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    term: String,
    value: String,
}

/// In date order; an undated one directly after its neighbour by number.
fn stories() -> Option<Vec<(Timestamp, Story)>> {
    let folder = corpus()?.join("coverage");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let mut stories: Vec<(Timestamp, Story)> = Vec::new();
    let mut last = at("2019-01-01T00:00:00Z");
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        let story: Story = serde_json::from_str(&text).unwrap();
        let dated = story.published.as_deref().and_then(|day| day.get(..10));
        let dated = dated.and_then(|day| format!("{day}T12:00:00Z").parse().ok());
        last = dated.unwrap_or(last);
        stories.push((last, story));
    }
    stories.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    Some(stories)
}

fn article(story: &Story) -> Article {
    let lines = story.text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for line in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(line);
        blocks.push(Block { kind: BlockKind::Paragraph, start, end: text.len() });
    }
    Article { title: story.title.clone(), text, blocks, ..Article::default() }
}

/// Findings story by story, with the claims the annotators read.
fn replayed(stories: &[(Timestamp, Story)]) -> Vec<Vec<Finding>> {
    let (watch, policy) = (watch(), LedgerPolicy::default());
    let terms = WatchTerms::new(&watch);
    let rules = Rulebook { watch: watch.id(), terms: &terms, policy: &policy };
    let mut book = Book::default();
    let mut families: BTreeMap<String, Sketch> = BTreeMap::new();
    let mut all = Vec::new();
    for (index, (published, story)) in stories.iter().enumerate() {
        let article = article(story);
        let sketch = Sketch::of(&shingles(&article.text));
        let known = families.iter().find(|(_, known)| known.same_family(&sketch));
        let family = known.map_or_else(|| story.id.clone(), |(family, _)| family.clone());
        families.entry(family.clone()).or_insert(sketch);
        let date = published.to_zoned(jiff::tz::TimeZone::UTC).date();
        let reading = read(
            &watch,
            &Document {
                text: &article.text,
                blocks: &article.blocks,
                title: &article.title,
                published: Some(date),
                outlet: &story.outlet,
                language: Some("en"),
            },
        );
        let now = after(*published, SignedDuration::from_mins(i64::try_from(index).unwrap()));
        let primary =
            ["openai.com", "microsoft.com"].iter().any(|host| story.outlet.ends_with(host));
        let version = ArticleRef {
            id: story.id.clone(),
            url: format!("https://{}/{}", story.outlet, story.id),
            title: story.title.clone(),
            outlet: story.outlet.clone(),
            tier: if primary { Tier::Primary } else { Tier::Press },
            family,
            published: Some(*published),
            modified: None,
            snapshot_id: format!("s_{}", story.id),
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

/// Both shifts of April 2026 are found; what contradicts is what its article says.
#[test]
fn the_shifts_of_the_corpus_are_found_and_contradictions_are_what_was_written() {
    let Some(stories) = stories() else { return };
    let all = replayed(&stories);
    let (mut contradicting, mut untrue) = (0, 0);
    let mut shifts = BTreeSet::new();
    let weighty = |kind| {
        matches!(
            kind,
            FindingKind::Contradicts | FindingKind::ConsensusShift | FindingKind::SelfConflict
        )
    };
    for ((published, story), findings) in stories.iter().zip(&all) {
        let gold: BTreeSet<(&str, &str)> =
            story.claims.iter().map(|gold| (gold.term.as_str(), gold.value.as_str())).collect();
        for finding in findings.iter().filter(|finding| weighty(finding.kind)) {
            let to = finding.to.as_ref().unwrap();
            let written = gold.contains(&(finding.term.as_str(), to.value.as_str()));
            println!(
                "{} {} {:<15} {} [{}]",
                published.strftime("%Y-%m-%d"),
                story.outlet,
                finding.kind.as_str(),
                headline(finding),
                if written { "as annotated" } else { "NOT ANNOTATED" }
            );
            if finding.kind == FindingKind::Contradicts {
                contradicting += 1;
                untrue += usize::from(!written);
            }
            if finding.kind == FindingKind::ConsensusShift
                && *published >= at("2026-01-01T00:00:00Z")
            {
                shifts.insert(format!("{}={}", finding.term, to.value));
            }
        }
    }
    let told = |findings: &Vec<Finding>| {
        findings.iter().filter(|f| f.kind != FindingKind::Unclassified).count()
    };
    let late: Vec<usize> = all.iter().skip(all.len() / 3).map(told).collect();
    let findings: usize = late.iter().sum();
    println!(
        "{} articles; {contradicting} contradictions, {untrue} not as annotated; after a third of \
         them {findings} findings in {} articles",
        stories.len(),
        late.len()
    );
    for shift in ["license.exclusivity=non-exclusive", "cloud.exclusivity=non-exclusive"] {
        assert!(shifts.contains(shift), "{shift} in {shifts:?}");
    }
}
