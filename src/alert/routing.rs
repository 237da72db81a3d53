//! Which findings go to whom. Every decision names its reason, also each decision not to send.

use super::glob::matches_any;
use super::inhibit::Shift;
use super::model::AlertItem;
use super::reason::{Decision, Reason};
use super::route::{Matching, Route};
use super::silence::Silence;
use crate::base::Timestamp;

/// Kinds that only a route naming them gets: they say again what was said, or are for the review
/// pages.
pub(super) const QUIET_KINDS: [&str; 7] = [
    "repeated",
    "corroborated",
    "added",
    "superseded",
    "oscillating",
    "self_conflict",
    "unclassified",
];

/// What routing looks at beside the item.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    pub routes: &'a [Route],
    pub silences: &'a [Silence],
    pub shifts: &'a [Shift],
    /// Receivers that said they are gone.
    pub disabled: &'a [String],
    /// By route, when its next digest is due.
    pub digests: &'a [(String, Timestamp)],
}

/// Who is told about `item`, and why the others are not: at least one decision, and at most one
/// `Routed` for a receiver's immediate alerts and one for its digest.
pub fn route(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Vec<Decision> {
    let decision = |route: Option<&Route>, receiver: Option<&String>, reason| Decision {
        item: item.id.clone(),
        route: route.map(|route| route.name.clone()),
        receiver: receiver.cloned(),
        reason,
    };
    if let Some(reason) = quiet_for_all(item, context, now) {
        return vec![decision(None, None, reason)];
    }
    let mut told: Vec<(&String, &Route)> = Vec::new();
    let mut decisions = Vec::new();
    let mut nearest = Reason::NoRoute;
    for candidate in context.routes {
        if let Err(miss) = fits(item, &candidate.matching) {
            nearest = nearer(nearest, miss);
            continue;
        }
        for receiver in &candidate.to {
            let reason = for_receiver(item, context, (receiver, candidate), &told);
            if reason.is_routed() {
                told.push((receiver, candidate));
            }
            decisions.push(decision(Some(candidate), Some(receiver), reason));
        }
    }
    if decisions.is_empty() {
        decisions.push(decision(None, None, nearest));
    }
    decisions
}

/// What keeps an item from everybody.
fn quiet_for_all(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Option<Reason> {
    if item.has_flag("technical") {
        return Some(Reason::Technical);
    }
    if item.has_flag("baseline") && item.kind != "baseline" {
        return Some(Reason::Baseline);
    }
    let silence = context.silences.iter().find(|silence| silence.covers(item, now))?;
    Some(Reason::Silenced { silence: silence.id.clone() })
}

fn for_receiver(
    item: &AlertItem,
    context: &Context<'_>,
    (receiver, route): (&String, &Route),
    told: &[(&String, &Route)],
) -> Reason {
    if item.about_receiver.as_ref() == Some(receiver) {
        return Reason::AboutItself;
    }
    if context.disabled.contains(receiver) {
        return Reason::ReceiverDisabled;
    }
    let same = |(name, earlier): &&(&String, &Route)| {
        *name == receiver && earlier.is_digest() == route.is_digest()
    };
    if let Some((_, earlier)) = told.iter().find(same) {
        return Reason::AlreadyRouted { route: earlier.name.clone() };
    }
    let over = |shift: &Shift| shift.weigh(item, receiver, route);
    context.shifts.iter().find_map(over).unwrap_or(Reason::Routed)
}

/// Whether a route asks for the item, or what it misses by.
fn fits(item: &AlertItem, matching: &Matching) -> Result<(), Reason> {
    let named = !matching.findings.is_empty();
    let kind = item.kinds().any(|kind| matches_any(&matching.findings, kind));
    let term = item.term.is_empty() || matches_any(&matching.terms, &item.term);
    let outlet = matches_any(&matching.outlets, &item.outlet);
    let tier =
        matching.tiers.is_empty() || item.tier.is_some_and(|tier| matching.tiers.contains(&tier));
    if !(kind && term && outlet && tier) {
        return Err(Reason::NoRoute);
    }
    if !named && item.kinds().all(|kind| QUIET_KINDS.contains(&kind)) {
        return Err(Reason::QuietKind);
    }
    if item.severity < matching.min_severity { Err(Reason::BelowSeverity) } else { Ok(()) }
}

/// The more telling of two misses.
fn nearer(a: Reason, b: Reason) -> Reason {
    let rank = |reason: &Reason| match reason.as_str() {
        "below_severity" => 2,
        "quiet_kind" => 1,
        _ => 0,
    };
    if rank(&b) > rank(&a) { b } else { a }
}
