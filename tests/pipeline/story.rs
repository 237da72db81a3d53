//! The story of a deal, told by several outlets: what must be found, and what must not.

use pactwatch::base::time::SignedDuration;
use pactwatch::feed::model::Tier;
use pactwatch::ledger::FindingKind;

use crate::world::setup::{Setup, story};
use crate::world::{World, at};

pub(super) const PRIMARY: &str = "newsroom.example";
pub(super) const HARBOUR: &str = "harbour.example";
pub(super) const NORTH: &str = "north.example";
pub(super) const MERIDIAN: &str = "meridian.example";

pub(super) fn setup() -> Setup {
    let press = [HARBOUR, NORTH, MERIDIAN].map(|host| (host, Tier::Press));
    Setup::new(&[&[(PRIMARY, Tier::Primary)][..], &press].concat())
}

/// The press up to one in the afternoon: two old articles, which the first pass has read.
async fn watched_press() -> World {
    let world = World::new(setup()).await;
    world.publish(HARBOUR, "before");
    world.publish(NORTH, "before_too");
    world.run_until(at("2026-04-27 13:00")).await;
    world
}

/// The afternoon after the announcement and the first report of it.
async fn shifted_press() -> World {
    let world = watched_press().await;
    world.publish(PRIMARY, "announcement");
    world.run_until(at("2026-04-27 14:30")).await;
    world.publish(HARBOUR, "second");
    world.run_until(at("2026-04-27 15:30")).await;
    world
}

/// Whatever a first pass finds is recorded, and one summary is all that is told of it.
#[tokio::test]
async fn a_first_pass_gives_one_summary_and_no_storm() {
    let world = watched_press().await;
    let findings = world.findings().await;
    let quiet = findings.iter().filter(|finding| finding.flags.baseline).count();
    assert!(quiet >= 4, "recorded: {findings:?}");
    assert_eq!(world.news(at("2026-04-27 00:00")).await, ["baseline"]);
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        told[0],
        [
            "Baseline: Microsoft–OpenAI partnership: 2 articles, 4 claims on 3 terms, 0 disagreements"
        ]
    );
}

/// What a primary source announces is a shift at once, and told with both quotes.
#[tokio::test]
async fn an_announcement_shifts_the_coverage() {
    let world = watched_press().await;
    world.publish(PRIMARY, "announcement");
    world.run_until(at("2026-04-27 13:30")).await;
    let news = world.news(at("2026-04-27 13:00")).await;
    let shift = "consensus_shift license.exclusivity exclusive>non-exclusive @newsroom.example";
    assert!(news.contains(&shift.to_owned()), "{news:?}");
    let body = world.inbox.bodies().pop().unwrap();
    let finding = &body["data"]["findings"][0];
    let quotes = [&finding["previous"]["quote"], &finding["claim"]["quote"]];
    assert!(quotes[0].as_str().unwrap().contains("an exclusive licence"), "{body}");
    assert!(quotes[1].as_str().unwrap().contains("now non-exclusive"), "{body}");
}

/// An outlet that repeats what is known is counted and not told.
#[tokio::test]
async fn a_second_outlet_with_the_same_terms_is_silent() {
    let world = shifted_press().await;
    let told = world.told().len();
    world.publish(NORTH, "third");
    world.run_until(at("2026-04-27 16:30")).await;
    let news = world.news(at("2026-04-27 15:30")).await;
    assert!(news.iter().all(|line| line.starts_with("corroborated")), "{news:?}");
    assert_eq!(world.told().len(), told, "corroboration is not told");
}

/// A wrong year is a contradiction, with the wrong sentence and the right one.
#[tokio::test]
async fn a_wrong_year_contradicts_with_both_quotes() {
    let world = shifted_press().await;
    world.publish(MERIDIAN, "wrong_year");
    world.run_until(at("2026-04-27 16:30")).await;
    let news = world.news(at("2026-04-27 15:30")).await;
    assert_eq!(news, ["contradicts license.until 2032>2030 @meridian.example"]);
    let body = world.inbox.bodies().pop().unwrap();
    let finding = &body["data"]["findings"][0];
    assert_eq!(finding["kind"], "contradicts");
    assert!(finding["claim"]["quote"].as_str().unwrap().contains("through 2030"), "{body}");
    assert!(finding["previous"]["quote"].as_str().unwrap().contains("through 2032"), "{body}");
    assert_eq!(finding["claim"]["outlet"], "meridian.example");
}

/// An edit without a word about it is found, and marked as done in silence.
#[tokio::test]
async fn a_silent_edit_is_found_and_marked() {
    let world = shifted_press().await;
    let url = world.publish(NORTH, "third");
    world.run_until(at("2026-04-27 16:30")).await;
    world.edit(&url, |story| story.edit("2032", "2035"));
    world.run_until(at("2026-04-27 17:30")).await;
    let news = world.news(at("2026-04-27 16:30")).await;
    assert_eq!(news, ["changed license.until 2032>2035 @north.example stealth"]);
    assert_eq!(world.article(&url).await.versions, 2);
    let body = world.inbox.bodies().pop().unwrap();
    let finding = &body["data"]["findings"][0];
    assert!(finding["previous"]["quote"].as_str().unwrap().contains("2032"), "{body}");
    assert!(finding["claim"]["quote"].as_str().unwrap().contains("2035"), "{body}");
}

/// An outlet that writes its dates to the nanosecond has not moved them by our forgetting some.
#[tokio::test]
async fn a_date_finer_than_the_store_keeps_is_not_a_moved_date() {
    let world = shifted_press().await;
    let mut fine = story("third");
    fine.published = "2026-04-27T15:30:00.123456789Z".parse().unwrap();
    let url = world.publish_story(NORTH, "third", fine);
    world.run_until(at("2026-04-27 16:30")).await;
    world.edit(&url, |story| story.edit("2032", "2035"));
    world.run_until(at("2026-04-27 17:30")).await;
    let news = world.news(at("2026-04-27 16:30")).await;
    assert_eq!(news, ["changed license.until 2032>2035 @north.example stealth"]);
}

/// An article edited to and fro is one finding, which counts.
#[tokio::test]
async fn an_edit_to_and_fro_is_one_finding_that_counts() {
    let world = shifted_press().await;
    let url = world.publish(NORTH, "third");
    world.run_for(1).await;
    for _ in 0..3 {
        for (old, new) in [("2032", "2035"), ("2035", "2032")] {
            world.edit(&url, |story| story.edit(old, new));
            world.run_for(1).await;
        }
    }
    assert_eq!(world.article(&url).await.versions, 7);
    let findings = world.findings().await;
    let kind = |kind: FindingKind| findings.iter().filter(move |f| f.kind == kind);
    assert_eq!(kind(FindingKind::Reverted).count(), 1);
    let swings: Vec<_> = kind(FindingKind::Oscillating).collect();
    assert_eq!(swings.len(), 1, "{swings:?}");
    assert!(swings[0].counts.returns >= 4, "{:?}", swings[0].counts);
}

/// A correction that says so is a change with its note, not a silent one.
#[tokio::test]
async fn a_correction_is_told_with_its_note() {
    let world = shifted_press().await;
    let url = world.publish(MERIDIAN, "wrong_year");
    world.run_until(at("2026-04-27 16:30")).await;
    world.edit(&url, |story| {
        story.edit("through 2030", "through 2032");
        story.modified = Some(at("2026-04-27 16:40"));
        story.paragraphs.push(
            "Correction: An earlier version of this article misstated the year in which the \
             licence ends. It is 2032."
                .to_owned(),
        );
    });
    world.run_until(at("2026-04-27 17:30")).await;
    let news = world.news(at("2026-04-27 16:30")).await;
    assert_eq!(news, ["changed license.until 2030>2032 @meridian.example note"]);
}

/// The agency's text in another paper is the same voice again.
#[tokio::test]
async fn a_copy_is_no_second_source() {
    let world = watched_press().await;
    let first = world.publish(NORTH, "agency");
    world.run_until(at("2026-04-27 15:00")).await;
    let mut copy = story("agency");
    copy.paragraphs.pop();
    copy.published = at("2026-04-27 15:05");
    let copied = world.publish_story(MERIDIAN, "agency", copy);
    world.run_until(at("2026-04-27 16:00")).await;
    let families = [world.article(&first).await.family, world.article(&copied).await.family];
    assert_eq!(families[0], families[1]);
    let news = world.news(at("2026-04-27 15:00")).await;
    assert_eq!(news, Vec::<String>::new(), "a copy shifts and corroborates nothing");
}

/// What one article brings is one message.
#[tokio::test]
async fn findings_of_one_article_come_as_one_alert() {
    let mut setup = setup();
    setup.group_wait = SignedDuration::from_mins(10);
    let world = World::new(setup).await;
    world.publish(HARBOUR, "before");
    world.publish(NORTH, "before_too");
    world.run_until(at("2026-04-27 13:00")).await;
    let mut story = story("announcement");
    story.edit("through 2032", "through 2040");
    world.publish_story(PRIMARY, "announcement", story);
    world.run_until(at("2026-04-27 13:07")).await;
    assert_eq!(world.told().len(), 1, "it waits for company");
    world.run_until(at("2026-04-27 14:00")).await;
    let told = world.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].len() >= 2, "{told:?}");
}
