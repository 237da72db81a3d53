//! The verdict on an attempt.

use jiff::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::outbox::policy::Standing;
use pactwatch::outbox::{Outcome, Reason, RetryPolicy, Verdict, verdict};

fn created() -> Timestamp {
    "2026-05-01T12:00:00Z".parse().unwrap()
}

fn first(jitter: f64) -> Standing {
    Standing { attempt: 1, created_at: created(), now: created(), jitter }
}

fn answered(status: u16, retry_after: Option<&str>) -> Outcome {
    let retry_after = retry_after.map(str::to_owned);
    Outcome::Answered { status, retry_after, detail: String::new() }
}

fn in_seconds(seconds: i64) -> Timestamp {
    after(created(), SignedDuration::from_secs(seconds))
}

#[test]
fn every_http_code_has_its_verdict() {
    for status in 100..=599 {
        let expected = match status {
            200..=299 => Verdict::Sent,
            408 | 425 => Verdict::RetryAt(in_seconds(5), Reason::ReceiverTimeout),
            429 => Verdict::RetryAt(in_seconds(5), Reason::RateLimited),
            100..=199 | 500..=599 => Verdict::RetryAt(in_seconds(5), Reason::ReceiverFailing),
            300..=399 => Verdict::Dead(Reason::Redirected),
            410 => Verdict::Dead(Reason::Gone),
            _ => Verdict::Dead(Reason::Rejected),
        };
        let got = verdict(&answered(status, None), first(0.0), &RetryPolicy::default());
        assert_eq!(got, expected, "HTTP {status}");
        let Verdict::Dead(reason) = got else { continue };
        assert_eq!(reason.disables_receiver(), status == 410, "HTTP {status}");
    }
}

#[test]
fn every_other_outcome_has_its_verdict() {
    let policy = RetryPolicy::default();
    let smtp = |code| Outcome::Smtp { code, detail: String::new() };
    let judge = |outcome: &Outcome| verdict(outcome, first(0.0), &policy);
    assert_eq!(judge(&Outcome::Written), Verdict::Sent);
    for (code, expected) in [
        (250, Verdict::Sent),
        (421, Verdict::RetryAt(in_seconds(5), Reason::MailDeferred)),
        (450, Verdict::RetryAt(in_seconds(5), Reason::MailDeferred)),
        (550, Verdict::Dead(Reason::Rejected)),
        (599, Verdict::Dead(Reason::Rejected)),
        (0, Verdict::RetryAt(in_seconds(5), Reason::MailDeferred)),
    ] {
        assert_eq!(judge(&smtp(code)), expected, "SMTP {code}");
    }
    for kind in ["dns", "connect", "tls", "timeout", "refused", "protocol"] {
        let outcome = Outcome::Failed { kind: kind.to_owned(), detail: String::new() };
        let reason = Reason::NoAnswer { kind: kind.to_owned() };
        assert_eq!(judge(&outcome), Verdict::RetryAt(in_seconds(5), reason), "{kind}");
    }
    let outcome = Outcome::Misconfigured { detail: String::new() };
    assert_eq!(judge(&outcome), Verdict::Dead(Reason::Misconfigured));
}

/// A receiver that never answers is tried on the published schedule, ten times, over more than a
/// day, and then given up.
#[test]
fn a_dead_receiver_is_tried_on_the_schedule_and_then_given_up() {
    let policy = RetryPolicy::default();
    assert_eq!(policy.first_at(created()), created());
    for jitter in [0.0, 0.5, 0.999] {
        let (mut now, mut attempt, mut waits) = (created(), 1, Vec::new());
        let last = loop {
            let standing = Standing { attempt, created_at: created(), now, jitter };
            match verdict(&answered(503, None), standing, &policy) {
                Verdict::RetryAt(at, _) => {
                    waits.push(at.duration_since(now).as_secs());
                    (now, attempt) = (at, attempt + 1);
                }
                Verdict::Dead(reason) => break reason,
                Verdict::Sent => panic!("503 is not success"),
            }
        };
        assert_eq!(last, Reason::WindowOver { last: Box::new(Reason::ReceiverFailing) });
        assert_eq!(attempt, 10, "jitter {jitter}");
        assert!(now.duration_since(created()) > SignedDuration::from_hours(72));
        let schedule = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
        for (wait, plain) in waits.iter().zip(schedule) {
            assert!((plain..=plain + plain / 10).contains(wait), "{wait} after {plain}");
        }
    }
}

#[test]
fn retry_after_lengthens_a_wait_never_shortens_it_and_is_capped() {
    let policy = RetryPolicy::default();
    let wait =
        |status, value: &str| match verdict(&answered(status, Some(value)), first(0.0), &policy) {
            Verdict::RetryAt(at, _) => at.duration_since(created()).as_secs(),
            other => panic!("{other:?}"),
        };
    assert_eq!(wait(429, "90"), 90);
    assert_eq!(wait(503, "Fri, 01 May 2026 12:10:00 GMT"), 600);
    assert_eq!(wait(503, "1"), 5, "the schedule is the least");
    assert_eq!(wait(429, "soon"), 5);
    assert_eq!(wait(429, "31536000"), 86_400, "a year is cut to a day");
}

#[test]
fn a_delivery_that_slept_through_its_window_still_gets_its_first_attempts() {
    let policy = RetryPolicy::default();
    let now = after(created(), SignedDuration::from_hours(200));
    for attempt in 1..=6 {
        let standing = Standing { attempt, created_at: created(), now, jitter: 0.0 };
        let got = verdict(&answered(500, None), standing, &policy);
        assert_eq!(matches!(got, Verdict::RetryAt(..)), attempt < 4, "attempt {attempt}");
    }
}

#[test]
fn an_empty_or_extreme_policy_still_gives_verdicts() {
    let odd = RetryPolicy {
        delays: Vec::new(),
        window: SignedDuration::MAX,
        min_attempts: 0,
        jitter: f64::NAN,
        max_retry_after: SignedDuration::MIN,
    };
    let standing = Standing { jitter: f64::INFINITY, attempt: u32::MAX, ..first(0.0) };
    let got = verdict(&answered(500, Some("9")), standing, &odd);
    assert!(matches!(got, Verdict::RetryAt(at, _) if at == created()), "{got:?}");
    let late = Standing { now: Timestamp::MAX, ..standing };
    assert!(matches!(verdict(&answered(500, None), late, &odd), Verdict::RetryAt(..)));
}
