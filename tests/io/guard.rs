//! A name never leads inside: the resolver's answer, rebinding, and what the guard is worth alone.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pactwatch::base::http::{FetchError, Headers, Request};
use pactwatch::io::http::{FetchSettings, HttpFetch};
use pactwatch::io::resolver::Lookup;
use pactwatch::port::Fetch;

use super::server::{Server, reply};

/// Settings that allow 127.0.0.1 (and no other loopback address) and one more port.
/// A busy machine must be able to keep within these times whatever it means to answer.
pub(crate) fn settings(port: u16) -> FetchSettings {
    FetchSettings {
        user_agent: "pactwatch/0.0 (test)".to_owned(),
        connect_timeout: Duration::from_secs(3),
        read_timeout: Duration::from_secs(1),
        total_timeout: Duration::from_secs(3),
        lookup_timeout: Duration::from_millis(500),
        allow: vec!["127.0.0.1/32".parse().unwrap()],
        ports: vec![port],
        ..FetchSettings::default()
    }
}

pub(crate) fn request(url: url::Url) -> Request {
    Request { url, headers: Headers::default(), max_bytes: 1 << 20, max_redirects: 5, own: false }
}

/// Answers lookup after lookup from a list; the last answer repeats.
#[derive(Clone)]
struct Scripted {
    answers: Vec<Vec<IpAddr>>,
    asked: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(answers: &[&[&str]]) -> Self {
        let parse = |list: &&[&str]| list.iter().map(|ip| ip.parse().unwrap()).collect();
        Self { answers: answers.iter().map(parse).collect(), asked: Arc::default() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Lookup for Scripted {
    async fn lookup(&self, _host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
        let n = self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(self.answers[n.min(self.answers.len() - 1)].clone())
    }
}

/// Never answers.
struct Mute;

impl Lookup for Mute {
    async fn lookup(&self, _host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
        std::future::pending().await
    }
}

/// Knows no name.
struct Unknown;

impl Lookup for Unknown {
    async fn lookup(&self, _host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
        Err(std::io::Error::other("no such host"))
    }
}

#[tokio::test]
async fn a_name_with_an_inside_address_is_refused_before_any_connection() {
    let inside = Server::at("127.0.0.2:0", |_| reply("200 OK", &[], b"secret")).await;
    let port = inside.address.port();
    let url = |host: &str| format!("http://{host}:{port}/").parse().unwrap();
    for answer in [&["127.0.0.2"][..], &["127.0.0.1", "127.0.0.2"], &["::ffff:127.0.0.2"]] {
        let lookup = Scripted::new(&[answer]);
        let fetch = HttpFetch::with_lookup(&settings(port), lookup).unwrap();
        let error = fetch.fetch(request(url("news.example"))).await.unwrap_err();
        let FetchError::Refused(detail) = &error else { panic!("{answer:?}: {error:?}") };
        assert!(detail.contains("127.0.0.2 is not a public address"), "{detail}");
    }
    assert_eq!(inside.seen().len(), 0, "nothing was asked of the inside server");
}

#[tokio::test]
async fn a_name_that_changes_its_address_gains_nothing() {
    let outside = Server::start(|_| reply("200 OK", &[], b"ok")).await;
    let port = outside.address.port();
    let inside = Server::at(&format!("127.0.0.2:{port}"), |_| reply("200 OK", &[], b"no")).await;
    let lookup = Scripted::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let fetch = HttpFetch::with_lookup(&settings(port), lookup.clone()).unwrap();
    let url: url::Url = format!("http://rebind.example:{port}/").parse().unwrap();
    assert_eq!(fetch.fetch(request(url.clone())).await.unwrap().body, b"ok");
    assert_eq!(lookup.asked(), 1, "one lookup serves both the check and the connection");
    assert!(matches!(fetch.fetch(request(url)).await, Err(FetchError::Refused(_))));
    assert_eq!(inside.seen().len(), 0);
}

#[tokio::test]
async fn an_allowed_inside_name_is_fetched() {
    let server = Server::start(|_| reply("200 OK", &[], b"ok")).await;
    let port = server.address.port();
    let fetch = HttpFetch::new(&settings(port)).unwrap();
    let url = format!("http://localhost:{port}/").parse().unwrap();
    // Where localhost is ::1 as well, the whole answer is refused: both outcomes are the guard's.
    match fetch.fetch(request(url)).await {
        Ok(reply) => assert_eq!(reply.body, b"ok"),
        Err(error) => assert_eq!(error.kind(), "refused", "{error}"),
    }
}

#[tokio::test]
async fn lookups_that_fail_or_never_answer_are_dns_errors() {
    let url: url::Url = "http://news.example/".parse().unwrap();
    let mute = HttpFetch::with_lookup(&settings(0), Mute).unwrap();
    let error = mute.fetch(request(url.clone())).await.unwrap_err();
    assert_eq!(error.kind(), "dns", "{error}");
    assert!(error.to_string().contains("no answer within"), "{error}");
    let unknown = HttpFetch::with_lookup(&settings(0), Unknown).unwrap();
    let error = unknown.fetch(request(url.clone())).await.unwrap_err();
    assert_eq!(error, FetchError::Dns("news.example: no such host".to_owned()));
    let empty = HttpFetch::with_lookup(&settings(0), Scripted::new(&[&[]])).unwrap();
    assert_eq!(empty.fetch(request(url)).await.unwrap_err().kind(), "dns");
}

#[tokio::test]
async fn the_url_gate_comes_before_the_resolver() {
    let lookup = Scripted::new(&[&["127.0.0.1"]]);
    let fetch = HttpFetch::with_lookup(&settings(0), lookup.clone()).unwrap();
    for url in ["http://127.0.0.2/", "http://u:p@news.example/", "http://news.example:23/"] {
        let error = fetch.fetch(request(url.parse().unwrap())).await.unwrap_err();
        assert_eq!(error.kind(), "refused", "{url}: {error}");
    }
    assert_eq!(lookup.asked(), 0);
}

/// The daemon's own page is reached by a request made for it. A page that is nothing but linked or
/// redirected to it is refused, though every hop of a visit starts a request of its own.
#[tokio::test]
async fn only_a_request_made_for_the_own_page_reaches_it() {
    let own = Server::at("127.0.0.2:0", |_| reply("200 OK", &[], b"canary")).await;
    let to_own = own.url("/t_1/lease").to_string();
    let page = to_own.clone();
    let outside =
        Server::start(move |_| reply("302 Found", &[("Location", page.as_str())], b"")).await;
    let settings = FetchSettings { own: Some(own.address), ..settings(outside.address.port()) };
    let fetch = HttpFetch::new(&settings).unwrap();
    let table = [
        (to_own.as_str(), true, true),
        (to_own.as_str(), false, false),
        (outside.url("/").as_str(), true, false),
        (outside.url("/").as_str(), false, false),
    ]
    .map(|(url, meant, reached)| (url.parse::<url::Url>().unwrap(), meant, reached));
    for (url, meant, reached) in table {
        let asked = Request { own: meant, ..request(url.clone()) };
        match fetch.fetch(asked).await {
            Ok(reply) => assert!(reached && reply.body == b"canary", "{url} {meant}"),
            Err(error) => assert!(!reached && error.kind() == "refused", "{url} {meant}: {error}"),
        }
    }
    assert_eq!(own.seen().len(), 1, "nothing else was even connected");
}
