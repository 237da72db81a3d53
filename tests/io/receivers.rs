//! Delivering one message once, over real sockets.

use pactwatch::alert::kind::webhook::Config;
use pactwatch::alert::kind::{discord, mattermost, ntfy, slack, teams};
use pactwatch::alert::{Kind, Payload, Receiver};
use pactwatch::base::Secret;
use pactwatch::base::http::Headers;
use pactwatch::io::http::FetchSettings;
use pactwatch::io::receivers::{Found, Receivers};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

use super::guard::settings;
use super::server::{Answer, Server, redirect, reply};
use super::sink::{Guard, Sink};

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

/// For answers that surely come, however busy the machine.
pub(crate) fn patient() -> FetchSettings {
    let long = std::time::Duration::from_mins(2);
    FetchSettings { connect_timeout: long, read_timeout: long, total_timeout: long, ..settings(0) }
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
async fn a_probe_sends_no_message_and_any_answer_of_a_webhooks_machine_counts() {
    let receivers = Receivers::new(&patient()).unwrap();
    let server = Server::start(|_| reply("405 Method Not Allowed", &[], b"")).await;
    let found = receivers.probe(&hook(server.url("/hook/T0KEN").as_str())).await;
    assert_eq!(found, Ok(Found::Answers(405)));
    let seen = server.seen().remove(0);
    assert!(seen.head.starts_with("HEAD / HTTP/1.1\r\n"), "at the front door: {}", seen.head);
    assert!(seen.body.is_empty());
    let log = Receiver { name: "log".to_owned(), kind: Kind::Log };
    assert_eq!(receivers.probe(&log).await, Ok(Found::NeedsNone));
}

/// What can be asked by the documents of each kind: where, how, and what the answer proves.
#[tokio::test]
async fn each_kind_is_asked_what_its_documents_allow() {
    let server = Server::start(|seen| {
        let known = seen.path().contains("good");
        let open = seen.header("authorization").is_none_or(|token| token == "Bearer tk_good");
        let status = if known && open { "200 OK" } else { "404 Not Found" };
        reply(status, &[], b"{}")
    })
    .await;
    let at = |path: &str| Secret::new(server.url(path).to_string());
    let ntfy = |path: &str, token: &str| {
        Kind::Ntfy(ntfy::Config { url: at(path), token: Some(Secret::new(token)) })
    };
    let knows = Ok(Found::Knows(200));
    let says_no = |mend: &str| Err(mend.to_owned());
    let table = [
        (
            Kind::Discord(discord::Config { url: at("/api/webhooks/1/good") }),
            "GET /api/webhooks/1/good",
            knows.clone(),
        ),
        (
            Kind::Discord(discord::Config { url: at("/api/webhooks/1/bad") }),
            "GET /api/webhooks/1/bad",
            says_no("copy the URL again"),
        ),
        (ntfy("/good", "tk_good"), "GET /good/auth", knows.clone()),
        (ntfy("/good", "tk_bad"), "GET /good/auth", says_no("check the token")),
        (
            Kind::Mattermost(mattermost::Config { url: at("/good/hooks/key") }),
            "GET /good/api/v4/system/ping",
            knows,
        ),
        (
            Kind::Mattermost(mattermost::Config { url: at("/hooks/key") }),
            "GET /api/v4/system/ping",
            says_no("check the URL"),
        ),
        (
            Kind::Slack(slack::Config { url: at("/services/T/B/good") }),
            "HEAD /",
            Ok(Found::Answers(404)),
        ),
        (
            Kind::Teams(teams::Config { url: at("/workflows/good") }),
            "HEAD /",
            Ok(Found::Answers(404)),
        ),
    ];
    for (kind, asked, expected) in table {
        let receivers = Receivers::new(&patient()).unwrap();
        let name = kind.as_str();
        let found = receivers.probe(&Receiver { name: name.to_owned(), kind }).await;
        let seen = server.seen().pop().unwrap();
        assert!(seen.head.starts_with(&format!("{asked} HTTP/1.1\r\n")), "{name}: {}", seen.head);
        assert!(seen.body.is_empty(), "{name}");
        match (found, expected) {
            (Err(refused), Err(mend)) => {
                assert!(refused.mend.starts_with(&mend), "{name}: {refused:?}");
                assert!(!format!("{refused:?}").contains("tk_"), "{name}: {refused:?}");
            }
            (found, expected) => assert_eq!(found.map_err(|e| e.mend), expected, "{name}"),
        }
    }
}

/// A wrong host, certificate, address or secret each comes with the way to mend it, and no secret.
#[tokio::test]
async fn what_is_wrong_with_a_receiver_comes_with_the_mend() {
    let strange = Sink::all(Guard::Wrapped, false).pop().unwrap();
    let mute = Server::start(|_| Answer::Silence).await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let table = [
        ("https://nowhere.invalid/T0KEN".to_owned(), "check the host's name"),
        (format!("http://{gone}/T0KEN"), "check host and port"),
        (format!("https://127.0.0.1:{}/T0KEN", strange.port), "the certificate is not one"),
        (mute.url("/T0KEN").to_string(), "it took the connection and said nothing"),
        ("http://127.0.0.2/T0KEN".to_owned(), "use https, or list its address in allow"),
        ("https://10.0.0.1/T0KEN".to_owned(), "use https, or list its address in allow"),
    ];
    for (url, mend) in table {
        let asked = if mend.starts_with("it took") { settings(0) } else { patient() };
        let receivers = Receivers::new(&asked).unwrap();
        let Err(refused) = receivers.probe(&hook(&url)).await else { panic!("{url}") };
        assert!(refused.mend.starts_with(mend), "{url}: {refused:?}");
        assert!(!format!("{refused:?}").contains("T0KEN"), "{refused:?}");
    }
    let config = Config { url: Secret::new("https://x.example/"), secrets: vec![Secret::new("x")] };
    let bad = Receiver { name: "desk".to_owned(), kind: Kind::Webhook(config) };
    let refused = Receivers::new(&patient()).unwrap().probe(&bad).await.unwrap_err();
    assert!(refused.mend.starts_with("make one with"), "{refused:?}");
}
