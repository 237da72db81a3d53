//! A store full of versions read again by newer rules: a technical change that tells nobody.

use std::sync::Arc;

use pactwatch::app::Reextracted;
use pactwatch::base::Timestamp;
use pactwatch::claim::Watch;
use pactwatch::store::record::SnapshotRow;
use pactwatch::store::review::{ClaimFilter, ClaimLine};

use super::desk::Desk;
use super::page::Page;

const OUTLETS: [&str; 4] =
    ["harbour.example", "northgate.example", "meridian.example", "coast.example"];

/// The shipped watch file without one term: what is read under it is less.
fn without(term: &str) -> Arc<Watch> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config/partnership.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let start = text.find(&format!("[term.\"{term}\"]")).unwrap();
    let end = start + text[start..].find("\n[term.").unwrap() + 1;
    let text = format!("{}{}", &text[..start], &text[end..]);
    Arc::new(Watch::compile(&text, "less.toml").unwrap_or_else(|found| panic!("{found:?}")))
}

fn story(number: usize, year: u32, billion: u32) -> Page {
    let mut page = Page::new(
        &format!("Story {number} of Microsoft and OpenAI"),
        vec![
            format!(
                "Reporter number {number} of this paper has read what the two companies signed, all of it, in one night."
            ),
            format!("Microsoft's license to OpenAI's models and products runs through {year}."),
            format!("OpenAI is valued at ${billion} billion."),
            format!(
                "The {number} lawyers of the two sides had met in a hotel near the harbour, {number} times in all."
            ),
        ],
    );
    page.dek = None;
    page
}

/// `per` articles at every outlet, with three versions each: the year changes, then the value.
async fn filled(desk: &mut Desk, per: usize) {
    for (year, billion) in [(2032, 852), (2030, 852), (2030, 730)] {
        for (at, outlet) in OUTLETS.iter().enumerate() {
            for number in 0..per {
                let page = story(at * per + number, year, billion);
                desk.print(outlet, &format!("story-{number}"), &page);
            }
        }
        desk.wait(2).await;
    }
}

async fn snapshots(desk: &Desk) -> Vec<SnapshotRow> {
    let mut all = Vec::new();
    for article in desk.app.store.articles("", 100_000).await.unwrap() {
        all.extend(desk.app.store.snapshots(&article.id).await.unwrap());
    }
    all
}

async fn claims(desk: &Desk, term: &str) -> Vec<ClaimLine> {
    let filter =
        ClaimFilter { term: term.to_owned(), gone: true, limit: 100_000, ..ClaimFilter::default() };
    desk.app.store.claim_lines(&filter).await.unwrap()
}

/// Without what only names the version that was newest when the row was written.
fn clocks(lines: &[ClaimLine]) -> Vec<String> {
    let mut rows: Vec<String> = lines
        .iter()
        .map(|line| {
            let clocks = (line.asserted_at, line.observed_at, line.gone_at);
            format!("{} {}={} {} {clocks:?}", line.article_id, line.term, line.value, line.status)
        })
        .collect();
    rows.sort();
    rows
}

async fn told(desk: &Desk) -> (usize, usize) {
    let findings = desk.app.store.findings(Timestamp::MIN, 1_000_000).await.unwrap().len();
    (findings, desk.app.ports.out.attempts().len())
}

/// Hundreds of versions read again under a watch file with one term more: no finding, no alert, and
/// the ledger says of that term what it would say had it been watched from the start.
#[tokio::test]
async fn a_whole_store_is_read_again_without_a_word() {
    let mut desk = Desk::new(&OUTLETS).await.under(without("license.until"), &OUTLETS);
    filled(&mut desk, 25).await;
    desk.wait(2).await;
    assert_eq!(claims(&desk, "license.until").await, []);
    let before = snapshots(&desk).await;
    assert_eq!(before.len(), 300, "a hundred articles with three versions");
    let told_before = told(&desk).await;

    let desk = desk.under(super::page::watch(), &OUTLETS);
    let mut steps = 0;
    let done = desk.app.reextract(None, &mut |_| steps += 1).await.unwrap();
    desk.app.deliver_all_due().await.unwrap();
    let expected =
        Reextracted { articles: 100, of_articles: 100, versions: 300, ..Reextracted::default() };
    assert_eq!((done, steps), (expected, 100));
    assert_eq!(told(&desk).await, told_before, "nobody is told");
    let after = snapshots(&desk).await;
    for (old, new) in before.iter().zip(&after) {
        assert_eq!((&old.id, old.seq, &old.raw_hash), (&new.id, new.seq, &new.raw_hash));
        assert_eq!(new.watch, desk.app.plan.watch.version());
        assert_ne!(old.mark, new.mark, "marks are those of the new reading");
    }

    let mut other = Desk::new(&OUTLETS).await;
    filled(&mut other, 25).await;
    other.wait(2).await;
    for term in ["license.until", "valuation.openai"] {
        let (again, at_once) = (claims(&desk, term).await, claims(&other, term).await);
        assert_eq!(clocks(&again), clocks(&at_once), "{term}");
    }
    assert_eq!(desk.app.reextract(None, &mut |_| ()).await.unwrap(), Reextracted::default());
}

/// A run that stopped anywhere goes on there, and the visits after it find nothing new.
#[tokio::test]
async fn a_stopped_run_goes_on_where_it_was() {
    let mut desk = Desk::new(&OUTLETS).await.under(without("license.until"), &OUTLETS);
    filled(&mut desk, 5).await;
    let desk = desk.under(super::page::watch(), &OUTLETS);
    let articles = desk.app.store.articles("", 100).await.unwrap();
    for article in &articles[..7] {
        desk.app.reextract(Some(&article.id), &mut |_| ()).await.unwrap();
    }
    let rest = desk.app.reextract(None, &mut |_| ()).await.unwrap();
    assert_eq!((rest.articles, rest.versions), (13, 39));
    let told_before = told(&desk).await;
    desk.wait(12).await;
    assert_eq!(snapshots(&desk).await.len(), 60, "the same pages are the same versions");
    assert_eq!(told(&desk).await.0, told_before.0);
}

/// Pages that were let go cannot be read again: that is noted with its reason, and no later run asks
/// for them; only rules newer still do.
#[tokio::test]
async fn a_pruned_page_is_tried_once() {
    let mut desk = Desk::new(&OUTLETS).await.under(without("license.until"), &OUTLETS);
    filled(&mut desk, 5).await;
    let all = snapshots(&desk).await;
    let gone: Vec<String> = all.iter().step_by(4).map(|row| row.raw_hash.clone()).collect();
    desk.app.store.drop_bodies(&gone).await.unwrap();
    let desk = desk.under(super::page::watch(), &OUTLETS);
    let done = desk.app.reextract(None, &mut |_| ()).await.unwrap();
    assert_eq!((done.versions, done.pruned, done.unreadable), (60, gone.len(), 0));
    let kept = desk.app.store.snapshots_after("", 100).await.unwrap();
    let reasons = kept.iter().filter(|version| version.unread.as_deref() == Some("pruned"));
    assert_eq!(reasons.count(), gone.len());
    assert_eq!(kept.iter().filter(|version| version.pruned).count(), gone.len());
    assert_eq!(desk.app.reextract(None, &mut |_| ()).await.unwrap(), Reextracted::default());
    let desk = desk.under(without("valuation.openai"), &OUTLETS);
    let done = desk.app.reextract(None, &mut |_| ()).await.unwrap();
    assert_eq!((done.versions, done.pruned), (60, gone.len()), "newer rules try once more");
}
