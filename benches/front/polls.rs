//! Feeds: parsed, not modified, and polled with everything that is kept of them.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pactwatch::app::{App, Feed, PacePlan, Wired};
use pactwatch::base::http::{Headers, Reply};
use pactwatch::feed::model::Tier;
use pactwatch::feed::poll::{
    FeedIdentity, FeedState, PollContext, PollPolicy, Purpose, interpret, plan,
};
use pactwatch::feed::schedule::Schedule;
use pactwatch::io::http::{FetchSettings, HttpFetch};
use pactwatch::io::ids::RandomIds;
use pactwatch::port::Fetch as _;
use pactwatch::store::{Mode, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::SimClock;
use crate::setting::{self, Nobody, document, processor_seconds, start};
use crate::{report, seconds_each};

fn whole(body: &str) -> Reply {
    let headers = [("content-type", "application/rss+xml"), ("etag", "\"one\"")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Reply {
        status: 200,
        headers: Headers(headers.into()),
        body: body.as_bytes().to_vec(),
        url: "https://news.example/feed.xml".parse().unwrap(),
        hops: Vec::new(),
    }
}

/// A changed document understood, without fetching and storing it.
pub(crate) fn parse() {
    let reply = Ok(whole(&document(0)));
    let policy = PollPolicy::default();
    let schedule = Schedule::Adaptive;
    let identity = FeedIdentity { tier: Tier::Press, schedule: &schedule };
    let state = FeedState::new("https://news.example/feed.xml".parse().unwrap());
    let context = PollContext {
        policy: &policy,
        now: start(),
        jitter: 0.5,
        purpose: Purpose::Unconditional,
        offline: false,
        known: &|_| false,
    };
    let each = seconds_each(|| {
        let report = interpret(&state, &identity, &reply, &context);
        assert_eq!(report.new_entries.len(), 30);
    });
    report("feed_bytes", document(0).len() as f64, "bytes");
    report("feed_parse", each * 1e3, "ms");
}

/// A poll answered by "not modified": planned and interpreted.
pub(crate) fn not_modified() {
    let policy = PollPolicy::default();
    let schedule = Schedule::Adaptive;
    let identity = FeedIdentity { tier: Tier::Press, schedule: &schedule };
    let mut state = FeedState::new("https://news.example/feed.xml".parse().unwrap());
    state.validators.etag = Some("\"one\"".to_owned());
    let reply = Ok(Reply { status: 304, body: Vec::new(), ..whole("") });
    let each = seconds_each(|| {
        let planned = plan(&state, &policy, start());
        let context = PollContext {
            policy: &policy,
            now: start(),
            jitter: 0.5,
            purpose: planned.purpose,
            offline: false,
            known: &|_| true,
        };
        drop(interpret(&state, &identity, &reply, &context));
    });
    report("feed_304", each * 1e3, "ms");
}

/// Polls over real connections into a store on disk: first everything new,
/// then everything unchanged. Without a port the server is part of this process, and of its
/// processor time.
pub(crate) async fn loopback(count: u32, port: Option<u16>) {
    let port = match port {
        Some(port) => port,
        None => own_server().await,
    };
    // Each feed has a host of its own, or politeness would be what is measured.
    let url = |n: u32| format!("http://127.1.{}.{}:{port}/feed.xml", n / 250, n % 250 + 1);
    let feeds: Vec<_> = (0..count).map(|n| setting::feed(&url(n))).collect();
    let settings = FetchSettings {
        allow: vec!["127.0.0.0/8".parse().unwrap()],
        ports: vec![port],
        total_timeout: Duration::from_secs(20),
        ..FetchSettings::default()
    };
    fetches(&settings, &feeds).await;
    let web = HttpFetch::new(&settings).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("b.db"), Mode::ReadWrite).await.unwrap();
    let clock = Arc::new(SimClock::new(start()));
    let pace = PacePlan { robots: false, parallelism: 64, ..PacePlan::default() };
    let ports = Wired { clock: Arc::clone(&clock), web, out: Nobody, ids: RandomIds::default() };
    let app = App::new(store, ports, setting::plan(&feeds, pace));
    app.prepare().await.unwrap();
    for (round, name) in ["poll_first", "poll_304"].into_iter().enumerate() {
        let day = 24 * 3600 * i64::try_from(round + 1).unwrap();
        clock.jump_to(start() + jiff::SignedDuration::from_secs(day));
        let (wall, processor) = (Instant::now(), processor_seconds());
        let done = app.work_due().await.unwrap() as f64;
        let used = processor_seconds() - processor;
        report(&format!("{name}_count"), done, "polls");
        report(&format!("{name}_wall"), wall.elapsed().as_secs_f64() * 1e3 / done, "ms");
        report(&format!("{name}_processor"), used * 1e3 / done, "ms");
    }
}

/// What asking alone costs, with nothing read or kept: the floor under both kinds of poll. As with
/// them, the second round finds its connections open.
async fn fetches(settings: &FetchSettings, feeds: &[Feed]) {
    let web = HttpFetch::new(settings).unwrap();
    let mut state: Vec<FeedState> = feeds.iter().map(|f| FeedState::new(f.url.clone())).collect();
    for (name, status) in [("fetch_first", 200), ("fetch_304", 304)] {
        let used = processor_seconds();
        for some in state.chunks(64) {
            let requests = some.iter().map(|state| plan(state, &PollPolicy::default(), start()));
            for reply in join_all(requests.map(|planned| web.fetch(planned.request))).await {
                assert_eq!(reply.unwrap().status, status);
            }
        }
        let used = (processor_seconds() - used) * 1e3;
        report(&format!("{name}_processor"), used / feeds.len() as f64, "ms");
        for state in &mut state {
            state.validators.etag = Some("\"one\"".to_owned());
        }
    }
}

async fn own_server() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    port
}

async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let body = document(0);
    let mut head = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(&chunk[..read]);
        if !head.windows(4).any(|window| window == b"\r\n\r\n") {
            continue;
        }
        let known = String::from_utf8_lossy(&head).to_ascii_lowercase().contains("if-none-match");
        head.clear();
        let reply = if known {
            "HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\n\r\n".to_owned()
        } else {
            let length = body.len();
            format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"one\"\r\n\
                 Content-Length: {length}\r\n\r\n{body}"
            )
        };
        stream.write_all(reply.as_bytes()).await?;
    }
}
