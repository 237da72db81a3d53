//! A desk: the whole application over a scripted web and a store in memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use pactwatch::alert::kind::webhook;
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::route::Route;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::{App, Feed, PacePlan, Plan, WatchTerms, Wired};
use pactwatch::article::revisit::RevisitPolicy;
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::claim::Watch;
use pactwatch::claim::follow::Gate;
use pactwatch::feed::model::Tier;
use pactwatch::feed::poll::PollPolicy;
use pactwatch::feed::schedule::Schedule;
use pactwatch::ledger::LedgerPolicy;
use pactwatch::outbox::RetryPolicy;
use pactwatch::port::Clock as _;
use pactwatch::store::Store;

use super::page::{Page, at, watch};
use crate::world::SimApp;
use crate::world::clock::SimClock;
use crate::world::web::SimWeb;

/// Every outlet has one feed that shows all its pages; nothing is gated.
pub(crate) struct Desk {
    pub(crate) app: Arc<SimApp>,
    /// Outlet to its page names, in the order they came.
    shown: BTreeMap<String, Vec<String>>,
}

impl Desk {
    pub(crate) async fn new(outlets: &[&str]) -> Self {
        let store = Store::in_memory().await.unwrap();
        let clock = Arc::new(SimClock::new(at("2026-04-28T09:00:00Z")));
        let web = Arc::new(SimWeb::new(Arc::clone(&clock)));
        let ports = Wired { clock, web, out: Arc::default(), ids: Arc::default() };
        let app = App::new(store, ports, plan(outlets, watch()));
        app.prepare().await.unwrap();
        let desk = Self { app, shown: BTreeMap::new() };
        for outlet in outlets {
            desk.list(outlet, &[]);
        }
        desk
    }

    /// The same store and world under another watch file.
    pub(crate) fn under(self, watch: Arc<Watch>, outlets: &[&str]) -> Self {
        let app = Arc::into_inner(self.app).unwrap();
        Self { app: App::new(app.store, app.ports, plan(outlets, watch)), shown: self.shown }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.ports.clock.now()
    }

    /// From now on the outlet's site shows this page.
    pub(crate) fn print(&mut self, outlet: &str, name: &str, page: &Page) {
        let names = self.shown.entry(outlet.to_owned()).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        let url = format!("https://{outlet}/{name}");
        self.app.ports.web.page(&url, "text/html; charset=utf-8", &page.html());
        self.list(outlet, &self.shown[outlet]);
    }

    fn list(&self, outlet: &str, names: &[String]) {
        let mut items = String::new();
        for name in names {
            let link = format!("https://{outlet}/{name}");
            let _infallible = write!(
                items,
                "<item><title>{name}</title><link>{link}</link><guid>{link}</guid></item>"
            );
        }
        let feed = format!("<rss version=\"2.0\"><channel><title>x</title>{items}</channel></rss>");
        self.app.ports.web.page(&feed_url(outlet), "application/rss+xml", &feed);
    }

    /// Lets this much time pass in steps of a quarter of an hour, doing all that falls due.
    pub(crate) async fn wait(&self, hours: i64) {
        for _ in 0..hours * 4 {
            let next = after(self.now(), SignedDuration::from_mins(15));
            self.app.ports.clock.jump_to(next);
            self.app.work_due().await.unwrap();
            self.app.deliver_all_due().await.unwrap();
        }
    }
}

fn feed_url(outlet: &str) -> String {
    format!("https://{outlet}/feed.xml")
}

fn plan(outlets: &[&str], watch: Arc<Watch>) -> Plan {
    let feed = |outlet: &&str| Feed {
        id: format!("f_{outlet}"),
        name: (*outlet).to_owned(),
        url: feed_url(outlet).parse().unwrap(),
        tier: Tier::Press,
        schedule: Schedule::parse("*/15 * * * *", None).unwrap(),
        gate: Gate::All,
    };
    let desk =
        Receiver { name: "desk".to_owned(), kind: Kind::Webhook(webhook::Config::default()) };
    Plan {
        terms: Arc::new(WatchTerms::new(&watch)),
        watch,
        feeds: outlets.iter().map(feed).map(|feed| (feed.id.clone(), feed)).collect(),
        poll: PollPolicy::default(),
        revisit: RevisitPolicy::default(),
        ledger: LedgerPolicy::default(),
        routes: vec![Route {
            group_wait: SignedDuration::from_secs(60),
            ..Route::to_all("all", vec!["desk".to_owned()])
        }],
        receivers: vec![Arc::new(desk)],
        cap: RateCap::default(),
        retry: RetryPolicy::default(),
        pace: PacePlan {
            host_gap: SignedDuration::ZERO,
            robots: false,
            extract_time: SignedDuration::from_hours(1),
            ..PacePlan::default()
        },
    }
}
