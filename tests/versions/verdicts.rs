//! What a replay of the coverage finds, against judgements made by hand. A finding that nobody has
//! judged counts as untrue; of what is told to people nothing may stay unjudged.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pactwatch::claim::evaluate::gold::GoldDocument;
use pactwatch::claim::model::Status;
use pactwatch::ledger::model::{PrimaryLayer, Side};
use pactwatch::ledger::{Finding, FindingKind};

use super::coverage::{Reader, Story, beside, in_order, own, reading, replayed};
use super::page::at;

/// Article, then `kind term from>to`, to `true: why` or `untrue: why`.
struct Judgements(BTreeMap<String, BTreeMap<String, String>>);

impl Judgements {
    fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/versions/judged.toml");
        Self(toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    fn of(&self, article: &str, line: &str) -> Option<(bool, &str)> {
        let said = self.0.get(article)?.get(line)?;
        let (verdict, why) = said.split_once(": ").unwrap_or((said, ""));
        match verdict {
            "true" => Some((true, why)),
            "untrue" => Some((false, why)),
            other => panic!("{article} {line}: {other:?} is no verdict"),
        }
    }
}

fn end(side: Option<&Side>) -> &str {
    side.map_or("", |side| side.value.as_str())
}

/// What a judgement is filed under. A sentence without a term goes by where it starts.
fn line(finding: &Finding) -> String {
    let kind = finding.kind.as_str();
    if finding.kind == FindingKind::Unclassified {
        return format!("{kind} @{}", finding.to.as_ref().map_or(0, |to| to.span.start));
    }
    format!("{kind} {} {}>{}", finding.term, end(finding.from.as_ref()), end(finding.to.as_ref()))
}

/// Said against the coverage: people are told of these first, and a wrong one costs most.
fn is_weighty(kind: FindingKind) -> bool {
    matches!(kind, FindingKind::Contradicts | FindingKind::ConsensusShift | FindingKind::Stale)
}

/// What came of one kind of finding.
#[derive(Default)]
struct Count {
    findings: usize,
    untrue: usize,
    unjudged: usize,
}

/// A replay, judged.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<FindingKind, Count>,
    /// As the file of judgements wants them, verdict and reason left to fill in.
    unjudged: Vec<(FindingKind, String)>,
}

impl Tally {
    fn of(
        stories: &[Story],
        all: &[Vec<Finding>],
        judged: impl Fn(usize, &Finding) -> bool,
    ) -> Self {
        let judgements = Judgements::load();
        let mut tally = Self::default();
        for (index, (story, findings)) in stories.iter().zip(all).enumerate() {
            for finding in findings.iter().filter(|finding| judged(index, finding)) {
                tally.enter(story, finding, &judgements);
            }
        }
        tally
    }

    fn enter(&mut self, story: &Story, finding: &Finding, judgements: &Judgements) {
        let (article, line) = (&story.document.id, line(finding));
        let count = self.kinds.entry(finding.kind).or_default();
        count.findings += 1;
        let verdict = judgements.of(article, &line);
        count.untrue += usize::from(verdict.is_some_and(|(holds, _)| !holds));
        let said = verdict.map_or_else(
            || "NOT JUDGED".to_owned(),
            |(holds, why)| format!("{}: {why}", if holds { "true" } else { "UNTRUE" }),
        );
        println!("{article} {line} ({}): {said}", finding.reason.as_str());
        if verdict.is_none() {
            count.unjudged += 1;
            let quote = |side: &Option<Side>| side.as_ref().map(|side| side.quote.clone());
            println!("      from {:?}\n      to   {:?}", quote(&finding.from), quote(&finding.to));
            self.unjudged.push((finding.kind, format!("[{article}] {line:?} = \"\"")));
        }
    }

    fn doubtful(&self, kind: FindingKind) -> usize {
        self.kinds.get(&kind).map_or(0, |count| count.untrue + count.unjudged)
    }

    fn print(&self, name: &str) {
        println!("\n{name}\n{:<18} {:>8} {:>7} {:>10}", "kind", "findings", "untrue", "not judged");
        for (kind, Count { findings, untrue, unjudged }) in &self.kinds {
            println!("{:<18} {findings:>8} {untrue:>7} {unjudged:>10}", kind.as_str());
        }
    }

    /// Weighty findings without a judgement, as a message that says what to do.
    fn missing(&self, name: &str) -> Vec<String> {
        let weighty = self.unjudged.iter().filter(|(kind, _)| is_weighty(*kind));
        weighty
            .map(|(_, line)| {
                format!("{name}: judge this in tests/data/versions/judged.toml: {line}")
            })
            .collect()
    }
}

/// Of a hundred findings of a kind, so many may be untrue. What is told must be nearly always right;
/// a sentence for review costs a glance.
fn allowed(kind: FindingKind) -> usize {
    let rare = [
        (FindingKind::ConsensusShift, 0),
        (FindingKind::SelfConflict, 100),
        (FindingKind::Unclassified, 80),
    ];
    rare.iter().find(|(rare, _)| *rare == kind).map_or(10, |(_, share)| *share)
}

/// Replays the coverage beside the project as the program reads it; after a third of it the ledger is
/// warm, and from there on every finding has its judgement.
#[test]
fn what_coverage_brings_after_the_warm_up_is_true() {
    let Some(documents) = beside() else { return };
    let stories = in_order(documents);
    let all = replayed(Reader::Program, &stories);
    let warm = stories.len() / 3;
    let late = |index: usize, finding: &Finding| index >= warm || is_weighty(finding.kind);
    let tally = Tally::of(&stories, &all, late);
    tally.print("the coverage, as the program reads it");
    let mut wrong = tally.missing("the coverage");
    for (kind, Count { findings, .. }) in &tally.kinds {
        let doubtful = tally.doubtful(*kind);
        // One may always be: of a handful it is no share.
        if doubtful * 100 > (allowed(*kind) * findings).max(99) {
            wrong.push(format!("{}: {doubtful} of {findings} untrue", kind.as_str()));
        }
    }
    let contradictions = tally.doubtful(FindingKind::Contradicts);
    if contradictions > stories.len().div_ceil(100) {
        wrong.push(format!("{contradictions} contradictions are untrue"));
    }
    let lines: Vec<&String> = tally.unjudged.iter().map(|(_, line)| line).collect();
    assert!(wrong.is_empty(), "{}\nnot judged: {lines:#?}", wrong.join("\n"));
}

/// Contradictions and shifts of a hundred articles, whoever reads: hardly one is untrue. What the
/// program reads changes with its rules, so there a contradiction nobody has judged is no failure by
/// itself; it counts as untrue, of which three in a hundred articles are borne.
#[test]
fn contradictions_and_shifts_are_true() {
    let mut wrong = Vec::new();
    for (name, documents) in sets() {
        for reader in [Reader::Annotators, Reader::Program] {
            let name = format!("{name}, read by {reader:?}");
            let stories = in_order(documents.clone());
            let all = replayed(reader, &stories);
            let tally = Tally::of(&stories, &all, |_, finding| is_weighty(finding.kind));
            tally.print(&name);
            let hundreds = stories.len().div_ceil(100);
            let borne = if reader == Reader::Annotators {
                wrong.extend(tally.missing(&name));
                hundreds
            } else {
                3 * hundreds
            };
            let doubtful = tally.doubtful(FindingKind::Contradicts);
            if doubtful > borne {
                wrong.push(format!("{name}: {doubtful} untrue, {:#?}", tally.unjudged));
            }
            all.iter().flatten().for_each(quotes_the_primary_source);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a primary source states what is contradicted, it is the one to quote.
fn quotes_the_primary_source(finding: &Finding) {
    let quoted = finding.from.as_ref().is_some_and(Side::is_primary);
    assert!(
        finding.kind != FindingKind::Contradicts
            || finding.counts.primary != PrimaryLayer::Contradicts
            || quoted,
        "quotes the press where a primary source states it: {}",
        line(finding)
    );
}

const COVERAGE: &str = "the coverage";

/// The project's own articles, the coverage beside it where it is, and both in one.
fn sets() -> Vec<(&'static str, Vec<GoldDocument>)> {
    let own = own("dev");
    let mut sets = vec![("the project's own articles", own.clone())];
    if let Some(beside) = beside() {
        sets.push((COVERAGE, beside.clone()));
        sets.push(("both", [beside, own].concat()));
    }
    sets
}

const SHIFTS: [(&str, &str); 2] =
    [("license.exclusivity", "non-exclusive"), ("cloud.exclusivity", "non-exclusive")];

/// Both shifts of April 2026 are found, whoever reads; in the coverage with the second text of its own
/// that states them after the announcement, or with a primary source, and not later.
#[test]
fn a_shift_is_found_at_the_second_source() {
    let announced = at("2026-04-27T00:00:00Z");
    let mut wrong = Vec::new();
    for (name, documents) in sets() {
        for reader in [Reader::Annotators, Reader::Program] {
            let stories = in_order(documents.clone());
            let all = replayed(reader, &stories);
            for (term, value) in SHIFTS {
                let shifted = all.iter().position(|findings| {
                    findings.iter().any(|finding| {
                        finding.kind == FindingKind::ConsensusShift
                            && (finding.term.as_str(), end(finding.to.as_ref())) == (term, value)
                    })
                });
                let what = format!("{name}, {reader:?}: {term}={value}");
                let Some(shifted) = shifted else {
                    wrong.push(format!("{what} not found"));
                    continue;
                };
                let since = stories.partition_point(|story| story.at < announced);
                let said = sources(reader, &stories[since..=shifted.max(since)], term, value);
                println!("{what} at {}: stated by {said:?}", stories[shifted].document.id);
                let late = said.len() > 2 && !stories[shifted].primary;
                if name == COVERAGE && late {
                    wrong.push(format!("{what} found after {said:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Articles that state a value as current, counted without the ledger's help.
fn sources(reader: Reader, stories: &[Story], term: &str, value: &str) -> BTreeSet<String> {
    let says = |story: &&Story| {
        let claims = reading(reader, story).claims;
        claims.iter().any(|claim| {
            claim.term == term
                && claim.value == value
                && claim.status == Status::Current
                && !claim.derived
        })
    };
    stories.iter().filter(says).map(|story| story.document.id.clone()).collect()
}
