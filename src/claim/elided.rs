//! "It was 5%", "now the figure is 7%", "Around 7%.": a clause that gives a value to what was just
//! told or asked, without naming it. It never says anything of its own.

use super::matching::Place;
use super::model::Status;
use super::outcome::{self, canonical, value_at};
use super::pattern::{Hit, Stream, matcher, vocabulary as vocab};
use super::scope::{self, Manner, View};
use super::settle::Candidate;
use super::watch::Watch;

/// What such a clause is worth beside one that names its subject.
const CONFIDENCE: f64 = 0.8;
/// Whatever names its subject is nearer.
const SLACK: usize = 6;

/// Tokens before the pronoun: a time or a contract, "under the new terms it is".
const LEAD_MAX: usize = 9;
/// Tokens of a subject: "the original number".
const SUBJECT_MAX: usize = 7;

const PRONOUNS: [&str; 3] = ["it", "that", "this"];
/// What a value is called when it is known which one.
const NOUNS: [&str; 26] = [
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
    "ask",
    "demand",
    "answer",
    "limit",
    "ceiling",
    "cap",
    "deadline",
    "date",
    "commitment",
    "order",
    "level",
    "expiry",
    "valuation",
];
/// What states the values of a deal, and its verbs.
const PAPERS: [&str; 9] =
    ["contract", "agreement", "deal", "text", "document", "draft", "version", "release", "filing"];
const STATES: [&str; 10] =
    ["says", "said", "has", "had", "gives", "gave", "names", "named", "specifies", "provides"];
/// "put it at 5%".
const PUT: [&str; 9] =
    ["put", "puts", "putting", "peg", "pegs", "pegged", "reported", "set", "estimated"];
const PAST: [&str; 6] = ["was", "were", "stood", "came", "remained", "been"];
const PRESENT: [&str; 8] = ["is", "are", "stands", "comes", "becomes", "became", "remains", "be"];
const BETWEEN: [&str; 16] = [
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
    "in",
    "out",
    "on",
    "by",
];
/// All that stands before an answer without a verb.
const LIGHT: [&str; 24] = [
    "about",
    "around",
    "roughly",
    "some",
    "nearly",
    "almost",
    "just",
    "only",
    "under",
    "over",
    "perhaps",
    "maybe",
    "probably",
    "reportedly",
    "until",
    "through",
    "to",
    "at",
    "in",
    "on",
    "still",
    "now",
    "approximately",
    "yes",
];
/// Behind the value: it measures something else.
const MEASURED: [&str; 12] =
    ["of", "more", "less", "higher", "lower", "above", "below", "off", "away", "for", "a", "per"];

/// Every word that this step looks at, for the vocabulary.
pub(in crate::claim) fn known_words() -> impl Iterator<Item = &'static str> {
    let lists: [&[&str]; 8] = [&NOUNS, &PAPERS, &STATES, &PUT, &PAST, &PRESENT, &BETWEEN, &LIGHT];
    lists.into_iter().flatten().copied()
}

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

/// The terms that a clause is about, whether or not it gives their values.
pub(super) fn topics(watch: &Watch, stream: &Stream) -> Vec<usize> {
    let mut out = Vec::new();
    for number in watch.topics.index.candidates(stream) {
        let Some((term, at)) = watch.topics.places.get(number).copied() else { continue };
        let Some(rules) = watch.terms.get(term).filter(|_| !out.contains(&term)) else { continue };
        let occurs = |p| matcher::occurs(p, stream, &watch.vocabulary);
        if rules.topic.get(at).is_some_and(occurs) && !rules.deny.iter().any(occurs) {
            out.push(term);
        }
    }
    out
}

/// The clause's value as one of the first of `told` that takes such values.
pub(super) fn elided(
    watch: &Watch,
    view: &View,
    place: &Place,
    told: &[usize],
) -> Option<Candidate> {
    let fits = |t: &usize| {
        let rules = watch.terms.get(*t)?;
        let value = |i: usize| Some((*t, i, canonical(rules, &value_at(place, i)?.value)?));
        let mut values = (0..view.stream.len()).filter_map(value);
        values.next().filter(|_| values.next().is_none())
    };
    let (term, at, value) = told.iter().find_map(fits)?;
    let rules = watch.terms.get(term)?;
    let past = refers(watch, view, place, at)?;
    let hit = Hit { start: at, end: at + 1, consumed: 1 << at.min(127), value: Some(at) };
    let manner = Manner { event: true, typed: true, ..Manner::default() };
    let mut judged = scope::judge(view, &hit, manner);
    if past && judged.status == Status::Current {
        judged.status = Status::Previous;
    }
    let stated = (value, judged, CONFIDENCE);
    Some(Candidate {
        slack: SLACK,
        elided: true,
        ..outcome::typed((term, rules), place, &hit, stated)?
    })
}

/// Whether the clause says only "it is <value>", and if so whether in the past.
fn refers(watch: &Watch, view: &View, place: &Place, at: usize) -> Option<bool> {
    let word = |i: usize| {
        let token = place.clause.tokens.get(i).and_then(|t| place.sentence.tokens.get(*t));
        token.map_or("", |t| watch.vocabulary.spelled(t.word))
    };
    if MEASURED.contains(&word(at + 1)) {
        return None;
    }
    let starts = place.clause.tokens.first() == Some(&0);
    if starts && (0..at).all(|i| LIGHT.contains(&word(i))) && closes(view, at + 1) {
        return Some(false);
    }
    let verb = (at.saturating_sub(4)..at).rev().find(|i| !BETWEEN.contains(&word(*i)))?;
    let (was, is) = (PAST.contains(&word(verb)), PRESENT.contains(&word(verb)));
    let auxiliary = |i: &usize| {
        matches!(word(*i), "will" | "would" | "to" | "now" | "still" | "has" | "had" | "have")
    };
    // "wants to get that down to 5%": the pronoun stands where the verb of "it is 5%" does.
    let before = verb.checked_sub(1).map_or("", word);
    let moved = PRONOUNS.contains(&word(verb))
        && at.checked_sub(1).is_some_and(|i| word(i) == "to" || PUT.contains(&before));
    let stated = STATES.contains(&word(verb));
    let subject = if moved {
        verb
    } else if was || is || stated {
        let near = (verb.saturating_sub(3)..verb).rev().find(|i| !auxiliary(i))?;
        // "the expiry date in it is 2032"
        let within = |i: &usize| {
            PRONOUNS.contains(&word(near)) && matches!(word(*i), "in" | "of" | "for" | "on")
        };
        match near.checked_sub(1).filter(within) {
            Some(preposition) => preposition.checked_sub(1)?,
            None => near,
        }
    } else {
        return None;
    };
    let lead = subject <= LEAD_MAX;
    let pronoun = PRONOUNS.contains(&word(subject)) && !stated;
    let noun = NOUNS.contains(&word(subject)) && !stated;
    let paper = stated && PAPERS.contains(&word(subject)) && subject < SUBJECT_MAX;
    (lead && (pronoun || noun || paper)).then_some(was || stated && word(verb) == "had")
}

/// Nothing follows that the value could belong to.
fn closes(view: &View, at: usize) -> bool {
    at >= view.stream.len() || view.stream.get(at) == vocab::COMMA
}
