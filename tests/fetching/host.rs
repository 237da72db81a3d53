//! Many feeds on one host, measured at a real server on loopback.

use std::time::Duration;

use pactwatch::app::{App, PacePlan, Wired};
use pactwatch::base::http::{Headers, Request};
use pactwatch::base::time::SignedDuration;
use pactwatch::io::clock::SystemClock;
use pactwatch::io::http::{FetchSettings, HttpFetch};
use pactwatch::io::ids::RandomIds;
use pactwatch::port::Fetch as _;
use pactwatch::store::Store;

use super::press::{feed, plan};
use super::server::{Fault, FaultServer};
use crate::world::inbox::SimInbox;

fn client(port: u16) -> HttpFetch {
    let settings = FetchSettings {
        allow: vec!["127.0.0.0/8".parse().unwrap()],
        ports: vec![port],
        read_timeout: Duration::from_secs(1),
        total_timeout: Duration::from_secs(3),
        ..FetchSettings::default()
    };
    HttpFetch::new(&settings).unwrap()
}

fn request(server: &FaultServer, path: &str) -> Request {
    let url = format!("http://{}{path}", server.address).parse().unwrap();
    Request { url, headers: Headers::default(), max_bytes: 100_000, max_redirects: 10, own: false }
}

#[tokio::test]
async fn every_fault_of_a_server_ends_soon_in_a_word_of_its_own() {
    let table = [
        (Fault::Silent, "timeout"),
        (Fault::Slow, "timeout"),
        (Fault::CutHead, "protocol"),
        (Fault::CutBody, "protocol"),
        (Fault::LiesAboutLength, "protocol"),
        (Fault::LiesAboutEncoding, "protocol"),
        (Fault::Loop, "redirect"),
        (Fault::Chain, "redirect"),
        (Fault::Huge, "too_large"),
        (Fault::NotHttp, "protocol"),
    ];
    for (fault, word) in table {
        let server = FaultServer::start(fault).await;
        let fetch = client(server.address.port());
        let limit = Duration::from_secs(10);
        let result = tokio::time::timeout(limit, fetch.fetch(request(&server, "/f.xml"))).await;
        let error = result.expect("it ends").expect_err("no reply");
        assert_eq!(error.kind(), word, "{fault:?}: {error}");
    }
}

#[tokio::test]
async fn a_server_with_fifty_feeds_sees_one_connection_at_a_time_and_the_gap_between() {
    let server = FaultServer::start(Fault::None).await;
    let feeds: Vec<_> =
        (0..50).map(|n| feed(&format!("http://{}/{n}.xml", server.address))).collect();
    let gap = Duration::from_millis(40);
    let host_gap = SignedDuration::try_from(gap).unwrap();
    let pace = PacePlan { host_gap, robots: false, ..PacePlan::default() };
    let web = client(server.address.port());
    let ports =
        Wired { clock: SystemClock, web, out: SimInbox::default(), ids: RandomIds::default() };
    let app = App::new(Store::in_memory().await.unwrap(), ports, plan(&feeds, &pace));
    app.prepare().await.unwrap();
    app.pass().await.unwrap();
    let starts = server.starts();
    assert_eq!(starts.len(), 50);
    assert_eq!(server.most_at_once(), 1);
    // What the server sees differs from what was planned by the time a packet takes, and a busy
    // machine takes its time; but no delay shortens the whole.
    let whole = starts[49].duration_since(starts[0]);
    assert!(whole + Duration::from_secs(1) >= gap * 49, "{whole:?}");
}
