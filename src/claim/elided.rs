//! "It was 5%", "now the figure is 7%": a clause that gives another value to what was just told,
//! without naming it. It never says anything of its own.

use super::english::Flags;
use super::matching::Place;
use super::model::Status;
use super::outcome::{self, canonical, value_at};
use super::pattern::{Hit, Stream, matcher, vocabulary as vocab};
use super::scope::{self, Manner, View};
use super::settle::Candidate;
use super::tokens::Token;
use super::values::ValueType;
use super::watch::term::Term;
use super::watch::{Role, Watch};

/// What such a clause is worth beside one that names its subject.
const CONFIDENCE: f64 = 0.8;
/// Whatever names its subject is nearer.
const SLACK: usize = 6;

/// Tokens before the pronoun: a time or a contract, "under the new terms it is".
const LEAD_MAX: usize = 9;

const PRONOUNS: [&str; 3] = ["it", "that", "this"];
const NOUNS: [&str; 22] = [
    "figure",
    "figures",
    "number",
    "numbers",
    "share",
    "rate",
    "sum",
    "sums",
    "total",
    "stake",
    "percentage",
    "portion",
    "cut",
    "slice",
    "value",
    "amount",
    "amounts",
    "talks",
    "proposals",
    "offers",
    "demands",
    "bids",
];
const PAST: [&str; 5] = ["was", "were", "stood", "came", "remained"];
const PRESENT: [&str; 13] = [
    "is", "are", "stands", "stand", "comes", "becomes", "became", "remains", "be", "been",
    "ranged", "range", "ranges",
];
const BETWEEN: [&str; 21] = [
    "carried",
    "marked",
    "pegged",
    "put",
    "estimated",
    "reckoned",
    "from",
    "between",
    "anywhere",
    "still",
    "now",
    "only",
    "just",
    "already",
    "then",
    "at",
    "to",
    "currently",
    "even",
    "down",
    "up",
];
/// Behind the value: it measures something else.
const MEASURED: [&str; 12] =
    ["of", "more", "less", "higher", "lower", "above", "below", "off", "away", "for", "a", "per"];

/// The term whose typed value the candidates of a clause state last, if any.
pub(super) fn told(found: &[Candidate]) -> Option<usize> {
    let decoy =
        |c: &Candidate| found.iter().any(|d| d.decoy && d.rival == c.rival && d.slack <= c.slack);
    found
        .iter()
        .filter(|c| !c.decoy && c.rival.is_some() && !decoy(c))
        .max_by_key(|c| (c.rival, usize::MAX - c.slack))
        .map(|c| c.term)
}

/// The typed term that what a clause states by words implies: who pays a share pays it at a rate.
pub(super) fn implied(watch: &Watch, found: &[Candidate]) -> Option<usize> {
    let stated = |term: &Term| {
        found.iter().any(|c| {
            let said = |(id, value): &(String, String)| {
                *id == c.claim.term && *value == c.claim.value && c.claim.status == Status::Current
            };
            !c.decoy && term.implies.iter().any(said)
        })
    };
    let share = |t: &Term| t.info.kind == ValueType::Percent;
    let mut terms = watch.terms.iter().enumerate().filter(|(_, t)| share(t) && stated(t));
    terms.next().filter(|_| terms.next().is_none()).map(|(index, _)| index)
}

/// The term whose value the sentence before names without giving it: "they argue over its stake".
fn named(watch: &Watch, before: &[Token], kind: ValueType) -> Option<usize> {
    let stream = Stream::new(before.iter().map(|t| t.sym).collect(), &watch.vocabulary);
    let roles = || before.iter().map(|t| watch.role(t.sym));
    if roles().any(|r| r == Role::Other) {
        return None;
    }
    let of = |t: &Term| {
        let owned = t.owner.is_empty() || before.iter().any(|b| t.owner.contains(&b.sym));
        let mut names = t.called.iter().filter(|(of, _)| of.is_none());
        t.info.kind == kind
            && owned
            && names.any(|(_, p)| matcher::occurs(p, &stream, &watch.vocabulary))
    };
    let party = roles().any(|r| matches!(r, Role::Party(_) | Role::Both));
    let mut terms = watch.terms.iter().enumerate().filter(|(_, t)| party && of(t));
    terms.next().filter(|_| terms.next().is_none()).map(|(index, _)| index)
}

/// The clause's values as others of the term that was `told`, or that the sentence `before` names.
pub(super) fn elided(
    watch: &Watch,
    view: &View,
    place: &Place,
    told: Option<usize>,
    before: &[Token],
) -> Vec<Candidate> {
    let Some((at, past, fresh)) = bare(watch, view, place) else { return Vec::new() };

    let kind =
        if view.stream.get(at) == vocab::MONEY { ValueType::Money } else { ValueType::Percent };
    let ranged = value_at(place, at).is_some_and(|f| f.upper.is_some());
    // "a figure between 5% and 7%" is none that was told before.
    let told = told.filter(|_| !fresh);
    let term = told.or_else(|| named(watch, before, kind).filter(|_| ranged || !fresh));
    let Some((term, rules)) = term.and_then(|t| Some((t, watch.terms.get(t)?))) else {
        return Vec::new();
    };
    let hit = Hit { start: at, end: at + 1, consumed: 1 << at.min(127), value: Some(at) };
    let manner = Manner { event: true, typed: true, ..Manner::default() };
    let mut judged = scope::judge(view, &hit, manner);
    if past && judged.status == Status::Current {
        judged.status = Status::Previous;
    }
    let values = value_at(place, at).into_iter().flat_map(|f| [Some(&f.value), f.upper.as_ref()]);
    let stated = values.flatten().filter_map(|v| canonical(rules, v));
    let typed = |value| outcome::typed((term, rules), place, &hit, (value, judged, CONFIDENCE));
    // What the sentence before named stands by its own words, whatever surrounds the value here.
    let rival = |c: &Candidate| c.rival.filter(|_| told.is_some());
    let pair = || {
        let rule = (term, rules, watch.learned.pattern());
        outcome::other_of_pair(rule, &hit, view, place, CONFIDENCE)
    };
    stated
        .filter_map(typed)
        .chain(pair())
        .map(|c| Candidate { slack: SLACK, rival: rival(&c), ..c })
        .collect()
}

/// "that figure", "a figure": one that was spoken of or is yet to be given, not anybody's own.
fn pointed<'a>(word: &impl Fn(usize) -> &'a str, noun: usize) -> bool {
    let before = noun.checked_sub(1).map_or("", word);
    matches!(before, "that" | "this" | "the" | "a")
}

/// The only amount of a clause that says no more than "it is", "the figure stands at"; whether that
/// is past, and whether it is "a figure", which nobody has told yet.
fn bare(watch: &Watch, view: &View, place: &Place) -> Option<(usize, bool, bool)> {
    let token = |i: usize| place.clause.tokens.get(i).and_then(|t| place.sentence.tokens.get(*t));
    let word = |i: usize| token(i).map_or("", |t| watch.vocabulary.spelled(t.word));
    let is_value = |i: &usize| matches!(view.stream.get(*i), vocab::MONEY | vocab::PERCENT);
    let mut values = (0..view.stream.len()).filter(is_value);
    let at = values.next()?;
    // "It is 5%, down from 7%": the other one is what it was.
    let other = |i: usize| matches!(word(i - 1), "from" | "to");
    if values.next().is_some_and(|i| !other(i)) || values.next().is_some() {
        return None;
    }
    let verb = (at.saturating_sub(4)..at).rev().find(|i| !BETWEEN.contains(&word(*i)))?;
    let past = PAST.contains(&word(verb));
    let auxiliary = |i: &usize| {
        matches!(word(*i), "will" | "would" | "to" | "now" | "still" | "has" | "have" | "had")
    };
    let acts = |i: usize| {
        let flags = token(i).map_or(Flags::NONE, |t| watch.vocabulary.flags(t.word));
        flags.finite() && !auxiliary(&i) && !flags.has(Flags::AUX) && !NOUNS.contains(&word(i))
    };
    // "wants to get that down to 5%": the pronoun stands where the verb of "it is 5%" does.
    let moved = PRONOUNS.contains(&word(verb)) && at > 0 && word(at - 1) == "to";
    // "points to a figure between 5% and 7%", "cut that figure to $5".
    let noun = if word(verb) == "of" { verb.saturating_sub(1) } else { verb };
    let subject = if moved {
        verb
    } else if NOUNS.contains(&word(noun)) && pointed(&word, noun) {
        noun
    } else if past || PRESENT.contains(&word(verb)) {
        let next = (verb.saturating_sub(3)..verb).rev().find(|i| !auxiliary(i))?;
        let noun = || (0..verb).rev().take_while(|i| !acts(*i)).find(|i| NOUNS.contains(&word(*i)));
        if PRONOUNS.contains(&word(next)) { next } else { noun()? }
    } else {
        return None;
    };
    let fresh = subject.checked_sub(1).is_some_and(|i| word(i) == "a");
    (subject <= LEAD_MAX && !MEASURED.contains(&word(at + 1)))
        .then_some((at, past, fresh))
        .filter(|_| PRONOUNS.contains(&word(subject)) || NOUNS.contains(&word(subject)))
}
