//! A thousand findings, and five receivers of which one is well: real servers on loopback, real
//! deliveries, a clock that runs fast. Every delivery must be accounted for, the sick must not hold
//! up the well, and the incidents must open and close.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pactwatch::alert::kind::webhook;
use pactwatch::alert::model::{AlertItem, Severity};
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::plan::{group_keys, plan};
use pactwatch::alert::route::{Context, Route};
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::notify::Notifier;
use pactwatch::app::{App, PacePlan, Plan, Wired};
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::base::{Secret, Timestamp};
use pactwatch::io::clock::{FastClock, SystemClock};
use pactwatch::io::http::FetchSettings;
use pactwatch::io::ids::RandomIds;
use pactwatch::io::receivers::Receivers;
use pactwatch::outbox::RetryPolicy;
use pactwatch::port::Clock;
use pactwatch::store::alerts::{keep_decision, keep_group};
use pactwatch::store::{Batch, Store};
use tokio_util::sync::CancellationToken;

use crate::io::server::{Answer, Seen, Server, reply};
use crate::world::setup::Setup;
use crate::world::web::SimWeb;

type StormApp = App<Wired<FastClock, Arc<SimWeb>, Receivers, RandomIds>>;

/// Simulated seconds in a real one.
const SPEED: u32 = 900;
const FINDINGS: usize = 1000;
/// Findings of one article come as one alert.
const AN_ARTICLE: usize = 10;
const NAMES: [&str; 5] = ["well", "down", "every other", "slow", "gone"];
/// The slow one takes half a minute for each message.
const SLOW_MS: u64 = 30_000 / SPEED as u64;

/// One message at a receiver.
#[derive(Clone, Debug)]
struct Arrival {
    id: String,
    at: Timestamp,
    taken: bool,
    findings: Vec<String>,
}

struct Desk {
    server: Server,
    log: Arc<Mutex<Vec<Arrival>>>,
}

impl Desk {
    /// `answer`: the status to a message, by its number and the time since the start.
    async fn open(
        clock: FastClock,
        late_ms: u64,
        answer: impl Fn(usize, SignedDuration) -> Option<u16> + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (kept, count) = (Arc::clone(&log), AtomicUsize::new(0));
        let server = Server::start(move |seen| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let at = clock.now();
            let status = answer(number, between(clock.shown_origin, at));
            kept.lock().unwrap().push(arrival(seen, at, status));
            match status {
                None => Answer::Bytes(Vec::new()),
                Some(status) => {
                    let Answer::Bytes(bytes) = reply(&format!("{status} X"), &[], b"") else {
                        unreachable!("a reply is bytes")
                    };
                    if late_ms == 0 {
                        Answer::Bytes(bytes)
                    } else {
                        Answer::Late { after_ms: late_ms, bytes }
                    }
                }
            }
        })
        .await;
        Self { server, log }
    }

    fn log(&self) -> Vec<Arrival> {
        self.log.lock().unwrap().clone()
    }
}

fn arrival(seen: &Seen, at: Timestamp, status: Option<u16>) -> Arrival {
    let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    let findings = body["data"]["findings"].as_array().unwrap();
    let id = |finding: &serde_json::Value| finding["id"].as_str().unwrap().to_owned();
    Arrival {
        id: seen.header("webhook-id").unwrap().to_owned(),
        at,
        taken: status.is_some_and(|status| status < 300),
        findings: findings.iter().map(id).collect(),
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

fn storm_plan(desks: &[(&str, Desk)]) -> Plan {
    let receivers = desks.iter().map(|(name, desk)| {
        let url = Secret::new(desk.server.url("/hook").to_string());
        let config = webhook::Config { url, secrets: Vec::new() };
        Arc::new(Receiver { name: (*name).to_owned(), kind: Kind::Webhook(config) })
    });
    let names = NAMES.map(str::to_owned).to_vec();
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
        pace: PacePlan { tick: SignedDuration::from_secs(2), ..PacePlan::default() }
            .at_speed(SPEED),
        ..Setup::new(&[]).plan()
    }
}

/// What a commit of findings does: decisions and groups in one batch.
async fn raise(app: &StormApp, items: &[AlertItem]) {
    let now = app.ports.clock.now();
    let disabled = app.store.disabled_receivers().await.unwrap();
    let routes = app.plan.routes.as_slice();
    let context = Context { routes, disabled: &disabled, ..Context::default() };
    let known = app.store.groups(&group_keys(items, &context, now)).await.unwrap();
    assert!(known.is_empty(), "every article is new");
    let planned = plan(items, Vec::new(), &context, now);
    let mut batch = Batch::default();
    for decision in &planned.decisions {
        batch.push(keep_decision(decision, now).unwrap());
    }
    for group in &planned.groups {
        batch.push(keep_group(group, None).unwrap());
    }
    app.store.apply(batch).await.unwrap();
}

async fn open_desks(clock: FastClock) -> Vec<(&'static str, Desk)> {
    let hour = SignedDuration::from_hours(1);
    vec![
        ("well", Desk::open(clock, 0, |_, _| Some(200)).await),
        ("down", Desk::open(clock, 0, move |_, since| (since > hour).then_some(200)).await),
        (
            "every other",
            Desk::open(clock, 0, |n, _| Some(if n % 2 == 0 { 500 } else { 200 })).await,
        ),
        ("slow", Desk::open(clock, SLOW_MS, |_, _| Some(200)).await),
        ("gone", Desk::open(clock, 0, |_, _| Some(410)).await),
    ]
}

/// Until nothing waits any more, or much too much time has gone.
async fn wait_for_the_end(app: &StormApp) {
    let limit = after(app.ports.clock.shown_origin, SignedDuration::from_hours(4));
    loop {
        let pending = app.store.deliveries(Some("pending"), 1).await.unwrap();
        if pending.is_empty() || app.ports.clock.now() > limit {
            return;
        }
        let soon = after(app.ports.clock.now(), SignedDuration::from_secs(60));
        app.ports.clock.sleep_until(soon).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_findings_reach_whoever_is_there_and_the_sick_hold_up_nobody() {
    let origin = SystemClock.now();
    let clock = FastClock { real_origin: origin, shown_origin: origin, speed: SPEED };
    let desks = open_desks(clock).await;
    let settings = FetchSettings {
        allow: vec!["127.0.0.1/32".parse().unwrap()],
        total_timeout: Duration::from_secs(5),
        ..FetchSettings::default()
    };
    let ports = Wired {
        clock,
        web: Arc::new(SimWeb::new(Arc::new(crate::world::clock::SimClock::new(origin)))),
        out: Receivers::new(&settings).unwrap(),
        ids: RandomIds::default(),
    };
    let app: Arc<StormApp> = App::new(Store::in_memory().await.unwrap(), ports, storm_plan(&desks));
    app.prepare().await.unwrap();
    let now = clock.now();
    let items: Vec<AlertItem> = (0..FINDINGS).map(|number| item(number, now)).collect();
    raise(&app, &items).await;
    let stop = CancellationToken::new();
    let daemon = {
        let (app, stop) = (Arc::clone(&app), stop.clone());
        tokio::spawn(async move { app.run(&stop, &mut Notifier::new(None, |_| {})).await })
    };
    clock.sleep_until(after(now, SignedDuration::from_mins(5))).await;
    wait_for_the_end(&app).await;
    // The end of an incident waits for company too.
    clock.sleep_until(after(clock.now(), SignedDuration::from_mins(10))).await;
    wait_for_the_end(&app).await;
    stop.cancel();
    daemon.await.unwrap();
    show(&desks, now);
    judge(&app, &desks, now).await;
}

/// One line a receiver: what came, when, and how often it was out of order.
fn show(desks: &[(&str, Desk)], start: Timestamp) {
    eprintln!("receiver     calls  taken  ids  findings  first    median   last     out of order");
    for (name, desk) in desks {
        let log = desk.log();
        let taken: Vec<&Arrival> = log.iter().filter(|arrival| arrival.taken).collect();
        let ids: BTreeSet<&str> = log.iter().map(|arrival| arrival.id.as_str()).collect();
        let findings: BTreeSet<&String> = taken.iter().flat_map(|a| &a.findings).collect();
        let at = |index: usize| {
            let since = taken.get(index).map(|arrival| between(start, arrival.at).as_secs());
            since.map_or("-".to_owned(), |seconds| format!("{seconds} s"))
        };
        let first = |a: &&Arrival| a.findings.iter().min().cloned().unwrap_or_default();
        let order: Vec<String> = taken.iter().map(first).collect();
        let back = order.windows(2).filter(|pair| pair[1] < pair[0]).count();
        eprintln!(
            "{name:<12} {:>5}  {:>5}  {:>3}  {:>8}  {:<7}  {:<7}  {:<7}  {back}",
            log.len(),
            taken.len(),
            ids.len(),
            findings.len(),
            at(0),
            at(taken.len() / 2),
            at(taken.len().saturating_sub(1)),
        );
    }
}

async fn judge(app: &StormApp, desks: &[(&str, Desk)], start: Timestamp) {
    let desk = |name: &str| &desks.iter().find(|(known, _)| *known == name).unwrap().1;
    let told = |name: &str| -> BTreeMap<String, usize> {
        let mut told = BTreeMap::new();
        for arrival in desk(name).log().iter().filter(|arrival| arrival.taken) {
            for finding in arrival.findings.iter().filter(|id| id.starts_with("find_")) {
                *told.entry(finding.clone()).or_default() += 1;
            }
        }
        told
    };
    for name in ["well", "down", "every other", "slow"] {
        let told = told(name);
        assert_eq!(told.len(), FINDINGS, "{name} heard of every finding");
        assert!(told.values().all(|times| *times == 1), "{name} heard of each once");
        let log = desk(name).log();
        let ids: Vec<&str> = log.iter().filter(|a| a.taken).map(|a| a.id.as_str()).collect();
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(once.len(), ids.len(), "{name} took no id twice");
    }
    assert!(told("gone").is_empty());
    assert!(desk("gone").log().len() <= 8, "whoever is gone is not called again");

    // Every delivery is accounted for: sent, or given up with a reason.
    let rows = app.store.deliveries(None, 100_000).await.unwrap();
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

    // The sick held up nobody, and the slow one was told by four at once, not one after the other.
    let moments = |name: &str| -> Vec<Timestamp> {
        let log = desk(name).log();
        let is_finding = |a: &&Arrival| a.taken && a.findings[0].starts_with("find_");
        log.iter().filter(is_finding).map(|a| a.at).collect()
    };
    let ends = |name: &str| moments(name).into_iter().max().unwrap();
    let origin = app.ports.clock.shown_origin;
    assert!(moments("down").into_iter().min() > Some(after(origin, SignedDuration::from_hours(1))));
    assert!(ends("well") < ends("slow") && ends("well") < ends("down"));
    let slow = between(start, ends("slow"));
    assert!(slow > SignedDuration::from_mins(10), "{slow:?}");

    incidents(app, desk("well")).await;
}

/// The trouble of the down one opened and closed, and that of the gone one opened; the well one
/// heard of each, and none of its own.
async fn incidents(app: &StormApp, well: &Desk) {
    let incidents = app.store.incidents(Some(Timestamp::UNIX_EPOCH)).await.unwrap();
    let of = |kind: &str, subject: &str| {
        incidents.iter().find(|i| i.kind == kind && i.subject == subject).cloned()
    };
    let down = of("receiver_failing", "down").unwrap();
    assert!(down.closed_at.is_some());
    assert!(of("receiver_gone", "gone").unwrap().closed_at.is_none());
    assert_eq!(of("receiver_failing", "well"), None);
    assert_eq!(of("receiver_failing", "slow"), None, "slow is not sick");
    assert_eq!(of("receiver_failing", "every other"), None, "it stumbles, but takes messages");
    assert_eq!(incidents.len(), 2, "{incidents:?}");
    let told: BTreeSet<String> = well.log().iter().flat_map(|a| a.findings.clone()).collect();
    let of_incidents = told.iter().filter(|id| !id.starts_with("find_")).count();
    let open_and_closed: usize =
        incidents.iter().map(|i| 1 + usize::from(i.closed_at.is_some())).sum();
    assert_eq!(of_incidents, open_and_closed, "{incidents:?}");
}
