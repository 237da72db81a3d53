//! The findings of one commit, routed and grouped: what the same transaction stores.

use super::group::{Group, key};
use super::model::AlertItem;
use super::route::{Context, Decision, Reason, Shift, route};
use crate::base::Timestamp;

/// What routing one commit's findings came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// At least one for every item.
    pub decisions: Vec<Decision>,
    /// The groups that changed, old ones and new ones.
    pub groups: Vec<Group>,
}

/// The keys of the groups these items may join: what to load before `plan`.
pub fn group_keys(items: &[AlertItem], context: &Context<'_>, now: Timestamp) -> Vec<String> {
    let shifts = shifts(items, context);
    let context = &Context { shifts: &shifts, ..*context };
    let mut keys = Vec::new();
    for item in items {
        for decision in route(item, context, now) {
            if let Some((_, key)) = destination(&decision, item, context) {
                keys.push(key);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Routes every item and admits it to its groups. `known` are the stored groups among
/// `group_keys`; a group not among them is new.
pub fn plan(
    items: &[AlertItem],
    known: Vec<Group>,
    context: &Context<'_>,
    now: Timestamp,
) -> Planned {
    let shifts = shifts(items, context);
    let context = &Context { shifts: &shifts, ..*context };
    let mut groups = known;
    let mut touched = Vec::new();
    let mut decisions = Vec::new();
    for item in items {
        for mut decision in route(item, context, now) {
            if let Some((route, key)) = destination(&decision, item, context) {
                let receiver = decision.receiver.clone().unwrap_or_default();
                if !groups.iter().any(|group| group.key == key) {
                    groups.push(Group::new(route, &receiver, key.clone()));
                }
                if let Some(group) = groups.iter_mut().find(|group| group.key == key) {
                    decision.reason = group.admit(item, route, now);
                    group.schedule(context.digests, now);
                    touched.push(key);
                }
            }
            decisions.push(decision);
        }
    }
    groups.retain(|group| touched.contains(&group.key));
    Planned { decisions, groups }
}

/// The known shifts and those of this very commit.
fn shifts(items: &[AlertItem], context: &Context<'_>) -> Vec<Shift> {
    context.shifts.iter().cloned().chain(items.iter().filter_map(Shift::of)).collect()
}

/// The route and the group of a decision to send.
fn destination<'a>(
    decision: &Decision,
    item: &AlertItem,
    context: &Context<'a>,
) -> Option<(&'a super::Route, String)> {
    if decision.reason != Reason::Routed {
        return None;
    }
    let name = decision.route.as_ref()?;
    let route = context.routes.iter().find(|route| route.name == *name)?;
    Some((route, key(route, decision.receiver.as_ref()?, item)))
}
