//! How the engine goes about the statements of a working day: by index, never through whole tables.

use std::collections::BTreeMap;

use pactwatch::feed::model::Tier;
use pactwatch::store::{Plan, Store};

use crate::world::setup::Setup;
use crate::world::web::Answer;
use crate::world::{World, at};

/// What may be read whole: tables with a row for each feed, host, receiver or first pass, which do
/// not grow with the news; what a statement itself has made; groups that wait, by their own index.
const SMALL: [&str; 9] = [
    "feed",
    "host",
    "receiver",
    "baseline",
    "due",
    // The shingles of one text, as values of the statement.
    "key",
    "(subquery",
    "alert_group USING INDEX alert_group_due",
    // The words of one article, by its number: the engine calls every look at them a scan.
    "article_words VIRTUAL TABLE INDEX 0:=",
];

/// A day with everything in it: a first pass, news, copies, an edit, failures, a receiver down.
async fn a_day() -> BTreeMap<String, Plan> {
    let (store, plans) = Store::explained().await.unwrap();
    let outlets = ["newsroom.example", "harbour.example", "north.example", "meridian.example"];
    let tiers = [Tier::Primary, Tier::Press, Tier::Press, Tier::Press];
    let outlets: Vec<_> = outlets.into_iter().zip(tiers).collect();
    let mut world = World::on(Setup::new(&outlets), store).await;
    world.publish("harbour.example", "before");
    world.publish("north.example", "before_too");
    world.run_until(at("2026-04-27 13:00")).await;
    world.inbox.answer(Some(503));
    world.publish("newsroom.example", "announcement");
    world.publish("north.example", "agency");
    world.publish("meridian.example", "agency");
    world.run_until(at("2026-04-27 15:00")).await;
    world.web.set("https://harbour.example/feed.xml", Answer::status(429));
    let url = world.publish("meridian.example", "wrong_year");
    world.run_until(at("2026-04-27 17:00")).await;
    world.inbox.answer(Some(410));
    world.edit(&url, |story| story.edit("2030", "2032"));
    world.restart().await;
    world.run_until(at("2026-04-28 12:00")).await;
    world.inbox.answer(None);
    world.run_until(at("2026-04-28 18:00")).await;
    world.app().pass().await.unwrap();
    // Before the world looks whether all is well: that is no daily work.
    plans.lock().unwrap().clone()
}

/// Every statement of that day finds its rows through an index.
#[tokio::test]
async fn no_statement_reads_a_whole_table_that_grows() {
    let plans = a_day().await;
    assert!(plans.len() > 60, "{} statements", plans.len());
    let mut broken = Vec::new();
    for (sql, plan) in &plans {
        for step in &plan.steps {
            let read = step.strip_prefix("SCAN ");
            let small = |read: &str| {
                read.contains("CONSTANT ROW") || SMALL.iter().any(|small| read.starts_with(small))
            };
            if read.is_some_and(|read| !small(read)) {
                let words: Vec<&str> = sql.split_whitespace().collect();
                broken.push(format!("{step}\n    {}", words.join(" ")));
            }
        }
    }
    assert!(broken.is_empty(), "{} read whole tables:\n{}", broken.len(), broken.join("\n"));
}

/// A claim that an article makes again, or no more, is found by its article: among all that say the
/// same there may be a hundred thousand.
#[tokio::test]
async fn an_articles_claims_are_found_by_the_article() {
    let plans = a_day().await;
    let updates: Vec<_> =
        plans.iter().filter(|(sql, _)| sql.starts_with("update appearance set")).collect();
    assert!(updates.len() >= 2, "{} statements", updates.len());
    for (sql, plan) in updates {
        let by_article = plan.steps.iter().any(|step| step.contains("(article_id=? AND term=?"));
        assert!(by_article, "{sql}: {:?}", plan.steps);
    }
}

/// What a comparison reads comes in its order from the index: nothing is sorted.
#[tokio::test]
async fn a_comparison_sorts_nothing() {
    let plans = a_day().await;
    let hot = |sql: &str| {
        ["from value ", "from support ", "from standing ", "from snapshot", "max(asserted_at)"]
            .iter()
            .any(|part| sql.starts_with("select") && sql.contains(part))
    };
    let hot: Vec<_> = plans.iter().filter(|(sql, _)| hot(sql)).collect();
    assert!(hot.len() >= 5, "{} statements", hot.len());
    for (sql, plan) in hot {
        let sorted = plan.steps.iter().find(|step| step.contains("TEMP B-TREE"));
        assert_eq!(sorted, None, "{sql}");
    }
}
