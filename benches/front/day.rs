//! A day of many feeds in simulated time, over a store in memory of the size it would have on disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use pactwatch::app::{App, PacePlan, Wired};
use pactwatch::base::Timestamp;
use pactwatch::base::http::{Headers, Reply, Request};
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::port::Clock as _;
use pactwatch::store::{Mode, Store};

use crate::clock::SimClock;
use crate::ids::SimIds;
use crate::report;
use crate::setting::{self, Nobody, Web, document, memory, processor_seconds, start};

/// Ten feeds a host; every reply holds the same thirty entries, and knows its validator.
pub(crate) async fn day(count: usize) {
    let feeds: Vec<_> = (0..count)
        .map(|n| setting::feed(&format!("https://h{}.example/{n}.xml", n / 10)))
        .collect();
    let clock = Arc::new(SimClock::new(start()));
    let body = document(0).into_bytes();
    let answers = move |request: &Request| {
        let known = request.headers.get("If-None-Match").is_some();
        Reply {
            status: if known { 304 } else { 200 },
            headers: Headers(vec![("etag".to_owned(), "\"one\"".to_owned())]),
            body: if known { Vec::new() } else { body.clone() },
            url: request.url.clone(),
            hops: Vec::new(),
        }
    };
    let web = Arc::new(Web {
        clock: Arc::clone(&clock),
        answers: Box::new(answers),
        asked: Mutex::default(),
    });
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let store = Store::open(&folder.path().join("b.db"), Mode::ReadWrite).await.unwrap();
    let pace = PacePlan { robots: false, ..PacePlan::default() };
    let ports = Wired {
        clock: Arc::clone(&clock),
        web: Arc::clone(&web),
        out: Nobody,
        ids: SimIds::default(),
    };
    let app = App::new(store, ports, setting::plan(&feeds, pace));
    let (wall, processor) = (Instant::now(), processor_seconds());
    app.prepare().await.unwrap();
    let end = after(start(), SignedDuration::from_hours(24));
    loop {
        app.work_due().await.unwrap();
        let next = app.next_due().await.unwrap();
        let Some(at) = next.filter(|at| *at <= end) else { break };
        clock.jump_to(at.max(after(clock.now(), SignedDuration::from_millis(1))));
    }
    let asked = web.asked.lock().unwrap().clone();
    let done = asked.len() as f64;
    let named = |what: &str| format!("day_{count}_{what}");
    report(&named("polls"), done, "polls");
    report(&named("wall"), wall.elapsed().as_secs_f64(), "s");
    report(&named("processor"), (processor_seconds() - processor) * 1e3 / done, "ms/poll");
    report(&named("shortest_gap"), shortest_gap(&asked).as_secs_f64(), "s");
    report(&named("memory"), memory("VmHWM:") / 1024.0, "MB");
}

/// Between two requests to one host, over the whole day.
fn shortest_gap(asked: &[(String, Timestamp)]) -> SignedDuration {
    let mut last: HashMap<&str, Timestamp> = HashMap::new();
    let mut shortest = SignedDuration::MAX;
    for (host, at) in asked {
        if let Some(before) = last.insert(host, *at) {
            shortest = shortest.min(at.duration_since(before));
        }
    }
    shortest
}
