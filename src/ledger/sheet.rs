//! The claim sheet of one snapshot: each (term, value, status) once, with its three clocks, in an
//! order that does not depend on the text's. It never compares with coverage.

use std::collections::BTreeMap;

use crate::base::Timestamp;
use crate::claim::model::{Claim, Span, Status, Unclassified};

use super::input::{Input, Mode};
use super::model::{Side, SideSource};
use super::precision::{is_rounding, within};
use super::rules::{LedgerPolicy, Relation, Terms};
use super::standing::Appearance;

/// One row of the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) term: String,
    pub(crate) side: Side,
    pub(crate) derived: bool,
    /// The article's last version said the same, with the same status.
    pub(crate) unchanged: bool,
    /// And it counted as evidence then.
    pub(crate) counted: bool,
}

/// Value comparison with the policy's allowance for "about".
pub(crate) fn relate(
    terms: &dyn Terms,
    policy: &LedgerPolicy,
    term: &str,
    ends: (&Side, &Side),
) -> Relation {
    let (left, right) = ends;
    let approximate = left.approximate || right.approximate;
    relate_values(terms, policy, term, (&left.value, &right.value), approximate)
}

/// As `relate`, between versions of one article: what two outlets may round differently is an edit
/// where one outlet writes another number, unless the one rounds the other.
pub(crate) fn relate_versions(
    terms: &dyn Terms,
    policy: &LedgerPolicy,
    term: &str,
    ends: (&Side, &Side),
) -> Relation {
    let (left, right) = ends;
    let relation = relate(terms, policy, term, ends);
    let loose = left.approximate || right.approximate || is_rounding(&left.value, &right.value);
    if relation == Relation::Equal && !loose { Relation::Differs } else { relation }
}

/// As `relate`, where a text calls one of the values approximate or none.
pub(crate) fn relate_values(
    terms: &dyn Terms,
    policy: &LedgerPolicy,
    term: &str,
    (left, right): (&str, &str),
    approximate: bool,
) -> Relation {
    let relation = terms.relate(term, left, right);
    if relation == Relation::Differs
        && approximate
        && within(left, right, policy.approximate_tolerance)
    {
        return Relation::Equal;
    }
    relation
}

/// The rows of this snapshot, sorted by term, value and status.
pub(crate) fn lines(input: &Input<'_>, policy: &LedgerPolicy) -> Vec<Line> {
    let valid_from = valid_from(input);
    strongest(input.claims)
        .into_values()
        .map(|claim| {
            let side = side(claim, input, valid_from.as_deref());
            date(
                Line {
                    term: claim.term.clone(),
                    side,
                    derived: claim.derived,
                    unchanged: false,
                    counted: false,
                },
                input,
                policy,
            )
        })
        .collect()
}

/// Term, value, status: a row of the sheet.
type Key<'a> = (&'a str, &'a str, Status);

/// The claim that stands for each row, where a text says a thing more than once.
pub fn strongest(claims: &[Claim]) -> BTreeMap<Key<'_>, &Claim> {
    let mut best: BTreeMap<Key<'_>, &Claim> = BTreeMap::new();
    for claim in claims {
        let key = (claim.term.as_str(), claim.value.as_str(), claim.status);
        let kept = best.entry(key).or_insert(claim);
        if better(claim, kept) {
            *kept = claim;
        }
    }
    best
}

/// Direct before derived, then the surer, then the earlier, then the smaller text: total.
fn better(claim: &Claim, than: &Claim) -> bool {
    let rank = |c: &Claim| (c.derived, c.evidence.start, c.evidence.end);
    let by_confidence = than.confidence.total_cmp(&claim.confidence);
    (claim.derived.cmp(&than.derived))
        .then(by_confidence)
        .then_with(|| rank(claim).cmp(&rank(than)))
        .then_with(|| (&claim.by, &claim.origin).cmp(&(&than.by, &than.origin)))
        .is_lt()
}

/// Keep the clocks of a row the last version had already.
fn date(mut line: Line, input: &Input<'_>, policy: &LedgerPolicy) -> Line {
    let before = input.previous.iter().flat_map(|previous| &previous.appearances);
    let same = before
        .filter(|old| old.term == line.term && old.side.status == line.side.status)
        .filter(|old| old.derived == line.derived)
        .filter_map(|old| {
            let ends = (&old.side, &line.side);
            let relation = relate_versions(input.terms, policy, &line.term, ends);
            relation.is_alike().then_some((old.side.value != line.side.value, old))
        })
        .min_by_key(|(other_value, old)| (*other_value, old.side.asserted_at));
    if let Some((_, old)) = same {
        line.side.asserted_at = old.side.asserted_at;
        line.side.observed_at = old.side.observed_at;
        line.unchanged = true;
        line.counted = old.counts;
    }
    line
}

/// The valid clock: the one agreement date the article states as current, if it states just one.
fn valid_from(input: &Input<'_>) -> Option<String> {
    let announces = |claim: &&Claim| {
        claim.status == Status::Current
            && !claim.derived
            && input.terms.rules(&claim.term).is_some_and(|rules| rules.announces)
    };
    let mut dates: Vec<&str> =
        input.claims.iter().filter(announces).map(|c| c.value.as_str()).collect();
    dates.sort_unstable();
    dates.dedup();
    match dates.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

/// A sentence no term could type, as a side without a value; `confidence` is its score.
pub(crate) fn open_side(found: &Unclassified, input: &Input<'_>) -> Side {
    Side {
        value: String::new(),
        status: Status::Current,
        quote: found.evidence.text.clone(),
        span: Span { start: found.evidence.start, end: found.evidence.end },
        block: found.evidence.block,
        by: None,
        origin: None,
        confidence: found.score,
        approximate: false,
        source: SideSource::from(input.article),
        valid_from: None,
        asserted_at: asserted(input),
        observed_at: input.article.observed_at,
    }
}

fn side(claim: &Claim, input: &Input<'_>, valid_from: Option<&str>) -> Side {
    let article = input.article;
    Side {
        value: claim.value.clone(),
        status: claim.status,
        quote: claim.evidence.text.clone(),
        span: Span { start: claim.evidence.start, end: claim.evidence.end },
        block: claim.evidence.block,
        by: claim.by.clone(),
        origin: claim.origin.clone(),
        confidence: claim.confidence,
        approximate: claim.approximate,
        source: SideSource::from(article),
        valid_from: valid_from.map(str::to_owned),
        asserted_at: asserted(input),
        observed_at: article.observed_at,
    }
}

/// When the outlet asserted what is new in this version: at publication, or with the edit. A date
/// in the future of the observation is the outlet's mistake and is cut to it.
fn asserted(input: &Input<'_>) -> Timestamp {
    let article = input.article;
    let first = article.published.or(article.modified);
    let declared = match &input.previous {
        Some(previous) if input.mode != Mode::Technical => {
            let moved =
                |now: Option<Timestamp>, then: Option<Timestamp>| now.filter(|at| Some(*at) > then);
            moved(article.modified, previous.modified)
                .or(moved(article.published, previous.published))
        }
        Some(_) | None => first,
    };
    declared.unwrap_or(article.observed_at).min(article.observed_at)
}

/// Rows of the last version that count as evidence for a term.
pub(crate) fn own_evidence<'a>(input: &'a Input<'_>, term: &str) -> Vec<&'a Appearance> {
    let before = input.previous.iter().flat_map(|previous| &previous.appearances);
    before.filter(|old| old.counts && old.term == term).collect()
}
