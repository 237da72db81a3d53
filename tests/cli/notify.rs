//! What the service manager hears, and when.

use std::cell::RefCell;
use std::time::Duration;

use pactwatch::app::notify::{Message, Notifier};
use pactwatch::base::{Timestamp, time};

fn at(second: i64) -> Timestamp {
    time::after(Timestamp::UNIX_EPOCH, time::SignedDuration::from_secs(1_000 + second))
}

/// Seconds at which the daemon is said to be alive, of those at which its loop came round.
fn alive_at(limit: Option<Duration>, rounds: &[i64]) -> Vec<i64> {
    let heard = RefCell::new(Vec::new());
    let mut notifier =
        Notifier::new(limit, |message: &Message| heard.borrow_mut().push(message.clone()));
    let mut alive = Vec::new();
    for second in rounds {
        notifier.progress(at(*second));
        alive.extend(heard.borrow_mut().drain(..).map(|message| (message, *second)));
    }
    assert!(alive.iter().all(|(message, _)| *message == Message::Alive), "{alive:?}");
    alive.into_iter().map(|(_, second)| second).collect()
}

struct Case {
    name: &'static str,
    limit: Option<Duration>,
    rounds: &'static [i64],
    alive: &'static [i64],
}

const MINUTE: Option<Duration> = Some(Duration::from_mins(1));

const CASES: [Case; 5] = [
    Case { name: "no watchdog, no word", limit: None, rounds: &[0, 30, 60], alive: &[] },
    Case { name: "the first round counts", limit: MINUTE, rounds: &[0], alive: &[0] },
    Case {
        name: "a quarter of the limit apart",
        limit: MINUTE,
        rounds: &[0, 5, 14, 15, 16, 29, 30],
        alive: &[0, 15, 30],
    },
    Case {
        name: "a loop that is stuck says nothing",
        limit: MINUTE,
        rounds: &[0, 15, 300],
        alive: &[0, 15, 300],
    },
    Case {
        name: "a clock set back does not silence it",
        limit: MINUTE,
        rounds: &[0, -600, -595],
        alive: &[0, -600],
    },
];

#[test]
fn the_watchdog_is_fed_by_progress_only_and_not_too_often() {
    for case in CASES {
        assert_eq!(alive_at(case.limit, case.rounds), case.alive, "{}", case.name);
    }
}

#[test]
fn a_life_is_told_in_order_and_a_status_is_one_line() {
    let mut heard = Vec::new();
    let mut notifier = Notifier::new(Some(Duration::from_mins(1)), |message: &Message| {
        heard.push(message.clone());
    });
    assert_eq!(notifier.longest_rest(), Some(Duration::from_secs(15)));
    notifier.ready("watching\nREADY=1", at(0));
    notifier.stopping();
    let status = Message::Status("watching READY=1".to_owned());
    assert_eq!(heard, [Message::Ready, status, Message::Alive, Message::Stopping]);
}
