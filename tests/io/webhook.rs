//! Signatures: the published vector, and two verifiers that are not ours.

use std::process::{Command, Stdio};

use pactwatch::alert::kind::webhook::Config;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::base::Secret;
use pactwatch::io::clock::SystemClock;
use pactwatch::io::receivers::Receivers;
use pactwatch::io::webhook::{BadSecret, headers, key};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock, Deliver};

use super::guard::settings;
use super::receivers::message;
use super::server::{Server, reply};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn the_published_vector_holds() {
    let body = r#"{"email":"test@example.com","username":"test_user"}"#;
    let at = jiff::Timestamp::from_second(1_649_367_553).unwrap();
    let secrets = [Secret::new(SECRET)];
    let signed = headers(&secrets, "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", at, body).unwrap();
    assert_eq!(signed.get("webhook-id"), Some("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"));
    assert_eq!(signed.get("webhook-timestamp"), Some("1649367553"));
    let expected = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
    assert_eq!(signed.get("webhook-signature"), Some(expected));
}

#[test]
fn secrets_are_checked_and_never_shown() {
    let table = [
        (SECRET, Ok(24)),
        ("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", Ok(24)),
        ("whsec_c2hvcnQ=", Err(BadSecret::Length(5))),
        ("whsec_", Err(BadSecret::Length(0))),
        ("whsec_not base64!", Err(BadSecret::NotBase64)),
    ];
    for (text, expected) in table {
        assert_eq!(key(&Secret::new(text)).map(|key| key.len()), expected, "{text}");
    }
    let config =
        Config { url: Secret::new("https://x.example/T0KEN"), secrets: vec![Secret::new(SECRET)] };
    let shown = format!("{config:?} {}", config.url);
    assert!(!shown.contains("T0KEN") && !shown.contains("C2FV"), "{shown}");
}

/// Sends through the real adapter to a real server and has what arrived verified by the reference
/// package when it can be imported, and always by Python's own hmac.
#[tokio::test]
async fn other_implementations_accept_what_arrives() {
    let server = Server::start(|_| reply("204 No Content", &[], b"")).await;
    let receivers = Receivers::new(&settings(0)).unwrap();
    let receiver = receiver(&server, &[OTHER, SECRET]);
    let sent =
        Message { at: SystemClock.now(), ..message("{\"quote\":\"naïve “test” 漢字\"}") };
    let outcome = receivers.deliver(&receiver, &sent).await;
    assert!(matches!(outcome, Outcome::Answered { status: 204, .. }), "{outcome:?}");
    let seen = server.seen().remove(0);
    for secret in [OTHER, SECRET] {
        let header = |name| seen.header(name).unwrap().to_owned();
        let input = serde_json::json!({
            "secret": secret,
            "body": String::from_utf8(seen.body.clone()).unwrap(),
            "headers": {
                "webhook-id": header("webhook-id"),
                "webhook-timestamp": header("webhook-timestamp"),
                "webhook-signature": header("webhook-signature"),
            },
        });
        verify(STANDARD_LIBRARY, &input, true);
        verify(REFERENCE_PACKAGE, &input, true);
        let mut forged = input.clone();
        forged["body"] = "{\"quote\":\"forged\"}".into();
        verify(STANDARD_LIBRARY, &forged, false);
        verify(REFERENCE_PACKAGE, &forged, false);
    }
}

#[tokio::test]
async fn a_retry_keeps_its_id_and_signs_its_own_time() {
    let server = Server::start(|_| reply("500 Oops", &[], b"")).await;
    let receivers = Receivers::new(&settings(0)).unwrap();
    for (attempt, second) in [(1, 1_777_294_800), (2, 1_777_294_805)] {
        let at = jiff::Timestamp::from_second(second).unwrap();
        receivers
            .deliver(&receiver(&server, &[SECRET]), &Message { attempt, at, ..message("{}") })
            .await;
    }
    let seen = server.seen();
    let both = |name| (seen[0].header(name), seen[1].header(name));
    assert_eq!(both("webhook-id"), (Some("msg_1"), Some("msg_1")));
    assert_eq!(both("webhook-timestamp"), (Some("1777294800"), Some("1777294805")));
    let (first, second) = both("webhook-signature");
    assert_ne!(first, second);
    assert_eq!(seen[0].body, seen[1].body);
}

fn receiver(server: &Server, secrets: &[&str]) -> Receiver {
    let secrets = secrets.iter().map(|secret| Secret::new(*secret)).collect();
    let config = Config { url: Secret::new(server.url("/hook").as_str()), secrets };
    Receiver { name: "desk".to_owned(), kind: Kind::Webhook(config) }
}

const STANDARD_LIBRARY: &str = "
import base64, hashlib, hmac, json, sys
d = json.load(sys.stdin); h = d['headers']
key = base64.b64decode(d['secret'].removeprefix('whsec_'))
text = '.'.join([h['webhook-id'], h['webhook-timestamp'], d['body']]).encode()
want = 'v1,' + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
sys.exit(0 if want in h['webhook-signature'].split(' ') else 1)
";

const REFERENCE_PACKAGE: &str = "
import json, sys
try:
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError
except ImportError:
    sys.exit(77)
d = json.load(sys.stdin)
try:
    Webhook(d['secret']).verify(d['body'], d['headers'])
except WebhookVerificationError as error:
    print(error); sys.exit(1)
";

/// Runs a verifier; one that is not there is said to be skipped, loudly.
fn verify(program: &str, input: &serde_json::Value, accepted: bool) {
    let spawned = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else {
        eprintln!("SKIPPED: no python3 to verify a signature with");
        return;
    };
    serde_json::to_writer(child.stdin.take().unwrap(), input).ok();
    match child.wait().unwrap().code() {
        Some(77) => eprintln!("SKIPPED: the Python package standardwebhooks cannot be imported"),
        code => assert_eq!(code == Some(0), accepted, "{input}"),
    }
}
