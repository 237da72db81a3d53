//! The rules change while the press does not: old versions are read again, and nobody is told.

use std::sync::Arc;

use pactwatch::claim::Watch;

use super::story::{HARBOUR, MERIDIAN, NORTH, PRIMARY, setup};
use crate::world::setup::{compile, shipped_watch, shipped_watch_text};
use crate::world::{World, at};

/// The shipped watch without one of its terms.
fn narrower_watch() -> Arc<Watch> {
    let text = shipped_watch_text();
    let start = text.find("[term.\"license.until\"]").expect("the term");
    let end = start + 1 + text[start + 1..].find("\n[term.").expect("another term");
    let watch = compile(&format!("{}{}", &text[..start], &text[end..]));
    assert_ne!(watch.version(), shipped_watch().version());
    watch
}

async fn press() -> World {
    let world = World::new(setup()).await;
    world.publish(HARBOUR, "before");
    world.run_until(at("2026-04-27 13:00")).await;
    world.publish(PRIMARY, "announcement");
    world.publish(NORTH, "third");
    world.publish(MERIDIAN, "wrong_year");
    world.run_until(at("2026-04-27 15:00")).await;
    world
}

async fn claims(world: &World) -> Vec<(String, String, String)> {
    let filter = pactwatch::store::review::ClaimFilter { limit: 1000, ..Default::default() };
    let lines = world.store().claim_lines(&filter).await.unwrap();
    lines.into_iter().map(|line| (line.term, line.value, line.url)).collect()
}

/// Another watch file reads old versions otherwise: that is recorded and is no news, there and back.
#[tokio::test]
async fn a_changed_watch_is_a_technical_change() {
    let mut world = press().await;
    let (before, told) = (claims(&world).await, world.told().len());
    let findings = world.findings().await.len();
    world.setup.watch = narrower_watch();
    world.restart().await;
    world.run_until(at("2026-04-27 19:00")).await;
    let less = claims(&world).await;
    assert!(less.len() < before.len());
    assert!(less.iter().all(|(term, _, _)| term != "license.until"), "{less:?}");
    for watch in [shipped_watch(), narrower_watch(), shipped_watch()] {
        world.setup.watch = watch;
        world.restart().await;
        world.run_for(5).await;
    }
    assert_eq!(claims(&world).await, before, "there and back again");
    assert_eq!(world.findings().await.len(), findings);
    assert_eq!(world.told().len(), told);
    for article in world.store().articles("", 100).await.unwrap() {
        assert_eq!(article.versions, 1, "{}", article.url);
    }
}

/// An edit that came while the rules changed is found, and by the new rules on both sides.
#[tokio::test]
async fn an_edit_across_a_change_of_rules_is_still_found() {
    let mut world = press().await;
    world.setup.watch = narrower_watch();
    world.restart().await;
    world.edit("https://north.example/third", |story| {
        story.edit("now non-exclusive", "still exclusive");
    });
    world.run_until(at("2026-04-27 19:00")).await;
    let mut news = world.news(at("2026-04-27 15:00")).await;
    // The sentences of the term that is gone can be typed by no other.
    news.retain(|line| !line.starts_with("unclassified"));
    let changed = "changed license.exclusivity non-exclusive>exclusive @north.example stealth";
    assert_eq!(news, [changed]);
}

/// A restart alone is nothing at all: no finding, no version, no message.
#[tokio::test]
async fn a_restart_changes_nothing() {
    let mut world = press().await;
    let (findings, told) = (world.findings().await, world.told());
    for _ in 0..5 {
        world.restart().await;
        world.run_for(1).await;
    }
    assert_eq!(world.findings().await, findings);
    assert_eq!(world.told(), told);
}
