//! The heartbeat over real sockets: the daemon's own feed and page, fetched through the guard, read,
//! compared, and delivered to its own mailbox. Each leg is broken in turn: the ping stops, an
//! incident opens and is told; mended, it closes.

use std::sync::{Arc, Mutex, OnceLock};

use pactwatch::alert::kind::webhook;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::{App, Heartbeat, PacePlan, Plan, Stuck, Wired};
use pactwatch::base::http::Request;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::base::{Secret, Timestamp};
use pactwatch::feed::model::Tier;
use pactwatch::io::canary::Canary;
use pactwatch::io::http::{FetchSettings, HttpFetch};
use pactwatch::io::receivers::Receivers;
use pactwatch::port::Clock as _;
use pactwatch::store::Store;

use super::desk::told_to;
use crate::io::server::{Answer, Server, reply};
use crate::world::clock::SimClock;
use crate::world::ids::SimIds;
use crate::world::setup::Setup;

/// What is broken, and the leg that must say so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Broken {
    Nothing,
    FeedDown,
    FeedEmpty,
    PageGone,
    PageWithoutText,
    PageWithoutClaim,
    PageThatNeverChanges,
    InboxDown,
    InboxGone,
    PingDown,
}

const LEGS: [(Broken, Stuck); 9] = [
    (Broken::FeedDown, Stuck::Fetch),
    (Broken::FeedEmpty, Stuck::Fetch),
    (Broken::PageGone, Stuck::Fetch),
    (Broken::PageWithoutText, Stuck::Read),
    (Broken::PageWithoutClaim, Stuck::Read),
    (Broken::PageThatNeverChanges, Stuck::Find),
    (Broken::InboxDown, Stuck::Deliver),
    (Broken::InboxGone, Stuck::Deliver),
    (Broken::PingDown, Stuck::Ping),
];

/// Everything outside the daemon but its own pages is at this address, which the guard is told of.
const OUTSIDE: &str = "127.0.0.3:0";

struct Beat {
    app: Arc<App<Wired<Arc<SimClock>, HttpFetch, Receivers, Arc<SimIds>>>>,
    clock: Arc<SimClock>,
    broken: Arc<Mutex<Broken>>,
    press: Server,
    ping: Server,
    desk: Server,
}

fn text(status: &str, kind: &str, body: &str) -> Answer {
    reply(status, &[("Content-Type", kind)], body.as_bytes())
}

/// The daemon's own pages, with one leg broken.
fn own_page(canary: &Canary, path: &str, broken: Broken) -> Answer {
    let (status, kind, body) = canary.answer(path);
    let ok = format!("{status} X");
    let (feed, page, inbox) =
        (path.ends_with("feed.xml"), path.ends_with("lease"), path.ends_with("inbox"));
    match broken {
        Broken::FeedDown if feed => text("500 Oops", kind, ""),
        Broken::FeedEmpty if feed => {
            text(&ok, kind, "<rss version=\"2.0\"><channel><title>x</title></channel></rss>")
        }
        Broken::PageGone if page => text("410 Gone", kind, ""),
        Broken::PageWithoutText if page => text(&ok, kind, "<html></html>"),
        Broken::PageWithoutClaim if page => text(&ok, kind, &body.replace("runs until", "is of")),
        Broken::PageThatNeverChanges if page => text(&ok, kind, &body.replace("2032", "2030")),
        Broken::InboxDown if inbox => text("503 Busy", kind, ""),
        Broken::InboxGone if inbox => text("410 Gone", kind, ""),
        _ => text(&ok, kind, &body),
    }
}

/// The heartbeat's own pages behind the daemon's guard, and a press and a ping address outside.
async fn beating(own_is_let_through: bool) -> Beat {
    let broken = Arc::new(Mutex::new(Broken::Nothing));
    let canary: Arc<OnceLock<Canary>> = Arc::default();
    let (pages, asked) = (Arc::clone(&canary), Arc::clone(&broken));
    let front = Server::start(move |seen| {
        let broken = *asked.lock().unwrap();
        own_page(pages.get().unwrap(), seen.path(), broken)
    })
    .await;
    let canary = canary.get_or_init(|| Canary::new(front.address, "t_1".to_owned()));
    let rss = "<rss version=\"2.0\"><channel><title>x</title></channel></rss>";
    let press = Server::at(OUTSIDE, |_| text("200 OK", "application/rss+xml", rss)).await;
    let desk = Server::at(OUTSIDE, |_| text("204 No Content", "text/plain", "")).await;
    let asked = Arc::clone(&broken);
    let ping = Server::at(OUTSIDE, move |_| match *asked.lock().unwrap() {
        Broken::PingDown => text("500 Oops", "text/plain", ""),
        _ => text("200 OK", "text/plain", "OK"),
    })
    .await;
    let settings = FetchSettings {
        allow: vec!["127.0.0.3/32".parse().unwrap()],
        own: own_is_let_through.then_some(front.address),
        ..FetchSettings::default()
    };
    let setup = Setup {
        feeds: vec![("Press".to_owned(), press.url("/feed.xml").to_string(), Tier::Press)],
        ..Setup::new(&[])
    };
    let clock = Arc::new(SimClock::new(setup.start));
    let ports = Wired {
        clock: Arc::clone(&clock),
        web: HttpFetch::new(&settings).unwrap(),
        out: Receivers::new(&settings).unwrap(),
        ids: Arc::default(),
    };
    let mut plan = setup.plan();
    told_desk(&mut plan, &desk);
    let heartbeat = Heartbeat {
        every: SignedDuration::from_mins(15),
        ping_url: Some(ping.url("/T0KEN")),
        feed: canary.feed().unwrap(),
        inbox: canary.inbox().unwrap(),
    };
    plan.pace = PacePlan { heartbeat: Some(heartbeat), ..plan.pace };
    let app = App::new(Store::in_memory().await.unwrap(), ports, plan);
    app.prepare().await.unwrap();
    Beat { app, clock, broken, press, ping, desk }
}

fn told_desk(plan: &mut Plan, desk: &Server) {
    told_to(plan, &["desk"], |route| route);
    let url = Secret::new(desk.url("/hook").to_string());
    let kind = Kind::Webhook(webhook::Config { url, secrets: Vec::new() });
    plan.receivers = vec![Arc::new(Receiver { name: "desk".to_owned(), kind })];
}

impl Beat {
    /// A beat, a minute later, and whatever is to be told after it.
    async fn beat(&self, broken: Broken) -> Option<Stuck> {
        *self.broken.lock().unwrap() = broken;
        self.later(60);
        let stuck = self.app.beat().await.unwrap();
        self.later(600);
        self.app.deliver_all_due().await.unwrap();
        stuck
    }

    fn later(&self, seconds: i64) {
        self.clock.jump_to(after(self.clock.now(), SignedDuration::from_secs(seconds)));
    }

    fn pings(&self) -> usize {
        self.ping.seen().len()
    }

    fn told(&self) -> Vec<String> {
        let seen = self.desk.seen();
        let bodies = seen.iter().map(|seen| serde_json::from_slice(&seen.body).unwrap());
        let subject =
            |body: serde_json::Value| body["data"]["subject"].as_str().unwrap().to_owned();
        bodies.map(subject).collect()
    }

    async fn open(&self) -> Vec<String> {
        let rows = self.app.store.incidents(None).await.unwrap();
        rows.into_iter().map(|row| format!("{}: {}", row.kind, row.detail)).collect()
    }
}

#[tokio::test]
async fn breaking_any_leg_stops_the_ping_and_is_told_until_it_is_mended() {
    let beat = beating(true).await;
    assert_eq!(beat.beat(Broken::Nothing).await, Some(Stuck::Blind), "no feed was seen yet");
    assert_eq!(beat.pings(), 0);
    beat.app.work_due().await.unwrap();
    assert_eq!(beat.press.seen().len(), 1);
    assert_eq!(beat.beat(Broken::Nothing).await, None);
    assert_eq!((beat.pings(), beat.open().await), (1, Vec::new()));
    for (broken, leg) in LEGS {
        let (pings, told) = (beat.pings(), beat.told().len());
        assert_eq!(beat.beat(broken).await, Some(leg), "{broken:?}");
        assert_eq!(beat.beat(broken).await, Some(leg), "{broken:?}, and again");
        let asked = if leg == Stuck::Ping { 2 } else { 0 };
        assert_eq!(beat.pings(), pings + asked, "{broken:?}: asked only when it arrived");
        let said = format!("a test finding did not arrive: {}", leg.as_str());
        assert_eq!(beat.open().await, [format!("heartbeat: {said}")], "{broken:?}");
        assert_eq!(beat.beat(Broken::Nothing).await, None, "{broken:?} is mended");
        assert_eq!(beat.pings(), pings + asked + 1, "{broken:?}");
        assert_eq!(beat.open().await, Vec::<String>::new(), "{broken:?}: over");
        let over = "a test finding arrived again".to_owned();
        assert_eq!(beat.told()[told..], [said, over], "{broken:?}: told once each");
    }
    nothing_of_it_is_coverage(&beat).await;
}

async fn nothing_of_it_is_coverage(beat: &Beat) {
    let store = &beat.app.store;
    let of_coverage = store.findings(Timestamp::MIN, 100).await.unwrap();
    let kinds: Vec<&str> = of_coverage.iter().map(|finding| finding.kind.as_str()).collect();
    assert_eq!(kinds, ["baseline"], "of the press, which has nothing");
    let outlets = store.seen_outlets().await.unwrap();
    assert_eq!(outlets.len(), 1, "{outlets:?}");
    assert_eq!(store.feeds().await.unwrap().len(), 1);
    assert_eq!(store.seen_since(Timestamp::UNIX_EPOCH).await.unwrap(), (0, 0), "nothing kept");
    let rows = store.deliveries(None, 1000).await.unwrap();
    let of_canary = rows.iter().filter(|row| row.receiver == "heartbeat").count();
    assert_eq!(of_canary, 1, "only the last one is remembered");
}

/// The exception of the guard is what lets it through; without it the daemon's own page is as much
/// out of reach as any other on loopback.
#[tokio::test]
async fn without_the_exception_the_guard_stops_the_heartbeat() {
    let beat = beating(false).await;
    beat.app.work_due().await.unwrap();
    assert_eq!(beat.beat(Broken::Nothing).await, Some(Stuck::Fetch));
    assert_eq!(beat.pings(), 0);
}

/// The pages as the daemon really serves them: on loopback, nothing but under their own path, and
/// the page another version each time.
#[tokio::test]
async fn the_daemons_own_pages_stand_under_a_path_of_their_own() {
    let canary = Canary::open(0).await.unwrap();
    assert!(canary.address().ip().is_loopback());
    let settings = FetchSettings { own: Some(canary.address()), ..FetchSettings::default() };
    let web = HttpFetch::new(&settings).unwrap();
    let get = async |url: url::Url| {
        let asked = Request { own: true, ..crate::io::guard::request(url) };
        pactwatch::port::Fetch::fetch(&web, asked).await.unwrap()
    };
    let feed = canary.feed().unwrap();
    let page = feed.join("lease").unwrap();
    assert!(String::from_utf8(get(feed.clone()).await.body).unwrap().contains(page.as_str()));
    let looks = [get(page.clone()).await, get(page.clone()).await, get(page).await];
    assert_ne!(looks[0].body, looks[1].body);
    assert_eq!(looks[0].body, looks[2].body);
    for path in ["/", "/feed.xml", "/lease", "/t_0/lease", "/inbox"] {
        let url = feed.join(path).unwrap();
        assert_eq!(get(url).await.status, 404, "{path}");
    }
}
