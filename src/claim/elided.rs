//! "It was 5%", "now the figure is 7%": a clause that gives another value to what was just told,
//! without naming it. It never says anything of its own.

use super::matching::Place;
use super::model::Status;
use super::outcome::{self, canonical, value_at};
use super::pattern::{Hit, vocabulary as vocab};
use super::scope::{self, Manner, View};
use super::settle::Candidate;
use super::watch::Watch;

/// What such a clause is worth beside one that names its subject.
const CONFIDENCE: f64 = 0.8;
/// Whatever names its subject is nearer.
const SLACK: usize = 6;

/// Tokens before the pronoun: a time or a contract, "under the new terms it is".
const LEAD_MAX: usize = 9;

const PRONOUNS: [&str; 3] = ["it", "that", "this"];
const NOUNS: [&str; 13] = [
    "figure",
    "number",
    "share",
    "rate",
    "sum",
    "total",
    "stake",
    "percentage",
    "portion",
    "cut",
    "slice",
    "value",
    "amount",
];
const PAST: [&str; 5] = ["was", "were", "stood", "came", "remained"];
const PRESENT: [&str; 8] = ["is", "are", "stands", "comes", "becomes", "became", "remains", "be"];
const BETWEEN: [&str; 12] = [
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

/// The clause's value as another one of `term`.
pub(super) fn elided(watch: &Watch, view: &View, place: &Place, term: usize) -> Option<Candidate> {
    let rules = watch.terms.get(term)?;
    let word = |i: usize| {
        let token = place.clause.tokens.get(i).and_then(|t| place.sentence.tokens.get(*t));
        token.map_or("", |t| watch.vocabulary.spelled(t.word))
    };
    let is_value = |i: &usize| matches!(view.stream.get(*i), vocab::MONEY | vocab::PERCENT);
    let mut values = (0..view.stream.len()).filter(is_value);
    let at = values.next().filter(|_| values.next().is_none())?;
    let verb = (at.saturating_sub(4)..at).rev().find(|i| !BETWEEN.contains(&word(*i)))?;
    let past = PAST.contains(&word(verb));
    let auxiliary = |i: &usize| matches!(word(*i), "will" | "would" | "to" | "now" | "still");
    // "wants to get that down to 5%": the pronoun stands where the verb of "it is 5%" does.
    let moved = PRONOUNS.contains(&word(verb)) && at > 0 && word(at - 1) == "to";
    let subject = if moved {
        verb
    } else if past || PRESENT.contains(&word(verb)) {
        (verb.saturating_sub(3)..verb).rev().find(|i| !auxiliary(i))?
    } else {
        return None;
    };
    let names = PRONOUNS.contains(&word(subject)) || NOUNS.contains(&word(subject));
    if !names || subject > LEAD_MAX || MEASURED.contains(&word(at + 1)) {
        return None;
    }
    let found = value_at(place, at)?;
    let value = canonical(rules, &found.value)?;
    let hit = Hit { start: at, end: at + 1, consumed: 1 << at.min(127), value: Some(at) };
    let manner = Manner { event: true, typed: true, ..Manner::default() };
    let mut judged = scope::judge(view, &hit, manner);
    if past && judged.status == Status::Current {
        judged.status = Status::Previous;
    }
    let stated = (value, judged, CONFIDENCE);
    Some(Candidate { slack: SLACK, ..outcome::typed((term, rules), place, &hit, stated)? })
}
