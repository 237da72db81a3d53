//! Coverage of seven years replayed in date order through the ledger, once as the reader reads it and
//! once as annotators did, which tells the mistakes of the one from those of the other: the shifts are
//! found, and every contradiction is judged by hand.

use std::collections::{BTreeMap, BTreeSet};
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
use pactwatch::ledger::model::{ArticleRef, PrimaryLayer, Side};
use pactwatch::ledger::{Finding, FindingKind, LedgerPolicy, Mode};
use serde::Deserialize;

use super::page::watch;
use crate::corpus::corpus;

/// Outlets that are the parties' own, or their filings.
const PRIMARY: [&str; 3] = ["openai.com", "microsoft.com", "sec.gov"];

/// Who reads the articles.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reader {
    Program,
    Annotators,
}

struct Story {
    at: Timestamp,
    document: GoldDocument,
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

/// In date order; an undated one directly after its neighbour by number.
fn in_order(documents: Vec<GoldDocument>) -> Vec<Story> {
    let mut last: Timestamp = "2019-01-01T12:00:00Z".parse().unwrap();
    let mut stories = Vec::new();
    for document in documents {
        let dated = document.published.map(|day| format!("{day}T12:00:00Z").parse().unwrap());
        last = dated.unwrap_or(last);
        stories.push(Story { at: last, document });
    }
    stories.sort_by(|a, b| (a.at, &a.document.id).cmp(&(b.at, &b.document.id)));
    stories
}

fn reading(reader: Reader, story: &Story) -> Reading {
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
fn replayed(reader: Reader, stories: &[Story]) -> Vec<Vec<Finding>> {
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
        let primary = PRIMARY.iter().any(|host| document.outlet.ends_with(host));
        let version = ArticleRef {
            id: document.id.clone(),
            url: format!("https://{}/{}", document.outlet, document.id),
            title: document.title.clone(),
            outlet: document.outlet.clone(),
            tier: if primary { Tier::Primary } else { Tier::Press },
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

fn is_weighty(finding: &Finding) -> bool {
    matches!(
        finding.kind,
        FindingKind::Contradicts
            | FindingKind::ConsensusShift
            | FindingKind::Stale
            | FindingKind::Superseded
            | FindingKind::SelfConflict
    )
}

fn end(side: Option<&Side>) -> &str {
    side.map_or("", |side| side.value.as_str())
}

fn show(story: &Story, finding: &Finding) {
    let quote = |side: Option<&Side>| {
        let text = side.map(|side| side.quote.replace('\n', " ")).unwrap_or_default();
        let cut: String = text.chars().take(150).collect();
        let from = side.map_or("", |side| side.source.article_id.as_str());
        format!("[{from}] {cut}")
    };
    println!(
        "{} {} {} {} {}>{} ({}, {:?}, primary {})",
        story.at.strftime("%Y-%m-%d"),
        story.document.id,
        finding.kind.as_str(),
        finding.term,
        end(finding.from.as_ref()),
        end(finding.to.as_ref()),
        finding.severity.as_str(),
        finding.reason,
        finding.counts.primary.as_str(),
    );
    println!("      from {}", quote(finding.from.as_ref()));
    println!("      to   {}", quote(finding.to.as_ref()));
}

/// What no route is told of unless it names it: see the alerts' routes.
fn is_quiet(finding: &Finding) -> bool {
    finding.kinds().all(|kind| {
        matches!(
            kind,
            FindingKind::Corroborated
                | FindingKind::Added
                | FindingKind::Superseded
                | FindingKind::Oscillating
                | FindingKind::SelfConflict
                | FindingKind::Unclassified
        )
    })
}

/// A judgement by hand of one contradiction.
#[derive(Deserialize)]
struct Judged {
    article: String,
    /// `term from>to`
    line: String,
    holds: bool,
    why: String,
}

#[derive(Deserialize)]
struct Judgements {
    judged: Vec<Judged>,
}

fn judgements() -> Vec<Judged> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/versions/judged.toml");
    let all: Judgements = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all.judged
}

fn short(finding: &Finding) -> String {
    format!("{} {}>{}", finding.term, end(finding.from.as_ref()), end(finding.to.as_ref()))
}

/// What a replay came to.
#[derive(Default)]
struct Tally {
    articles: usize,
    contradictions: usize,
    untrue: usize,
    unjudged: Vec<String>,
    shifts: BTreeSet<String>,
    /// After the first third: articles, findings that are told, articles that are told of.
    late: usize,
    told: usize,
    alerts: usize,
}

fn tally(name: &str, reader: Reader, documents: Vec<GoldDocument>) -> Tally {
    let stories = in_order(documents);
    let all = replayed(reader, &stories);
    let mut tally = Tally { articles: stories.len(), ..Tally::default() };
    let judgements = judgements();
    println!("\n{name}, read by {reader:?}: {} articles", stories.len());
    for (index, (story, findings)) in stories.iter().zip(&all).enumerate() {
        for finding in findings.iter().filter(|finding| is_weighty(finding)) {
            show(story, finding);
            let to = end(finding.to.as_ref());
            if finding.kind == FindingKind::ConsensusShift {
                tally.shifts.insert(format!("{}={to}", finding.term));
            }
            if finding.kind == FindingKind::Contradicts {
                tally.contradictions += 1;
                let from = finding.from.as_ref().unwrap();
                assert!(
                    finding.counts.primary != PrimaryLayer::Contradicts || from.is_primary(),
                    "quotes the press where a primary source states it: {}",
                    short(finding)
                );
                let (article, line) = (&story.document.id, short(finding));
                let found =
                    judgements.iter().find(|row| row.article == *article && row.line == line);
                if let Some(Judged { holds, why, .. }) = found {
                    println!("      {}: {why}", if *holds { "TRUE" } else { "FALSE" });
                    tally.untrue += usize::from(!holds);
                } else {
                    println!("      NOT JUDGED");
                    tally.unjudged.push(format!("{article} {line}"));
                }
            }
        }
        if index >= stories.len() / 3 {
            let told = findings.iter().filter(|finding| !is_quiet(finding)).count();
            tally.late += 1;
            tally.told += told;
            tally.alerts += usize::from(told > 0);
        }
    }
    println!(
        "{name}, read by {reader:?}: {} contradictions, {} untrue, {} not judged; after a third: \
         {} articles, {} findings told, in {} alerts",
        tally.contradictions,
        tally.untrue,
        tally.unjudged.len(),
        tally.late,
        tally.told,
        tally.alerts
    );
    tally
}

const SHIFTS: [&str; 2] = ["license.exclusivity=non-exclusive", "cloud.exclusivity=non-exclusive"];

/// Whoever reads, both shifts of April 2026 are found; every contradiction of what annotators read is
/// judged by hand, and hardly one is untrue. What the program reads is held to the same, but for
/// what it reads otherwise from one day to the next.
#[test]
fn the_shifts_are_found_and_contradictions_are_true() {
    let own = own("dev");
    let mut sets = vec![("the project's own articles", own.clone())];
    if let Some(beside) = beside() {
        sets.push(("the coverage", beside.clone()));
        sets.push(("both", [beside, own].concat()));
    }
    let mut wrong = Vec::new();
    for (name, documents) in sets {
        for reader in [Reader::Annotators, Reader::Program] {
            let tally = tally(name, reader, documents.clone());
            let missing = SHIFTS.iter().filter(|shift| !tally.shifts.contains(**shift));
            wrong.extend(missing.map(|shift| format!("{name}, {reader:?}: {shift} not found")));
            let allowed = tally.articles.div_ceil(100);
            let doubtful = tally.untrue + tally.unjudged.len();
            // What the program reads changes with its rules; a contradiction nobody has judged yet
            // counts as untrue.
            let allowed = if reader == Reader::Annotators { allowed } else { 4 * allowed };
            if doubtful > allowed {
                let unjudged = &tally.unjudged;
                wrong.push(format!("{name}, {reader:?}: {} untrue, {unjudged:?}", tally.untrue));
            }
            if tally.alerts > tally.late {
                wrong.push(format!("{name}, {reader:?}: {} alerts", tally.alerts));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
