//! Stored history run through the rules again.

use pactwatch::app::replay::{Replay, Replayed, replay};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::ledger::{Finding, FindingKind, LedgerPolicy};

use super::desk::Desk;
use super::page::{Page, watch};

const OUTLETS: [&str; 3] = ["harbour.example", "northgate.example", "meridian.example"];

/// What each outlet wraps its story in: their texts are no copies of each other.
const COLOUR: [(&str, &str); 3] = [
    (
        "The paper has read what the two companies signed, all of it, in one night and by candle.",
        "Its lawyers were met in a hotel near the harbour, where the coffee is not recommended.",
    ),
    (
        "People who sat at the table describe a long winter, three drafts and a broken printer.",
        "Neither side wished to be quoted, and the caretaker of the building knew nothing either.",
    ),
    (
        "A document seen by this site runs to ninety pages, most of them about something else.",
        "Engineers on the fourth floor heard of the whole affair from their relatives abroad.",
    ),
];

fn story(outlet: usize, year: u32, billion: u32) -> Page {
    let (opening, ending) = COLOUR[outlet];
    let mut page = Page::new(
        &format!("What {} has read", OUTLETS[outlet]),
        vec![
            opening.to_owned(),
            format!("Microsoft's license to OpenAI's models and products runs through {year}."),
            format!("OpenAI is valued at ${billion} billion."),
            ending.to_owned(),
        ],
    );
    page.dek = None;
    page
}

/// A week of three outlets, never two at one moment.
async fn week() -> Desk {
    let mut desk = Desk::new(&OUTLETS).await;
    let script = [
        (0, "deal", 2032, 852),
        (1, "deal", 2030, 852),
        (2, "deal", 2030, 730),
        (0, "deal", 2030, 852),
        (1, "later", 2030, 730),
        (0, "deal", 2032, 852),
        (2, "later", 2032, 900),
        (1, "deal", 2030, 900),
    ];
    for (outlet, name, year, billion) in script {
        desk.print(OUTLETS[outlet], name, &story(outlet, year, billion));
        desk.wait(5).await;
    }
    desk
}

async fn again(
    desk: &Desk,
    from: Option<Timestamp>,
    policy: LedgerPolicy,
) -> (Replayed, Vec<Finding>) {
    let mut findings = Vec::new();
    let asked = Replay { watch: watch(), policy, from, to: None };
    let tell = &mut |finding: &Finding| findings.push(finding.clone());
    let done = replay(&desk.app.store, &asked, tell).await.unwrap();
    (done, findings)
}

fn ids(findings: &[Finding]) -> Vec<String> {
    let mut ids: Vec<String> =
        findings.iter().map(|f| format!("{} {} {}", f.kind.as_str(), f.term, f.id)).collect();
    ids.sort();
    ids
}

/// Under the rules it was seen with, a replay finds what was found, to the id; and leaves no trace.
#[tokio::test]
async fn a_replay_finds_what_was_found_and_writes_nothing() {
    let desk = week().await;
    let rows = desk.app.store.findings(Timestamp::MIN, 10_000).await.unwrap();
    let stored: Vec<Finding> = rows
        .iter()
        .map(|row| serde_json::from_str::<Finding>(&row.body).unwrap())
        .filter(|finding| finding.kind != FindingKind::Baseline)
        .collect();
    assert!(stored.iter().filter(|f| !f.flags.baseline).count() > 5, "{}", stored.len());
    let (done, findings) = again(&desk, None, LedgerPolicy::default()).await;
    assert_eq!(ids(&findings), ids(&stored));
    assert_eq!(done.findings + done.silent, findings.len());
    let sent = desk.app.ports.out.attempts().len();
    desk.app.deliver_all_due().await.unwrap();
    assert_eq!(desk.app.ports.out.attempts().len(), sent, "nothing is sent");
    assert_eq!(desk.app.store.findings(Timestamp::MIN, 10_000).await.unwrap(), rows);
}

/// What came before the asked time is known by then, and not told; other rules find other things.
#[tokio::test]
async fn a_replay_from_a_moment_knows_what_came_before_it() {
    let desk = week().await;
    let (_, all) = again(&desk, None, LedgerPolicy::default()).await;
    let from = after(desk.now(), SignedDuration::from_hours(-12));
    let (_, late) = again(&desk, Some(from), LedgerPolicy::default()).await;
    let expected: Vec<Finding> = all.iter().filter(|f| f.found_at >= from).cloned().collect();
    assert!(!late.is_empty() && late.len() < all.len());
    assert_eq!(late, expected);
    let never = LedgerPolicy { consensus_sources: 50, ..LedgerPolicy::default() };
    let shifts =
        |found: &[Finding]| found.iter().filter(|f| f.kind == FindingKind::ConsensusShift).count();
    let (_, other) = again(&desk, None, never).await;
    assert!(shifts(&all) > 0 && shifts(&other) == 0, "{} and {}", shifts(&all), shifts(&other));
}
