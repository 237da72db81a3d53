//! How a simulated world is set up: outlets, watch, routes, and the plan made from them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pactwatch::alert::kind::webhook;
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::route::Route;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::{Feed, PacePlan, Plan};
use pactwatch::article::revisit::RevisitPolicy;
use pactwatch::base::time::SignedDuration;
use pactwatch::base::{Timestamp, id};
use pactwatch::claim::Watch;
use pactwatch::claim::follow::Gate;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use serde::Deserialize;

use super::press::Story;

#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) start: Timestamp,
    /// Host and tier of every outlet; each has one feed.
    pub(crate) outlets: Vec<(String, Tier)>,
    /// Further feeds: name, address, tier.
    pub(crate) feeds: Vec<(String, String, Tier)>,
    pub(crate) schedule: Schedule,
    pub(crate) gate: Gate,
    pub(crate) revisit: RevisitPolicy,
    pub(crate) watch: Arc<Watch>,
    pub(crate) group_wait: SignedDuration,
    pub(crate) cap: RateCap,
    /// Hosts asked at once.
    pub(crate) parallelism: usize,
}

impl Setup {
    /// From noon of 27 April 2026, an hour before the announcement; feeds every five minutes.
    pub(crate) fn new(outlets: &[(&str, Tier)]) -> Self {
        Self {
            start: super::at("2026-04-27 12:00"),
            outlets: outlets.iter().map(|(host, tier)| ((*host).to_owned(), *tier)).collect(),
            feeds: Vec::new(),
            schedule: Schedule::parse("*/5 * * * *", None).unwrap(),
            gate: Gate::Relevant,
            revisit: RevisitPolicy::default(),
            watch: shipped_watch(),
            group_wait: SignedDuration::from_secs(60),
            cap: RateCap::default(),
            parallelism: PacePlan::default().parallelism,
        }
    }

    pub(crate) fn plan(&self) -> Plan {
        let feed = |name: &str, url: &str, tier: Tier| Feed {
            id: feed_id(url),
            name: name.to_owned(),
            url: url.parse().unwrap(),
            tier,
            schedule: self.schedule.clone(),
            gate: self.gate,
        };
        let outlets = self.outlets.iter().map(|(host, tier)| feed(host, &feed_url(host), *tier));
        let more = self.feeds.iter().map(|(name, url, tier)| feed(name, url, *tier));
        let route =
            Route { group_wait: self.group_wait, ..Route::to_all("all", vec!["desk".to_owned()]) };
        Plan {
            revisit: self.revisit.clone(),
            routes: vec![route],
            receivers: vec![Arc::new(desk())],
            cap: self.cap,
            pace: PacePlan { parallelism: self.parallelism, ..PacePlan::default() },
            ..Plan::new(Arc::clone(&self.watch), outlets.chain(more))
        }
    }
}

pub(crate) fn desk() -> Receiver {
    Receiver { name: "desk".to_owned(), kind: Kind::Webhook(webhook::Config::default()) }
}

pub(crate) fn feed_url(host: &str) -> String {
    format!("https://{host}/feed.xml")
}

pub(crate) fn page_url(host: &str, slug: &str) -> String {
    format!("https://{host}/{slug}")
}

pub(crate) fn feed_id(url: &str) -> String {
    id::make("f", &[url])
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn shipped_watch_text() -> String {
    std::fs::read_to_string(project("config/partnership.toml")).unwrap()
}

/// Compiled once: it is the same for every world.
pub(crate) fn shipped_watch() -> Arc<Watch> {
    static WATCH: OnceLock<Arc<Watch>> = OnceLock::new();
    Arc::clone(WATCH.get_or_init(|| compile(&shipped_watch_text())))
}

pub(crate) fn compile(text: &str) -> Arc<Watch> {
    Arc::new(Watch::compile(text, "partnership.toml").unwrap_or_else(|found| panic!("{found:?}")))
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    published: Timestamp,
    paragraphs: Vec<String>,
}

/// A story of the data file.
pub(crate) fn story(name: &str) -> Story {
    static STORIES: OnceLock<BTreeMap<String, Written>> = OnceLock::new();
    let stories = STORIES.get_or_init(|| {
        let text = std::fs::read_to_string(project("tests/data/pipeline/stories.toml")).unwrap();
        toml::from_str(&text).unwrap()
    });
    let written = stories.get(name).unwrap_or_else(|| panic!("no story {name:?}"));
    let paragraphs: Vec<&str> = written.paragraphs.iter().map(String::as_str).collect();
    Story::new(&written.title, written.published, &paragraphs)
}
