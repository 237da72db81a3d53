//! Settles the candidates of a text: rivals for one value, parts beside a whole, repetitions.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Claim, Ground, Status};
use super::switches::{Mechanism, Switches};

/// What a candidate is beside others of its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Full,
    /// One part of several: counts only when no other value of the term is in the text.
    Part,
    /// Says only what a typed value in the same sentence says better: "capped" beside the amount.
    Vague,
    /// Something whose end may be stated in the same sentence; then it does not hold.
    Endable,
    /// States that end.
    Ended,
}

/// A claim in the making.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one candidate")]
pub struct Candidate {
    pub term: usize,
    pub claim: Claim,
    /// Byte where the typed value stands: rivals share it.
    pub rival: Option<usize>,
    /// Unmatched tokens inside the match and between it and its anchor.
    pub slack: usize,
    pub exception: Option<(usize, usize)>,
    pub standing: Standing,
    /// Its value is the end of another, however that was found.
    pub ends: bool,
    /// Takes a value away and makes no claim.
    pub decoy: bool,
    /// In this status it counts only when no other value of the term is in the text.
    pub minor: bool,
    /// Rests on what was told before: nothing around the value speaks for it.
    pub elided: bool,
}

/// "Once 5, it has risen to 7": of one sentence's values of `term`, those but the one at byte `new`
/// are what was, unless the new one is only wanted.
pub fn change_to(candidates: &mut [Candidate], new: usize, single: impl Fn(usize) -> bool) {
    let holds = |c: &Candidate| matches!(c.claim.status, Status::Current | Status::Hedged);
    let terms: BTreeSet<usize> = candidates
        .iter()
        .filter(|c| c.rival == Some(new) && holds(c) && single(c.term))
        .map(|c| c.term)
        .collect();
    let values: BTreeSet<String> =
        candidates.iter().filter(|c| c.rival == Some(new)).map(|c| c.claim.value.clone()).collect();
    for c in candidates.iter_mut().filter(|c| terms.contains(&c.term)) {
        let other = c.rival.is_some_and(|at| at != new) && !values.contains(&c.claim.value);
        if other && c.claim.status == Status::Current {
            c.claim.status = Status::Previous;
            c.claim.ground = Ground::Change;
        }
    }
}

type Sentence = (usize, usize);

/// What the candidates of a text say about each other.
#[derive(Default)]
struct Crowd {
    /// Least slack of those that claim one typed value.
    tightest: BTreeMap<usize, usize>,
    /// Values of a term.
    values: BTreeMap<usize, BTreeSet<String>>,
    /// (term, sentence) with a typed value.
    typed: BTreeSet<Sentence>,
    /// (term, sentence) that states an end, with the bytes that do.
    ended: BTreeMap<Sentence, Option<(usize, usize)>>,
    /// (term, sentence) where an end follows from "no longer" and the like.
    ends: BTreeSet<Sentence>,
}

/// Slack, with decoys before terms where it is equal.
fn rank(c: &Candidate) -> usize {
    2 * c.slack + usize::from(!c.decoy)
}

impl Crowd {
    fn of(candidates: &[Candidate]) -> Self {
        let mut crowd = Self::default();
        for c in candidates {
            if !c.decoy {
                crowd.values.entry(c.term).or_default().insert(c.claim.value.clone());
            }
            if c.standing == Standing::Ended {
                let bytes = c.claim.evidence.value.map(|v| (v.start, v.end));
                crowd.ended.insert((c.term, c.claim.evidence.start), bytes);
            }
            if c.ends {
                crowd.ends.insert((c.term, c.claim.evidence.start));
            }
            let Some(at) = c.rival else { continue };
            let least = crowd.tightest.entry(at).or_insert(usize::MAX);
            *least = (*least).min(rank(c));
            crowd.typed.insert((c.term, c.claim.evidence.start));
        }
        crowd
    }

    /// What has ended is described beside its end: "the clause that let X ... is gone".
    fn described(&self, c: &Candidate) -> bool {
        let end = self.ended.get(&(c.term, c.claim.evidence.start)).copied().flatten();
        let apart = end
            .zip(c.claim.evidence.value)
            .is_some_and(|((from, to), described)| described.end <= from || to <= described.start);
        c.standing == Standing::Endable && c.claim.status == Status::Current && apart
    }

    fn keeps(&self, c: &Candidate) -> bool {
        let beaten =
            c.rival.and_then(|at| self.tightest.get(&at)).is_some_and(|least| rank(c) > *least);
        let stands = match c.standing {
            Standing::Full | Standing::Ended => true,
            Standing::Endable => {
                let sentence = (c.term, c.claim.evidence.start);
                let beside =
                    self.ended.contains_key(&sentence) || !c.ends && self.ends.contains(&sentence);
                c.claim.status == Status::Previous || !beside
            }
            Standing::Part => self.values.get(&c.term).is_none_or(|v| v.len() < 2),
            Standing::Vague => !self.typed.contains(&(c.term, c.claim.evidence.start)),
        };
        let lone = !c.minor || self.values.get(&c.term).is_none_or(|v| v.len() < 2);
        !c.decoy && lone && !beaten && stands
    }
}

/// Of candidates that claim one typed value for different terms the tightest wins; equal claims of
/// one sentence become one.
pub fn settle(mut candidates: Vec<Candidate>, text: &str, switches: Switches) -> Vec<Claim> {
    let mut crowd = Crowd::of(&candidates);
    candidates.iter_mut().filter(|c| crowd.described(c)).for_each(|c| {
        c.claim.status = Status::Previous;
        c.claim.ground = Ground::Reference;
    });
    if !switches.on(Mechanism::Rivalry) {
        crowd.tightest.clear();
    }
    let mut seen: BTreeMap<(usize, String, &str, usize), usize> = BTreeMap::new();
    let mut out: Vec<Claim> = Vec::new();
    for candidate in candidates.into_iter().filter(|c| crowd.keeps(c)) {
        let mut claim = candidate.claim;
        claim.exception = candidate.exception.and_then(|(a, b)| text.get(a..b)).map(str::to_owned);
        let (start, end) = (claim.evidence.start, claim.evidence.end);
        text.get(start..end).unwrap_or_default().clone_into(&mut claim.evidence.text);
        let key = (candidate.term, claim.value.clone(), claim.status.as_str(), start);
        if let Some(held) = seen.get(&key).and_then(|i| out.get_mut(*i)) {
            held.confidence = held.confidence.max(claim.confidence);
            held.derived &= claim.derived;
        } else {
            seen.insert(key, out.len());
            out.push(claim);
        }
    }
    out
}
