//! Matches the terms of a watch in one clause and judges each match.

use super::attribution::Voices;
use super::clauses::Clause;
use super::english::Flags;
use super::frames::{self, Anchor, Binding, Carried};
use super::model::Status;
use super::outcome::{claim, other_of_pair, outcomes, value_at};
use super::pattern::{Hit, Program, Stream, matcher, vocabulary as vocab};
use super::prepare::Sentence;
use super::scope::{self, Manner, View};
use super::settle::{Candidate, Standing};
use super::strangers;
use super::switches::Mechanism;
use super::tokens::Kind;
use super::values::ValueType;
use super::watch::Watch;
use super::watch::term::{Tense, Term, TermPattern};

/// Below this a match goes to the open lane instead of making a claim.
pub const CONFIDENCE_MIN: f64 = 0.6;

/// Where a clause stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub sentence: &'a Sentence,
    pub clause: &'a Clause,
    pub whole: &'a Stream,
    pub own: &'a [Anchor],
    pub carried: &'a Carried,
    pub voices: &'a Voices,
    /// The party the sentences before were about.
    pub subject: Option<vocab::Sym>,
    /// The text names only some of the parties.
    pub one_sided: bool,
    /// The sentence says what such things are in general.
    pub generic: bool,
    pub look: Look,
}

/// What stands for the clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The clause itself.
    Clause,
    /// The whole sentence: only patterns meant for it.
    Wide,
    /// The sentence in one piece, its clauses having been read.
    Second,
}

/// Adds the candidates of one clause.
pub fn clause(watch: &Watch, view: &View, place: &Place, out: &mut Vec<Candidate>) {
    let mut checked: Option<(usize, bool)> = None;
    let patterns = if place.look == Look::Wide { &watch.wide } else { &watch.narrow };
    for number in patterns.index.candidates(view.stream) {
        let Some((index, at)) = patterns.places.get(number).copied() else { continue };
        let Some(term) = watch.terms.get(index) else { continue };
        let Some(pattern) = term.patterns.get(at).filter(|p| p.wide == (place.look == Look::Wide))
        else {
            continue;
        };
        if checked == Some((index, true)) {
            continue;
        }
        for hit in matcher::find_all(&pattern.program, view.stream, &watch.vocabulary) {
            let silent = match checked {
                Some((term, silent)) if term == index => silent,
                _ => silenced(watch, term, view, place),
            };
            checked = Some((index, silent));
            if silent {
                break;
            }
            one(watch, (index, term, pattern), &hit, view, place, out);
        }
    }
}

/// The term's `deny` matches the clause, or nothing it needs is in the sentence.
fn silenced(watch: &Watch, term: &Term, view: &View, place: &Place) -> bool {
    let occurs = |p: &Program, s: &Stream| matcher::occurs(p, s, &watch.vocabulary);
    if place.generic && watch.switches.on(Mechanism::Guards) {
        return true;
    }
    !term.alone && place.one_sided
        || term.deny.iter().any(|p| occurs(p, view.stream))
        || !term.needs.is_empty() && !term.needs.iter().any(|p| occurs(p, place.whole))
}

/// A term, its number and one of its patterns.
pub(super) type Rule<'a> = (usize, &'a Term, &'a TermPattern);

fn one(watch: &Watch, rule: Rule, hit: &Hit, view: &View, place: &Place, out: &mut Vec<Candidate>) {
    let (_, term, pattern) = rule;
    let Some((confidence, slack)) = plausible(watch, term, pattern, hit, view, place) else {
        return;
    };
    let found = hit.value.and_then(|p| value_at(place, p));
    if pattern.value.is_none() && found.is_none() {
        return;
    }
    let mut manner = Manner {
        own_wish: 0,
        event: term.info.tense == Tense::Event,
        typed: pattern.value.is_none() || term.info.kind == ValueType::Year,
        ended: pattern.value.is_some_and(|v| term.ceased.iter().any(|(_, to)| *to == v)),
    };
    let mut shielded = *hit;
    for program in term.neutral.iter().filter(|_| !manner.ended) {
        for neutral in matcher::find_all(program, view.stream, &watch.vocabulary) {
            shielded.consumed |= neutral.consumed;
            manner.own_wish |= neutral.consumed;
        }
    }
    let judged = scope::judge(view, &shielded, manner);
    let standing = standing(watch, rule, hit, view);
    for (value, status, derived) in outcomes(term, pattern, found, judged) {
        if confidence < CONFIDENCE_MIN {
            continue;
        }
        let mut claim = claim(place, hit, &judged, value);
        claim.term.clone_from(&term.info.id);
        claim.status = term.default_status.filter(|_| status != Status::Denied).unwrap_or(status);
        let dropped = term.drop.contains(&claim.status);
        if term.ignore.contains(&claim.status) {
            claim.status = Status::Current;
        }
        claim.derived = derived;
        claim.confidence = confidence;
        claim.approximate = found.is_some_and(|f| f.approximate);
        if let Some(speaker) = &term.attribute_to {
            claim.by = Some(speaker.clone());
        }
        let rival = claim.evidence.value.filter(|_| pattern.value.is_none()).map(|v| v.start);
        out.push(Candidate {
            term: rule.0,
            claim,
            rival,
            slack,
            exception: None,
            standing,
            decoy: term.decoy,
            dropped,
        });
    }
    let change = watch.switches.on(Mechanism::Change);
    if change && pattern.value.is_none() && confidence >= CONFIDENCE_MIN {
        out.extend(other_of_pair(rule, hit, view, place, confidence));
    }
}

/// A claim that only the uncut sentence makes.
const SECOND_LOOK: f64 = 0.8;

/// The more words a match skips, the less it is worth.
fn loose(slack: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few tokens")]
    let skipped = slack.min(20) as f64;
    1.0 - 0.01 * skipped
}

/// Frame, foreign owner and coreference: the confidence of a match, or none.
fn plausible(
    watch: &Watch,
    term: &Term,
    pattern: &TermPattern,
    hit: &Hit,
    view: &View,
    place: &Place,
) -> Option<(f64, usize)> {
    let inside = (hit.start..hit.end).filter(|i| !hit.consumes(*i)).count();
    if parted(watch, term, pattern, hit, view) {
        return None;
    }
    if covered(watch, &term.void, hit, view) || voided_in_sentence(watch, term, hit, place) {
        return None;
    }
    let verb = |i: usize| {
        let flags = watch.vocabulary.flags(view.stream.get(i));
        flags.finite() && !flags.has(Flags::AUX) && !flags.has(Flags::REPORTING)
    };
    if place.look == Look::Second && (hit.start..hit.end).any(|i| !hit.consumes(i) && verb(i)) {
        return None;
    }
    let mut confidence: f64 = 0.96;
    let mut slack = inside;
    if let Some(frame) = term.frame.filter(|_| pattern.framed) {
        match frames::bind(frame, hit, place.own, place.carried) {
            Binding::None => return None,
            Binding::Anchored { distance, strong } => {
                slack += distance;
                confidence *= if strong { 1.0 } else { 0.9 };
            }
            Binding::SameSentence => {
                slack += 6;
                confidence *= 0.92;
            }
            Binding::Context => {
                slack += 10;
                confidence *= 0.85;
            }
        }
    }
    let guarded = watch.switches.on(Mechanism::Guards);
    let strange = || strangers::owns(watch, term, hit, view, place);
    if guarded && strange() {
        return None;
    }
    if guessed(place) {
        confidence *= 0.92;
    }
    confidence *= loose(slack);
    if place.look == Look::Second {
        confidence *= SECOND_LOOK;
    }
    Some((confidence, slack))
}

/// Between the words of the match stands what the term cannot reach over.
fn parted(watch: &Watch, term: &Term, pattern: &TermPattern, hit: &Hit, view: &View) -> bool {
    let fixed = term.fixed_between.iter().filter(|_| pattern.value.is_some());
    let mut programs = term.between.iter().chain(fixed).peekable();
    if programs.peek().is_none() {
        return false;
    }
    let inside = view.stream.syms.get(hit.start..hit.end).unwrap_or_default().to_vec();
    let between = Stream::new(inside, &watch.vocabulary);
    programs.any(|p| matcher::occurs(p, &between, &watch.vocabulary))
}

/// One of the sentence-wide patterns lies over the value.
fn voided_in_sentence(watch: &Watch, term: &Term, hit: &Hit, place: &Place) -> bool {
    let Some(at) = hit.value.and_then(|v| place.clause.tokens.get(v)) else { return false };
    term.void_in_sentence
        .iter()
        .flat_map(|p| matcher::find_all(p, place.whole, &watch.vocabulary))
        .any(|v| v.consumes(*at))
}

/// What the match is beside others of its term.
fn standing(watch: &Watch, (_, term, pattern): Rule, hit: &Hit, view: &View) -> Standing {
    let is = |test: &dyn Fn(usize) -> bool| pattern.value.is_some_and(test);
    if is(&|v| term.info.refined.iter().any(|r| r == term.value_name(v))) {
        Standing::Vague
    } else if covered(watch, &term.minor, hit, view) {
        Standing::Part
    } else if is(&|v| term.ceased.iter().any(|(_, to)| *to == v)) {
        Standing::Ended
    } else if is(&|v| term.ceased.iter().any(|(from, _)| *from == v)) {
        Standing::Endable
    } else {
        Standing::Full
    }
}

/// One of the patterns lies over the match, and over its value when it has one.
fn covered(watch: &Watch, patterns: &[Program], hit: &Hit, view: &View) -> bool {
    patterns.iter().any(|p| {
        matcher::find_all(p, view.stream, &watch.vocabulary).iter().any(|v| {
            let over = |at: usize| v.value.map_or(v.consumes(at), |only| only == at);
            v.start < hit.end && hit.start < v.end && hit.value.is_none_or(over)
        })
    })
}

/// A token of the clause stands for somebody only by coreference.
fn guessed(place: &Place) -> bool {
    place
        .clause
        .tokens
        .iter()
        .filter_map(|i| place.sentence.tokens.get(*i))
        .any(|t| t.kind == Kind::Word && t.sym != t.word)
}
