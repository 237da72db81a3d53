//! Politeness: gaps between the requests to a host, floors of feeds, leases of hosts, whatever
//! restarts and however many programs there are.

use std::collections::BTreeMap;

use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;

use super::story::{HARBOUR, NORTH, PRIMARY, setup};
use crate::world::setup::{Setup, feed_url, story};
use crate::world::{World, at};

/// Every request of a world, host by host in order of time.
fn by_host(world: &World) -> BTreeMap<String, Vec<(Timestamp, String)>> {
    let mut hosts: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (at, request) in world.web.requests("") {
        let host = request.url.host_str().unwrap().to_owned();
        hosts.entry(host).or_default().push((at, request.url.to_string()));
    }
    hosts
}

fn assert_gaps(world: &World) {
    for (host, requests) in by_host(world) {
        for pair in requests.windows(2) {
            let gap = between(pair[0].0, pair[1].0);
            assert!(gap >= SignedDuration::from_secs(2), "{host}: {gap} between {pair:?}");
        }
    }
}

/// A busy day: many articles at once on few hosts.
fn crowd(world: &World, slug: &str) {
    for host in [HARBOUR, NORTH, PRIMARY] {
        for number in 0..8 {
            let mut article = story("third");
            article.paragraphs[0] =
                format!("This is report number {number} of {host} on the matter.");
            world.publish_story(host, &format!("{slug}-{number}"), article);
        }
    }
}

/// Two requests to a host are never closer than its gap, however much is due there.
#[tokio::test]
async fn the_gap_of_a_host_always_holds() {
    let world = World::new(setup()).await;
    crowd(&world, "old");
    world.run_until(at("2026-04-27 13:00")).await;
    crowd(&world, "new");
    world.run_until(at("2026-04-27 16:00")).await;
    assert!(world.web.requests("").len() > 300);
    assert_gaps(&world);
    assert_eq!(world.store().articles("", 100).await.unwrap().len(), 48);
}

/// Restarts poll nothing early: the floor of a feed is in the store, not in the process.
#[tokio::test]
async fn twenty_restarts_poll_no_feed_below_its_floor() {
    let outlets = [(PRIMARY, Tier::Primary), (HARBOUR, Tier::Press), (NORTH, Tier::Press)];
    let mut setup = Setup::new(&outlets);
    setup.schedule = Schedule::Adaptive;
    let mut world = World::on_file(setup).await;
    for host in [HARBOUR, NORTH, PRIMARY] {
        world.publish(host, "before");
    }
    for _ in 0..20 {
        world.run_until(after(world.now(), SignedDuration::from_mins(7))).await;
        world.restart().await;
    }
    world.run_for(6).await;
    assert_gaps(&world);
    for (host, tier) in outlets {
        let floor = if tier == Tier::Primary { 15 } else { 60 };
        let polls = world.web.requests(&feed_url(host));
        assert!(polls.len() >= 2, "{host} is polled");
        for pair in polls.windows(2) {
            let gap = between(pair[0].0, pair[1].0);
            assert!(gap >= SignedDuration::from_mins(floor), "{host}: {gap}");
        }
    }
}

/// Two programs on one store share the work: never the same host at once, never a feed twice.
#[tokio::test]
async fn two_programs_on_one_store_are_as_polite_as_one() {
    let world = World::on_file(Setup { parallelism: 1, ..setup() }).await;
    crowd(&world, "old");
    let other = world.another(world.file_store().await);
    other.prepare().await.unwrap();
    let end = at("2026-04-27 15:00");
    while world.now() < end {
        let app = world.app();
        let (mine, theirs) = tokio::join!(app.work_due(), other.work_due());
        mine.unwrap();
        theirs.unwrap();
        let (mine, theirs) = tokio::join!(app.deliver_all_due(), other.deliver_all_due());
        mine.unwrap();
        theirs.unwrap();
        if world.now() == at("2026-04-27 13:00") {
            crowd(&world, "new");
        }
        let next = app.next_due().await.unwrap().unwrap().min(end);
        let next = if world.now() < at("2026-04-27 13:00") {
            next.min(at("2026-04-27 13:00"))
        } else {
            next
        };
        world.clock.jump_to(next.max(after(world.now(), SignedDuration::from_millis(100))));
    }
    world.run_until(at("2026-04-27 15:10")).await;
    assert_gaps(&world);
    for (host, requests) in by_host(&world) {
        let polls: Vec<_> = requests.iter().filter(|(_, url)| *url == feed_url(&host)).collect();
        for pair in polls.windows(2) {
            let gap = between(pair[0].0, pair[1].0);
            assert!(gap >= SignedDuration::from_mins(4), "{host} polled twice: {pair:?}");
        }
    }
    let baselines = world.news(at("2026-04-27")).await;
    let summaries = baselines.iter().filter(|line| *line == "baseline").count();
    assert_eq!(summaries, 1, "one first pass, one summary: {baselines:?}");
    let attempts = world.inbox.attempts();
    let ids: std::collections::BTreeSet<_> = attempts.iter().map(|(m, _)| &m.id).collect();
    assert_eq!(ids.len(), attempts.len(), "no message was sent twice");
}
