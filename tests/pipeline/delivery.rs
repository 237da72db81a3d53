//! From a finding to a receiver that is not always there.

use pactwatch::feed::schedule::Schedule;

use super::story::{HARBOUR, NORTH, setup};
use crate::world::World;
use crate::world::setup::Setup;

/// Says no to everything from the first alert on, for so many hours.
async fn down(code: u16, hours: i64) -> World {
    let schedule = Schedule::parse("0 * * * *", None).unwrap();
    let world = World::new(Setup { schedule, ..setup() }).await;
    world.inbox.answer(Some(code));
    world.publish(HARBOUR, "before");
    world.run_for(hours).await;
    world
}

/// A receiver that is down for a morning gets the message later, once, under the id of all attempts.
#[tokio::test]
async fn a_receiver_that_was_down_is_told_once_under_one_id() {
    let world = down(503, 5).await;
    let attempts = world.inbox.attempts();
    assert!((3..=6).contains(&attempts.len()), "{} attempts", attempts.len());
    assert_eq!(world.told().len(), 0);
    world.inbox.answer(None);
    world.run_for(24).await;
    let attempts = world.inbox.attempts();
    let id = &attempts[0].0.id;
    assert!(attempts.iter().all(|(message, _)| message.id == *id), "one id through all attempts");
    let numbers: Vec<u32> = attempts.iter().map(|(message, _)| message.attempt).collect();
    assert_eq!(numbers, (1..=u32::try_from(attempts.len()).unwrap()).collect::<Vec<_>>());
    let bodies = attempts.iter().map(|(message, _)| &message.payload.body);
    assert_eq!(bodies.collect::<std::collections::BTreeSet<_>>().len(), 1, "the same words");
    assert_eq!(world.inbox.taken().len(), 1);
    let sent = world.store().deliveries(Some("sent"), 9).await.unwrap();
    assert_eq!((sent.len(), sent[0].id.as_str()), (1, id.as_str()));
}

/// A receiver that says it is gone is not called again until it is started anew, and that is shown.
#[tokio::test]
async fn a_receiver_that_is_gone_is_left_alone() {
    let mut world = down(410, 1).await;
    assert_eq!(world.inbox.attempts().len(), 1);
    let dead = world.store().deliveries(Some("dead"), 9).await.unwrap();
    assert_eq!((dead.len(), dead[0].reason.as_str()), (1, "gone"));
    assert_eq!(world.store().disabled_receivers().await.unwrap(), ["desk"]);
    let open = world.store().incidents(None).await.unwrap();
    let of: Vec<_> = open.iter().map(|i| (i.kind.as_str(), i.subject.as_str())).collect();
    assert_eq!(of, [("receiver_gone", "desk")]);
    world.publish(NORTH, "wrong_year");
    world.run_for(2).await;
    assert_eq!(world.inbox.attempts().len(), 1, "nothing more is sent to it");
    world.inbox.answer(None);
    world.restart().await;
    world.publish(HARBOUR, "third");
    world.run_for(2).await;
    assert!(world.inbox.attempts().len() > 1, "started anew, it is tried again");
    assert_eq!(world.store().incidents(None).await.unwrap(), []);
}

/// A receiver that stays down for days is given up, on record, and told no lie.
#[tokio::test]
async fn a_receiver_that_stays_down_is_given_up_after_its_window() {
    let world = down(500, 5 * 24).await;
    let dead = world.store().deliveries(Some("dead"), 9).await.unwrap();
    assert_eq!((dead.len(), dead[0].reason.as_str()), (1, "window_over"));
    assert!((8..=11).contains(&dead[0].attempts), "{}", dead[0].attempts);
}
