//! A current claim against what coverage holds of its term. It decides; it never stores, and a
//! claim that is derived, uncertain or at odds with its own article never reaches it.

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

use super::independence::{independent, linked};
use super::model::{FindingKind, Side};
use super::precision::is_coarser;
use super::reason::Reason;
use super::sheet::Line;
use super::standing::{Prevailing, StandingUpdate, Support};
use super::view::{Lane, View, not_before};

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
        if refines.is_some_and(|held| is_coarser(&side.value, &held.value)) {
            return Judgement::silent(Reason::LessPrecise);
        }
        let told = match (self.first_time(side), refines) {
            (Some((_, Reason::FirstSeen)), Some(held)) => {
                Judgement::told(FindingKind::FirstSeen, Reason::Refines, Some(held.side.clone()))
            }
            (Some((kind, reason)), _) => Judgement::told(kind, reason, self.earliest(side)),
            (None, _) => match self.growth(side) {
                silent if silent.kind.is_none() => Judgement::silent(Reason::HeldBefore),
                told => told,
            },
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

    /// Agreement may establish a lone report, or show that the value held earlier than known; and a
    /// primary source that states the value stands for it from then on.
    fn strengthen(&self, side: &Side, held: &Prevailing) -> Option<StandingUpdate> {
        let (_, sources) = self.sources(side);
        let established =
            held.established || sources >= self.policy.consensus_sources || side.is_primary();
        let shifted = self.standing.former.iter().any(|former| former.replaced_by == held.value);
        let since = if shifted { held.since } else { held.since.min(side.asserted_at) };
        let valid_from = held.valid_from.clone().or_else(|| side.valid_from.clone());
        let speaks = side.is_primary()
            && side.value == held.value
            && (!held.side.is_primary() || side.asserted_at > held.side.asserted_at);
        let same =
            (established, since, &valid_from) == (held.established, held.since, &held.valid_from);
        if same && !speaks {
            return None;
        }
        let stands = if speaks { side } else { &held.side }.clone();
        let prevailing =
            Prevailing { since, established, valid_from, side: stands, ..held.clone() };
        Some(self.update(prevailing, Vec::new(), false))
    }

    fn differs(&self, side: &Side, held: &[&Prevailing]) -> Judgement {
        let Some(first) = held.first() else { return Judgement::silent(Reason::Agrees) };
        let against = Some(first.side.clone());
        if held.iter().all(|p| self.supports(&p.side).is_empty()) {
            let judgement = match self.first_time(side) {
                Some((kind, _)) => Judgement::told(kind, Reason::LastSourceMoved, against),
                None => self.growth(side),
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
        if self.is_former(side) && !self.is_renewed(side) {
            let told = Judgement::told(FindingKind::Stale, Reason::RepeatsFormerValue, against);
            return self.once(side, Some(since), told);
        }
        if self.rules.dated && held.iter().all(|p| self.is_later_figure(side, p)) {
            return self.later_figure(side, held);
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

    /// Does the article report an agreement younger than the one that did away with the value? Then it
    /// is back, and nobody repeats it out of habit.
    fn is_renewed(&self, side: &Side) -> bool {
        let until = |value: &str| {
            let mut former = self.standing.former.iter().filter(|former| former.value == value);
            former.next().map(|former| former.until.strftime("%Y-%m-%d").to_string())
        };
        let reported = side.valid_from.as_deref();
        reported.zip(until(&side.value)).is_some_and(|(from, until)| is_earlier(&until, from))
    }

    /// Has the held figure been around for a while when the article states another? That others still
    /// quote the old one makes the new one no mistake.
    fn is_later_figure(&self, side: &Side, held: &Prevailing) -> bool {
        after(held.since, self.policy.contemporary()) < side.asserted_at
    }

    /// It replaces a lone report; an established figure holds until sources agree on another.
    fn later_figure(&self, side: &Side, held: &[&Prevailing]) -> Judgement {
        let against = held.first().map(|first| first.side.clone());
        let judgement = match self.first_time(side) {
            Some((kind, _)) => Judgement::told(kind, Reason::LaterFigure, against),
            None => self.growth(side),
        };
        if held.iter().any(|p| p.established) {
            return judgement;
        }
        judgement.storing(self.prevail(side, held, Reason::LaterFigure))
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

    /// When the values it would replace began: what was said earlier is no news.
    fn floor(held: &[&Prevailing]) -> Timestamp {
        held.iter().map(|p| p.since).max().unwrap_or(Timestamp::MIN)
    }

    /// How much older than the prevailing value an article may be and still contradict it.
    fn grace(&self, side: &Side) -> SignedDuration {
        if self.is_former(side) { SignedDuration::ZERO } else { self.policy.contemporary() }
    }

    /// Do enough independent sources state this value for it to prevail? Within one window they
    /// always do; further apart, only if they outnumber those who held on to the old value since.
    fn shifts(&self, side: &Side, held: &[&Prevailing]) -> Option<Reason> {
        if side.is_primary() {
            return Some(Reason::PrimaryStates);
        }
        let late = !not_before(side.asserted_at, Self::floor(held));
        if late || self.primary_holds(side, held) {
            return None;
        }
        let needed = self.policy.consensus_sources;
        let fresh = self.fresh(side, Self::floor(held), side);
        let lately = independent(fresh.iter().chain(std::iter::once(&Self::own_support(side))));
        if self.is_former(side) {
            let later = held.iter().map(|p| independent(&self.fresh(&p.side, p.since, side))).max();
            let outnumber = lately >= needed && lately > later.unwrap_or(0);
            return outnumber.then_some(Reason::FormerValueReturned);
        }
        let run = self.run(side, held);
        let first = run.iter().map(|support| support.asserted_at).min();
        let first = first.unwrap_or(side.asserted_at);
        let held_on = held.iter().map(|p| independent(&self.since(&p.side, first)));
        let against = held_on.max().unwrap_or(0);
        let ever = independent(&run);
        let agreed = lately >= needed || (ever >= needed && ever > against);
        agreed.then_some(Reason::SourcesAgree)
    }

    /// All supports of the value, this one too, that are not older than what it would replace.
    fn run(&self, side: &Side, held: &[&Prevailing]) -> Vec<Support> {
        let mut supports = self.since(side, Self::floor(held));
        supports.push(Self::own_support(side));
        supports
    }

    /// The update that makes this claim's value prevail over `replaced`.
    fn prevail(&self, side: &Side, replaced: &[&Prevailing], why: Reason) -> StandingUpdate {
        let (_, sources) = self.sources(side);
        let lately = self.fresh(side, Self::floor(replaced), side);
        let run = if lately.is_empty() { self.run(side, replaced) } else { lately };
        let first = run.iter().map(|support| support.asserted_at).min();
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
