//! When articles are looked at again, over weeks of a simulated press that edits, fails and mends at
//! random: by the time since the last change, the most overdue first, never dropping what is cited.

use std::collections::BTreeMap;

use pactwatch::article::revisit::{RevisitPolicy, overdue};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::store::record::{ArticleRow, ObservationRow};
use proptest::prelude::*;

use crate::world::press::Story;
use crate::world::setup::Setup;
use crate::world::web::Answer;
use crate::world::{World, at};

const HOSTS: [&str; 2] = ["harbour.example", "north.example"];
const EACH: usize = 5;
const DAYS: i64 = 40;
/// So long after its last change an article that nothing cites is left alone.
const DROP_AFTER: i64 = 20 * 24;
/// A visit waits for its host: the feed, the others, two seconds each.
const BUSY: SignedDuration = SignedDuration::from_mins(2);

/// Something happens to one article.
#[derive(Clone, Debug)]
struct Act {
    hour: i64,
    article: usize,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Edit,
    Fail(u16),
    Mend,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let what = prop_oneof![
        3 => Just(What::Edit),
        1 => prop::sample::select(vec![403, 404, 500, 503]).prop_map(What::Fail),
        2 => Just(What::Mend),
    ];
    // More happens while the news is young.
    let hour = prop_oneof![0..30_i64, 0..24 * DAYS];
    let act = (hour, 0..EACH * HOSTS.len(), what);
    let act = act.prop_map(|(hour, article, what)| Act { hour, article, what });
    prop::collection::vec(act, 4..28)
}

/// Every second article makes a claim.
fn story(number: usize, edit: usize) -> Story {
    let deal = if number.is_multiple_of(2) {
        format!("Microsoft's license to OpenAI's models and products runs through {}.", 2030 + edit)
    } else {
        format!("Microsoft and OpenAI have met {edit} times, and neither would say what was said.")
    };
    let colour =
        format!("Reporter number {number} of this paper has read what was signed, all of it.");
    let title = format!("Microsoft and OpenAI, part {number}");
    Story::new(&title, at("2026-04-27 12:00"), &[&colour, &deal])
}

async fn lived_through(acts: &[Act]) -> World {
    let outlets = HOSTS.map(|host| (host, Tier::Press));
    let mut setup = Setup::new(&outlets);
    setup.schedule = Schedule::parse("0 */6 * * *", None).unwrap();
    setup.revisit =
        RevisitPolicy { drop_after: SignedDuration::from_hours(DROP_AFTER), ..setup.revisit };
    let world = World::new(setup).await;
    world.run_for(7).await;
    let mut urls = Vec::new();
    for number in 0..EACH * HOSTS.len() {
        let host = HOSTS[number % HOSTS.len()];
        urls.push(world.publish_story(host, &format!("part-{number}"), story(number / 2, 0)));
    }
    world.run_for(7).await;
    let start = world.now();
    let mut sorted = acts.to_vec();
    sorted.sort_by_key(|act| act.hour);
    let mut edits: BTreeMap<usize, usize> = BTreeMap::new();
    for act in &sorted {
        world.run_until(after(start, SignedDuration::from_hours(act.hour))).await;
        let url = &urls[act.article];
        match act.what {
            What::Edit => {
                let edit = edits.entry(act.article).or_default();
                *edit += 1;
                let edited = story(act.article / 2, *edit);
                world.edit(url, |story| story.paragraphs = edited.paragraphs);
            }
            What::Fail(status) => world.web.set(url, Answer::status(status)),
            What::Mend => world.web.mend(url),
        }
    }
    world.run_until(after(start, SignedDuration::from_hours(24 * DAYS))).await;
    world
}

fn is_seen(look: &ObservationRow) -> bool {
    matches!(look.state.as_str(), "ok" | "not_modified")
}

/// The pause after a look, by the time since the last change seen.
fn pause(policy: &RevisitPolicy, age: SignedDuration) -> SignedDuration {
    policy.steps.iter().find(|step| age < step.until).unwrap().every
}

/// The looks at one article, oldest first: each pause is that of its age, and a change re-heats.
fn check_pauses(policy: &RevisitPolicy, looks: &[ObservationRow], changes: &[Timestamp]) {
    // A quarter of an hour for three hours, an hour for a day, three hours for a week: even an article
    // that is never edited is seen a hundred times, unless it failed.
    let always_seen = looks.iter().all(is_seen);
    assert!(!always_seen || looks.len() > 70, "{} looks", looks.len());
    for pair in looks.windows(2) {
        let [look, next] = pair else { continue };
        let Some(last) = changes.iter().rfind(|change| **change <= look.at) else { continue };
        let every = pause(policy, between(*last, look.at));
        let waited = between(look.at, next.at);
        assert!(waited >= every, "{}: looked again after {waited:?}, not {every:?}", look.subject);
        let longest = if is_seen(look) { every } else { policy.longest_backoff.max(every) };
        let longest = after(after(look.at, longest), longest.mul_f64(0.1));
        let late = between(longest, next.at);
        assert!(
            late <= BUSY,
            "{}: {late:?} late after {} at {}",
            look.subject,
            look.reason,
            look.at
        );
    }
}

/// The articles of a host in the order they are visited after a pause of everything.
async fn order_after_silence(world: &World, host: &str) -> Vec<(f64, String)> {
    world.clock.jump_to(after(world.now(), SignedDuration::from_hours(80)));
    let now = world.now();
    let due = |row: &ArticleRow| row.host == host && row.next_visit_at.is_some_and(|at| at <= now);
    let mut rows = world.store().articles("", 100).await.unwrap();
    rows.retain(due);
    world.run_until(after(now, SignedDuration::from_mins(3))).await;
    let mut visited = Vec::new();
    for row in rows {
        let looks = world.store().observations(&row.id, now, 10).await.unwrap();
        let first = looks.last().expect("it was due").at;
        let (last, next) = (row.last_visit_at.unwrap(), row.next_visit_at.unwrap());
        visited.push((first, overdue(last, next, now), row.id));
    }
    visited.sort_by_key(|visit| visit.0);
    visited.into_iter().map(|(_, ratio, id)| (ratio, id)).collect()
}

async fn check(acts: &[Act]) {
    let world = lived_through(acts).await;
    let policy = world.setup.revisit.clone();
    for row in world.store().articles("", 100).await.unwrap() {
        let mut looks = world.store().observations(&row.id, Timestamp::MIN, 10_000).await.unwrap();
        looks.reverse();
        let versions = world.store().snapshots(&row.id).await.unwrap();
        let changes: Vec<Timestamp> = versions.iter().map(|version| version.observed_at).collect();
        check_pauses(&policy, &looks, &changes);
        let cited = !world.store().appearances(&row.id).await.unwrap().is_empty();
        let old = changes
            .last()
            .is_some_and(|change| between(*change, looks.last().unwrap().at) > policy.drop_after);
        match row.next_visit_at {
            None => assert!(old && !cited, "{} is dropped", row.url),
            Some(next) => {
                assert!(!old || cited, "{} is looked at for nothing", row.url);
                assert!(next > world.now(), "{} is due", row.url);
            }
        }
    }
    for host in HOSTS {
        let visited = order_after_silence(&world, host).await;
        let cited = EACH.div_ceil(HOSTS.len());
        assert!(visited.len() >= cited, "{} of {host} are still looked at", visited.len());
        for pair in visited.windows(2) {
            let [(first, earlier), (second, later)] = pair else { continue };
            assert!(*first >= second * 0.97, "{earlier} ({first}) before {later} ({second})");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to the articles.
    #[test]
    fn articles_are_looked_at_again_by_the_time_since_their_last_change(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(check(&acts));
    }
}
