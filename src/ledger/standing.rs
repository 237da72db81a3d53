//! What coverage holds of a term: the bounded extract a store hands to the ledger, and the changes
//! the ledger wants stored. It never grows with the store.
//!
//! A store keeps four small tables up to date in the transaction that commits a snapshot, and reads
//! them by key; none is ever scanned:
//! - `appearance (watch, term, value, status, article)`: who says it now, with its `Side` as JSON,
//!   `asserted_at`, `observed_at`, `counts`, and `ended_at` once a later version no longer does.
//! - `support (watch, term, value, family, origin)`: `asserted_at` = the latest among its articles,
//!   `primary_at`, `articles` = how many live appearances that count. Index `(watch, term, value,
//!   asserted_at desc) where articles > 0`; `limit RECENT_SUPPORTS` answers `ValueStanding::recent`.
//! - `value (watch, term, value)`: the counters of `ValueStanding`, its first and latest appearance.
//!   `outlets` grows when `(watch, term, value, outlet)` is inserted for the first time. Index
//!   `(watch, term, latest_asserted_at desc)` for `limit MAX_VALUES`.
//! - `prevailing (watch, term, value)`: one row a lane, and the former values with their `until`.
//!
//! For an article that is two indexed reads a term (`need::Outline`), and two for each value that its
//! claims can be compared with, each of a fixed number of rows: the cost is the logarithm of the
//! number of appearances.

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::claim::model::Status;

use super::model::Side;
use super::reason::Reason;

/// At most so many supports of a value are handed over, those asserted last.
pub const RECENT_SUPPORTS: usize = 16;
/// So many values of a term, those asserted last, are looked at by name; with the prevailing and
/// former ones, those of them that are like a claimed or a prevailing value are handed over.
pub const MAX_VALUES: usize = 16;

/// One (family, origin) that states a value in a live version. `origin` is the outlet named as the
/// source, else the article's own outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    pub family: String,
    pub origin: String,
    /// The latest assertion among its articles.
    pub asserted_at: Timestamp,
    /// How many live articles are in it.
    pub articles: u32,
}

/// How often a value was ever seen with each status; an article counts once for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusCounts {
    pub current: u32,
    pub previous: u32,
    pub planned: u32,
    pub hedged: u32,
    pub denied: u32,
}

impl StatusCounts {
    pub fn of(&self, status: Status) -> u32 {
        match status {
            Status::Current => self.current,
            Status::Previous => self.previous,
            Status::Planned => self.planned,
            Status::Hedged => self.hedged,
            Status::Denied => self.denied,
        }
    }

    pub fn add(&mut self, status: Status) {
        let slot = match status {
            Status::Current => &mut self.current,
            Status::Previous => &mut self.previous,
            Status::Planned => &mut self.planned,
            Status::Hedged => &mut self.hedged,
            Status::Denied => &mut self.denied,
        };
        *slot = slot.saturating_add(1);
    }
}

/// What coverage holds of one value of a term. Only appearances that count as evidence (current,
/// direct, certain, not at odds with their own article) enter `recent`, `supports`, `articles`,
/// `outlets` and `primary_at`; derived claims enter nothing at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueStanding {
    pub value: String,
    pub seen: StatusCounts,
    /// Live articles that state it, and distinct outlets that ever did.
    pub articles: u32,
    pub outlets: u32,
    /// How many live (family, origin) there are in all; `recent` holds the last of them.
    pub supports: u32,
    pub recent: Vec<Support>,
    /// The latest assertion by a primary source in a live version.
    pub primary_at: Option<Timestamp>,
    /// The first appearance by asserted time, whatever its status.
    pub first: Side,
}

/// A value that holds. A term has one per lane: values that cannot be compared (a year and "agi")
/// stand beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prevailing {
    pub value: String,
    /// Asserted clock: the first assertion of the run that made it prevail.
    pub since: Timestamp,
    /// Observed clock: when the ledger decided.
    pub decided_at: Timestamp,
    pub why: Reason,
    /// Enough independent sources, or a primary one; else a lone report.
    pub established: bool,
    /// The appearance that stands for it.
    pub side: Side,
    pub valid_from: Option<String>,
}

/// A value that prevailed once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    pub value: String,
    pub replaced_by: String,
    /// Asserted clock: `since` of the value that replaced it.
    pub until: Timestamp,
}

/// All the ledger sees of a term, each list sorted by value (`recent` by latest assertion). A term
/// nobody has mentioned yet has an empty one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TermStanding {
    pub values: Vec<ValueStanding>,
    pub prevailing: Vec<Prevailing>,
    pub former: Vec<Former>,
    /// The store's guard: grows with every commit that adds or ends an appearance of the term. A
    /// commit checks it for every standing it was made from, once a term; if it has moved, another
    /// article came between, and the comparison is made again.
    pub revision: i64,
}

/// What the ledger wants stored about a term. `expected_revision` is the one it was made from. An
/// article may bring several for one term, each for its own lane; they apply in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandingUpdate {
    pub term: String,
    pub expected_revision: i64,
    /// Prevailing values to remove.
    pub replaces: Vec<String>,
    /// Do the removed ones become former values (a shift), or were they never more than a lone
    /// report that has gone?
    pub retires: bool,
    pub prevailing: Prevailing,
}

impl StandingUpdate {
    /// Apply it to a standing, as the store must.
    pub fn apply(&self, standing: &mut TermStanding) {
        let new = &self.prevailing;
        standing
            .prevailing
            .retain(|held| held.value != new.value && !self.replaces.contains(&held.value));
        standing.former.retain(|former| former.value != new.value);
        let retired = self.replaces.iter().filter(|value| self.retires && **value != new.value);
        for value in retired {
            standing.former.retain(|former| former.value != *value);
            standing.former.push(Former {
                value: value.clone(),
                replaced_by: new.value.clone(),
                until: new.since,
            });
        }
        standing.prevailing.push(new.clone());
        standing.prevailing.sort_by(|a, b| a.value.cmp(&b.value));
        standing.former.sort_by(|a, b| a.value.cmp(&b.value));
    }
}

/// One (term, value, status) of a snapshot, for the store to record. All appearances of an article
/// are replaced by those of its newest snapshot; what is missing has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Appearance {
    pub term: String,
    pub side: Side,
    pub derived: bool,
    /// Does it count as evidence for its value?
    pub counts: bool,
    /// Why it was reported, or why not.
    pub reason: Reason,
}

impl Appearance {
    /// Is it the same row of an article's claim sheet?
    pub fn is_same_claim(&self, other: &Self) -> bool {
        self.term == other.term
            && self.side.value == other.side.value
            && self.side.status == other.side.status
            && self.derived == other.derived
    }

    /// Does it support the same value as the other, in the same way?
    pub fn is_same_support(&self, other: &Self) -> bool {
        let (left, right) = (&self.side, &other.side);
        self.is_same_claim(other)
            && self.counts == other.counts
            && left.asserted_at == right.asserted_at
            && left.origin_or_outlet() == right.origin_or_outlet()
            && left.source.outlet == right.source.outlet
            && left.source.family == right.source.family
            && left.source.tier == right.source.tier
    }
}
