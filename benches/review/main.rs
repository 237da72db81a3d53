//! What the review pages cost over a store of years: 100,000 articles, 1,000,000 appearances, 50,000
//! findings. Every page is asked for over HTTP: first right after the start, then again and again.
//! `cargo bench --bench review [-- ARTICLES]`.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench that fails should stop where it fails")]
#![expect(clippy::indexing_slicing, reason = "a bench that fails should stop where it fails")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock and asks its own server")]

mod fill;
mod texts;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pactwatch::claim::Watch;
use pactwatch::io::clock::SystemClock;
use pactwatch::store::{Mode, Store};
use pactwatch::web::{Access, Guards, Pen, Places, Site, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const GOAL: Duration = Duration::from_millis(50);
const GOAL_BYTES: usize = 100 * 1024;
const ROUNDS: usize = 20;

const PAGES: [(&str, &str); 24] = [
    ("overview", "/"),
    ("terms", "/terms"),
    ("term", "/terms/license.until"),
    ("term", "/terms/license.exclusivity"),
    ("inbox", "/findings"),
    ("inbox, not judged", "/findings?show=unseen"),
    ("inbox, one kind and outlet", "/findings?kind=contradicts&outlet=outlet-7.example"),
    ("inbox, one term", "/findings?term=license.until&severity=high"),
    ("inbox, nothing fits", "/findings?kind=baseline"),
    ("finding", "/findings/f_00000000000000024000"),
    ("articles", "/articles"),
    ("articles of an outlet", "/articles?outlet=outlet-7.example"),
    ("article", "/articles/a_00000000000000024000"),
    ("sources", "/sources"),
    ("log", "/log"),
    ("log, everything", "/log?only=all"),
    ("search, a common word", "/search?q=partnership"),
    ("search, two words", "/search?q=partnership+banebane"),
    ("silences", "/silences"),
    ("feed for readers", "/feed.atom"),
    ("metrics", "/metrics"),
    ("api, overview", "/api/v1/overview"),
    ("api, term", "/api/v1/terms/license.until"),
    ("api, findings", "/api/v1/findings"),
];

#[tokio::main]
async fn main() {
    let named: Option<usize> = std::env::args().find_map(|text| text.parse().ok());
    let articles = named.unwrap_or(100_000);
    let size = fill::Size { articles, findings: articles / 2 };
    let folder = tempfile::tempdir().unwrap();
    // A store that is kept serves several runs.
    let kept = std::env::args().find_map(|text| text.strip_prefix("--keep=").map(str::to_owned));
    let path = kept.map_or_else(|| folder.path().join("bench.db"), Into::into);
    let text = include_str!("../../config/partnership.toml");
    let watch = Arc::new(Watch::compile(text, "partnership.toml").unwrap());
    if !path.exists() {
        drop(Store::open(&path, Mode::ReadWrite).await.unwrap());
        let started = Instant::now();
        fill::fill(&path, &watch, size);
        println!("filled in {:.1?}", started.elapsed());
    }
    let bytes = std::fs::metadata(&path).unwrap().len() / 1_000_000;
    println!("{articles} articles, {} findings, {bytes} MB\n", size.findings);
    let held = measure(&path, &watch).await;
    let verdict = if held { "held" } else { "MISSED" };
    println!("\ngoal: {GOAL:?} and {} KB a page, cold included: {verdict}", GOAL_BYTES / 1024);
}

/// Every page once over a server of its own, then many times over one; prints the table.
async fn measure(path: &Path, watch: &Arc<Watch>) -> bool {
    println!("| page | first view | median | slowest | size |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let mut held = true;
    for (name, address) in PAGES {
        let served = Served::start(path, watch).await;
        let (cold, size) = served.ask(address).await;
        let mut warm = Vec::new();
        for _ in 0..ROUNDS {
            warm.push(served.ask(address).await.0);
        }
        served.stop.cancel();
        warm.sort_unstable();
        let (median, slowest) = (warm[ROUNDS / 2], warm[ROUNDS - 1]);
        let kb = size.div_ceil(1024);
        let is_good = cold.max(slowest) <= GOAL && size <= GOAL_BYTES;
        held &= is_good;
        let mark = if is_good { "" } else { " **missed**" };
        println!(
            "| {name} `{address}` | {} | {} | {} | {kb} KB{mark} |",
            shown(cold),
            shown(median),
            shown(slowest)
        );
    }
    held
}

fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// A server as the daemon starts it, with connections that have read nothing yet.
struct Served {
    base: String,
    client: reqwest::Client,
    stop: CancellationToken,
}

impl Served {
    async fn start(path: &Path, watch: &Arc<Watch>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let site = Arc::new(Site {
            store: Store::open(path, Mode::ReadOnly).await.unwrap(),
            pen: Pen::new(Store::open(path, Mode::ReadWrite).await.unwrap()),
            watch: Arc::clone(watch),
            receivers: Vec::new(),
            time: Arc::new(SystemClock),
            token: "t".to_owned(),
            access: Access::new(Guards::default(), listen, "k"),
            stop: stop.clone(),
            places: Places::default(),
        });
        tokio::spawn(serve(listener, site));
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let served = Self { base: format!("http://{listen}"), client, stop };
        // The connection is there before the clock runs; it is the page that is measured.
        served.ask("/healthz").await;
        served
    }

    async fn ask(&self, address: &str) -> (Duration, usize) {
        let start = Instant::now();
        let reply = self.client.get(format!("{}{address}", self.base)).send().await.unwrap();
        let status = reply.status();
        let body = reply.bytes().await.unwrap();
        assert!(status.is_success(), "{address}: {status}");
        (start.elapsed(), body.len())
    }
}
