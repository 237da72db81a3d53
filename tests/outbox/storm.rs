//! A thousand findings, and five receivers of which one is well: real servers on loopback, real
//! deliveries, and a clock that moves only when everybody has come to rest, however busy the machine.
//! Every delivery must be accounted for, the sick must not hold up the well, and the incidents must
//! open and close.

mod clock;
mod desks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pactwatch::alert::kind::webhook;
use pactwatch::alert::model::{AlertItem, Severity};
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::route::Route;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::notify::Notifier;
use pactwatch::app::{App, PacePlan, Plan, Wired};
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::base::{Secret, Timestamp};
use pactwatch::io::http::FetchSettings;
use pactwatch::io::receivers::Receivers;
use pactwatch::outbox::RetryPolicy;
use pactwatch::port::Clock as _;
use pactwatch::store::Store;
use tokio_util::sync::CancellationToken;

use crate::world::at;
use crate::world::clock::SimClock;
use crate::world::ids::SimIds;
use crate::world::setup::Setup;
use crate::world::web::SimWeb;
use clock::RestClock;
use desks::{Arrival, Desk, Street, Watched};

type StormApp = App<Wired<Arc<RestClock>, Arc<SimWeb>, Watched, SimIds>>;

const FINDINGS: usize = 1000;
/// Findings of one article come as one alert.
const AN_ARTICLE: usize = 10;
const NAMES: [&str; 5] = ["well", "down", "every other", "slow", "gone"];
/// No answer takes that long; a busy machine may.
const FOREVER: Duration = Duration::from_hours(1);
/// So many looks at the store in a row in which nobody asked for the time: nothing moves. No chain
/// of store calls is half as long.
const CALM: usize = 40;

struct Storm {
    app: Arc<StormApp>,
    desks: Vec<Desk>,
    street: Street,
    under_way: Arc<AtomicUsize>,
    start: Timestamp,
}

impl Storm {
    /// A program that tells these receivers.
    async fn over(names: &[&'static str]) -> Self {
        let start = at("2026-04-27 12:00");
        let clock = Arc::new(RestClock::new(start));
        let street = Street { clock: Arc::clone(&clock), waiting: Arc::default() };
        let mut desks = Vec::new();
        for name in names {
            desks.push(street.desk(name).await);
        }
        let settings = FetchSettings {
            allow: vec!["127.0.0.1/32".parse().unwrap()],
            connect_timeout: FOREVER,
            read_timeout: FOREVER,
            total_timeout: FOREVER,
            ..FetchSettings::default()
        };
        let under_way = Arc::default();
        let inner = Receivers::new(&settings).unwrap();
        let out = Watched { inner, under_way: Arc::clone(&under_way) };
        let web = Arc::new(SimWeb::new(Arc::new(SimClock::new(start))));
        let ports = Wired { clock, web, out, ids: SimIds::default() };
        let app = App::new(Store::in_memory().await.unwrap(), ports, plan(&desks));
        app.prepare().await.unwrap();
        Self { app, desks, street, under_way, start }
    }

    fn desk(&self, name: &str) -> &Desk {
        self.desks.iter().find(|desk| desk.name == name).unwrap()
    }

    /// Raises everything at once and lets the program run until nothing waits any more.
    async fn run(&self) {
        let items: Vec<AlertItem> = (0..FINDINGS).map(|number| item(number, self.start)).collect();
        let batch = self.app.route(&items, self.start).await.unwrap();
        self.app.store.apply(batch).await.unwrap();
        let stop = CancellationToken::new();
        let daemon = {
            let (app, stop) = (Arc::clone(&self.app), stop.clone());
            tokio::spawn(async move { app.run(&stop, &mut Notifier::new(None, |_| {})).await })
        };
        // The end of an incident waits for company too, so there is a while without anything.
        let mut quiet_since = self.start;
        loop {
            self.come_to_rest().await;
            let pending = self.app.store.deliveries(Some("pending"), 1).await.unwrap();
            let waiting = self.app.store.waiting_groups().await.unwrap();
            let now = self.street.clock.now();
            if !pending.is_empty() || !waiting.is_empty() {
                quiet_since = now;
            }
            if between(quiet_since, now) > SignedDuration::from_mins(10) {
                break;
            }
            assert!(
                between(self.start, now) < SignedDuration::from_hours(12),
                "no end: {pending:?}"
            );
            self.street.clock.jump_to(self.street.clock.first_wake().unwrap());
        }
        stop.cancel();
        daemon.await.unwrap();
    }

    /// Until every line sleeps, or waits for an answer that waits for the clock.
    async fn come_to_rest(&self) {
        let mut calm = 0;
        while calm < CALM {
            let asked = self.street.clock.asked();
            self.app.store.end_silence("none", self.start).await.unwrap();
            tokio::task::yield_now().await;
            let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
            let answered = count(&self.under_way) == count(&self.street.waiting);
            let still = asked == self.street.clock.asked();
            calm = if answered && still { calm + 1 } else { 0 };
        }
    }
}

fn item(number: usize, now: Timestamp) -> AlertItem {
    AlertItem {
        id: format!("find_{number:04}"),
        kind: "changed".to_owned(),
        headline: format!("Finding {number}"),
        term: format!("term.{}", number % AN_ARTICLE),
        severity: Severity::High,
        article_id: format!("art_{:03}", number / AN_ARTICLE),
        outlet: "courier.example".to_owned(),
        observed: now,
        ..AlertItem::default()
    }
}

fn plan(desks: &[Desk]) -> Plan {
    let receivers = desks.iter().map(|desk| {
        let url = Secret::new(desk.server.url("/hook").to_string());
        let config = webhook::Config { url, secrets: Vec::new() };
        Arc::new(Receiver { name: desk.name.to_owned(), kind: Kind::Webhook(config) })
    });
    let names = desks.iter().map(|desk| desk.name.to_owned()).collect();
    let route = Route { group_wait: SignedDuration::from_secs(30), ..Route::to_all("all", names) };
    let delays = [0, 5, 60, 300, 600, 900, 1200];
    Plan {
        routes: vec![route],
        receivers: receivers.collect(),
        cap: RateCap { max: 100_000, per: SignedDuration::from_hours(1) },
        retry: RetryPolicy {
            delays: delays.map(SignedDuration::from_secs).to_vec(),
            ..RetryPolicy::default()
        },
        pace: PacePlan { keeper: SignedDuration::from_mins(5), ..PacePlan::default() },
        ..Setup::new(&[]).plan()
    }
}

#[tokio::test]
async fn a_thousand_findings_reach_whoever_is_there_and_the_sick_hold_up_nobody() {
    let storm = Storm::over(&NAMES).await;
    storm.run().await;
    show(&storm);
    every_finding_is_heard_of_once(&storm);
    every_delivery_is_accounted_for(&storm).await;
    the_sick_are_told_of(&storm).await;

    // Alone, the well one is told at the very same moments as beside four sick ones.
    let alone = Storm::over(&["well"]).await;
    alone.run().await;
    let latencies = |storm: &Storm| storm.desk("well").latencies(storm.start);
    assert_eq!(latencies(&storm), latencies(&alone), "the sick cost the well one nothing");
    let minute = SignedDuration::from_mins(1);
    assert!(latencies(&storm).iter().all(|latency| *latency < minute), "{:?}", latencies(&storm));
    // The slow one by four at once, so a hundred messages of half a minute take an eighth of that.
    let slow = storm.desk("slow").latencies(storm.start);
    let last = slow.last().unwrap().as_secs();
    assert_eq!(last, 30 + 24 * 30, "25 rounds of four, 30 s each, after a wait of 30 s");
    let hour = SignedDuration::from_hours(1);
    assert!(storm.desk("down").latencies(storm.start).iter().all(|latency| *latency > hour));
}

/// One line a receiver: what came, when, how often again, and how often out of order.
fn show(storm: &Storm) {
    eprintln!(
        "receiver     calls  taken  ids  twice  findings  first    median   last     displaced by"
    );
    for desk in &storm.desks {
        let log = desk.log();
        let taken: Vec<&Arrival> = log.iter().filter(|arrival| arrival.taken).collect();
        let ids: BTreeSet<&str> = taken.iter().map(|arrival| arrival.id.as_str()).collect();
        let findings: BTreeSet<&String> = taken.iter().flat_map(|a| &a.findings).collect();
        let latencies = desk.latencies(storm.start);
        let at = |index: usize| {
            latencies.get(index).map_or("-".to_owned(), |since| format!("{} s", since.as_secs()))
        };
        eprintln!(
            "{:<12} {:>5}  {:>5}  {:>3}  {:>5}  {:>8}  {:<7}  {:<7}  {:<7}  {}",
            desk.name,
            log.len(),
            taken.len(),
            ids.len(),
            taken.len() - ids.len(),
            findings.len(),
            at(0),
            at(latencies.len() / 2),
            at(latencies.len().saturating_sub(1)),
            displaced(desk),
        );
    }
}

/// How many places a message came too early or too late, at most.
fn displaced(desk: &Desk) -> usize {
    let of_findings = |a: &Arrival| a.taken && a.findings[0].starts_with("find_");
    let came: Vec<String> =
        desk.log().into_iter().filter(of_findings).map(|a| a.findings[0].clone()).collect();
    let mut sent = came.clone();
    sent.sort();
    let place = |first: &String| sent.binary_search(first).unwrap();
    came.iter().enumerate().map(|(at, first)| place(first).abs_diff(at)).max().unwrap_or(0)
}

fn told(desk: &Desk) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for arrival in desk.log().iter().filter(|arrival| arrival.taken) {
        for finding in arrival.findings.iter().filter(|id| id.starts_with("find_")) {
            *told.entry(finding.clone()).or_default() += 1;
        }
    }
    told
}

fn every_finding_is_heard_of_once(storm: &Storm) {
    for name in ["well", "down", "every other", "slow"] {
        let desk = storm.desk(name);
        let told = told(desk);
        assert_eq!(told.len(), FINDINGS, "{name} heard of every finding");
        assert!(told.values().all(|times| *times == 1), "{name} heard of each once");
        let log = desk.log();
        let ids: Vec<&str> = log.iter().filter(|a| a.taken).map(|a| a.id.as_str()).collect();
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(once.len(), ids.len(), "{name} took no id twice");
    }
    let gone = storm.desk("gone");
    assert!(told(gone).is_empty());
    assert!(gone.log().len() <= 4, "one at each place, and whoever is gone is not called again");
    // Four leave at once, so a message may overtake three others, and no more.
    for name in ["well", "slow"] {
        assert!(displaced(storm.desk(name)) < 4, "{name}");
    }
}

/// Every delivery is sent, or given up with a reason.
async fn every_delivery_is_accounted_for(storm: &Storm) {
    let rows = storm.app.store.deliveries(None, 100_000).await.unwrap();
    let alerts = FINDINGS / AN_ARTICLE;
    for name in NAMES {
        let mine = rows.iter().filter(|row| row.receiver == name);
        let findings = mine.clone().filter(|row| row.subject.starts_with("Finding "));
        assert_eq!(findings.count(), alerts, "{name}");
        let state = if name == "gone" { "dead" } else { "sent" };
        let other: Vec<_> = mine.filter(|row| row.state != state).collect();
        assert!(other.is_empty(), "{name}: {other:?}");
    }
    let gone: BTreeSet<&str> =
        rows.iter().filter(|row| row.receiver == "gone").map(|row| row.reason.as_str()).collect();
    assert_eq!(gone, ["gone", "receiver_disabled"].into());
}

/// The trouble of the down one opened and closed, and that of the gone one opened; the well one
/// heard of each, and none of its own.
async fn the_sick_are_told_of(storm: &Storm) {
    let incidents = storm.app.store.incidents(Some(Timestamp::UNIX_EPOCH)).await.unwrap();
    let of = |kind: &str, subject: &str| {
        incidents.iter().find(|i| i.kind == kind && i.subject == subject).cloned()
    };
    let down = of("receiver_failing", "down").unwrap();
    let lasted = between(down.opened_at, down.closed_at.unwrap());
    eprintln!("down: opened at {}, closed at {:?}", down.opened_at, down.closed_at);
    assert!(lasted > SignedDuration::from_mins(50), "{lasted:?}");
    assert!(down.opened_at < after(storm.start, SignedDuration::from_mins(5)));
    assert!(of("receiver_gone", "gone").unwrap().closed_at.is_none());
    assert_eq!(of("receiver_failing", "well"), None);
    assert_eq!(of("receiver_failing", "slow"), None, "slow is not sick");
    assert_eq!(of("receiver_failing", "every other"), None, "it stumbles, but takes messages");
    assert_eq!(incidents.len(), 2, "{incidents:?}");
    let heard: BTreeSet<String> =
        storm.desk("well").log().iter().flat_map(|a| a.findings.clone()).collect();
    let of_incidents = heard.iter().filter(|id| !id.starts_with("find_")).count();
    assert_eq!(of_incidents, 3, "two began, one ended: {incidents:?}");
}
