//! Delivering one message once, over real sockets.

use pactwatch::alert::kind::webhook::Config;
use pactwatch::alert::{Kind, Payload, Receiver};
use pactwatch::base::Secret;
use pactwatch::base::http::Headers;
use pactwatch::io::http::FetchSettings;
use pactwatch::io::receivers::Receivers;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

use super::guard::settings;
use super::server::{Answer, Server, redirect, reply};

pub(crate) fn message(body: &str) -> Message {
    Message {
        id: "msg_1".to_owned(),
        payload: Payload {
            content_type: "application/json".to_owned(),
            headers: Headers::default(),
            body: body.to_owned(),
            html: None,
        },
        attempt: 1,
        at: "2026-04-27T13:00:00Z".parse().unwrap(),
    }
}

fn hook(url: &str) -> Receiver {
    let config = Config { url: Secret::new(url), secrets: Vec::new() };
    Receiver { name: "desk".to_owned(), kind: Kind::Webhook(config) }
}

async fn deliver(url: &str, settings: &FetchSettings) -> Outcome {
    Receivers::new(settings).unwrap().deliver(&hook(url), &message("{\"a\":1}")).await
}

#[tokio::test]
async fn the_payload_arrives_as_it_was_rendered() {
    let server = Server::start(|_| reply("200 OK", &[], b"thanks")).await;
    let outcome = deliver(server.url("/hook?token=x").as_str(), &settings(0)).await;
    let detail = "thanks".to_owned();
    assert_eq!(outcome, Outcome::Answered { status: 200, retry_after: None, detail });
    let seen = server.seen().remove(0);
    assert!(seen.head.starts_with("POST /hook?token=x HTTP/1.1\r\n"), "{}", seen.head);
    assert_eq!(seen.body, b"{\"a\":1}");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("user-agent"), Some("pactwatch/0.0 (test)"));
    assert_eq!(seen.header("webhook-id"), Some("msg_1"), "unsigned, but still to be told apart");
    assert_eq!(seen.header("webhook-signature"), None);
}

#[tokio::test]
async fn answers_are_handed_back_and_redirects_not_followed() {
    let inside = Server::start(|_| reply("200 OK", &[], b"")).await;
    let to = inside.url("/").to_string();
    let moved = Server::start(move |_| redirect("307 Moved", &to)).await;
    let outcome = deliver(moved.url("/").as_str(), &settings(0)).await;
    assert!(matches!(outcome, Outcome::Answered { status: 307, .. }), "{outcome:?}");
    assert!(inside.seen().is_empty());
    let busy = Server::start(|_| reply("429 Slow", &[("Retry-After", "30")], b"")).await;
    let outcome = deliver(busy.url("/").as_str(), &settings(0)).await;
    let retry_after = Some("30".to_owned());
    assert_eq!(outcome, Outcome::Answered { status: 429, retry_after, detail: String::new() });
}

#[tokio::test]
async fn an_endless_or_broken_answer_is_still_an_answer() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    let endless = Server::start(|_| {
        let junk = vec![b'z'; 60_000];
        Answer::Bytes([&head[..], &junk].concat())
    })
    .await;
    let outcome = deliver(endless.url("/").as_str(), &settings(0)).await;
    let Outcome::Answered { status: 200, detail, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(detail.chars().count(), 300, "a short excerpt of it");
    let broken = Server::start(|_| reply("200 OK", &[("Content-Encoding", "gzip")], b"no")).await;
    let outcome = deliver(broken.url("/").as_str(), &settings(0)).await;
    assert!(matches!(outcome, Outcome::Answered { status: 200, .. }), "{outcome:?}");
}

#[tokio::test]
async fn silence_and_dead_ends_are_failures_that_name_no_url() {
    let mute = Server::start(|_| Answer::Silence).await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let table = [
        (mute.url("/T0KEN").to_string(), "timeout"),
        (format!("http://{gone}/T0KEN"), "connect"),
        ("https://nowhere.invalid/T0KEN".to_owned(), "dns"),
    ];
    for (url, expected) in table {
        let Outcome::Failed { kind, detail } = deliver(&url, &settings(0)).await else {
            panic!("{url}")
        };
        assert_eq!(kind, expected, "{url}: {detail}");
        assert!(!detail.contains("T0KEN"), "{detail}");
    }
}

#[tokio::test]
async fn plain_http_is_for_allowed_addresses_only() {
    let table = [
        "http://8.8.8.8/T0KEN",
        "https://127.0.0.2/T0KEN",
        "http://127.0.0.2/T0KEN",
        "https://10.0.0.1:8065/T0KEN",
        "https://user:T0KEN@chat.example/",
        "ftp://chat.example/T0KEN",
        "no url T0KEN",
        "",
    ];
    for url in table {
        let outcome = deliver(url, &settings(0)).await;
        let Outcome::Misconfigured { detail } = outcome else { panic!("{url}: {outcome:?}") };
        assert!(!detail.contains("T0KEN"), "{detail}");
        let checked = Receivers::new(&settings(0)).unwrap().check(&hook(url));
        assert_eq!(checked, Err(detail), "check says beforehand what delivering says");
    }
    let server = Server::start(|_| reply("200 OK", &[], b"")).await;
    let closed = FetchSettings { allow: Vec::new(), ..settings(0) };
    let outcome = deliver(server.url("/").as_str(), &closed).await;
    assert!(matches!(outcome, Outcome::Misconfigured { .. }), "{outcome:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_log_receiver_is_written_to() {
    let receiver = Receiver { name: "log".to_owned(), kind: Kind::Log };
    let receivers = Receivers::new(&settings(0)).unwrap();
    assert_eq!(receivers.deliver(&receiver, &message("a line")).await, Outcome::Written);
}

#[test]
fn a_receiver_is_checked_without_connecting() {
    let receivers = Receivers::new(&settings(0)).unwrap();
    for url in ["https://chat.example/hook", "http://127.0.0.1:9/hook"] {
        assert_eq!(receivers.check(&hook(url)), Ok(()), "{url}");
    }
    assert_eq!(receivers.check(&Receiver { name: "log".to_owned(), kind: Kind::Log }), Ok(()));
    let config = Config {
        url: Secret::new("https://chat.example/hook"),
        secrets: vec![Secret::new("whsec_c2hvcnQ=")],
    };
    let bad = Receiver { name: "desk".to_owned(), kind: Kind::Webhook(config) };
    let wrong = "the webhook secret holds 5 bytes; 24 to 64 are wanted".to_owned();
    assert_eq!(receivers.check(&bad), Err(wrong));
}

#[tokio::test]
async fn a_probe_sends_no_message_and_any_answer_counts() {
    let receivers = Receivers::new(&settings(0)).unwrap();
    let server = Server::start(|_| reply("405 Method Not Allowed", &[], b"")).await;
    assert_eq!(receivers.probe(&hook(server.url("/hook").as_str())).await, Ok(Some(405)));
    let seen = server.seen().remove(0);
    assert!(seen.head.starts_with("HEAD /hook HTTP/1.1\r\n"), "{}", seen.head);
    assert!(seen.body.is_empty());
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = receivers.probe(&hook(&format!("http://{gone}/T0KEN"))).await.unwrap_err();
    assert!(error.starts_with("no connection") && !error.contains("T0KEN"), "{error}");
    let log = Receiver { name: "log".to_owned(), kind: Kind::Log };
    assert_eq!(receivers.probe(&log).await, Ok(None));
}
