//! What is told when: digests, silences, the heartbeat. The whole program in the simulated world.

use std::sync::Arc;

use pactwatch::alert::Silence;
use pactwatch::alert::route::Route;
use pactwatch::app::{App, Heartbeat, PacePlan, Plan, Stuck, Wired};
use pactwatch::base::Timestamp;
use pactwatch::base::http::FetchError;
use pactwatch::base::time::SignedDuration;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::port::Clock as _;
use pactwatch::store::Store;

use crate::world::clock::SimClock;
use crate::world::inbox::SimInbox;
use crate::world::setup::{Setup, feed_url, page_url, story};
use crate::world::web::{Answer, SimWeb};
use crate::world::{SimApp, at};

const HARBOUR: &str = "harbour.example";
const PRIMARY: &str = "newsroom.example";

struct Desk {
    app: Arc<SimApp>,
    clock: Arc<SimClock>,
    web: Arc<SimWeb>,
    inbox: Arc<SimInbox>,
}

impl Desk {
    /// The press with the desk's plan changed.
    async fn with(change: impl FnOnce(&mut Plan)) -> Self {
        let setup = Setup::new(&[(PRIMARY, Tier::Primary), (HARBOUR, Tier::Press)]);
        let clock = Arc::new(SimClock::new(setup.start));
        let web = Arc::new(SimWeb::new(Arc::clone(&clock)));
        for (host, _) in &setup.outlets {
            web.press(|press| press.feeds.insert(feed_url(host), Vec::new()));
        }
        let inbox: Arc<SimInbox> = Arc::default();
        let mut plan = setup.plan();
        change(&mut plan);
        let (clock_port, web_port, out) =
            (Arc::clone(&clock), Arc::clone(&web), Arc::clone(&inbox));
        let ports = Wired { clock: clock_port, web: web_port, out, ids: Arc::default() };
        let app = App::new(Store::in_memory().await.unwrap(), ports, plan);
        app.prepare().await.unwrap();
        Self { app, clock, web, inbox }
    }

    fn publish(&self, host: &str, name: &str) {
        let url = page_url(host, name);
        self.web.press(|press| press.publish(&feed_url(host), &url, story(name)));
    }

    async fn run_until(&self, until: Timestamp) {
        loop {
            self.app.work_due().await.unwrap();
            self.app.deliver_all_due().await.unwrap();
            match self.app.next_due().await.unwrap() {
                Some(next) if next < until => self.clock.jump_to(next.max(self.clock.now())),
                _ => break,
            }
        }
        self.clock.jump_to(until);
    }

    /// Type and number of findings of every message taken, with its notes.
    fn told(&self) -> Vec<(String, usize, Vec<String>)> {
        let one = |body: &serde_json::Value| {
            let data = &body["data"];
            let notes = data["notes"].as_array().into_iter().flatten();
            let notes = notes.map(|note| note.as_str().unwrap().to_owned()).collect();
            let form = body["type"].as_str().unwrap().to_owned();
            (form, data["findings"].as_array().unwrap().len(), notes)
        };
        self.inbox.bodies().iter().map(one).collect()
    }
}

fn digest(schedule: &str, zone: &str) -> Route {
    let digest = Some(Schedule::parse(schedule, Some(zone)).unwrap());
    Route { digest, ..Route::to_all("morning", vec!["desk".to_owned()]) }
}

/// A digest comes at its hour in its own time zone, also when nothing happened, and says what could
/// be seen.
#[tokio::test]
async fn a_digest_comes_at_its_hour_also_when_nothing_happened() {
    let desk = Desk::with(|plan| plan.routes = vec![digest("0 8 * * *", "Europe/Berlin")]).await;
    desk.publish(HARBOUR, "before");
    desk.run_until(at("2026-04-28 05:59")).await;
    assert!(desk.told().is_empty(), "{:?}", desk.told());
    let silent = FetchError::Timeout("none".to_owned());
    desk.web.set(&feed_url(HARBOUR), Answer::Fails(silent));
    desk.run_until(at("2026-04-28 06:01")).await;
    let told = desk.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "digest.ready");
    assert!(told[0].2.contains(&"I could see 2 of 2 outlets.".to_owned()), "{told:?}");
    desk.run_until(at("2026-04-29 06:01")).await;
    let told = desk.told();
    let second = &told[1];
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(second.1, 1, "only that a feed fails");
    assert!(second.2.contains(&"I could see 1 of 2 outlets.".to_owned()), "{second:?}");
    assert!(second.2.contains(&format!("Not seen: {HARBOUR}.")), "{second:?}");
}

/// A silenced finding is on record with the silence as the reason; when the silence ends, the next
/// one is told.
#[tokio::test]
async fn a_silence_keeps_quiet_and_on_record_until_it_ends() {
    let desk = Desk::with(|_| {}).await;
    desk.publish(HARBOUR, "before");
    desk.run_until(at("2026-04-27 13:00")).await;
    let before = desk.told().len();
    let silence = Silence {
        id: "sil_1".to_owned(),
        term: Some("*".to_owned()),
        value: None,
        outlet: None,
        kind: None,
        author: "ann".to_owned(),
        reason: "on the phone with them".to_owned(),
        created_at: desk.clock.now(),
        expires_at: None,
    };
    desk.app.store.add_silence(&silence).await.unwrap();
    desk.publish(PRIMARY, "announcement");
    desk.run_until(at("2026-04-27 14:30")).await;
    assert_eq!(desk.told().len(), before, "{:?}", desk.told());
    let found = desk.app.store.findings(at("2026-04-27 13:00"), 100).await.unwrap();
    assert!(!found.is_empty());
    for finding in &found {
        let decisions = desk.app.store.decisions(&finding.id).await.unwrap();
        assert!(decisions.iter().all(|d| d.reason == "silenced"), "{decisions:?}");
    }
    assert!(desk.app.store.end_silence("sil_1", desk.clock.now()).await.unwrap());
    assert!(!desk.app.store.end_silence("sil_1", desk.clock.now()).await.unwrap(), "only once");
    desk.publish(HARBOUR, "wrong_year");
    desk.run_until(at("2026-04-27 15:30")).await;
    assert!(desk.told().len() > before, "told again");
}

fn heartbeat(plan: &mut Plan) {
    let every = SignedDuration::from_mins(15);
    let ping_url = Some("https://ping.example/T0KEN".parse().unwrap());
    plan.pace = PacePlan { heartbeat: Some(Heartbeat { every, ping_url }), ..plan.pace.clone() };
}

/// The ping address is asked only when a test finding came all the way; nothing of it is coverage.
#[tokio::test]
async fn the_heartbeat_is_heard_only_when_a_finding_arrived() {
    let desk = Desk::with(heartbeat).await;
    assert_eq!(desk.app.beat().await.unwrap(), Some(Stuck::Fetch), "nothing was fetched yet");
    assert!(desk.web.requests("ping.example").is_empty());
    desk.publish(HARBOUR, "before");
    desk.run_until(at("2026-04-27 13:00")).await;
    let found = desk.app.store.findings(Timestamp::MIN, 100).await.unwrap().len();
    let ping = || desk.web.requests("ping.example").len();
    assert_eq!(desk.app.beat().await.unwrap(), Some(Stuck::Ping), "nobody answers there");
    assert_eq!(ping(), 1);
    desk.web.set("https://ping.example/T0KEN", Answer::status(200));
    assert_eq!(desk.app.beat().await.unwrap(), None);
    assert_eq!(ping(), 2);
    assert_eq!(desk.app.store.incidents(None).await.unwrap(), [], "it is heard again");
    desk.inbox.answer(Some(500));
    desk.clock.jump_to(at("2026-04-27 13:10"));
    assert_eq!(desk.app.beat().await.unwrap(), Some(Stuck::Deliver), "the way out is shut");
    assert_eq!(ping(), 2, "so nobody is told that all is well");
    let now = desk.app.store.findings(Timestamp::MIN, 100).await.unwrap().len();
    assert_eq!(now, found, "no finding of the coverage");
}
