//! Inhibition: what a shift of the whole coverage says already of the single outlets that are part
//! of it. It keeps quiet only towards a receiver that hears of the shift itself.

use super::model::AlertItem;
use super::reason::Reason;
use super::route::Route;
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, between};
use crate::feed::model::Tier;

/// How long before and after a shift single outlets are taken to be part of it.
const EXPLAINS: SignedDuration = SignedDuration::from_hours(24);

/// What single outlets do when they move with the coverage, or ahead of it.
const FOLLOWING: [&str; 4] = ["changed", "first_seen", "added", "contradicts"];

/// A recent shift of the coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    pub finding: String,
    pub term: String,
    pub to: String,
    pub at: Timestamp,
    /// Who hears of it: receiver, and whether only in a digest.
    pub told: Vec<(String, bool)>,
}

impl Shift {
    /// Whether an item is one.
    pub fn is(item: &AlertItem) -> bool {
        item.kind == "consensus_shift"
    }

    /// What the item that is one says. `told`: who hears of it, and whether only in a digest.
    pub fn of(item: &AlertItem, told: Vec<(String, bool)>) -> Option<Self> {
        let to = item.to.as_ref()?;
        Some(Self {
            finding: item.id.clone(),
            term: item.term.clone(),
            to: to.value.clone(),
            at: item.observed,
            told,
        })
    }

    /// What it means for an item on its way to a receiver: nothing, that it is said already, or
    /// that it is said all the same.
    pub fn weigh(&self, item: &AlertItem, receiver: &str, route: &Route) -> Option<Reason> {
        let hears =
            |(name, digest): &(String, bool)| name == receiver && (!digest || route.is_digest());
        if !self.told.iter().any(hears) || !self.explains(item) {
            return None;
        }
        let shift = self.finding.clone();
        Some(match item.tier {
            // What the coverage repeats is not what the party to the deal did to its own words.
            Some(Tier::Primary) => Reason::PrimarySource { shift },
            Some(Tier::Press | Tier::Aggregator) | None => Reason::Inhibited { by: shift },
        })
    }

    /// A single outlet moving the way the coverage moved says nothing new. One that still holds the
    /// old value does.
    fn explains(&self, item: &AlertItem) -> bool {
        FOLLOWING.contains(&item.kind.as_str())
            && between(self.at, item.observed).abs() <= EXPLAINS
            && item.term == self.term
            && item.to.as_ref().is_some_and(|side| side.value == self.to)
    }
}
