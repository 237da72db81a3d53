//! Signatures: the published vector, and verifiers that are not ours.

use std::path::Path;

use pactwatch::alert::kind::webhook::Config;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::base::Secret;
use pactwatch::io::clock::SystemClock;
use pactwatch::io::receivers::Receivers;
use pactwatch::io::webhook::{BadSecret, headers, key};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock, Deliver};

use super::guard::settings;
use super::packages::{judged_by, python};
use super::receivers::message;
use super::server::{Server, reply};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STRANGER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

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

/// Sends through the real adapter to a real server. What arrived is judged by the reference packages
/// of two other languages, and by the plain hmac of a third party's standard library.
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
    for (secret, accepted) in [(OTHER, true), (SECRET, true), (STRANGER, false)] {
        let genuine = as_received(&seen, secret);
        let mut judges = 0;
        for judge in judges_of_signatures() {
            let Some(verdict) = judge(&genuine) else { continue };
            assert_eq!(verdict, accepted, "{genuine}");
            for (field, forged) in [
                (None, "{\"quote\":\"forged\"}"),
                (Some("webhook-id"), "msg_2"),
                (Some("webhook-timestamp"), "1777294800"),
            ] {
                let mut input = genuine.clone();
                let place = match field {
                    None => &mut input["body"],
                    Some(name) => &mut input["headers"][name],
                };
                *place = forged.into();
                assert_eq!(judge(&input), Some(false), "{input}");
            }
            judges += 1;
        }
        eprintln!("{judges} of 3 other implementations judged a signature");
    }
}

fn as_received(seen: &super::server::Seen, secret: &str) -> serde_json::Value {
    let header = |name| seen.header(name).unwrap().to_owned();
    serde_json::json!({
        "secret": secret,
        "body": String::from_utf8(seen.body.clone()).unwrap(),
        "headers": {
            "webhook-id": header("webhook-id"),
            "webhook-timestamp": header("webhook-timestamp"),
            "webhook-signature": header("webhook-signature"),
        },
    })
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

const PYTHON_PACKAGE: &str = "
import json, sys
try:
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError
except ImportError:
    sys.exit(77)
d = json.load(sys.stdin)
try:
    Webhook(d['secret']).verify(d['body'], d['headers'])
except WebhookVerificationError:
    sys.exit(1)
";

const NODE_PACKAGE: &str = "
let package_;
try { package_ = require('./node/node_modules/standardwebhooks'); } catch { process.exit(77); }
const d = JSON.parse(require('fs').readFileSync(0, 'utf8'));
try { new package_.Webhook(d.secret).verify(d.body, d.headers); }
catch (error) { process.exit(error instanceof package_.WebhookVerificationError ? 1 : 2); }
";

type Judge = fn(&serde_json::Value) -> Option<bool>;

/// The reference packages of Python and node, and Python's own library.
fn judges_of_signatures() -> [Judge; 3] {
    [
        |input| judged_by(("python3", &python(), "-c"), STANDARD_LIBRARY, input),
        |input| {
            let name = "standardwebhooks of PyPI";
            judged_by((name, &python(), "-c"), PYTHON_PACKAGE, input)
        },
        |input| {
            let name = "standardwebhooks of npm";
            judged_by((name, Path::new("node"), "-e"), NODE_PACKAGE, input)
        },
    ]
}
