//! Makes one article agree with itself: it holds a value one way, and of values that exclude each
//! other only one is current. What it drops was said less directly elsewhere in the same text.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Claim, Ground, Status};
use super::values::ValueType;
use super::watch::{Cardinality, Watch};

/// The claims without those that the article itself says better.
pub fn settle(watch: &Watch, mut claims: Vec<Claim>) -> Vec<Claim> {
    superseded(watch, &mut claims);
    outdated(watch, &mut claims);
    let held: BTreeSet<(String, String, &str)> = claims
        .iter()
        .filter(|c| !c.derived)
        .map(|c| (c.term.clone(), c.value.clone(), c.status.as_str()))
        .collect();
    let has = |c: &Claim, status: Status| {
        held.contains(&(c.term.clone(), c.value.clone(), status.as_str()))
    };
    let near: Vec<(String, String, usize)> = claims
        .iter()
        .filter(|c| c.status == Status::Current && !c.derived && !has(c, Status::Previous))
        .map(|c| (c.term.clone(), c.value.clone(), c.evidence.start))
        .collect();
    claims.retain(|c| {
        !yields(watch, c, &near)
            && match c.status {
                Status::Hedged => !has(c, Status::Current) && !has(c, Status::Planned),
                Status::Planned => !has(c, Status::Current),
                Status::Current => {
                    c.derived || !(has(c, Status::Previous) && rivalled(watch, c, &held))
                }
                Status::Previous | Status::Denied => true,
            }
    });
    implied(watch, &mut claims);
    claims
}

/// An attribute that holds, or is said to, carries what it is an attribute of: "its share of sales
/// runs through 2030" says that there is one. Not where the text itself speaks of that.
fn implied(watch: &Watch, claims: &mut Vec<Claim>) {
    let denied: Vec<(String, String, usize, bool)> = claims
        .iter()
        .filter(|c| c.status == Status::Denied)
        .filter_map(|c| Some((watch.terms.iter().find(|t| t.info.id == c.term)?, c)))
        .flat_map(|(t, c)| {
            let sum = t.info.kind == ValueType::Money;
            t.implies.iter().map(move |(id, v)| (id.clone(), v.clone(), c.evidence.start, sum))
        })
        .collect();
    // "denied that the share is capped at 20" denies the cap, not the share, and says no more of it.
    claims.retain(|c| {
        let is = |(id, value, at, sum): &(String, String, usize, bool)| {
            let covered = c.status == Status::Denied || *sum && c.status == Status::Current;
            covered && *id == c.term && *value == c.value && *at == c.evidence.start
        };
        !denied.iter().any(is)
    });
    presumed(watch, claims);
    let mut new: Vec<Claim> = Vec::new();
    for c in claims.iter().filter(|c| !c.derived) {
        if !matches!(c.status, Status::Current | Status::Hedged) {
            continue;
        }
        let Some(term) = watch.terms.iter().find(|t| t.info.id == c.term) else { continue };
        // What a fixed value says, such as an end that hangs on an event, may be the end itself.
        if term.info.kind != ValueType::Enum && term.value_index(&c.value).is_some() {
            continue;
        }
        for (id, value) in &term.implies {
            let told = |k: &Claim| k.term == *id;
            if claims.iter().any(told) || new.iter().any(|n| told(n) && n.status == c.status) {
                continue;
            }
            let confidence = c.confidence * IMPLIED;
            let (term, value) = (id.clone(), value.clone());
            new.push(Claim { term, value, confidence, approximate: false, ..c.clone() });
        }
    }
    let current = new.iter().any(|n| n.status == Status::Current);
    new.retain(|n| !current || n.status == Status::Current);
    claims.append(&mut new);
}

/// "capped, it is said, at 5", "is to cut the share it pays to 8, Acme Daily reports": the hearsay is of
/// the 5 and the 8. Neither says how what they are attributes of is held.
fn presumed(watch: &Watch, claims: &mut Vec<Claim>) {
    let open = |c: &&Claim| matches!(c.status, Status::Planned | Status::Hedged);
    let mut attributes: Vec<(String, String, usize, bool)> = Vec::new();
    for c in claims.iter().filter(open) {
        let Some(term) = watch.terms.iter().find(|t| t.info.id == c.term) else { continue };
        let sum = term.info.kind == ValueType::Money;
        if sum || term.info.kind == ValueType::Percent && c.status == Status::Planned {
            let start = c.evidence.start;
            attributes.extend(term.implies.iter().map(|(t, v)| (t.clone(), v.clone(), start, sum)));
        }
    }
    claims.retain(|c| {
        !attributes.iter().any(|(term, value, start, sum)| {
            let said = if *sum { open(&c) } else { c.status == Status::Hedged };
            *term == c.term && *value == c.value && *start == c.evidence.start && said
        })
    });
}

/// What a claim that only follows from another is worth beside it.
const IMPLIED: f64 = 0.9;

/// How far apart, in bytes, two claims still speak of the same arrangement.
const BYTES_NEAR: usize = 1200;

/// The term says that this value is not meant beside another one that is current.
fn yields(watch: &Watch, c: &Claim, near: &[(String, String, usize)]) -> bool {
    let Some(term) = watch.terms.iter().find(|t| t.info.id == c.term) else { return false };
    c.status == Status::Current
        && term.yields.iter().any(|(from, to)| {
            let beside = |(term_id, value, at): &(String, String, usize)| {
                *term_id == c.term
                    && value == term.value_name(*to)
                    && at.abs_diff(c.evidence.start) < BYTES_NEAR
            };
            term.value_name(*from) == c.value && near.iter().any(beside)
        })
}

/// Fixed values of a term that holds one at a time.
fn exclusive(watch: &Watch, term: &str) -> bool {
    watch.term(term).is_some_and(|t| t.kind == ValueType::Enum && t.cardinality == Cardinality::One)
}

/// Another value of the term is current too.
fn rivalled(watch: &Watch, c: &Claim, held: &BTreeSet<(String, String, &str)>) -> bool {
    exclusive(watch, &c.term)
        && held.iter().any(|(term, value, status)| {
            *term == c.term && *value != c.value && *status == Status::Current.as_str()
        })
}

/// Of a term's dates all but the latest are former ones. "2025-10" and "2025-10-28" are one.
fn outdated(watch: &Watch, claims: &mut [Claim]) {
    for term in watch.terms.iter().filter(|t| t.latest) {
        let stands = |c: &Claim| c.term == term.info.id && c.status == Status::Current;
        let dates = claims.iter().filter(|c| stands(c)).map(|c| c.value.clone());
        let Some(last) = dates.max() else { continue };
        for c in claims.iter_mut().filter(|c| stands(c) && !last.starts_with(&c.value)) {
            c.status = Status::Previous;
            c.ground = Ground::Consistency;
        }
    }
}

/// Words that say that something holds beside what was told before: "for all others it still must".
const STANDS: [&str; 14] = [
    "still",
    "today",
    "now",
    "only",
    "remains",
    "remain",
    "stays",
    "stay",
    "continues",
    "otherwise",
    "must",
    "has to",
    "everyone else",
    "everybody else",
];

/// Told after the newer value, in words that say that it stands.
fn stands(c: &Claim, newer: usize) -> bool {
    let spaced = format!(" {} ", c.evidence.text.to_lowercase());
    let says = |word: &&str| spaced.contains(&format!(" {word} "));
    c.evidence.start > newer && STANDS.iter().any(says)
}

/// Where a newer value is current too, the older one is what was.
fn superseded(watch: &Watch, claims: &mut [Claim]) {
    let mut current: BTreeMap<(String, String), usize> = BTreeMap::new();
    for c in claims.iter().filter(|c| c.status == Status::Current && !c.derived) {
        let last = current.entry((c.term.clone(), c.value.clone())).or_default();
        *last = (*last).max(c.evidence.start);
    }
    for c in claims.iter_mut().filter(|c| c.status == Status::Current && !c.derived) {
        let Some(term) = watch.terms.iter().find(|t| t.info.id == c.term) else { continue };
        let newer = term.supersedes.iter().any(|(newer, older)| {
            let other = (c.term.clone(), term.value_name(*newer).to_owned());
            let told = current.get(&other).is_some_and(|last| !stands(c, *last));
            term.value_name(*older) == c.value && told
        });
        if newer {
            c.status = Status::Previous;
            c.ground = Ground::Consistency;
        }
    }
}
