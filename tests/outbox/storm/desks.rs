//! Receivers as real servers on loopback whose answers take simulated time, and the outbox's way to
//! them, watched: from what is under way a test sees when nothing moves any more.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pactwatch::alert::Receiver;
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::io::receivers::Receivers;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock as _, Deliver};

use super::clock::RestClock;
use crate::io::server::{Answer, Seen, Server, reply};

/// The real receivers, with a count of the attempts under way.
pub(super) struct Watched {
    pub(super) inner: Receivers,
    pub(super) under_way: Arc<AtomicUsize>,
}

impl Deliver for Watched {
    async fn deliver(&self, receiver: &Receiver, message: &Message) -> Outcome {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let outcome = self.inner.deliver(receiver, message).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        outcome
    }
}

/// One message at a receiver.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) taken: bool,
    pub(super) findings: Vec<String>,
}

impl Arrival {
    fn new(seen: &Seen, at: Timestamp, taken: bool) -> Self {
        let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
        let findings = body["data"]["findings"].as_array().unwrap();
        let id = |finding: &serde_json::Value| finding["id"].as_str().unwrap().to_owned();
        let findings = findings.iter().map(id).collect();
        Self { id: seen.header("webhook-id").unwrap().to_owned(), at, taken, findings }
    }
}

pub(super) struct Desk {
    pub(super) name: &'static str,
    pub(super) server: Server,
    log: Arc<Mutex<Vec<Arrival>>>,
}

impl Desk {
    pub(super) fn log(&self) -> Vec<Arrival> {
        self.log.lock().unwrap().clone()
    }

    /// When what it took of the findings came, counted from the start.
    pub(super) fn latencies(&self, start: Timestamp) -> Vec<SignedDuration> {
        let log = self.log();
        let of_findings = |a: &&Arrival| a.taken && a.findings[0].starts_with("find_");
        log.iter().filter(of_findings).map(|arrival| between(start, arrival.at)).collect()
    }
}

/// Where desks are opened: their clock, and how many answers wait on it.
#[derive(Clone)]
pub(super) struct Street {
    pub(super) clock: Arc<RestClock>,
    pub(super) waiting: Arc<AtomicUsize>,
}

impl Street {
    /// `answer`: the status to a message, by its number and the time since the first; `None` hangs
    /// up. The answer comes so much later.
    async fn open(
        &self,
        name: &'static str,
        late: SignedDuration,
        answer: impl Fn(usize, SignedDuration) -> Option<u16> + Send + Sync + 'static,
    ) -> Desk {
        let log: Arc<Mutex<Vec<Arrival>>> = Arc::default();
        let (kept, street, count) = (Arc::clone(&log), self.clone(), AtomicUsize::new(0));
        let first = std::sync::OnceLock::new();
        let server = Server::start(move |seen| {
            let at = street.clock.now();
            let number = count.fetch_add(1, Ordering::SeqCst);
            let status = answer(number, between(*first.get_or_init(|| at), at));
            let taken = status.is_some_and(|status| status < 300);
            kept.lock().unwrap().push(Arrival::new(seen, at, taken));
            let now = status.map_or(Answer::Bytes(Vec::new()), |status| {
                reply(&format!("{status} X"), &[], b"")
            });
            match now {
                Answer::Bytes(bytes) if late > SignedDuration::ZERO => {
                    Answer::When { wait: Box::pin(street.clone().wait(after(at, late))), bytes }
                }
                at_once => at_once,
            }
        })
        .await;
        Desk { name, server, log }
    }

    fn wait(self, until: Timestamp) -> impl Future<Output = ()> + Send {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        async move {
            self.clock.sleep_until(until).await;
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// The desk of this name: one well and four that are sick, each in its own way.
    pub(super) async fn desk(&self, name: &'static str) -> Desk {
        let hour = SignedDuration::from_hours(1);
        let late = SignedDuration::from_secs(if name == "slow" { 30 } else { 0 });
        self.open(name, late, move |number, since| match name {
            "down" => (since > hour).then_some(200),
            "every other" => Some(if number % 2 == 0 { 500 } else { 200 }),
            "gone" => Some(410),
            _ => Some(200),
        })
        .await
    }
}
