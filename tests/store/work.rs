//! What the daily work costs the engine of the store, in instructions of its own machine: a few for
//! each row that is looked at. It must not grow with what the store holds. Time is never measured.

use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::store::articles::renew_sketch;
use pactwatch::store::{Batch, Plans, Store};

use crate::world::setup::Setup;
use crate::world::{World, at};

fn work(plans: &Plans) -> u64 {
    plans.lock().unwrap().values().map(|plan| plan.work).sum()
}

/// A morning of so many outlets with a story each; then what a round costs that finds nothing to
/// do, and what each request costs in an hour of polls and visits.
async fn morning(outlets: usize) -> (u64, u64) {
    let hosts: Vec<String> = (0..outlets).map(|n| format!("n{n}.example")).collect();
    let setup: Vec<_> = hosts.iter().map(|host| (host.as_str(), Tier::Press)).collect();
    let (store, plans) = Store::explained().await.unwrap();
    // At moments of their own, not all at once.
    let setup = Setup { schedule: Schedule::Adaptive, ..Setup::new(&setup) };
    let world = World::on(setup, store).await;
    for host in &hosts {
        world.publish(host, "before");
    }
    world.run_until(at("2026-04-27 14:01")).await;
    plans.lock().unwrap().clear();
    for _ in 0..10 {
        assert_eq!(world.app().work_due().await.unwrap(), 0);
        assert!(world.app().next_due().await.unwrap().is_some());
    }
    let idle = work(&plans) / 10;
    plans.lock().unwrap().clear();
    let asked = world.web.requests("").len();
    world.run_until(at("2026-04-27 15:01")).await;
    let requests = u64::try_from(world.web.requests("").len() - asked).unwrap();
    assert!(requests > 3 * u64::try_from(outlets).unwrap(), "{requests} requests");
    (idle, work(&plans) / requests)
}

/// Eight times the outlets, feeds and articles, and still a round that finds nothing due costs less
/// than looking at every host would, and a request less than looking at every feed or article.
#[tokio::test]
async fn what_a_round_and_a_request_cost_does_not_grow_with_the_store() {
    let ((few_idle, few_each), (many_idle, many_each)) = (morning(20).await, morning(160).await);
    assert!(many_idle < 1500, "{many_idle} for a round that found nothing, {few_idle} with few");
    assert!(many_each < 1200, "{many_each} for a request, {few_each} with few");
}

/// A shingle that half the press prints tells no two texts apart: of those that share it only so
/// many are looked at, so a search among a thousand costs what one among a hundred does.
#[tokio::test]
async fn the_search_for_copies_looks_at_a_bounded_number_of_texts() {
    let (store, plans) = Store::explained().await.unwrap();
    let keys: Vec<i64> = (0..16).collect();
    let mut costs = Vec::new();
    for (from, to) in [(0, 100), (100, 1000)] {
        for number in from..to {
            let id = format!("a_{number:04}");
            store.apply(Batch(renew_sketch(&id, Vec::new(), &keys))).await.unwrap();
        }
        let before = work(&plans);
        let found = store.sharing(&keys, "a_0000").await.unwrap();
        assert!(!found.is_empty() && found.iter().all(|(id, _)| id != "a_0000"), "{found:?}");
        costs.push(work(&plans) - before);
    }
    assert!(costs[1] * 10 < costs[0] * 11, "{costs:?}");
}
