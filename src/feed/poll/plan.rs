//! The next request for a feed.

use super::state::{FeedIdentity, FeedState, PollPolicy};
use crate::base::http::{Headers, Request};
use crate::base::time::SignedDuration;
use crate::base::{Timestamp, time};

/// Why the request is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Nothing is known that a condition could be made of.
    Unconditional,
    Conditional,
    /// Checks whether the server's "not modified" is true.
    Audit,
}

/// A request, and what it is for. Its purpose goes into the interpretation of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub request: Request,
    pub purpose: Purpose,
}

const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                      application/rdf+xml;q=0.9, application/json;q=0.8, \
                      application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

/// Plans the next poll. Feeds that are gone are planned too: whether to poll is not asked here.
pub fn plan(state: &FeedState, policy: &PollPolicy, now: Timestamp) -> Plan {
    let purpose = purpose(state, policy, now);
    let mut headers = Headers::default();
    headers.push("Accept", ACCEPT);
    if purpose == Purpose::Conditional {
        if let Some(etag) = &state.validators.etag {
            headers.push("If-None-Match", etag);
        }
        if let Some(last_modified) = &state.validators.last_modified {
            headers.push("If-Modified-Since", last_modified);
        }
    }
    let request = Request {
        url: state.url.clone(),
        headers,
        max_bytes: policy.max_bytes,
        max_redirects: policy.max_redirects,
        own: false,
    };
    Plan { request, purpose }
}

fn purpose(state: &FeedState, policy: &PollPolicy, now: Timestamp) -> Purpose {
    let distrusted = state.distrusted_until.is_some_and(|until| now < until);
    if state.validators.is_empty() || distrusted {
        Purpose::Unconditional
    } else if audit_is_due(state, policy, now) {
        Purpose::Audit
    } else {
        Purpose::Conditional
    }
}

/// Only when nothing new came for three usual gaps, and not too often.
fn audit_is_due(state: &FeedState, policy: &PollPolicy, now: Timestamp) -> bool {
    let since = |at: Option<Timestamp>| at.map(|at| time::between(at, now));
    let last_look = since(state.last_audit_at.max(state.baseline_at));
    let quiet = since(state.last_new_at.or(state.baseline_at));
    let usual = state.usual_gap_seconds.map_or(SignedDuration::ZERO, SignedDuration::from_secs);
    last_look.is_some_and(|d| d >= policy.audit_every) && quiet.is_some_and(|d| d > usual * 3)
}

/// When the feed may be polled again at the earliest, whoever asks: its floor holds over restarts.
pub fn earliest(state: &FeedState, feed: &FeedIdentity<'_>, policy: &PollPolicy) -> Timestamp {
    let floor = policy.floor_of(feed);
    state.last_polled_at.map_or(Timestamp::MIN, |last| time::after(last, floor))
}
