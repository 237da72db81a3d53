//! A simulated world: its own clock, a scripted web, an inbox, and a real SQLite store. When it ends
//! it makes sure that no host is still leased and nothing is left to deliver.

pub(crate) mod clock;
pub(crate) mod ids;
pub(crate) mod inbox;
pub(crate) mod look;
pub(crate) mod markup;
pub(crate) mod mutants;
pub(crate) mod press;
pub(crate) mod setup;
pub(crate) mod web;

use std::sync::Arc;

use pactwatch::app::{App, Wired};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::store::{Mode, Store};

use clock::SimClock;
use ids::SimIds;
use inbox::SimInbox;
use press::Story;
use setup::Setup;
use web::SimWeb;

pub(crate) type SimPorts = Wired<Arc<SimClock>, Arc<SimWeb>, Arc<SimInbox>, Arc<SimIds>>;
pub(crate) type SimApp = App<SimPorts>;

/// More rounds than this without the clock moving, and the program spins.
const MOST_ROUNDS: usize = 200;

pub(crate) struct World {
    pub(crate) clock: Arc<SimClock>,
    pub(crate) web: Arc<SimWeb>,
    pub(crate) inbox: Arc<SimInbox>,
    pub(crate) setup: Setup,
    pub(crate) ids: Arc<SimIds>,
    app: Option<Arc<SimApp>>,
    folder: Option<tempfile::TempDir>,
    /// A test that ends with a receiver down says so.
    pub(crate) may_end_pending: bool,
}

/// `2026-04-27 15:30`, UTC.
pub(crate) fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    format!("{day}T{time}:00Z").parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

impl World {
    /// A world with its store in memory, at the setup's beginning of time.
    pub(crate) async fn new(setup: Setup) -> Self {
        Self::on(setup, Store::in_memory().await.unwrap()).await
    }

    /// The same on a store of the caller's.
    pub(crate) async fn on(setup: Setup, store: Store) -> Self {
        let mut world = Self::unopened(setup, None);
        world.open(store).await;
        world
    }

    /// The same with its store in a file, which a second program can open too.
    pub(crate) async fn on_file(setup: Setup) -> Self {
        // In memory where there is such a place: a disk would only make it slow.
        let place = std::path::Path::new("/dev/shm");
        let place = if place.is_dir() { place.to_owned() } else { std::env::temp_dir() };
        let mut world = Self::unopened(setup, Some(tempfile::tempdir_in(place).unwrap()));
        world.open(world.file_store().await).await;
        world
    }

    fn unopened(setup: Setup, folder: Option<tempfile::TempDir>) -> Self {
        let clock = Arc::new(SimClock::new(setup.start));
        let web = Arc::new(SimWeb::new(Arc::clone(&clock)));
        for (host, _) in &setup.outlets {
            let feed = setup::feed_url(host);
            web.press(|press| press.feeds.insert(feed, Vec::new()));
        }
        let (inbox, ids) = (Arc::default(), Arc::default());
        Self { clock, web, inbox, setup, ids, app: None, folder, may_end_pending: false }
    }

    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.folder.as_ref().expect("a world on file").path().join("p.db")
    }

    pub(crate) async fn file_store(&self) -> Store {
        Store::open(&self.file(), Mode::ReadWrite).await.unwrap()
    }

    async fn open(&mut self, store: Store) {
        let app = self.another(store);
        app.prepare().await.unwrap();
        self.app = Some(app);
    }

    /// Another program in this world, on this store.
    pub(crate) fn another(&self, store: Store) -> Arc<SimApp> {
        let (clock, web) = (Arc::clone(&self.clock), Arc::clone(&self.web));
        let (out, ids) = (Arc::clone(&self.inbox), Arc::clone(&self.ids));
        App::new(store, Wired { clock, web, out, ids }, self.setup.plan())
    }

    pub(crate) fn app(&self) -> &Arc<SimApp> {
        self.app.as_ref().expect("the program runs")
    }

    pub(crate) fn store(&self) -> &Store {
        &self.app().store
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock_now()
    }

    fn clock_now(&self) -> Timestamp {
        use pactwatch::port::Clock as _;
        self.clock.now()
    }

    /// The program ends as it stands and is started again, with the setup as it is now.
    pub(crate) async fn restart(&mut self) {
        let app = self.app.take().expect("the program runs");
        let app = Arc::into_inner(app).expect("nobody else holds the program");
        let store = if self.folder.is_some() {
            drop(app);
            self.file_store().await
        } else {
            app.store
        };
        self.open(store).await;
    }

    /// Lets time pass until `until`, doing everything when it is due.
    pub(crate) async fn run_until(&self, until: Timestamp) {
        let app = Arc::clone(self.app());
        let mut rounds = 0;
        loop {
            let done = app.work_due().await.unwrap() + app.deliver_all_due().await.unwrap();
            let next = app.next_due().await.unwrap();
            let now = self.now();
            rounds = if next.is_some_and(|next| next <= now) { rounds + 1 } else { 0 };
            assert!(rounds < MOST_ROUNDS, "spins at {now}, {done} done in the last round");
            match next {
                Some(next) if next < until => self.clock.jump_to(next),
                _ => break,
            }
        }
        self.clock.jump_to(until);
    }

    pub(crate) async fn run_for(&self, hours: i64) {
        self.run_until(after(self.now(), SignedDuration::from_hours(hours))).await;
    }

    /// An outlet puts a story of the data file on its feed. Returns its address.
    pub(crate) fn publish(&self, host: &str, name: &str) -> String {
        self.publish_story(host, name, setup::story(name))
    }

    pub(crate) fn publish_story(&self, host: &str, slug: &str, story: Story) -> String {
        let url = setup::page_url(host, slug);
        self.web.press(|press| press.publish(&setup::feed_url(host), &url, story));
        url
    }

    pub(crate) fn edit(&self, url: &str, change: impl FnOnce(&mut Story)) {
        self.web.press(|press| change(press.story(url)));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let Some(app) = self.app.take().filter(|_| !std::thread::panicking()) else { return };
        let (now, may_end_pending) = (self.now(), self.may_end_pending);
        // Its own thread and runtime: a world may end inside one that must not block.
        let (held, pending) = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let held = app.store.leased_hosts(now).await.unwrap();
                (held, app.store.deliveries(Some("pending"), 9).await.unwrap())
            })
        })
        .join()
        .unwrap();
        assert_eq!(held, Vec::<String>::new(), "hosts still leased");
        assert!(pending.is_empty() || may_end_pending, "left to deliver: {pending:?}");
    }
}
