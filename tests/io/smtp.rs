//! Mail over real sockets: a real server on loopback, and servers that misbehave.

use std::time::Duration;

use pactwatch::alert::kind::email::{Config, Security, render};
use pactwatch::alert::{Alert, Kind, Payload, Receiver};
use pactwatch::base::time::{SignedDuration, between};
use pactwatch::base::{Secret, Timestamp};
use pactwatch::io::clock::SystemClock;
use pactwatch::io::http::FetchSettings;
use pactwatch::io::receivers::{Found, Receivers};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock, Deliver};

use super::guard::settings;
use super::server::{Answer, Server};
use super::sink::{Guard, Kept, Sink};
use crate::alert::sample::{alert, item};

fn config(port: u16) -> Config {
    Config {
        from: "pactwatch <watch@desk.example>".to_owned(),
        to: vec!["Ann <ann@desk.example>".to_owned(), "bob@desk.example".to_owned()],
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        ..Config::default()
    }
}

fn receiver(config: Config) -> Receiver {
    Receiver { name: "mail".to_owned(), kind: Kind::Email(config) }
}

fn message(config: &Config, alert: &Alert, attempt: u32) -> Message {
    let at = "2026-04-27T13:00:00Z".parse().unwrap();
    Message { id: alert.message_id(), payload: render(config, alert), attempt, at }
}

fn receivers(timeout: Duration) -> Receivers {
    Receivers::new(&FetchSettings { total_timeout: timeout, ..settings(0) }).unwrap()
}

async fn send(config: &Config, alert: &Alert) -> Outcome {
    let receivers = receivers(Duration::from_secs(10));
    receivers.deliver(&receiver(config.clone()), &message(config, alert, 1)).await
}

/// The unfolded value of a header.
fn header(kept: &Kept, name: &str) -> Option<String> {
    let head = kept.message.split("\r\n\r\n").next().unwrap();
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let start = format!("{name}: ");
    unfolded.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
}

fn contradiction() -> Alert {
    alert(vec![item("contradicts")])
}

/// One contradiction, sent twice as two attempts at it.
async fn sent_twice(sink: &mut Sink) -> (Alert, Kept) {
    let (config, alert) = (config(sink.port), contradiction());
    let mut kept = Vec::new();
    for _ in 0..2 {
        let outcome = send(&config, &alert).await;
        assert!(matches!(outcome, Outcome::Smtp { code: 250, .. }), "{}: {outcome:?}", sink.name);
        kept.push(sink.next());
    }
    assert_eq!(kept[0].message, kept[1].message, "{}: byte for byte", sink.name);
    (alert, kept.remove(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_keeps_the_whole_message_and_every_attempt_is_the_same_one() {
    for mut sink in Sink::all(Guard::Open, false) {
        let (alert, kept) = sent_twice(&mut sink).await;
        assert_eq!(kept.from, "watch@desk.example");
        assert_eq!(kept.to, ["ann@desk.example", "bob@desk.example"]);
        let id = format!("<{}@desk.example>", alert.message_id());
        assert_eq!(header(&kept, "Message-ID"), Some(id));
        let thread = header(&kept, "References").unwrap();
        assert_eq!(header(&kept, "In-Reply-To"), Some(thread));
        assert_eq!(header(&kept, "Auto-Submitted").as_deref(), Some("auto-generated"));
        let list = header(&kept, "List-Id");
        assert_eq!(list.as_deref(), Some("pactwatch alerts <alerts.desk.example>"));
        let date: Timestamp =
            jiff::fmt::rfc2822::parse(&header(&kept, "Date").unwrap()).unwrap().timestamp();
        assert_eq!(date, alert.at);
        assert!(header(&kept, "Content-Type").unwrap().starts_with("multipart/alternative;"));
        let (text, html) = (kept.message.find("text/plain"), kept.message.find("text/html"));
        assert!(text.is_some() && text < html, "the text comes first");
        for once in ["From", "To", "Subject", "Message-ID", "Date", "MIME-Version", "Content-Type"]
        {
            let is_it = |line: &&str| line.starts_with(&format!("{once}: "));
            let parts = if once == "Content-Type" { 3 } else { 1 };
            assert_eq!(kept.message.lines().filter(is_it).count(), parts, "{once}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn starttls_with_a_password_reaches_the_same_server() {
    for mut sink in Sink::all(Guard::Starttls, true) {
        let sure = Config {
            security: Security::Starttls,
            username: Some("desk".to_owned()),
            password: Some(Secret::new("open sesame")),
            authority: sink.certificate.clone(),
            ..config(sink.port)
        };
        believed_only_with_its_certificate(&mut sink, &sure).await;
        let wrong = Config { password: Some(Secret::new("T0KEN")), ..sure };
        let outcome = send(&wrong, &contradiction()).await;
        assert!(matches!(outcome, Outcome::Smtp { code: 535, .. }), "{outcome:?}");
        assert!(!format!("{outcome:?}").contains("T0KEN"));
        let probed = receivers(Duration::from_secs(10)).probe(&receiver(wrong)).await;
        let Err(refused) = probed else { panic!("{probed:?}") };
        assert!(refused.mend.starts_with("check username and password_file"), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_from_the_first_byte_reaches_the_same_server() {
    for mut sink in Sink::all(Guard::Wrapped, false) {
        let authority = sink.certificate.clone();
        let sure = Config { security: Security::Tls, authority, ..config(sink.port) };
        believed_only_with_its_certificate(&mut sink, &sure).await;
    }
}

/// A message goes through, encrypted; to a server that nobody vouches for it does not.
async fn believed_only_with_its_certificate(sink: &mut Sink, sure: &Config) {
    let probed = receivers(Duration::from_secs(10)).probe(&receiver(sure.clone())).await;
    assert_eq!(probed, Ok(Found::LetIn), "{}", sink.name);
    let outcome = send(sure, &contradiction()).await;
    assert!(matches!(outcome, Outcome::Smtp { code: 250, .. }), "{}: {outcome:?}", sink.name);
    let kept = sink.next();
    assert!(kept.tls, "{}", sink.name);
    assert_eq!(kept.user.as_deref(), sure.username.as_deref());
    let stranger = Config { authority: None, ..sure.clone() };
    let outcome = send(&stranger, &contradiction()).await;
    let refused = matches!(&outcome, Outcome::Failed { .. } | Outcome::Misconfigured { .. });
    assert!(refused, "{}: {outcome:?}", sink.name);
    let probed = receivers(Duration::from_secs(10)).probe(&receiver(stranger)).await;
    let Err(refused) = probed else { panic!("{probed:?}") };
    assert!(refused.mend.starts_with("set ca_file"), "{}: {refused:?}", sink.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_servers_codes_are_handed_back() {
    for sink in Sink::all(Guard::Open, false) {
        for (to, code) in [("busy@desk.example", 451), ("never@desk.example", 550)] {
            let config = Config { to: vec![to.to_owned()], ..config(sink.port) };
            let outcome = send(&config, &contradiction()).await;
            let Outcome::Smtp { code: got, detail } = &outcome else { panic!("{outcome:?}") };
            assert_eq!(*got, code, "{}", sink.name);
            assert!(detail.contains("later") || detail.contains("nobody"), "{detail}");
        }
        let upgrade = Config { security: Security::Starttls, ..config(sink.port) };
        let outcome = send(&upgrade, &contradiction()).await;
        let refused = matches!(outcome, Outcome::Misconfigured { .. });
        assert!(refused, "{}: never in the clear: {outcome:?}", sink.name);
        let probed = receivers(Duration::from_secs(10)).probe(&receiver(upgrade)).await;
        let Err(refused) = probed else { panic!("{probed:?}") };
        assert!(refused.mend.contains("no STARTTLS"), "{}: {refused:?}", sink.name);
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_holds_an_attempt_no_longer_than_its_time() {
    let mute = Server::start(|_| Answer::Silence).await;
    let config = config(mute.address.port());
    let receivers = receivers(Duration::from_millis(300));
    let started = SystemClock.now();
    let outcome =
        receivers.deliver(&receiver(config.clone()), &message(&config, &contradiction(), 1)).await;
    let Outcome::Failed { kind, .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(kind, "timeout");
    assert!(between(started, SystemClock.now()) < SignedDuration::from_secs(5));
}

#[tokio::test]
async fn nothing_listens_and_nothing_is_sent_in_the_clear_to_another_machine() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outcome = send(&config(gone.port()), &contradiction()).await;
    assert!(matches!(&outcome, Outcome::Failed { kind, .. } if kind == "connect"), "{outcome:?}");
    let away = Config { host: "mail.example".to_owned(), ..config(25) };
    let outcome = send(&away, &contradiction()).await;
    assert!(matches!(outcome, Outcome::Misconfigured { .. }), "{outcome:?}");
    let checked = receivers(Duration::from_secs(1)).check(&receiver(away));
    assert_eq!(checked, Err("mail would be sent in the clear to another machine".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_a_finding_becomes_a_header_or_a_command() {
    let evil = "x\r\nBcc: eve@evil.example\r\n\r\n.\r\nQUIT\r\n\u{202e}moc";
    let mut finding = item("contradicts");
    finding.headline = evil.to_owned();
    finding.term = evil.to_owned();
    finding.from.as_mut().unwrap().quote = format!("{evil}\n.\n..\n");
    let alert = alert(vec![finding]);
    for mut sink in Sink::all(Guard::Open, false) {
        let config = config(sink.port);
        let mut forged = message(&config, &alert, 1);
        forged.payload.headers.push("X-Note", evil);
        let payload =
            Payload { body: format!("{}\r\n.\r\nRSET\r\n", forged.payload.body), ..forged.payload };
        let forged = Message { payload, ..forged };
        let receivers = receivers(Duration::from_secs(10));
        let outcome = receivers.deliver(&receiver(config), &forged).await;
        assert!(matches!(outcome, Outcome::Smtp { code: 250, .. }), "{}: {outcome:?}", sink.name);
        let kept = sink.next();
        assert_eq!(kept.to.len(), 2, "{:?}", kept.to);
        assert_eq!(header(&kept, "Bcc"), None);
        let subject = header(&kept, "Subject").unwrap();
        assert!(subject.starts_with("x Bcc: eve@evil.example . QUIT"), "{subject}");
        assert!(kept.message.contains("RSET"), "the dot was only text");
    }
}
