//! The findings of one commit, routed and grouped: what the same transaction stores.

use super::group::{Group, key};
use super::inhibit::Shift;
use super::model::AlertItem;
use super::reason::Decision;
use super::route::Route;
use super::routing::{Context, route};
use crate::base::Timestamp;

/// What routing one commit's findings came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// At least one for every item.
    pub decisions: Vec<Decision>,
    /// In place of what was decided before: the item waited, and is said already now.
    pub overruled: Vec<Decision>,
    /// The groups that changed, old ones and new ones.
    pub groups: Vec<Group>,
}

/// The keys of the groups these items may join: what to load before `plan`.
pub fn group_keys(items: &[AlertItem], context: &Context<'_>, now: Timestamp) -> Vec<String> {
    let shifts = shifts(items, context, now);
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

/// Whether these items may make others needless that wait already: then `plan` wants to know every
/// waiting group.
pub fn overrules(items: &[AlertItem]) -> bool {
    items.iter().any(Shift::is)
}

/// Routes every item and admits it to its groups. `known` are the stored groups among
/// `group_keys`, and all that wait when the items overrule; a group not among them is new.
pub fn plan(
    items: &[AlertItem],
    known: Vec<Group>,
    context: &Context<'_>,
    now: Timestamp,
) -> Planned {
    let shifts = shifts(items, context, now);
    let context = &Context { shifts: &shifts, ..*context };
    let mut groups = known;
    let mut touched = Vec::new();
    let mut decisions = Vec::new();
    let overruled = groups.iter_mut().flat_map(|group| {
        let taken = take_explained(group, context);
        touched.extend((!taken.is_empty()).then(|| group.key.clone()));
        taken
    });
    let overruled = overruled.collect();
    for item in items {
        for mut decision in route(item, context, now) {
            if let Some((route, key)) = destination(&decision, item, context) {
                let receiver = decision.receiver.clone().unwrap_or_default();
                if !groups.iter().any(|group| group.key == key) {
                    groups.push(Group::new(route, &receiver, key.clone()));
                }
                if let Some(group) = groups.iter_mut().find(|group| group.key == key) {
                    let admitted = group.admit(item, route, now);
                    if !admitted.is_routed() {
                        decision.reason = admitted;
                    }
                    group.schedule(context.digests, now);
                    touched.push(key);
                }
            }
            decisions.push(decision);
        }
    }
    groups.retain(|group| touched.contains(&group.key));
    Planned { decisions, overruled, groups }
}

/// Takes out of a group what waits in it and a shift says already.
fn take_explained(group: &mut Group, context: &Context<'_>) -> Vec<Decision> {
    let Some(route) = route_named(context, &group.route) else { return Vec::new() };
    let receiver = group.receiver.clone();
    let weigh = |item: &AlertItem| {
        let reason = context.shifts.iter().find_map(|s| s.weigh(item, &receiver, route))?;
        (!reason.is_routed()).then_some(reason)
    };
    let taken = group.withdraw(weigh);
    let decision = |(item, reason)| Decision {
        item,
        route: Some(route.name.clone()),
        receiver: Some(receiver.clone()),
        reason,
    };
    taken.into_iter().map(decision).collect()
}

/// The known shifts and those of this very commit.
fn shifts(items: &[AlertItem], context: &Context<'_>, now: Timestamp) -> Vec<Shift> {
    let new = items.iter().filter_map(|item| shift(item, context, now));
    context.shifts.iter().cloned().chain(new).collect()
}

/// The shift an item is, if it is one, with whoever hears of it.
pub fn shift(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Option<Shift> {
    Shift::is(item).then(|| Shift::of(item, hearers(item, context, now)))?
}

/// Who hears of an item, and whether only in a digest.
fn hearers(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Vec<(String, bool)> {
    let is_digest = |name: &str| route_named(context, name).is_some_and(Route::is_digest);
    let routed = route(item, context, now).into_iter().filter(|d| d.reason.is_routed());
    routed.filter_map(|d| Some((d.receiver?, d.route.is_some_and(|r| is_digest(&r))))).collect()
}

fn route_named<'a>(context: &Context<'a>, name: &str) -> Option<&'a Route> {
    context.routes.iter().find(|route| route.name == name)
}

/// The route and the group of a decision to send.
fn destination<'a>(
    decision: &Decision,
    item: &AlertItem,
    context: &Context<'a>,
) -> Option<(&'a Route, String)> {
    if !decision.reason.is_routed() {
        return None;
    }
    let route = route_named(context, decision.route.as_ref()?)?;
    Some((route, key(route, decision.receiver.as_ref()?, item)))
}
