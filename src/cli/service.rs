//! From settings to a running application: compiles the watch, opens the store, builds the ports.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use url::{Host, Url};

use super::Trouble;
use crate::alert::Receiver;
use crate::alert::route::{Matching, Route};
use crate::app::reader::{LIMITS, Reader};
use crate::app::{App, Feed, OutletRules, Outlets, PacePlan, Plan, Wired};
use crate::base::id;
use crate::base::time::SignedDuration;
use crate::base::url::identity;
use crate::claim::follow::Gate;
use crate::claim::watch::Watch;
use crate::config::{
    self, Content, Environment, FeedSettings, Follow, OutletSettings, Problem, RouteSettings,
    Settings, StoreAddress,
};
use crate::feed::poll::PollPolicy;
use crate::io::child::Helpers;
use crate::io::http::{self, HttpFetch};
use crate::io::ids::RandomIds;
use crate::io::receivers::Receivers;
use crate::ledger::LedgerPolicy;
use crate::ledger::Severity;
use crate::outbox::RetryPolicy;
use crate::port::Clock;
use crate::store::{Mode, Store};

/// The application over the real world, with a clock of the caller's choice.
pub(super) type Live<C> = App<Wired<C, HttpFetch, Receivers, RandomIds>>;

/// Reads and compiles a watch file, or lists all that is wrong with it.
pub(super) fn watch(path: &Path) -> Result<Watch, Vec<Problem>> {
    let text = config::read_text(path).map_err(|problem| vec![problem])?;
    compiled(&text, path)
}

/// The watch that `text` describes; `path` is only named.
pub(super) fn compiled(text: &str, path: &Path) -> Result<Watch, Vec<Problem>> {
    let name = path.display().to_string();
    Watch::compile(text, &name).map_err(|found| found.into_iter().map(problem).collect())
}

/// A mistake in a watch file, shown as one in the configuration is.
pub(super) fn problem(found: crate::claim::watch::Problem) -> Problem {
    Problem {
        file: found.file,
        line: found.line,
        column: found.column,
        key: found.key,
        what: found.message,
        mend: found.mend,
    }
}

/// Opens everything the settings name.
pub(super) async fn open<C: Clock + 'static>(
    settings: &Settings,
    clock: C,
    pace: PacePlan,
) -> Result<Arc<Live<C>>, Trouble> {
    let watch = watch(&settings.watch).map_err(Trouble::Config)?;
    let StoreAddress::Sqlite(path) = &settings.store;
    let store = Store::open(path, Mode::ReadWrite).await?;
    let own = pace.heartbeat.as_ref().and_then(|heartbeat| address_of(&heartbeat.feed));
    let guarded = |adapter: &http::FetchSettings| http::FetchSettings { own, ..adapter.clone() };
    let web = HttpFetch::new(&guarded(&settings.fetch.adapter)).context("the web client")?;
    let out = Receivers::new(&guarded(&settings.deliver.adapter));
    let out = out.context("the receivers' client")?;
    let ports = Wired { clock, web, out, ids: RandomIds::default() };
    let plan = plan(settings, watch, pace)?;
    let app = App::with_reader(store, ports, plan, outlets(settings), reader());
    app.prepare().await?;
    Ok(app)
}

/// Pages and feeds are read by helpers that run this same program.
fn reader() -> Reader {
    let Some(program) = Environment::program() else { return Reader::Here };
    Reader::Apart(Arc::new(Helpers::new(program, vec!["worker".into()], LIMITS)))
}

/// The numbers of the running program: its leases outlast the longest request by far.
pub(super) fn pace(settings: &Settings) -> Result<PacePlan, Trouble> {
    let (fetch, deliver) = (&settings.fetch.adapter, &settings.deliver.adapter);
    let longest = fetch.total_timeout.max(deliver.total_timeout);
    Ok(PacePlan::for_timeout(SignedDuration::try_from(longest).context("total_timeout")?))
}

/// The address and port that a URL names itself.
fn address_of(url: &Url) -> Option<SocketAddr> {
    let Some(Host::Ipv4(address)) = url.host() else { return None };
    url.port().map(|port| SocketAddr::from((address, port)))
}

/// The rules for single outlets.
fn outlets(settings: &Settings) -> Outlets {
    let rules = |outlet: &OutletSettings| OutletRules {
        overrides: outlet.overrides.clone(),
        headers: outlet.headers.clone(),
        from_feed: outlet.content == Content::Feed,
    };
    let outlets = settings.outlets.iter();
    Outlets::new(outlets.map(|outlet| (outlet.domain.clone(), rules(outlet))).collect())
}

/// The settings in the shapes of the layers that use them.
pub(super) fn plan(settings: &Settings, watch: Watch, pace: PacePlan) -> Result<Plan, Trouble> {
    let routes = routes(settings)?;
    let fetch = &settings.fetch;
    let poll = poll_policy(settings);
    let ledger = ledger_policy(&watch);
    let retry = RetryPolicy {
        window: SignedDuration::try_from(settings.deliver.window).context("deliver.window")?,
        ..RetryPolicy::default()
    };
    Ok(Plan {
        poll,
        ledger,
        routes,
        receivers: settings.receivers.iter().cloned().map(Arc::<Receiver>::new).collect(),
        retry,
        pace: PacePlan {
            host_gap: SignedDuration::try_from(fetch.per_host_interval)
                .context("fetch.per_host_interval")?,
            parallelism: fetch.parallelism,
            robots: fetch.robots,
            review: review_address(settings),
            caps: settings.caps.clone(),
            ..pace
        },
        ..Plan::new(watch, settings.feeds.iter().map(feed))
    })
}

/// Where an alert's link leads; nowhere without pages.
fn review_address(settings: &Settings) -> Option<String> {
    let listen = settings.listen?;
    Some(settings.review.url.clone().unwrap_or_else(|| format!("http://{listen}")))
}

pub(super) fn poll_policy(settings: &Settings) -> PollPolicy {
    PollPolicy {
        max_bytes: settings.fetch.max_feed_bytes,
        max_redirects: settings.fetch.max_redirects,
        ..PollPolicy::default()
    }
}

/// The numbers of the ledger, as the watch file gives them.
pub(super) fn ledger_policy(watch: &Watch) -> LedgerPolicy {
    let events = watch.events();
    LedgerPolicy {
        consensus_sources: u32::try_from(events.consensus_k).unwrap_or(u32::MAX),
        corroborate_at: events
            .corroborate_at
            .iter()
            .filter_map(|k| u32::try_from(*k).ok())
            .collect(),
        ..LedgerPolicy::default()
    }
}

/// A feed as the application knows it, under the id the store has it by.
pub(super) fn feed(settings: &FeedSettings) -> Feed {
    Feed {
        id: id::make("f", &[&identity(&settings.url)]),
        name: settings.name.clone(),
        url: settings.url.clone(),
        tier: settings.tier,
        schedule: settings.schedule.clone(),
        gate: match settings.follow {
            Follow::Gated => Gate::Relevant,
            Follow::All => Gate::All,
            Follow::None => Gate::None,
        },
    }
}

/// The routes as alerts are routed by them.
pub(super) fn routes(settings: &Settings) -> Result<Vec<Route>, Trouble> {
    settings.routes.iter().map(route).collect()
}

fn route(settings: &RouteSettings) -> Result<Route, Trouble> {
    let matches = &settings.matches;
    let span = |time| SignedDuration::try_from(time).context("a route's times");
    Ok(Route {
        name: settings.name.clone(),
        matching: Matching {
            findings: matches.findings.clone(),
            terms: matches.terms.clone(),
            min_severity: matches.min_severity.unwrap_or(Severity::Low),
            outlets: matches.outlets.clone(),
            tiers: matches.tiers.clone(),
        },
        to: settings.to.clone(),
        group_by: settings.group_by.clone(),
        group_wait: span(settings.group_wait)?,
        group_interval: span(settings.group_interval)?,
        repeat_interval: span(settings.repeat_interval)?,
        digest: settings.digest.clone(),
        quiet_hours: settings.quiet_hours.clone(),
    })
}
