//! When a redirect is believed to be for good: seen often enough, permanent all the way, and never
//! from https to http.

use url::Url;

use super::incident::IncidentKind;
use super::pace::NextReason;
use super::report::{PollReason, PollReport};
use super::state::{FeedState, Moved, PollPolicy};
use crate::base::Timestamp;
use crate::base::http::Reply;

/// Takes note of where a good reply came from. Returns the new URL when the feed has moved.
pub(super) fn follow(state: &mut FeedState, reply: &Reply, policy: &PollPolicy) -> Option<Url> {
    let Some(target) = permanent_target(&state.url, reply) else {
        state.moved = None;
        return None;
    };
    let sightings = match &state.moved {
        Some(moved) if moved.to == target => moved.sightings.saturating_add(1),
        _ => 1,
    };
    if sightings < policy.redirect_sightings {
        state.moved = Some(Moved { to: target, sightings });
        return None;
    }
    state.move_to(target.clone());
    Some(target)
}

fn permanent_target(from: &Url, reply: &Reply) -> Option<Url> {
    let permanent =
        !reply.hops.is_empty() && reply.hops.iter().all(|h| matches!(h.status, 301 | 308));
    let mut stays_secure = true;
    let mut secure = from.scheme() == "https";
    for hop in &reply.hops {
        let next = hop.to.scheme() == "https";
        stays_secure &= next || !secure;
        secure = next;
    }
    let mut target = reply.url.clone();
    target.set_fragment(None);
    (permanent && stays_secure && target != *from).then_some(target)
}

/// Lets a feed that has moved to where another feed already is rest beside it, with all its data:
/// one address is polled once. Its own poll counted as any other.
pub fn rest_beside(report: &mut PollReport, holder: &str) {
    report.next.merged_into = Some(holder.to_owned());
    report.reason = PollReason::Merged;
    report.next_poll_at = Timestamp::MAX;
    report.next_reason = NextReason::Stopped;
    let detail = format!("it moved to the address of {holder:?}, which is polled instead");
    report.detail.clone_from(&detail);
    report.incidents.extend(report.next.set_incident(IncidentKind::Merged, true, &detail));
}
