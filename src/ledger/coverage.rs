//! A current claim against what coverage holds of its term. It decides; it never stores, and a
//! claim that is derived, uncertain or at odds with its own article never reaches it.

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

use super::independence::{independent, linked};
use super::model::{FindingKind, Side};
use super::reason::Reason;
use super::sheet::Line;
use super::standing::{Prevailing, StandingUpdate};
use super::view::{Lane, View};

/// What came of one claim. `kind` is absent where it stays silent.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) kind: Option<FindingKind>,
    pub(crate) reason: Reason,
    /// What it was set against.
    pub(crate) against: Option<Side>,
    pub(crate) update: Option<StandingUpdate>,
}

impl Judgement {
    pub(crate) fn silent(reason: Reason) -> Self {
        Self { kind: None, reason, against: None, update: None }
    }

    fn told(kind: FindingKind, reason: Reason, against: Option<Side>) -> Self {
        Self { kind: Some(kind), reason, against, update: None }
    }

    fn storing(mut self, update: StandingUpdate) -> Self {
        self.update = Some(update);
        self
    }
}

impl View<'_> {
    /// Judge a current, direct, certain claim.
    pub(crate) fn judge(&self, line: &Line) -> Judgement {
        match self.lane(&line.side) {
            Lane::Holds(held) => self.agrees(&line.side, held),
            Lane::Against(held) => self.differs(&line.side, &held),
            Lane::Open { refines } => self.opens(&line.side, refines),
        }
    }

    fn opens(&self, side: &Side, refines: Option<&Prevailing>) -> Judgement {
        let told = match (self.first_time(side), refines) {
            (Some((_, Reason::FirstSeen)), Some(held)) => {
                Judgement::told(FindingKind::FirstSeen, Reason::Refines, Some(held.side.clone()))
            }
            (Some((kind, reason)), _) => Judgement::told(kind, reason, self.earliest(side)),
            (None, _) => self.growth(side),
        };
        let reason = told.reason;
        told.storing(self.prevail(side, &[], reason))
    }

    /// The kind to report when nobody stated the value as current before.
    fn first_time(&self, side: &Side) -> Option<(FindingKind, Reason)> {
        let alike = self.alike(side);
        if alike.is_empty() {
            return Some((FindingKind::FirstSeen, Reason::FirstSeen));
        }
        if alike.iter().any(|v| v.seen.current > 0) {
            return None;
        }
        if alike.iter().any(|v| v.seen.hedged > 0 || v.seen.planned > 0) {
            return Some((FindingKind::Confirmed, Reason::PlanBecameCurrent));
        }
        Some((FindingKind::FirstSeen, Reason::FirstCurrent))
    }

    fn agrees(&self, side: &Side, held: &Prevailing) -> Judgement {
        let judgement = match self.first_time(side) {
            Some((kind, reason)) => Judgement::told(kind, reason, self.earliest(side)),
            None => self.growth(side),
        };
        match self.strengthen(side, held) {
            Some(update) => judgement.storing(update),
            None => judgement,
        }
    }

    /// A known value gains a source: report at the thresholds.
    fn growth(&self, side: &Side) -> Judgement {
        if side.is_primary() && self.alike(side).iter().all(|v| v.primary_at.is_none()) {
            return Judgement::told(
                FindingKind::Corroborated,
                Reason::PrimarySupports,
                self.earliest(side),
            );
        }
        let (before, after) = self.sources(side);
        if after == before || self.is_saturated(side) {
            return Judgement::silent(if after == before {
                Reason::AgreesSameSource
            } else {
                Reason::Agrees
            });
        }
        if self.policy.corroborate_at.contains(&after) {
            return Judgement::told(
                FindingKind::Corroborated,
                Reason::ReachedThreshold,
                self.earliest(side),
            );
        }
        Judgement::silent(Reason::Agrees)
    }

    /// Agreement may establish a lone report, or show that the value held earlier than known.
    fn strengthen(&self, side: &Side, held: &Prevailing) -> Option<StandingUpdate> {
        let (_, sources) = self.sources(side);
        let established =
            held.established || sources >= self.policy.consensus_sources || side.is_primary();
        let shifted = self.standing.former.iter().any(|former| former.replaced_by == held.value);
        let since = if shifted { held.since } else { held.since.min(side.asserted_at) };
        let valid_from = held.valid_from.clone().or_else(|| side.valid_from.clone());
        if (established, since, &valid_from) == (held.established, held.since, &held.valid_from) {
            return None;
        }
        let prevailing = Prevailing { since, established, valid_from, ..held.clone() };
        Some(self.update(prevailing, Vec::new(), false))
    }

    fn differs(&self, side: &Side, held: &[&Prevailing]) -> Judgement {
        let Some(first) = held.first() else { return Judgement::silent(Reason::Agrees) };
        let against = Some(first.side.clone());
        if held.iter().all(|p| self.supports(&p.side).is_empty()) {
            let judgement = match self.first_time(side) {
                Some((kind, _)) => Judgement::told(kind, Reason::LastSourceMoved, against),
                None => Judgement::silent(Reason::LastSourceMoved),
            };
            let mut update = self.prevail(side, held, Reason::LastSourceMoved);
            update.retires = false;
            return judgement.storing(update);
        }
        if let Some(reason) = held.iter().find_map(|p| self.is_history(side, p)) {
            return self.once(
                side,
                None,
                Judgement::told(FindingKind::Superseded, reason, against),
            );
        }
        if let Some(reason) = self.shifts(side, held) {
            return Judgement::told(FindingKind::ConsensusShift, reason, against)
                .storing(self.prevail(side, held, reason));
        }
        let since = first.since;
        if self.is_former(side) {
            let told = Judgement::told(FindingKind::Stale, Reason::RepeatsFormerValue, against);
            return self.once(side, Some(since), told);
        }
        if let Some((FindingKind::Confirmed, reason)) = self.first_time(side) {
            return Judgement::told(FindingKind::Confirmed, reason, self.earliest(side));
        }
        let reason = match (first.established, self.primary_holds(side, held)) {
            (_, true) => Reason::PrimaryHolds,
            (true, false) => Reason::DiffersFromPrevailing,
            (false, false) => Reason::DiffersFromLoneReport,
        };
        self.once(side, Some(since), Judgement::told(FindingKind::Contradicts, reason, against))
    }

    /// Report a difference once per source: another article of the same source stays silent.
    fn once(&self, side: &Side, since: Option<Timestamp>, told: Judgement) -> Judgement {
        let mine = Self::own_support(side);
        let known = self.supports(side).iter().any(|other| {
            linked(other, &mine) && since.is_none_or(|since| other.asserted_at >= since)
        });
        if known { Judgement::silent(Reason::DiffersSameSource) } else { told }
    }

    /// Does the article speak of the time before `held` came to prevail?
    fn is_history(&self, side: &Side, held: &Prevailing) -> Option<Reason> {
        if let (Some(reported), Some(valid)) = (&side.valid_from, &held.valid_from)
            && !side.is_primary()
            && is_earlier(reported, valid)
        {
            return Some(Reason::AboutEarlierAgreement);
        }
        let primary_at = self.primary_at(&held.side).filter(|_| side.is_primary());
        let older_statement = primary_at.is_some_and(|at| side.asserted_at < at);
        let older = after(side.asserted_at, self.grace(side)) < held.since;
        (older || older_statement).then_some(Reason::AssertedBeforeShift)
    }

    /// A primary source stated the prevailing value so lately that press cannot outvote it.
    fn primary_holds(&self, side: &Side, held: &[&Prevailing]) -> bool {
        let lately = |at: Timestamp| after(at, self.policy.window()) > side.asserted_at;
        !side.is_primary() && held.iter().any(|p| self.primary_at(&p.side).is_some_and(lately))
    }

    /// Supports older than the prevailing values are no news: for a former value strictly, for any
    /// other with the grace that a shift's own first hours need.
    fn floor(&self, side: &Side, held: &[&Prevailing]) -> Timestamp {
        let since = held.iter().map(|p| p.since).max();
        since.map_or(Timestamp::MIN, |since| after(since, -self.grace(side)))
    }

    fn grace(&self, side: &Side) -> SignedDuration {
        if self.is_former(side) { SignedDuration::ZERO } else { self.policy.contemporary() }
    }

    fn shifts(&self, side: &Side, held: &[&Prevailing]) -> Option<Reason> {
        if side.is_primary() {
            return Some(Reason::PrimaryStates);
        }
        if self.primary_holds(side, held) {
            return None;
        }
        let mut fresh = self.fresh(side, self.floor(side, held), side);
        fresh.push(Self::own_support(side));
        let sources = independent(&fresh);
        if sources < self.policy.consensus_sources {
            return None;
        }
        if !self.is_former(side) {
            return Some(Reason::SourcesAgree);
        }
        let later = held.iter().map(|p| independent(&self.fresh(&p.side, p.since, side))).max();
        (sources > later.unwrap_or(0)).then_some(Reason::FormerValueReturned)
    }

    /// The update that makes this claim's value prevail over `replaced`.
    fn prevail(&self, side: &Side, replaced: &[&Prevailing], why: Reason) -> StandingUpdate {
        let (_, sources) = self.sources(side);
        let fresh = self.fresh(side, self.floor(side, replaced), side);
        let first = fresh.iter().map(|support| support.asserted_at).min();
        let prevailing = Prevailing {
            value: side.value.clone(),
            since: first.map_or(side.asserted_at, |first| first.min(side.asserted_at)),
            decided_at: self.now,
            why,
            established: sources >= self.policy.consensus_sources || side.is_primary(),
            side: side.clone(),
            valid_from: side.valid_from.clone(),
        };
        let values = replaced.iter().map(|held| held.value.clone()).collect();
        self.update(prevailing, values, true)
    }

    fn update(
        &self,
        prevailing: Prevailing,
        replaces: Vec<String>,
        retires: bool,
    ) -> StandingUpdate {
        StandingUpdate {
            term: self.rules.id.clone(),
            expected_revision: self.standing.revision,
            replaces,
            retires,
            prevailing,
        }
    }
}

/// `2025-10` is earlier than `2026-04-27`; `2026-04` is not.
fn is_earlier(left: &str, right: &str) -> bool {
    let length = left.len().min(right.len());
    match (left.get(..length), right.get(..length)) {
        (Some(left), Some(right)) => left < right,
        _ => false,
    }
}
