//! "It was 5%", "now the figure is 7%", "Around 7%.": a clause that gives a value to what was just
//! told or asked, without naming it. It never says anything of its own.

use super::english::Flags;
use super::matching::Place;
use super::model::Status;
use super::outcome::{self, canonical, value_at};
use super::pattern::{Hit, Stream, matcher, vocabulary as vocab};
use super::scope::{self, Manner, View};
use super::settle::Candidate;
use super::shortlist::PatternOfTerm;
use super::tokens::Token;
use super::values::{Value, ValueType};
use super::watch::term::Term;
use super::watch::{Role, Watch};

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
const NOUNS: [&str; 35] = [
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
    "figures",
    "numbers",
    "sums",
    "amounts",
    "talks",
    "proposals",
    "offers",
    "demands",
    "bids",
];
/// What states the values of a deal, and its verbs.
const PAPERS: [&str; 9] =
    ["contract", "agreement", "deal", "text", "document", "draft", "version", "release", "filing"];
const STATES: [&str; 10] =
    ["says", "said", "has", "had", "gives", "gave", "names", "named", "specifies", "provides"];
/// "put it at 5%".
const PUT: [&str; 9] =
    ["put", "puts", "putting", "peg", "pegs", "pegged", "reported", "set", "estimated"];
const PAST: [&str; 5] = ["was", "were", "stood", "came", "remained"];
const PRESENT: [&str; 13] = [
    "is", "are", "stands", "comes", "becomes", "became", "remains", "be", "stand", "been",
    "ranged", "range", "ranges",
];
const BETWEEN: [&str; 25] = [
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
    "carried",
    "marked",
    "pegged",
    "put",
    "estimated",
    "reckoned",
    "from",
    "between",
    "anywhere",
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
pub(super) fn topics(watch: &Watch, shortlist: &[PatternOfTerm], stream: &Stream) -> Vec<usize> {
    let mut out = Vec::new();
    // Another company's: nothing of it is of this deal.
    if stream.syms.iter().any(|s| watch.role(*s) == Role::Other) {
        return out;
    }
    for (term, at) in shortlist.iter().copied() {
        let Some(rules) = watch.terms.get(term).filter(|_| !out.contains(&term)) else { continue };
        let occurs = |p| matcher::occurs(p, stream, &watch.vocabulary);
        if rules.topic.get(at).is_some_and(occurs) && !rules.deny.iter().any(occurs) {
            out.push(term);
        }
    }
    out
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
fn named(watch: &Watch, before: &[Token], value: &Value) -> Option<usize> {
    let stream = Stream::new(before.iter().map(|t| t.sym).collect(), &watch.vocabulary);
    let roles = || before.iter().map(|t| watch.role(t.sym));
    if roles().any(|r| r == Role::Other) {
        return None;
    }
    let of = |t: &Term| {
        let owned = t.owner.is_empty() || before.iter().any(|b| t.owner.contains(&b.sym));
        let mut names = t.called.iter().filter(|(of, _)| of.is_none());
        canonical(t, value).is_some()
            && owned
            && names.any(|(_, p)| matcher::occurs(p, &stream, &watch.vocabulary))
    };
    let party = roles().any(|r| matches!(r, Role::Party(_) | Role::Both));
    let mut terms = watch.terms.iter().enumerate().filter(|(_, t)| party && of(t));
    terms.next().filter(|_| terms.next().is_none()).map(|(index, _)| index)
}

/// The clause's values as those of the first of `told` that takes such values, or, where it gives
/// both ends of a range, of the term that the sentence `before` names.
pub(super) fn elided(
    watch: &Watch,
    view: &View,
    place: &Place,
    told: &[usize],
    before: &[Token],
) -> Vec<Candidate> {
    // "Initech's slice is 27%": theirs, whatever was told before.
    if view.stream.syms.iter().any(|s| watch.role(*s) == Role::Other) {
        return Vec::new();
    }
    let fitting = |t: usize| {
        let rules = watch.terms.get(t)?;
        let fits =
            |i: &usize| value_at(place, *i).is_some_and(|f| canonical(rules, &f.value).is_some());
        let mut values = (0..view.stream.len()).filter(fits);
        let at = values.next()?;
        // "It is 5%, down from 7%": the other one is what it was.
        let led = |i: usize| i.checked_sub(1).map(|i| view.words.spelled(view.stream.get(i)));
        let other = |i: usize| matches!(led(i), Some("from" | "to"));
        let alone = values.next().is_none_or(other) && values.next().is_none();
        alone.then_some((t, at))
    };
    let fresh = |at: usize| refers(watch, view, place, at).is_some_and(|(_, fresh)| fresh);
    // "a figure between 5% and 7%" is none that was told before.
    let told = told.iter().find_map(|t| fitting(*t)).filter(|(_, at)| !fresh(*at));
    let by_name = || {
        let (at, found) = (0..view.stream.len()).find_map(|i| Some((i, value_at(place, i)?)))?;
        let term = named(watch, before, &found.value)?;
        fitting(term).filter(|_| found.upper.is_some() || !fresh(at))
    };
    let Some((term, at)) = told.or_else(by_name) else { return Vec::new() };
    let Some(rules) = watch.terms.get(term) else { return Vec::new() };
    let Some(found) = value_at(place, at) else { return Vec::new() };
    let Some((past, _)) = refers(watch, view, place, at) else { return Vec::new() };
    let hit = Hit { start: at, end: at + 1, consumed: 1 << at.min(127), value: Some(at) };
    let manner = Manner { event: true, typed: true, ..Manner::default() };
    let mut judged = scope::judge(view, &hit, manner);
    if past && judged.status == Status::Current {
        judged.status = Status::Previous;
    }
    let ends = [Some(&found.value), found.upper.as_ref()].into_iter().flatten();
    let stated = ends.filter_map(|v| canonical(rules, v));
    let typed = |value| outcome::typed((term, rules), place, &hit, (value, judged, CONFIDENCE));
    // What the sentence before named stands by its own words, whatever surrounds the value here.
    let rival = |c: &Candidate| c.rival.filter(|_| told.is_some());
    let of = |c: Candidate| Candidate { slack: SLACK, elided: true, rival: rival(&c), ..c };
    let rule = (term, rules, watch.learned.pattern());
    let pair = outcome::other_of_pair(rule, &hit, view, place, CONFIDENCE);
    stated.filter_map(typed).chain(pair).map(of).collect()
}

/// "that figure", "a figure": one that was spoken of or is yet to be given, not anybody's own.
fn pointed<'a>(word: &impl Fn(usize) -> &'a str, noun: usize) -> bool {
    let before = noun.checked_sub(1).map_or("", word);
    matches!(before, "that" | "this" | "the" | "a")
}

/// Whether the clause says only "it is <value>", and if so whether in the past, and whether it is
/// "a figure", which nobody has told yet.
fn refers(watch: &Watch, view: &View, place: &Place, at: usize) -> Option<(bool, bool)> {
    let token = |i: usize| place.clause.tokens.get(i).and_then(|t| place.sentence.tokens.get(*t));
    let word = |i: usize| token(i).map_or("", |t| watch.vocabulary.spelled(t.word));
    if MEASURED.contains(&word(at + 1)) {
        return None;
    }
    let starts = place.clause.tokens.first() == Some(&0);
    if starts && (0..at).all(|i| LIGHT.contains(&word(i))) && closes(view, at + 1) {
        return Some((false, false));
    }
    let verb = (at.saturating_sub(4)..at).rev().find(|i| !BETWEEN.contains(&word(*i)))?;
    let had = word(verb) == "been" && verb > 0 && word(verb - 1) == "had";
    let (was, is) = (had || PAST.contains(&word(verb)), PRESENT.contains(&word(verb)));
    let auxiliary = |i: &usize| {
        matches!(word(*i), "will" | "would" | "to" | "now" | "still" | "has" | "had" | "have")
    };
    let acts = |i: usize| {
        let flags = token(i).map_or(Flags::NONE, |t| watch.vocabulary.flags(t.word));
        flags.finite() && !auxiliary(&i) && !flags.has(Flags::AUX) && !NOUNS.contains(&word(i))
    };
    // "wants to get that down to 5%": the pronoun stands where the verb of "it is 5%" does.
    let before = verb.checked_sub(1).map_or("", word);
    let moved = PRONOUNS.contains(&word(verb))
        && at.checked_sub(1).is_some_and(|i| word(i) == "to" || PUT.contains(&before));
    let stated = STATES.contains(&word(verb));
    // "points to a figure between 5% and 7%", "cut that figure to $5".
    let of = if word(verb) == "of" { verb.saturating_sub(1) } else { verb };
    let subject = if moved {
        verb
    } else if NOUNS.contains(&word(of)) && pointed(&word, of) {
        of
    } else if was || is || stated {
        let near = (verb.saturating_sub(3)..verb).rev().find(|i| !auxiliary(i))?;
        let pronoun = PRONOUNS.contains(&word(near));
        // "the expiry date in it is 2032"
        let within = |i: &usize| pronoun && matches!(word(*i), "in" | "of" | "for" | "on");
        let noun = || (0..verb).rev().take_while(|i| !acts(*i)).find(|i| NOUNS.contains(&word(*i)));
        match near.checked_sub(1).filter(within) {
            Some(preposition) => preposition.checked_sub(1)?,
            None if stated || pronoun => near,
            None => noun()?,
        }
    } else {
        return None;
    };
    let lead = subject <= LEAD_MAX;
    let name = word(subject);
    let named = !stated && (PRONOUNS.contains(&name) || NOUNS.contains(&name));
    let paper = stated && PAPERS.contains(&name) && subject < SUBJECT_MAX;
    let fresh = subject.checked_sub(1).is_some_and(|i| word(i) == "a");
    let past = was || stated && word(verb) == "had";
    (lead && (named || paper)).then_some((past, fresh))
}

/// Nothing follows that the value could belong to.
fn closes(view: &View, at: usize) -> bool {
    at >= view.stream.len() || view.stream.get(at) == vocab::COMMA
}
