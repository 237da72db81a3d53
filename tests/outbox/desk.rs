//! A desk that is told: the whole program on a simulated clock and a real store, over a press or over
//! findings that a test raises itself.

use std::sync::Arc;

use pactwatch::alert::model::{AlertItem, Severity};
use pactwatch::alert::route::Route;
use pactwatch::alert::{Receiver, kind};
use pactwatch::app::{App, Plan, Wired};
use pactwatch::base::Timestamp;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::port::Clock as _;
use pactwatch::store::Store;

use crate::world::clock::SimClock;
use crate::world::inbox::{Attempt, SimInbox};
use crate::world::setup::{Setup, feed_url, page_url, story};
use crate::world::web::SimWeb;
use crate::world::{SimApp, at};

pub(super) const HARBOUR: &str = "harbour.example";
pub(super) const PRIMARY: &str = "newsroom.example";

/// Receivers of these names, and one route to all of them.
pub(super) fn told_to(plan: &mut Plan, names: &[&str], route: impl FnOnce(Route) -> Route) {
    let receiver = |name: &&str| {
        let kind = pactwatch::alert::Kind::Webhook(kind::webhook::Config::default());
        Arc::new(Receiver { name: (*name).to_owned(), kind })
    };
    plan.receivers = names.iter().map(receiver).collect();
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    plan.routes = vec![route(Route::to_all("all", names))];
}

/// The finding of this number: an article and a term of its own.
pub(super) fn finding(number: usize, severity: Severity, observed: Timestamp) -> AlertItem {
    AlertItem {
        id: format!("find_{number}"),
        kind: "changed".to_owned(),
        headline: format!("Finding {number}"),
        term: format!("term.{number}"),
        severity,
        article_id: format!("art_{number}"),
        outlet: "courier.example".to_owned(),
        observed,
        ..AlertItem::default()
    }
}

pub(super) fn digest(schedule: &str, zone: &str) -> Route {
    let digest = Some(Schedule::parse(schedule, Some(zone)).unwrap());
    Route { digest, ..Route::to_all("morning", vec!["desk".to_owned()]) }
}

pub(super) struct Desk {
    pub(super) app: Arc<SimApp>,
    pub(super) clock: Arc<SimClock>,
    pub(super) web: Arc<SimWeb>,
    pub(super) inbox: Arc<SimInbox>,
}

impl Desk {
    /// The press with the desk's plan changed.
    pub(super) async fn with(change: impl FnOnce(&mut Plan)) -> Self {
        let setup = Setup::new(&[(PRIMARY, Tier::Primary), (HARBOUR, Tier::Press)]);
        Self::of(setup, change).await
    }

    /// The press from another moment on.
    pub(super) async fn from(start: &str, change: impl FnOnce(&mut Plan)) -> Self {
        let outlets = [(PRIMARY, Tier::Primary), (HARBOUR, Tier::Press)];
        Self::of(Setup { start: at(start), ..Setup::new(&outlets) }, change).await
    }

    /// Without a press: what is told is raised by the test. It begins at `start`.
    pub(super) async fn raising(start: &str, change: impl FnOnce(&mut Plan)) -> Self {
        Self::of(Setup { start: at(start), ..Setup::new(&[]) }, change).await
    }

    async fn of(setup: Setup, change: impl FnOnce(&mut Plan)) -> Self {
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

    pub(super) fn publish(&self, host: &str, name: &str) {
        let url = page_url(host, name);
        self.web.press(|press| press.publish(&feed_url(host), &url, story(name)));
    }

    pub(super) async fn run_until(&self, until: Timestamp) {
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
    pub(super) fn told(&self) -> Vec<(String, usize, Vec<String>)> {
        let one = |body: &serde_json::Value| {
            let data = &body["data"];
            let notes = data["notes"].as_array().into_iter().flatten();
            let notes = notes.map(|note| note.as_str().unwrap().to_owned()).collect();
            let form = body["type"].as_str().unwrap().to_owned();
            (form, data["findings"].as_array().unwrap().len(), notes)
        };
        self.inbox.bodies().iter().map(one).collect()
    }

    /// The same program, started again on the same store.
    pub(super) async fn restarted(self, change: impl FnOnce(&mut Plan)) -> Self {
        let Self { app, clock, web, inbox } = self;
        let app = Arc::into_inner(app).unwrap();
        let mut plan = Setup::new(&[]).plan();
        change(&mut plan);
        let (clock_port, web_port, out) =
            (Arc::clone(&clock), Arc::clone(&web), Arc::clone(&inbox));
        let ports = Wired { clock: clock_port, web: web_port, out, ids: Arc::default() };
        let app = App::new(app.store, ports, plan);
        app.prepare().await.unwrap();
        Self { app, clock, web, inbox }
    }

    /// Finds these, as a commit would: routed by the program, kept in its store.
    pub(super) async fn raise(&self, items: &[AlertItem]) {
        let now = self.clock.now();
        let batch = self.app.route(items, now).await.unwrap();
        self.app.store.apply(batch).await.unwrap();
    }

    /// `2026-04-27 22:10: subject` of everything a receiver took, in its own time zone.
    pub(super) fn taken(&self, receiver: &str, zone: &str) -> Vec<String> {
        let taken = self.inbox.attempts_at(receiver).into_iter().filter(|a| a.status == 200);
        let line = |attempt: Attempt| {
            let body: serde_json::Value =
                serde_json::from_str(&attempt.message.payload.body).unwrap();
            let at = attempt.message.at.in_tz(zone).unwrap().strftime("%Y-%m-%d %H:%M").to_string();
            format!("{at}: {}", body["data"]["subject"].as_str().unwrap())
        };
        taken.map(line).collect()
    }

    /// Kind, subject and whether it is over, of every incident.
    pub(super) async fn incidents(&self) -> Vec<(String, String, bool)> {
        let rows = self.app.store.incidents(Some(Timestamp::UNIX_EPOCH)).await.unwrap();
        rows.into_iter().map(|row| (row.kind, row.subject, row.closed_at.is_some())).collect()
    }

    /// `receiver reason` of every decision about a finding.
    pub(super) async fn decisions(&self, finding: &str) -> Vec<String> {
        let rows = self.app.store.decisions(finding).await.unwrap();
        rows.into_iter().map(|row| format!("{} {}", row.receiver, row.reason)).collect()
    }
}
