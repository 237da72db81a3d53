//! The running program: a straight line of port and store calls for each unit of work. It only
//! matches on what the pure layers decided.

mod address;
mod alerting;
pub mod asof;
mod baseline;
mod deliver;
mod digest;
mod engine;
mod fed;
mod furniture;
mod heartbeat;
mod incident;
mod judge;
mod network;
pub mod notify;
mod outlets;
mod poll;
pub mod prune;
pub mod reader;
pub mod reading;
mod reextract;
pub mod replay;
mod reread;
mod robots;
mod seen;
mod start;
mod terms;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{Mutex, Notify, RwLock};
use url::Url;

use crate::alert::Receiver;
use crate::alert::pace::RateCap;
use crate::alert::route::Route;
use crate::article::revisit::RevisitPolicy;
use crate::base::Timestamp;
use crate::base::time::SignedDuration;
use crate::base::url::outlet;
use crate::claim::Watch;
use crate::claim::follow::Gate;
use crate::feed::model::Tier;
use crate::feed::poll::{FeedState, PollPolicy};
use crate::feed::schedule::Schedule;
use crate::ledger::LedgerPolicy;
use crate::outbox::RetryPolicy;
use crate::port::{Clock, Deliver, Fetch, Ids};
use crate::store::record::FeedRow;
use crate::store::{Result, Store};

pub use heartbeat::{Heartbeat, Stuck};
use network::Network;
pub use outlets::{OutletRules, Outlets};
use reader::Reader;
pub use reextract::Reextracted;
use robots::Delays;
pub use terms::WatchTerms;

/// The outside world as one type: real adapters in the daemon, a simulation in tests.
pub trait Ports: Send + Sync + 'static {
    type Clock: Clock;
    type Web: Fetch;
    type Out: Deliver;
    type Ids: Ids;

    fn clock(&self) -> &Self::Clock;
    fn web(&self) -> &Self::Web;
    fn out(&self) -> &Self::Out;
    fn ids(&self) -> &Self::Ids;
}

/// Any four ports make a world.
#[derive(Debug)]
pub struct Wired<C, F, D, I> {
    pub clock: C,
    pub web: F,
    pub out: D,
    pub ids: I,
}

impl<C, F, D, I> Ports for Wired<C, F, D, I>
where
    C: Clock + 'static,
    F: Fetch + 'static,
    D: Deliver + 'static,
    I: Ids + 'static,
{
    type Clock = C;
    type Web = F;
    type Out = D;
    type Ids = I;

    fn clock(&self) -> &C {
        &self.clock
    }

    fn web(&self) -> &F {
        &self.web
    }

    fn out(&self) -> &D {
        &self.out
    }

    fn ids(&self) -> &I {
        &self.ids
    }
}

/// Everything a unit of work needs.
#[derive(Debug)]
pub struct App<P> {
    pub store: Store,
    pub ports: P,
    pub plan: Plan,
    outlets: Outlets,
    reader: Reader,
    network: Network,
    /// What hosts ask of the time between two requests.
    delays: Delays,
    /// Outlets that have a primary feed: asked for each entry, so not looked for among all feeds.
    primary_outlets: BTreeSet<String>,
    /// Held while the ledger is read, compared and written: one comparison at a time.
    judging: Mutex<()>,
    /// Shared by polls that add to a first pass while they are written; whoever closes one has it
    /// alone.
    first_pass: RwLock<()>,
    /// Told when a commit left something for the receivers.
    alerts_wait: Notify,
}

impl<P: Ports> App<P> {
    pub fn new(store: Store, ports: P, plan: Plan) -> Arc<Self> {
        Self::with_outlets(store, ports, plan, Outlets::default())
    }

    /// With rules for single outlets.
    pub fn with_outlets(store: Store, ports: P, plan: Plan, outlets: Outlets) -> Arc<Self> {
        Self::with_reader(store, ports, plan, outlets, Reader::Here)
    }

    /// With somebody else reading what was fetched.
    pub fn with_reader(
        store: Store,
        ports: P,
        plan: Plan,
        outlets: Outlets,
        reader: Reader,
    ) -> Arc<Self> {
        let (network, delays) = (Network::default(), Delays::default());
        let (judging, alerts_wait) = (Mutex::new(()), Notify::new());
        let primary = plan.feeds.values().filter(|feed| feed.tier == Tier::Primary);
        let primary_outlets = primary.map(|feed| outlet(&feed.url)).collect();
        Arc::new(Self {
            store,
            ports,
            plan,
            outlets,
            reader,
            network,
            delays,
            primary_outlets,
            judging,
            first_pass: RwLock::new(()),
            alerts_wait,
        })
    }

    /// An outlet that has a primary feed is a primary source wherever its articles are met.
    fn tier_of(&self, outlet_name: &str, feed_tier: Tier) -> Tier {
        if self.primary_outlets.contains(outlet_name) {
            return Tier::Primary;
        }
        // A primary feed that links to somebody else's page does not make it a primary source.
        if feed_tier == Tier::Primary { Tier::Press } else { feed_tier }
    }

    /// Makes the stored feeds those of the plan, and lets receivers that are configured try again.
    pub async fn prepare(&self) -> Result<()> {
        let now = self.ports.clock().now();
        let rows: Vec<FeedRow> = self.plan.feeds.values().map(|feed| feed.row(now)).collect();
        self.store.sync_feeds(&rows, now).await?;
        self.start_gently(now).await?;
        let names: Vec<String> = self.plan.receivers.iter().map(|r| r.name.clone()).collect();
        self.store.enable_receivers(&names, now).await
    }
}

/// A feed as configured.
#[derive(Clone, Debug)]
pub struct Feed {
    pub id: String,
    pub name: String,
    pub url: Url,
    pub tier: Tier,
    pub schedule: Schedule,
    pub gate: Gate,
}

impl Feed {
    /// Its row before it was ever polled.
    fn row(&self, now: Timestamp) -> FeedRow {
        FeedRow {
            id: self.id.clone(),
            name: self.name.clone(),
            url: self.url.to_string(),
            outlet: outlet(&self.url),
            tier: self.tier,
            host: address::host_of(&self.url),
            state: serde_json::to_string(&FeedState::new(self.url.clone())).unwrap_or_default(),
            next_poll_at: now,
            last_poll_at: None,
            last_ok_at: None,
            last_state: None,
            last_reason: None,
            baseline: None,
        }
    }
}

/// What the configuration says, in the shapes of the layers that use it.
#[derive(Debug)]
pub struct Plan {
    pub watch: Arc<Watch>,
    pub terms: Arc<WatchTerms>,
    /// By feed id.
    pub feeds: BTreeMap<String, Feed>,
    pub poll: PollPolicy,
    pub revisit: RevisitPolicy,
    pub ledger: LedgerPolicy,
    pub routes: Vec<Route>,
    pub receivers: Vec<Arc<Receiver>>,
    pub cap: RateCap,
    pub retry: RetryPolicy,
    pub pace: PacePlan,
}

/// Numbers of the running program itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PacePlan {
    /// Between the starts of two requests to one host.
    pub host_gap: SignedDuration,
    /// Hosts asked at once.
    pub parallelism: usize,
    /// Deliveries of one receiver under way at once.
    pub deliveries_at_once: usize,
    /// How long a lease protects one unit of work; at least three times the longest timeout.
    pub lease: SignedDuration,
    /// How long the reading of one page may take.
    pub extract_time: SignedDuration,
    /// How long a first pass may take before its summary is told.
    pub baseline_window: SignedDuration,
    /// How long work under way may take to finish when the daemon stops.
    pub grace: SignedDuration,
    /// The shortest rest of a loop that has nothing to do yet.
    pub tick: SignedDuration,
    /// Where the review pages are, so that an alert links to its finding; without a slash at its end.
    pub review: Option<String>,
    /// How many alerts a receiver takes, by its name; the plan's cap holds for the others.
    pub caps: BTreeMap<String, RateCap>,
    /// How often a test finding travels the whole path, and who is asked when it arrived.
    pub heartbeat: Option<Heartbeat>,
    /// How often incidents and digests are looked after.
    pub keeper: SignedDuration,
    /// Whether robots.txt is obeyed, and the name it is asked for.
    pub robots: bool,
    pub robots_token: String,
}

impl Default for PacePlan {
    fn default() -> Self {
        Self {
            host_gap: SignedDuration::from_secs(2),
            parallelism: 8,
            deliveries_at_once: 4,
            lease: SignedDuration::from_mins(3),
            extract_time: SignedDuration::from_secs(2),
            baseline_window: SignedDuration::from_mins(30),
            grace: SignedDuration::from_secs(20),
            tick: SignedDuration::from_millis(100),
            review: None,
            caps: BTreeMap::new(),
            heartbeat: None,
            keeper: SignedDuration::from_secs(5),
            robots: true,
            robots_token: "pactwatch".to_owned(),
        }
    }
}

impl PacePlan {
    /// Leases long enough for requests that may take as long as `longest`.
    pub fn for_timeout(longest: SignedDuration) -> Self {
        let lease = longest.checked_mul(3).unwrap_or(SignedDuration::MAX);
        Self { lease, ..Self::default() }
    }

    /// The same for a clock that runs `speed` times as fast: what bounds real work is stretched,
    /// so that a page has as much real time as before.
    #[must_use]
    pub fn at_speed(mut self, speed: u32) -> Self {
        let times = i32::try_from(speed).unwrap_or(i32::MAX);
        for real in [&mut self.lease, &mut self.extract_time, &mut self.grace, &mut self.tick] {
            *real = real.checked_mul(times).unwrap_or(SignedDuration::MAX);
        }
        self
    }
}

impl Plan {
    /// Watches `feeds` with every number as shipped, and tells nobody.
    pub fn new(watch: impl Into<Arc<Watch>>, feeds: impl IntoIterator<Item = Feed>) -> Self {
        let watch = watch.into();
        Self {
            terms: Arc::new(WatchTerms::new(&watch)),
            watch,
            feeds: feeds.into_iter().map(|feed| (feed.id.clone(), feed)).collect(),
            poll: PollPolicy::default(),
            revisit: RevisitPolicy::default(),
            ledger: LedgerPolicy::default(),
            routes: Vec::new(),
            receivers: Vec::new(),
            cap: RateCap::default(),
            retry: RetryPolicy::default(),
            pace: PacePlan::default(),
        }
    }
}
