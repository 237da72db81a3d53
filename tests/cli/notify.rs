//! What the service manager hears, and when.

use std::time::Duration;

use pactwatch::app::notify::{Message, Notifier};
use pactwatch::base::{Timestamp, time};

fn at(second: i64) -> Timestamp {
    time::after(Timestamp::UNIX_EPOCH, time::SignedDuration::from_secs(1_000 + second))
}

/// Seconds at which the daemon is said to be alive, of those at which its loop came round.
fn alive_at(limit: Option<Duration>, rounds: &[i64]) -> Vec<i64> {
    let mut seen = Vec::new();
    for upto in 1..=rounds.len() {
        let mut heard = 0;
        let mut notifier = Notifier::new(limit, |message: &Message| {
            heard += usize::from(*message == Message::Alive);
        });
        rounds[..upto].iter().for_each(|second| notifier.progress(at(*second)));
        drop(notifier);
        if heard > seen.len() {
            seen.push(rounds[upto - 1]);
        }
    }
    seen
}

#[test]
fn the_watchdog_is_fed_by_progress_only_and_not_too_often() {
    let minute = Some(Duration::from_mins(1));
    let cases: [(&str, Option<Duration>, &[i64], &[i64]); 5] = [
        ("no watchdog, no word", None, &[0, 30, 60], &[]),
        ("the first round counts", minute, &[0], &[0]),
        ("a quarter of the limit apart", minute, &[0, 5, 14, 15, 16, 29, 30], &[0, 15, 30]),
        ("a loop that is stuck says nothing", minute, &[0, 15, 300], &[0, 15, 300]),
        ("a clock set back does not silence it", minute, &[0, -600, -595], &[0, -600]),
    ];
    for (name, limit, rounds, expected) in cases {
        assert_eq!(alive_at(limit, rounds), expected, "{name}");
    }
}

#[test]
fn a_life_is_told_in_order_and_a_status_is_one_line() {
    let mut heard = Vec::new();
    let mut notifier = Notifier::new(Some(Duration::from_mins(1)), |message: &Message| {
        heard.push(message.clone())
    });
    assert_eq!(notifier.longest_rest(), Some(Duration::from_secs(15)));
    notifier.ready("watching\nREADY=1", at(0));
    notifier.stopping();
    let status = Message::Status("watching READY=1".to_owned());
    assert_eq!(heard, [Message::Ready, status, Message::Alive, Message::Stopping]);
}
