//! One term's standing as one article sees it: questions only, no decision.

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::claim::model::Status;

use super::independence::independent;
use super::input::Input;
use super::model::{PrimaryLayer, Side};
use super::rules::{Cardinality, LedgerPolicy, Relation, TermRules};
use super::sheet::{own_evidence, relate, relate_values};
use super::standing::{Prevailing, Support, TermStanding, ValueStanding};

/// One term's standing, seen by one article: its own earlier evidence is left out.
pub(crate) struct View<'a> {
    pub(crate) input: &'a Input<'a>,
    pub(crate) policy: &'a LedgerPolicy,
    pub(crate) rules: &'a TermRules,
    pub(crate) standing: &'a TermStanding,
    pub(crate) now: Timestamp,
}

/// Where a value stands among the prevailing ones.
pub(crate) enum Lane<'a> {
    Holds(&'a Prevailing),
    Against(Vec<&'a Prevailing>),
    Open { refines: Option<&'a Prevailing> },
}

impl View<'_> {
    pub(crate) fn relate(&self, left: &Side, right: &Side) -> Relation {
        relate(self.input.terms, self.policy, &self.rules.id, (left, right))
    }

    /// All values coverage knows that are the same or within tolerance. Only an approximate side
    /// takes in neighbours: "about 26.5%" must not lend its support from 27% to 26%.
    pub(crate) fn alike(&self, side: &Side) -> Vec<&ValueStanding> {
        let relation = |value: &ValueStanding| {
            let ends = (value.value.as_str(), side.value.as_str());
            let (terms, term) = (self.input.terms, &self.rules.id);
            relate_values(terms, self.policy, term, ends, side.approximate)
        };
        self.standing.values.iter().filter(|value| relation(value).is_alike()).collect()
    }

    /// Live supports of a value by other articles.
    pub(crate) fn supports(&self, side: &Side) -> Vec<Support> {
        let own = own_evidence(self.input, &self.rules.id);
        let mut supports = Vec::new();
        for value in self.alike(side) {
            for support in &value.recent {
                let mine = own.iter().filter(|row| {
                    row.side.value == value.value
                        && row.side.source.family == support.family
                        && row.side.origin_or_outlet() == support.origin
                });
                let mine = u32::try_from(mine.count()).unwrap_or(u32::MAX);
                if support.articles > mine {
                    supports.push(support.clone());
                }
            }
        }
        supports
    }

    /// More supports than were handed over: too many to tell a new one from an old one.
    pub(crate) fn is_saturated(&self, side: &Side) -> bool {
        self.alike(side)
            .iter()
            .any(|v| usize::try_from(v.supports).unwrap_or(usize::MAX) > v.recent.len())
    }

    pub(crate) fn own_support(side: &Side) -> Support {
        Support {
            family: side.source.family.clone(),
            origin: side.origin_or_outlet().to_owned(),
            asserted_at: side.asserted_at,
            articles: 1,
        }
    }

    pub(crate) fn lane(&self, side: &Side) -> Lane<'_> {
        let mut against: Vec<&Prevailing> = Vec::new();
        let mut refines = None;
        for held in &self.standing.prevailing {
            match self.relate(&held.side, side) {
                Relation::Same | Relation::Equal => return Lane::Holds(held),
                Relation::Differs if self.rules.cardinality == Cardinality::One => {
                    against.push(held);
                }
                Relation::Refines => refines = refines.or(Some(held)),
                Relation::Differs | Relation::CannotCompare => {}
            }
        }
        // The weightiest first: it is the one to show.
        against.sort_by(|a, b| {
            (b.established, b.since, &a.value).cmp(&(a.established, a.since, &b.value))
        });
        if against.is_empty() { Lane::Open { refines } } else { Lane::Against(against) }
    }

    pub(crate) fn earliest(&self, side: &Side) -> Option<Side> {
        self.alike(side).iter().map(|v| &v.first).min_by_key(|first| first.asserted_at).cloned()
    }

    /// Independent sources of the value, without and with this article.
    pub(crate) fn sources(&self, side: &Side) -> (u32, u32) {
        let mut supports = self.supports(side);
        let before = independent(&supports);
        supports.push(Self::own_support(side));
        (before, independent(&supports))
    }

    /// Independent sources of another value, by other articles.
    pub(crate) fn sources_of(&self, side: &Side) -> u32 {
        independent(&self.supports(side))
    }

    /// Do the parties' own posts support the value, state another, or say nothing?
    pub(crate) fn primary_layer(&self, side: &Side) -> PrimaryLayer {
        let evidence = side.is_primary() && side.status == Status::Current;
        if evidence || self.primary_at(side).is_some() {
            return PrimaryLayer::Supports;
        }
        let one = self.rules.cardinality == Cardinality::One;
        let other = |held: &&Prevailing| self.relate(&held.side, side) == Relation::Differs;
        let mut against = self.standing.prevailing.iter().filter(other);
        if one && against.any(|held| self.primary_at(&held.side).is_some()) {
            return PrimaryLayer::Contradicts;
        }
        PrimaryLayer::Silent
    }

    pub(crate) fn is_former(&self, side: &Side) -> bool {
        let alike = self.alike(side);
        let known = |value: &str| side.value == value || alike.iter().any(|v| v.value == value);
        self.standing.former.iter().any(|former| known(&former.value))
    }

    pub(crate) fn primary_at(&self, side: &Side) -> Option<Timestamp> {
        self.alike(side).iter().filter_map(|v| v.primary_at).max()
    }

    /// Supports of the value in `own`'s time and not before `since`.
    pub(crate) fn fresh(&self, side: &Side, since: Timestamp, own: &Side) -> Vec<Support> {
        let from = after(own.asserted_at, -self.policy.window());
        let until = after(own.asserted_at, self.policy.window());
        let mut supports = self.since(side, since);
        supports.retain(|support| support.asserted_at >= from);
        supports.retain(|support| support.asserted_at <= until);
        supports
    }

    /// Supports of the value asserted at `since` or later.
    pub(crate) fn since(&self, side: &Side, since: Timestamp) -> Vec<Support> {
        let mut supports = self.supports(side);
        supports.retain(|support| not_before(support.asserted_at, since));
        supports
    }
}

/// Is `at` not before `since`? A date without a time stands at midnight and may mean any hour.
pub(crate) fn not_before(at: Timestamp, since: Timestamp) -> bool {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    let dateless = at.as_microsecond().rem_euclid(DAY_MICROS) == 0;
    at >= since || (dateless && after(at, SignedDuration::from_hours(24)) > since)
}
