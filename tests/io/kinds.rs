//! Every kind of receiver that speaks HTTP, rendered and sent for real, over every code a server can
//! answer: one table for all, so that a new kind has only to be listed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use pactwatch::alert::kind::{discord, mattermost, ntfy, slack, teams, webhook};
use pactwatch::alert::{Kind, Receiver, render};
use pactwatch::base::Secret;
use pactwatch::io::receivers::Receivers;
use pactwatch::outbox::policy::Standing;
use pactwatch::outbox::{Message, Outcome, Reason, RetryPolicy, Verdict, verdict};
use pactwatch::port::Deliver as _;

use super::receivers::patient;
use super::server::{Server, reply};
use crate::alert::sample::{alert, at, item};

fn kinds(server: &Server) -> Vec<Kind> {
    let url = || Secret::new(server.url("/hook").to_string());
    vec![
        Kind::Webhook(webhook::Config { url: url(), secrets: Vec::new() }),
        Kind::Slack(slack::Config { url: url() }),
        Kind::Discord(discord::Config { url: url() }),
        Kind::Teams(teams::Config { url: url() }),
        Kind::Mattermost(mattermost::Config { url: url() }),
        Kind::Ntfy(ntfy::Config { url: url(), token: Some(Secret::new("tk_1")) }),
    ]
}

/// What becomes of a message after its first attempt, by the code alone.
fn expected(status: u16) -> Option<Reason> {
    match status {
        200..=299 => None,
        408 | 425 => Some(Reason::ReceiverTimeout),
        429 => Some(Reason::RateLimited),
        300..=399 => Some(Reason::Redirected),
        410 => Some(Reason::Gone),
        400..=499 => Some(Reason::Rejected),
        _ => Some(Reason::ReceiverFailing),
    }
}

#[tokio::test]
async fn every_kind_hands_back_every_code_and_no_kind_has_a_verdict_of_its_own() {
    let code = Arc::new(AtomicU16::new(200));
    let asked = Arc::clone(&code);
    let server =
        Server::start(move |_| reply(&format!("{} X", asked.load(Ordering::SeqCst)), &[], b""))
            .await;
    let receivers = Receivers::new(&patient()).unwrap();
    let standing = Standing { attempt: 1, created_at: at(0), now: at(0), jitter: 0.0 };
    for kind in kinds(&server) {
        let name = kind.as_str();
        let payload = render(&kind, &alert(vec![item("contradicts")]));
        let receiver = Receiver { name: name.to_owned(), kind };
        let message = Message { id: "msg_1".to_owned(), payload, attempt: 1, at: at(0) };
        for status in 200..=599 {
            code.store(status, Ordering::SeqCst);
            let outcome = receivers.deliver(&receiver, &message).await;
            let Outcome::Answered { status: got, .. } = outcome else {
                panic!("{name} {status}: {outcome:?}")
            };
            assert_eq!(got, status, "{name}");
            let reason = match verdict(&outcome, standing, &RetryPolicy::default()) {
                Verdict::Sent => None,
                Verdict::Dead(reason) | Verdict::RetryAt(_, reason) => Some(reason),
            };
            assert_eq!(reason, expected(status), "{name} {status}");
        }
    }
    assert_eq!(server.seen().len(), 6 * 400, "each one request, none followed");
}
