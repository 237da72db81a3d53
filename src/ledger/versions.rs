//! One article's claims against its last version's: what changed, went, came. Only claims count; a
//! text-only edit yields nothing. It never looks at coverage.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id;
use crate::claim::model::{Claim, Status};

use super::edit::Edit;
use super::input::{Input, VersionMark};
use super::model::Side;
use super::returns;
use super::rules::{LedgerPolicy, Relation};
use super::sheet::{Line, relate_versions};

/// The mark of a snapshot's claims. Store it with the snapshot; a re-extraction replaces the marks of
/// the versions it reads anew, or a later edit could seem a return.
pub fn mark(snapshot_id: &str, claims: &[Claim]) -> VersionMark {
    let mut rows: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| !claim.derived) {
        rows.entry(&claim.term).or_default().insert((&claim.value, claim.status.as_str()));
    }
    let hash = |rows: BTreeSet<(&str, &str)>| {
        let parts: Vec<&str> =
            rows.into_iter().flat_map(|(value, status)| [value, status]).collect();
        id::make("m", &parts)
    };
    VersionMark {
        snapshot_id: snapshot_id.to_owned(),
        terms: rows.into_iter().map(|(term, rows)| (term.to_owned(), hash(rows))).collect(),
    }
}

/// All edits of this version, by term. Empty for a first version.
pub(crate) fn edits(input: &Input<'_>, policy: &LedgerPolicy, lines: &[Line]) -> Vec<Edit> {
    let Some(previous) = &input.previous else { return Vec::new() };
    let direct = |term: &str| -> (Vec<Side>, Vec<Side>) {
        let old = previous.appearances.iter().filter(|row| row.term == term && !row.derived);
        let new = lines.iter().filter(|row| row.term == term && !row.derived);
        (old.map(|row| row.side.clone()).collect(), new.map(|row| row.side.clone()).collect())
    };
    let old_terms = previous.appearances.iter().map(|row| row.term.as_str());
    let terms: BTreeSet<&str> =
        old_terms.chain(lines.iter().map(|row| row.term.as_str())).collect();
    let now = mark(&input.article.snapshot_id, input.claims);
    let mut edits = Vec::new();
    for term in terms.into_iter().filter(|term| input.terms.rules(term).is_some()) {
        let (old, new) = direct(term);
        let like = |a: &Side, b: &Side| relate_versions(input.terms, policy, term, (a, b));
        let found = TermEdit::new(&old, &new, &like).edits(term);
        edits.extend(returns::fold(found, input.history, &now, term));
    }
    edits
}

/// The strongest way a snapshot holds a value: an article that states it and also quotes a denial
/// still states it.
fn strength(status: Status) -> u8 {
    match status {
        Status::Current => 0,
        Status::Denied => 1,
        Status::Hedged => 2,
        Status::Planned => 3,
        Status::Previous => 4,
    }
}

fn held(sides: &[Side], like: &dyn Fn(&Side, &Side) -> Relation) -> Vec<Side> {
    let mut sorted: Vec<&Side> = sides.iter().collect();
    sorted.sort_by(|a, b| (strength(a.status), &a.value).cmp(&(strength(b.status), &b.value)));
    let mut kept: Vec<Side> = Vec::new();
    for side in sorted {
        if !kept.iter().any(|other| like(other, side).is_alike()) {
            kept.push(side.clone());
        }
    }
    kept
}

/// The two sheets of one term, matched.
struct TermEdit {
    /// The same value, held differently.
    moved: Vec<(Side, Side)>,
    gone: Vec<Side>,
    come: Vec<Side>,
    /// Denials quoted now and not before, of values the article still states.
    denials: Vec<Side>,
}

impl TermEdit {
    fn new(old: &[Side], new: &[Side], like: &dyn Fn(&Side, &Side) -> Relation) -> Self {
        let (mut gone, mut come) = (held(old, like), held(new, like));
        let mut moved = Vec::new();
        for relation in [Relation::Same, Relation::Equal] {
            gone.retain(|before| {
                let found = come.iter().position(|now| like(before, now) == relation);
                let Some(at) = found else { return true };
                let now = come.remove(at);
                if now.status != before.status {
                    moved.push((before.clone(), now));
                }
                false
            });
        }
        let denied = |side: &&Side| side.status == Status::Denied;
        let denials = new
            .iter()
            .filter(denied)
            .filter(|side| !old.iter().filter(denied).any(|other| like(other, side).is_alike()))
            .filter(|side| {
                new.iter()
                    .any(|other| other.status == Status::Current && like(other, side).is_alike())
            })
            .cloned()
            .collect();
        Self { moved, gone, come, denials }
    }

    fn edits(mut self, term: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (from, to) in self.replaced() {
            edits.push(Edit::new(term, Some(&from), Some(&to)));
        }
        edits.extend(self.moved.iter().map(|(from, to)| Edit::new(term, Some(from), Some(to))));
        edits.extend(self.gone.iter().map(|from| Edit::new(term, Some(from), None)));
        edits.extend(
            self.come.iter().chain(&self.denials).map(|to| Edit::new(term, None, Some(to))),
        );
        edits
    }

    /// Pair what went with what came, the likeliest pairs first. A value demoted to a former one
    /// went too, and one promoted from it came: their own moves are then part of the change.
    fn replaced(&mut self) -> Vec<(Side, Side)> {
        let demoted =
            self.moved.iter().filter(|(_, now)| now.status == Status::Previous).map(|(old, _)| old);
        let promoted =
            self.moved.iter().filter(|(old, _)| old.status == Status::Previous).map(|(_, now)| now);
        let left: Vec<Side> = demoted.chain(&self.gone).cloned().collect();
        let right: Vec<Side> = promoted.chain(&self.come).cloned().collect();
        let mut pairs: Vec<(Closeness, &Side, &Side)> = Vec::new();
        for from in &left {
            pairs.extend(right.iter().filter_map(|to| Some((closeness(from, to)?, from, to))));
        }
        pairs.sort_by(|a, b| {
            b.0.cmp(&a.0).then_with(|| (&a.1.value, &a.2.value).cmp(&(&b.1.value, &b.2.value)))
        });
        let (mut used_from, mut used_to) = (BTreeSet::new(), BTreeSet::new());
        let mut chosen = Vec::new();
        for (_, from, to) in pairs {
            if from.value == to.value
                || used_from.contains(&from.value)
                || used_to.contains(&to.value)
            {
                continue;
            }
            used_from.insert(from.value.clone());
            used_to.insert(to.value.clone());
            chosen.push((from.clone(), to.clone()));
        }
        self.gone.retain(|side| !used_from.contains(&side.value));
        self.come.retain(|side| !used_to.contains(&side.value));
        self.moved
            .retain(|(from, to)| !used_from.contains(&from.value) && !used_to.contains(&to.value));
        chosen
    }
}

/// How likely one value replaced the other: same status, same block, shared words.
type Closeness = (bool, bool, usize);

/// `None` where a pair makes no sense: history is not replaced by the present.
fn closeness(from: &Side, to: &Side) -> Option<Closeness> {
    let timeless = |side: &Side| matches!(side.status, Status::Previous | Status::Denied);
    if from.status != to.status && (timeless(from) || timeless(to)) {
        return None;
    }
    let words = |side: &Side| -> BTreeSet<String> {
        side.quote.split_whitespace().map(str::to_lowercase).collect()
    };
    let shared = words(from).intersection(&words(to)).count();
    Some((from.status == to.status, from.block == to.block, shared))
}
