//! A press to watch: its own clock, a web that answers by a function, a store, and an app over them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pactwatch::app::reader::Reader;
use pactwatch::app::{App, Feed, Outlets, PacePlan, Plan, Wired};
use pactwatch::base::http::{FetchError, Headers, Reply, Request};
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::base::{Timestamp, id};
use pactwatch::claim::follow::Gate;
use pactwatch::claim::watch::Watch;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::port::{Clock as _, Fetch};
use pactwatch::store::Store;
use url::Url;

use crate::world::clock::SimClock;
use crate::world::ids::SimIds;
use crate::world::inbox::SimInbox;

pub(super) const WATCH: &str = include_str!("../../config/partnership.toml");

/// A request as it was asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) at: Timestamp,
    pub(super) url: String,
    pub(super) request: Request,
}

type Answers = dyn Fn(&Request, Timestamp) -> Result<Reply, FetchError> + Send + Sync;

/// Answers by a function, notes when each request came and how many were under way at once.
pub(super) struct Web {
    clock: Arc<SimClock>,
    answers: Box<Answers>,
    asked: Mutex<Vec<Asked>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Web").finish_non_exhaustive()
    }
}

impl Fetch for Web {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_open.fetch_max(open, Ordering::SeqCst);
        let at = self.clock.now();
        let answer = (self.answers)(&request, at);
        self.asked.lock().unwrap().push(Asked { at, url: request.url.to_string(), request });
        tokio::task::yield_now().await;
        self.open.fetch_sub(1, Ordering::SeqCst);
        answer
    }
}

pub(super) type Simulated = App<Wired<Arc<SimClock>, Arc<Web>, SimInbox, SimIds>>;

/// What stays when the daemon is killed and started again: time, the web, the store's file.
pub(super) struct World {
    pub(super) clock: Arc<SimClock>,
    pub(super) web: Arc<Web>,
    pub(super) feeds: Vec<Feed>,
    pub(super) pace: PacePlan,
    pub(super) outlets: Outlets,
    pub(super) reader: Reader,
    folder: tempfile::TempDir,
}

impl World {
    pub(super) fn new(
        feeds: Vec<Feed>,
        answers: impl Fn(&Request, Timestamp) -> Result<Reply, FetchError> + Send + Sync + 'static,
    ) -> Self {
        let clock = Arc::new(SimClock::new(start()));
        let web = Arc::new(Web {
            clock: Arc::clone(&clock),
            answers: Box::new(answers),
            asked: Mutex::default(),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
        });
        let pace = PacePlan { robots: false, ..PacePlan::default() };
        Self {
            clock,
            web,
            feeds,
            pace,
            outlets: Outlets::default(),
            reader: Reader::Here,
            folder: folder(),
        }
    }

    /// A daemon on this world's store; as many as wanted, one after the other or at once.
    pub(super) async fn daemon(&self) -> Arc<Simulated> {
        let path = self.folder.path().join("press.db");
        let store = Store::open(&path, pactwatch::store::Mode::ReadWrite).await.unwrap();
        let plan = plan(&self.feeds, &self.pace);
        let ports = Wired {
            clock: Arc::clone(&self.clock),
            web: Arc::clone(&self.web),
            out: SimInbox::default(),
            ids: SimIds::default(),
        };
        let (outlets, reader) = (self.outlets.clone(), self.reader.clone());
        let app = App::with_reader(store, ports, plan, outlets, reader);
        app.prepare().await.unwrap();
        app
    }

    /// Lets time pass, doing everything as soon as it is due.
    pub(super) async fn run(&self, apps: &[&Arc<Simulated>], time: SignedDuration) {
        let end = after(self.clock.now(), time);
        loop {
            for app in apps {
                app.work_due().await.unwrap();
            }
            let next = apps[0].next_due().await.unwrap();
            match next.filter(|at| *at <= end) {
                Some(at) => self.clock.jump_to(at.max(after(self.clock.now(), MOMENT))),
                None => break,
            }
        }
        self.clock.jump_to(end);
    }

    /// Every request whose URL contains `part`, in order.
    pub(super) fn asked(&self, part: &str) -> Vec<Asked> {
        let asked = self.web.asked.lock().unwrap();
        asked.iter().filter(|one| one.url.contains(part)).cloned().collect()
    }

    pub(super) fn most_open(&self) -> usize {
        self.web.most_open.load(Ordering::SeqCst)
    }
}

/// In memory where the machine offers that: thousands of commits need not wait for a disk.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

/// What a daemon with these feeds and no receivers is told.
pub(super) fn plan(feeds: &[Feed], pace: &PacePlan) -> Plan {
    let watch = Watch::compile(WATCH, "partnership.toml").unwrap();
    Plan { pace: pace.clone(), ..Plan::new(watch, feeds.iter().cloned()) }
}

const MOMENT: SignedDuration = SignedDuration::from_millis(1);

pub(super) fn start() -> Timestamp {
    "2031-03-03T06:00:00Z".parse().unwrap()
}

pub(super) fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

pub(super) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// A feed followed by the gate, on an adaptive schedule.
pub(super) fn feed(url: &str) -> Feed {
    let url = Url::parse(url).unwrap();
    Feed {
        id: id::make("f", &[url.as_str()]),
        name: url.to_string(),
        url,
        tier: Tier::Press,
        schedule: Schedule::Adaptive,
        gate: Gate::Relevant,
    }
}

pub(super) fn reply(request: &Request, status: u16, kind: &str, body: &str) -> Reply {
    Reply {
        status,
        headers: Headers(vec![("content-type".to_owned(), kind.to_owned())]),
        body: body.as_bytes().to_vec(),
        url: request.url.clone(),
        hops: Vec::new(),
    }
}

pub(super) fn page(request: &Request, body: &str) -> Reply {
    reply(request, 200, "text/html; charset=utf-8", body)
}

/// An RSS document with these (title, link) items.
pub(super) fn rss(request: &Request, items: &[(&str, &str)]) -> Reply {
    let item = |(title, link): &(&str, &str)| {
        format!("<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>")
    };
    let items: String = items.iter().map(item).collect();
    let head = "<rss version=\"2.0\"><channel><title>News</title><link>http://a.example/</link>";
    reply(request, 200, "application/rss+xml", &format!("{head}{items}</channel></rss>"))
}

/// A page with enough running text to be an article; `body` is its middle paragraph.
pub(super) fn article(title: &str, body: &str) -> String {
    let filler = "The companies declined to comment on the matter, and people close to the talks \
                  said that further details would be published in the coming weeks, after the \
                  boards of both had met and approved what their lawyers had drawn up. ";
    format!(
        "<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>{filler}</p><p>{body}</p><p>{filler}{filler}</p></article></body></html>"
    )
}

/// The shortest time between two requests in a row.
pub(super) fn shortest_gap(asked: &[Asked]) -> Option<SignedDuration> {
    asked.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at)).min()
}
