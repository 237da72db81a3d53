//! A scripted hour of news in which the program dies at its n-th call of a port, for every n.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use pactwatch::app::{App, Wired};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;

use super::mortal::{Died, Fate, Mortal};
use crate::world::clock::SimClock;
use crate::world::ids::SimIds;
use crate::world::inbox::SimInbox;
use crate::world::setup::{Setup, story};
use crate::world::web::SimWeb;
use crate::world::{World, at};

type Mortals = Wired<Mortal<SimClock>, Mortal<SimWeb>, Mortal<SimInbox>, Mortal<SimIds>>;

const PRIMARY: &str = "newsroom.example";
const HARBOUR: &str = "harbour.example";
const END: &str = "2026-04-27 14:00";

/// What must be the same whatever happened on the way.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    findings: BTreeSet<String>,
    /// By message id, the findings it told.
    told: BTreeMap<String, Vec<String>>,
    versions: Vec<(String, i64)>,
}

async fn world() -> World {
    let mut setup = Setup::new(&[(PRIMARY, Tier::Primary), (HARBOUR, Tier::Press)]);
    setup.schedule = Schedule::parse("*/30 * * * *", None).unwrap();
    let world = World::on_file(setup).await;
    publish(&world, HARBOUR, "before");
    world
}

/// With validators: the same bytes whenever they are asked for, so that ids can be compared.
fn publish(world: &World, host: &str, name: &str) {
    let mut story = story(name);
    story.validators = true;
    world.publish_story(host, name, story);
}

type Step = fn(&World);

/// What the press does, and when.
fn steps() -> Vec<(Timestamp, Step)> {
    vec![
        (at("2026-04-27 12:50"), |world| publish(world, PRIMARY, "announcement")),
        (at("2026-04-27 13:25"), |world| {
            world.edit("https://newsroom.example/announcement", |story| story.edit("2032", "2035"));
        }),
        (at(END), |_| {}),
    ]
}

fn program(world: &World, store: pactwatch::store::Store, fate: &Arc<Fate>) -> Arc<App<Mortals>> {
    fn mortal<T>(port: &Arc<T>, fate: &Arc<Fate>) -> Mortal<T> {
        Mortal { port: Arc::clone(port), fate: Arc::clone(fate) }
    }
    let ports = Wired {
        clock: mortal(&world.clock, fate),
        web: mortal(&world.web, fate),
        out: mortal(&world.inbox, fate),
        ids: mortal(&world.ids, fate),
    };
    App::new(store, ports, world.setup.plan())
}

/// Runs a program until `until` or its death.
async fn live(world: &World, app: &Arc<App<Mortals>>, until: Timestamp) {
    loop {
        app.work_due().await.unwrap();
        app.deliver_all_due().await.unwrap();
        match app.next_due().await.unwrap() {
            Some(next) if next < until => world.clock.jump_to(next),
            _ => break,
        }
    }
    world.clock.jump_to(until);
}

/// The hour with one death at the n-th call. Returns also how many calls the first program made.
async fn hour(dies_at: usize) -> (Outcome, usize) {
    let world = world().await;
    let first = Fate::new(dies_at);
    let mut fate = Arc::clone(&first);
    let mut app = None;
    for (moment, step) in steps() {
        loop {
            let life = AssertUnwindSafe(async {
                if app.is_none() {
                    let new = program(&world, world.file_store().await, &fate);
                    app = Some(Arc::clone(&new));
                    new.prepare().await.unwrap();
                }
                live(&world, app.as_ref().unwrap(), moment).await;
            });
            match life.catch_unwind().await {
                Ok(()) => break,
                Err(death) if death.is::<Died>() => {
                    app = None;
                    fate = Fate::new(usize::MAX);
                    // Nobody starts it again at the same instant.
                    let later = after(world.now(), SignedDuration::from_secs(1));
                    world.clock.jump_to(later);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        step(&world);
    }
    (outcome(&world).await, first.calls())
}

async fn outcome(world: &World) -> Outcome {
    let findings = world.findings().await;
    let told = world.inbox.taken();
    let articles = world.store().articles("", 99).await.unwrap();
    let mut versions: Vec<_> = articles.into_iter().map(|a| (a.url, a.versions)).collect();
    versions.sort();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in told.values().flatten() {
        *times.entry(finding).or_default() += 1;
    }
    assert!(times.values().all(|n| *n == 1), "a finding under two message ids: {told:?}");
    Outcome { findings: findings.into_iter().map(|f| f.id).collect(), told, versions }
}

async fn every(part: usize, parts: usize) {
    let (expected, calls) = hour(usize::MAX).await;
    assert!(calls > 60 && expected.findings.len() > 4, "{calls} calls: {expected:?}");
    assert_eq!(expected.told.len(), 3, "summary, announcement, edit: {expected:?}");
    for dies_at in (1..=calls).filter(|n| n % parts == part) {
        let (outcome, _) = hour(dies_at).await;
        assert_eq!(outcome, expected, "died at call {dies_at}");
    }
}

/// Half of the deaths; the other test has the rest, so that two can run at once.
#[tokio::test]
async fn a_death_at_any_odd_call_loses_and_doubles_nothing() {
    every(1, 2).await;
}

#[tokio::test]
async fn a_death_at_any_even_call_loses_and_doubles_nothing() {
    every(0, 2).await;
}
