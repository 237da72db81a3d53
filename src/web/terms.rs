//! Where each term stands, in the shape that pages, API and metrics share: what holds, since when,
//! who supports it, what is disputed. It reads counters, never appearances.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Site;
use crate::base::Timestamp;
use crate::claim::value::{Comparison, compare};
use crate::claim::watch::{Severity, TermInfo};
use crate::ledger::words::show;
use crate::store::Result;
use crate::store::pages::term::{DecidedLine, ValueLine};

/// Values beside what holds that are given at all; the best supported.
const RIVALS: usize = 50;

/// One term as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct TermState {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) severity: &'static str,
    /// More than one when values cannot be compared.
    pub(super) holds: Vec<Held>,
    /// Live values that contradict what holds and were never replaced by it.
    pub(super) disputed: Vec<Rival>,
    /// Values that held once, where articles still state them.
    pub(super) repeated: Vec<Rival>,
}

/// A value that prevails.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Held {
    pub(super) value: String,
    /// As people write it.
    pub(super) shown: String,
    /// Independent sources with a live article that states it.
    pub(super) sources: i64,
    pub(super) articles: i64,
    pub(super) outlets: i64,
    /// When a primary source last stated it.
    pub(super) primary_at: Option<Timestamp>,
    pub(super) since: Timestamp,
    /// Enough independent sources or a primary one; else a lone report.
    pub(super) established: bool,
    pub(super) reason: &'static str,
    pub(super) quote: String,
    pub(super) outlet: String,
}

/// Another live value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Rival {
    pub(super) value: String,
    pub(super) shown: String,
    pub(super) sources: i64,
    pub(super) articles: i64,
    pub(super) outlets: i64,
    pub(super) primary_at: Option<Timestamp>,
}

impl TermState {
    /// Whether anything is known of it.
    pub(super) fn is_known(&self) -> bool {
        !(self.holds.is_empty() && self.disputed.is_empty() && self.repeated.is_empty())
    }
}

/// Every term of the watch, in the order of its file.
pub(super) async fn states(site: &Site) -> Result<Vec<TermState>> {
    let mut decided = site.store.decided().await?;
    let mut values: BTreeMap<String, Vec<ValueLine>> = BTreeMap::new();
    for line in site.store.live_values("").await? {
        values.entry(line.term.clone()).or_default().push(line);
    }
    let state = |info: &TermInfo| {
        let known = decided.remove(&info.id).unwrap_or_default();
        state(info, &known, &values.remove(&info.id).unwrap_or_default())
    };
    Ok(site.watch.terms().iter().map(state).collect())
}

/// One term; `None` when the watch has none of that id.
pub(super) async fn state_of(site: &Site, term: &str) -> Result<Option<TermState>> {
    let Some(info) = site.watch.term(term) else { return Ok(None) };
    let known = site.store.decided_of(term).await?;
    let values = site.store.live_values(term).await?;
    Ok(Some(state(info, &known, &values)))
}

fn state(info: &TermInfo, known: &DecidedLine, values: &[ValueLine]) -> TermState {
    let held = |value: &str| known.prevailing.iter().any(|held| held.value == value);
    let once = |value: &str| known.former.iter().any(|former| former.value == value);
    let differs = |value: &str| {
        known
            .prevailing
            .iter()
            .any(|held| matches!(compare(info, &held.value, value), Comparison::Differs))
    };
    let others = |keep: &dyn Fn(&str) -> bool| -> Vec<Rival> {
        let other = values.iter().filter(|line| !held(&line.value) && keep(&line.value));
        other.map(rival).take(RIVALS).collect()
    };
    TermState {
        id: info.id.clone(),
        label: info.label.clone(),
        severity: severity(info.severity),
        holds: holds(known, values),
        disputed: others(&|value| !once(value) && differs(value)),
        repeated: others(&once),
    }
}

fn holds(known: &DecidedLine, values: &[ValueLine]) -> Vec<Held> {
    let held = |prevailing: &crate::ledger::standing::Prevailing| {
        let line = values.iter().find(|line| line.value == prevailing.value);
        Held {
            value: prevailing.value.clone(),
            shown: show(&prevailing.value),
            sources: line.map_or(0, |line| line.supports),
            articles: line.map_or(0, |line| line.articles),
            outlets: line.map_or(0, |line| line.outlets),
            primary_at: line.and_then(|line| line.primary_at),
            since: prevailing.since,
            established: prevailing.established,
            reason: prevailing.why.sentence(),
            quote: prevailing.side.quote.clone(),
            outlet: prevailing.side.source.outlet.clone(),
        }
    };
    known.prevailing.iter().map(held).collect()
}

fn rival(line: &ValueLine) -> Rival {
    Rival {
        value: line.value.clone(),
        shown: show(&line.value),
        sources: line.supports,
        articles: line.articles,
        outlets: line.outlets,
        primary_at: line.primary_at,
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    }
}
