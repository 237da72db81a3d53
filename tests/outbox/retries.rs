//! What becomes of a message that is not taken at once: retries, wishes, giving up, and the word of
//! it through the other receivers. The real dispatch over the real store on the test's own clock.

use pactwatch::alert::model::Severity;
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, between};
use pactwatch::port::Clock as _;

use super::desk::{Desk, finding, told_to};
use crate::world::at;
use crate::world::inbox::Answer;

/// A desk and a mailbox that both hear of everything, and one finding on its way.
async fn two(answer: Answer) -> Desk {
    let desk =
        Desk::raising("2026-04-27 12:00", |plan| told_to(plan, &["desk", "mail"], |r| r)).await;
    desk.inbox.answer_of("desk", answer);
    desk.raise(&[finding(1, Severity::High, desk.clock.now())]).await;
    desk
}

fn moments(desk: &Desk, receiver: &str) -> Vec<Timestamp> {
    desk.inbox.attempts_at(receiver).iter().map(|attempt| attempt.message.at).collect()
}

/// For more than a day it is tried, ever more rarely, and then it is taken: once, under one id.
#[tokio::test]
async fn a_message_is_tried_for_more_than_a_day() {
    let desk = two(Answer::Status(503)).await;
    desk.run_until(at("2026-04-28 14:00")).await;
    desk.inbox.answer_of("desk", Answer::Status(200));
    desk.run_until(at("2026-05-01 12:00")).await;
    let attempts = desk.inbox.attempts_at("desk");
    let ids: std::collections::BTreeSet<&str> =
        attempts.iter().map(|attempt| attempt.message.id.as_str()).collect();
    // The finding, and later the end of the mailbox's... none: the mailbox was well.
    assert_eq!(ids.len(), 1);
    assert_eq!(attempts.iter().filter(|attempt| attempt.status == 200).count(), 1);
    let moments = moments(&desk, "desk");
    let waits: Vec<SignedDuration> =
        moments.windows(2).map(|pair| between(pair[0], pair[1])).collect();
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    assert!(waits[0] < SignedDuration::from_secs(10), "{waits:?}");
    let whole = between(moments[0], moments[moments.len() - 1]);
    assert!(whole > SignedDuration::from_hours(24), "{whole:?}");
    let told = ["desk takes no alerts: receiver_failing", "desk takes alerts again"];
    let mail = desk.taken("mail", "UTC");
    assert_eq!(mail.len(), 3, "{mail:?}");
    for (line, part) in mail[1..].iter().zip(told) {
        assert!(line.contains(part), "{line}");
    }
}

/// A receiver says when to come again: not before.
#[tokio::test]
async fn retry_after_is_kept() {
    let table = [
        ("3600", SignedDuration::from_hours(1)),
        ("Mon, 27 Apr 2026 15:30:00 GMT", SignedDuration::from_mins(210)),
        ("1", SignedDuration::from_secs(5)),
    ];
    for (wish, least) in table {
        let desk = two(Answer::Later(429, wish)).await;
        desk.run_until(at("2026-04-27 12:01")).await;
        desk.inbox.answer_of("desk", Answer::Status(200));
        desk.run_until(at("2026-04-28 12:00")).await;
        let moments = moments(&desk, "desk");
        let wait = between(moments[0], moments[1]);
        // Counted from the answer; what is added so that not all come at once is a tenth at most.
        let near = least - SignedDuration::from_secs(31);
        assert!(wait >= near && wait <= least * 11 / 10, "{wish}: {wait:?}");
    }
}

/// What can never be taken is given up at once, told through the others, and over with the next
/// message that is taken.
#[tokio::test]
async fn a_dead_letter_is_an_incident_told_through_the_others_until_the_next_is_taken() {
    let desk = two(Answer::Status(400)).await;
    desk.run_until(at("2026-04-27 12:30")).await;
    assert_eq!(desk.inbox.attempts_at("desk").len(), 1, "no second try");
    let dead = desk.app.store.deliveries(Some("dead"), 9).await.unwrap();
    assert_eq!((dead.len(), dead[0].reason.as_str()), (1, "rejected"));
    let failing = |over| ("receiver_failing".to_owned(), "desk".to_owned(), over);
    assert_eq!(desk.incidents().await, [failing(false)]);
    let mail = desk.taken("mail", "UTC");
    assert!(mail[1].contains("an alert to desk was given up: rejected"), "{mail:?}");
    // Tried again by hand when the cause is mended.
    desk.inbox.answer_of("desk", Answer::Status(200));
    let now = desk.clock.now();
    assert!(desk.app.store.retry_delivery(&dead[0].id, now).await.unwrap());
    desk.run_until(at("2026-04-27 13:30")).await;
    assert_eq!(desk.incidents().await, [failing(true)]);
    let mail = desk.taken("mail", "UTC");
    assert!(mail[2].contains("desk takes alerts again"), "{mail:?}");
    assert_eq!(desk.taken("desk", "UTC").len(), 1);
}

/// One that is gone is never called again; what waits for it is given up on record, and the others
/// are told.
#[tokio::test]
async fn a_receiver_that_is_gone_is_told_of_through_the_others() {
    let desk = two(Answer::Status(410)).await;
    desk.run_until(at("2026-04-27 12:30")).await;
    desk.raise(&[finding(2, Severity::High, desk.clock.now())]).await;
    desk.run_until(at("2026-04-27 13:30")).await;
    assert_eq!(desk.inbox.attempts_at("desk").len(), 1);
    assert_eq!(desk.decisions("find_2").await, ["desk receiver_disabled", "mail routed"]);
    let gone = ("receiver_gone".to_owned(), "desk".to_owned(), false);
    assert_eq!(desk.incidents().await, [gone]);
    let mail = desk.taken("mail", "UTC");
    assert!(mail[1].contains("receiver desk says it is gone"), "{mail:?}");
    assert_eq!(mail.len(), 3, "{mail:?}");
}

/// The program dies after the message left and before the answer came: started again, it sends it
/// once more under the same id, when the lease of the dead one is over, and not before.
#[tokio::test]
async fn a_restart_between_sending_and_acknowledging_repeats_under_the_same_id() {
    let desk = two(Answer::Never).await;
    desk.clock.jump_to(at("2026-04-27 12:01"));
    let receiver = desk.app.plan.receivers[0].clone();
    desk.app.flush_due(&receiver).await.unwrap();
    let died = {
        let attempt = desk.app.deliver_due(&receiver);
        let taken = async {
            while desk.inbox.attempts_at("desk").is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! { _ = attempt => false, () = taken => true }
    };
    assert!(died, "nobody answered");
    desk.inbox.answer_of("desk", Answer::Status(200));
    let lease = desk.app.plan.pace.lease;
    let desk = desk.restarted(|plan| told_to(plan, &["desk", "mail"], |r| r)).await;
    desk.run_until(at("2026-04-27 14:00")).await;
    let attempts = desk.inbox.attempts_at("desk");
    let [first, second] = attempts.as_slice() else { panic!("{attempts:?}") };
    assert_eq!(first.message.id, second.message.id);
    assert_eq!(first.message.payload, second.message.payload);
    assert_eq!((first.message.attempt, second.message.attempt), (1, 2));
    assert!(between(first.message.at, second.message.at) >= lease);
    assert_eq!(desk.app.store.deliveries(Some("pending"), 9).await.unwrap(), []);
}
