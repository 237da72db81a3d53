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

pub(crate) async fn day(count: usize) {
    let feeds: Vec<_> = (0..count).map(|n| setting::feed(&web::feed_url(n))).collect();
    let clock = Arc::new(SimClock::new(start()));
    let pace = PacePlan::default();
    let web =
        Arc::new(Web { clock: Arc::clone(&clock), gap: pace.host_gap, seen: Mutex::default() });
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let path = folder.path().join("b.db");
    let store = Store::open(&path, Mode::ReadWrite).await.unwrap();
    let (watching, out) = (Arc::clone(&web), Nobody);
    let ports = Wired { clock: Arc::clone(&clock), web: watching, out, ids: SimIds::default() };
    let app = App::new(store, ports, setting::plan(&feeds, pace));
    drop(feeds);
    let before = memory("VmRSS:");
    let (wall, processor) = (Instant::now(), processor_seconds());
    pass(&app, &clock).await;
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

/// Lets the day pass, doing everything as soon as it is due; says each hour how it goes.
async fn pass<P: Ports>(app: &Arc<App<P>>, clock: &SimClock) {
    let wall = Instant::now();
    app.prepare().await.unwrap();
    let end = after(start(), SignedDuration::from_hours(24));
    let mut hour = after(start(), SignedDuration::from_hours(1));
    loop {
        app.work_due().await.unwrap();
        let next = app.next_due().await.unwrap();
        let Some(at) = next.filter(|at| *at <= end) else { break };
        // The daemon never rests shorter than its tick.
        clock.jump_to(at.max(after(clock.now(), app.plan.pace.tick)));
        if clock.now() >= hour {
            let (seconds, size) = (wall.elapsed().as_secs_f64(), memory("VmRSS:") / 1024.0);
            eprintln!("{hour}: {seconds:.0} s, {size:.0} MB");
            hour = after(hour, SignedDuration::from_hours(1));
        }
    }
}
