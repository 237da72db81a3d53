//! What a comparison costs the store, counted in statements: so many for each term and each value
//! that matters, however many articles and values the ledger holds.

use std::collections::BTreeSet;

use pactwatch::claim::model::Claim;
use pactwatch::ledger::need::Question;
use pactwatch::store::Store;

use super::standing::Twins;
use crate::ledger::press::{Catalogue, Step, claim};

/// Every article of the crowd states these; the amounts are all different ones.
fn sheet(number: usize) -> Vec<String> {
    vec![
        format!("license.until={}", 2030 + number % 9),
        format!("valuation=USD {}", 1_000_000 + number * 50_000),
        "cloud.exclusivity=exclusive".to_owned(),
        format!("stake.percent={}%", 10 + number % 60),
    ]
}

fn step(number: usize, version: usize) -> Step {
    Step {
        outlet: format!("{number}.example"),
        seen: format!("2026-02-{:02} 0{version}:00", 1 + number % 28),
        claims: sheet(number),
        ..Step::default()
    }
}

/// Reads, and statements of a commit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    reads: usize,
    writes: usize,
}

/// A ledger of so many articles, then one more, then its next version.
async fn cost(articles: usize) -> [Cost; 2] {
    let (store, plans) = Store::explained().await.unwrap();
    let mut twins = Twins::on(Catalogue::new(), store).await;
    for number in 0..articles {
        twins.publish(&step(number, 1), &format!("article {number}")).await;
    }
    let mut costs = Vec::new();
    for version in 1..=2 {
        let step = step(articles, version);
        let claims: Vec<Claim> = step.claims.iter().map(|line| claim(line, 0)).collect();
        let runs = || plans.lock().unwrap().values().map(|plan| plan.runs).sum::<usize>();
        let before = runs();
        twins.store.article_past(&step.article(version).id).await.unwrap();
        let (terms, policy) = (&twins.catalogue, &twins.policy);
        twins.store.standings(&Question { terms, policy, claims: &claims }).await.unwrap();
        twins.store.known_clusters(&BTreeSet::new()).await.unwrap();
        let reads = runs() - before;
        costs.push(Cost { reads, writes: twins.publish(&step, "one more").await });
    }
    costs.try_into().unwrap()
}

/// Two statements for the article, two for each of its four terms, and two for each of the values it
/// states or that prevail: 26 at most. And the same with ten times the articles.
#[tokio::test]
async fn a_comparison_is_a_few_statements_however_large_the_ledger() {
    let terms = sheet(0).len();
    let (small, large) = (cost(12).await, cost(120).await);
    for [new, edited] in [small, large] {
        println!("{terms} terms: new article {new:?}, next version {edited:?}");
        assert!(new.reads <= 2 + 2 * terms + 2 * 2 * terms, "{new:?}");
        assert!(edited.reads <= 2 + 2 * terms + 2 * 2 * terms, "{edited:?}");
        // A fence for each term; for each claim its row, its value, and three counters.
        assert!(new.writes <= terms + 5 * terms, "{new:?}");
        // Claims that stand are only named after the newer version.
        assert!(edited.writes <= terms + 2 * terms, "{edited:?}");
    }
}
