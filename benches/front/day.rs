//! A day of many feeds in simulated time: the real engine, planner, parser, extraction and store,
//! over a web in memory that behaves as the web does. The store is a file, in memory where there is
//! such a place: what a commit costs the processor is measured, not what a disk adds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use pactwatch::app::{App, PacePlan, Ports, Wired};
use pactwatch::base::Timestamp;
use pactwatch::base::http::{FetchError, Reply, Request};
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::port::{Clock as _, Fetch};
use pactwatch::store::{Mode, Store};

use crate::clock::SimClock;
use crate::ids::SimIds;
use crate::report;
use crate::setting::{self, Nobody, memory, processor_seconds, start};
use crate::web::{self, FEEDS_A_HOST};

/// The sizes compared. Each is a process of its own, since memory is a figure of the process.
pub(crate) const SIZES: [usize; 3] = [1_000, 3_000, 10_000];

/// What the servers noted, by host: nothing grows with the day.
#[derive(Debug, Default)]
struct Seen {
    last: HashMap<String, Timestamp>,
    open: HashMap<String, usize>,
    shortest: Option<SignedDuration>,
    too_close: usize,
    at_once: usize,
    feeds: usize,
    pages: usize,
    unchanged: usize,
    failed: usize,
}

impl Seen {
    fn clear_counts(&mut self) {
        (self.feeds, self.pages, self.unchanged, self.failed) = (0, 0, 0, 0);
    }
}

#[derive(Debug)]
struct Web {
    clock: Arc<SimClock>,
    gap: SignedDuration,
    seen: Mutex<Seen>,
}

impl Fetch for Web {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let now = self.clock.now();
        self.arrive(&host, now);
        let reply = web::answer(&request, now);
        tokio::task::yield_now().await;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_feed = request.url.path().starts_with("/feed");
        seen.feeds += usize::from(is_feed);
        seen.pages += usize::from(!is_feed);
        seen.unchanged += usize::from(reply.as_ref().is_ok_and(|reply| reply.status == 304));
        seen.failed += usize::from(reply.as_ref().map_or(true, |reply| reply.status >= 400));
        *seen.open.entry(host).or_default() -= 1;
        reply
    }
}

impl Web {
    fn arrive(&self, host: &str, now: Timestamp) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = seen.last.insert(host.to_owned(), now) {
            let gap = now.duration_since(before);
            seen.shortest = Some(seen.shortest.map_or(gap, |shortest| shortest.min(gap)));
            seen.too_close += usize::from(gap < self.gap);
        }
        let open = seen.open.entry(host.to_owned()).or_default();
        *open += 1;
        let open = *open;
        seen.at_once = seen.at_once.max(open);
    }
}

fn begun(
    store: Store,
    count: usize,
) -> (Arc<App<impl Ports<Clock = Arc<SimClock>>>>, Arc<SimClock>, Arc<Web>) {
    let feeds: Vec<_> = (0..count).map(|n| setting::feed(&web::feed_url(n))).collect();
    let clock = Arc::new(SimClock::new(start()));
    let pace = PacePlan::default();
    let web =
        Arc::new(Web { clock: Arc::clone(&clock), gap: pace.host_gap, seen: Mutex::default() });
    let (watching, out) = (Arc::clone(&web), Nobody);
    let ports = Wired { clock: Arc::clone(&clock), web: watching, out, ids: SimIds::default() };
    (App::new(store, ports, setting::plan(&feeds, pace)), clock, web)
}

/// The statements of a day that take most of the engine's work, hour by hour: what grows shows.
pub(crate) async fn statements(count: usize, hours: i64) {
    let (store, plans) = Store::explained().await.unwrap();
    let (app, clock, web) = begun(store, count);
    app.prepare().await.unwrap();
    for hour in 1..=hours {
        plans.lock().unwrap().clear();
        web.seen.lock().unwrap_or_else(PoisonError::into_inner).clear_counts();
        let rounds = pass(&app, &clock, after(start(), SignedDuration::from_hours(hour))).await;
        let seen = web.seen.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("hour {hour}: {rounds} rounds, {} polls, {} pages", seen.feeds, seen.pages);
        let plans = plans.lock().unwrap();
        let mut rows: Vec<_> = plans.iter().collect();
        rows.sort_by_key(|(_, plan)| std::cmp::Reverse(plan.work));
        for (sql, plan) in rows.iter().take(12) {
            let words: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
            let short: String = words.chars().take(110).collect();
            eprintln!("{:>10} steps {:>7} runs  {short}", plan.work, plan.runs);
        }
    }
}

pub(crate) async fn day(count: usize) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let path = folder.path().join("b.db");
    let store = Store::open(&path, Mode::ReadWrite).await.unwrap();
    let (app, clock, web) = begun(store, count);
    let before = memory("VmRSS:");
    let (wall, processor) = (Instant::now(), processor_seconds());
    app.prepare().await.unwrap();
    for hour in 1..=24 {
        pass(&app, &clock, after(start(), SignedDuration::from_hours(hour))).await;
        let (now, size) = (processor_seconds() - processor, memory("VmRSS:") / 1024.0);
        eprintln!("hour {hour}: {now:.1} s of the processor so far, {size:.0} MB");
    }
    let used = processor_seconds() - processor;
    let seen = std::mem::take(&mut *web.seen.lock().unwrap_or_else(PoisonError::into_inner));
    let requests = (seen.feeds + seen.pages) as f64;
    let file = std::fs::metadata(&path).map_or(0, |file| file.len());
    for (what, value, unit) in [
        ("hosts", count.div_ceil(FEEDS_A_HOST) as f64, "hosts"),
        ("polls", seen.feeds as f64, "polls"),
        ("pages", seen.pages as f64, "requests"),
        ("unchanged", seen.unchanged as f64, "replies"),
        ("failed", seen.failed as f64, "replies"),
        ("wall", wall.elapsed().as_secs_f64(), "s"),
        ("processor", used, "s"),
        ("processor_request", used * 1e3 / requests, "ms"),
        ("processor_feed", used * 1e3 / count as f64, "ms"),
        ("shortest_gap", seen.shortest.unwrap_or_default().as_secs_f64(), "s"),
        ("gaps_broken", seen.too_close as f64, "requests"),
        ("most_at_once_on_a_host", seen.at_once as f64, "requests"),
        ("store", file as f64 / 1e6, "MB"),
        ("memory_before", before / 1024.0, "MB"),
        ("memory_peak", memory("VmHWM:") / 1024.0, "MB"),
    ] {
        report(&format!("day_{count}_{what}"), value, unit);
    }
    assert_eq!(seen.too_close, 0, "a host was asked again too soon");
    assert_eq!(seen.at_once, 1, "a host was asked twice at once");
}

/// Lets the time pass, doing everything as soon as it is due; returns in how many rounds.
async fn pass<P: Ports>(app: &Arc<App<P>>, clock: &SimClock, end: Timestamp) -> usize {
    let mut rounds = 0;
    loop {
        rounds += 1;
        app.work_due().await.unwrap();
        let next = app.next_due().await.unwrap();
        let Some(at) = next.filter(|at| *at <= end) else { break };
        // The daemon never rests shorter than its tick.
        clock.jump_to(at.max(after(clock.now(), app.plan.pace.tick)));
    }
    rounds
}
