//! Matches the terms of a watch in one clause and judges each match.

use super::attribution::Voices;
use super::clauses::Clause;
use super::english::Flags;
use super::frames::{self, Anchor, Binding, Carried};
use super::model::{Ground, Status};
use super::outcome::{claim, other_of_pair, outcomes, value_at};
use super::pattern::stream::LENGTH_MAX;
use super::pattern::{Hit, Program, Stream, matcher, vocabulary as vocab};
use super::prepare::Sentence;
use super::profile::OneSided;
use super::scope::{self, Judgement, Manner, Polarity, View};
use super::settle::{Candidate, Standing};
use super::shortlist::PatternOfTerm;
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
    pub one_sided: &'a OneSided,
    /// The sentence says what such things are in general.
    pub generic: bool,
    pub look: Look,
    /// The patterns of terms that may match.
    pub(crate) shortlist: &'a [PatternOfTerm],
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
    for (index, at) in place.shortlist.iter().copied() {
        let Some(term) = watch.terms.get(index) else { continue };
        let Some(pattern) = term.patterns.get(at) else { continue };
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
            if let Some(hit) = joined(watch, pattern, hit, view.stream) {
                one(watch, (index, term, pattern), &hit, view, place, out);
            }
        }
    }
}

/// A value of the clause that was learned to be one of a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typing {
    pub(super) term: usize,
    pub(super) position: usize,
    /// So likely that the sentence need not hold what patterns of the term need in it.
    pub(super) sure: bool,
}

/// Reads a value of the clause as one of a term, on the word of what was learned.
pub(super) fn typed(
    watch: &Watch,
    typing: Typing,
    view: &View,
    place: &Place,
    out: &mut Vec<Candidate>,
) {
    let Typing { term: index, position, sure } = typing;
    let Some(term) = watch.terms.get(index) else { return };
    let silent = denied(watch, term, view, place) || !sure && lacks(watch, term, place);
    if position < LENGTH_MAX && !silent {
        let (start, end) = (position, position + 1);
        let hit = Hit { start, end, consumed: 1 << position, value: Some(position) };
        one(watch, (index, term, watch.learned.pattern()), &hit, view, place, out);
    }
}

/// The term's `deny` matches the clause, or nothing it needs is in the sentence.
fn silenced(watch: &Watch, term: &Term, view: &View, place: &Place) -> bool {
    denied(watch, term, view, place) || lacks(watch, term, place)
}

fn lacks(watch: &Watch, term: &Term, place: &Place) -> bool {
    let occurs = |p: &Program| matcher::occurs(p, place.whole, &watch.vocabulary);
    !term.needs.is_empty() && !term.needs.iter().any(occurs)
}

fn denied(watch: &Watch, term: &Term, view: &View, place: &Place) -> bool {
    let occurs = |p: &Program| matcher::occurs(p, view.stream, &watch.vocabulary);
    place.generic && watch.switches.on(Mechanism::Guards)
        || place.one_sided.silences(term)
        || term.deny.iter().any(occurs)
}

/// Tokens from the first to the last of what a pattern wants together.
const TOGETHER: usize = 26;

/// `hit` with the nearest of each pattern that must stand beside it, none of them of the same words.
fn joined(watch: &Watch, pattern: &TermPattern, hit: Hit, stream: &Stream) -> Option<Hit> {
    pattern.beside.iter().try_fold(hit, |whole, program| {
        let apart = |h: &Hit| {
            if h.end <= whole.start {
                whole.start - h.end
            } else {
                h.start.saturating_sub(whole.end)
            }
        };
        let other = matcher::find_all(program, stream, &watch.vocabulary)
            .into_iter()
            .filter(|h| h.consumed & whole.consumed == 0)
            .min_by_key(apart)?;
        let (start, end) = (whole.start.min(other.start), whole.end.max(other.end));
        let consumed = whole.consumed | other.consumed;
        (end - start <= TOGETHER).then_some(Hit { start, end, consumed, ..whole })
    })
}

/// A term, its number and one of its patterns.
pub(super) type Rule<'a> = (usize, &'a Term, &'a TermPattern);

fn one(watch: &Watch, rule: Rule, hit: &Hit, view: &View, place: &Place, out: &mut Vec<Candidate>) {
    let (_, term, pattern) = rule;
    if hit.end <= place.clause.head() {
        return;
    }
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
    let stated = outcomes(term, pattern, found, judged, described(&judged, hit, view));
    // What stands beside the wish for its end is stated by it.
    let standing = if term.presupposed && stated.len() > 1 { Standing::Full } else { standing };
    for (value, status, derived) in stated {
        if confidence < CONFIDENCE_MIN {
            continue;
        }
        let mut claim = claim(place, hit, &judged, value);
        claim.term.clone_from(&term.info.id);
        claim.status = term.default_status.filter(|_| status != Status::Denied).unwrap_or(status);
        claim.ground = ground(&judged, claim.status);
        let minor = term.lone.contains(&claim.status);
        let own = claim.status == Status::Denied
            && (judged.flat || own_denial(term, &judged, watch, place));
        if term.ignore.contains(&claim.status) && !own {
            claim.status = Status::Current;
            claim.ground = Ground::Term;
        }
        claim.derived = derived;
        claim.confidence = confidence;
        claim.approximate = found.is_some_and(|f| f.approximate);
        if let Some(speaker) = &term.attribute_to {
            claim.by = Some(speaker.clone());
        }
        let ends = term.ceased.iter().any(|(_, to)| term.value_name(*to) == claim.value);
        let rival = claim.evidence.value.filter(|_| pattern.value.is_none()).map(|v| v.start);
        out.push(Candidate {
            term: rule.0,
            claim,
            rival,
            slack,
            exception: None,
            standing,
            ends,
            decoy: term.decoy,
            minor,
            elided: false,
        });
    }
    let change = watch.switches.on(Mechanism::Change);
    if change && pattern.value.is_none() && confidence >= CONFIDENCE_MIN {
        out.extend(other_of_pair(rule, hit, view, place, confidence));
    }
}

/// What became of the value decides where that is another status than the one it is held in.
fn ground(judged: &Judgement, status: Status) -> Ground {
    match judged.polarity {
        _ if judged.status == status => judged.ground,
        Polarity::Ceased => Ground::Cease,
        Polarity::Negated => Ground::Negation,
        Polarity::Plain | Polarity::Weakened => Ground::Term,
    }
}

/// Tokens between the speaker and the verb that denies.
const DENIER: usize = 5;

/// Who always says it denies it: the others' denials are ignored.
fn own_denial(term: &Term, judged: &Judgement, watch: &Watch, place: &Place) -> bool {
    let (Some(speaker), Some((cue, _))) = (&term.attribute_to, judged.cue) else { return false };
    let named = |at: usize| {
        let token = place.clause.tokens.get(at).and_then(|i| place.sentence.tokens.get(*i));
        match token.map(|t| t.kind) {
            Some(Kind::Name(i)) => watch.names.list.get(i).is_some_and(|n| n.label == *speaker),
            _ => false,
        }
    };
    (cue.saturating_sub(DENIER)..cue).any(named)
}

/// "does away with the clause that let X ...": what has ended is told in words.
fn described(judged: &scope::Judgement, hit: &Hit, view: &View) -> bool {
    judged.cue.is_some_and(|(_, end)| {
        (end..hit.end).any(|i| matches!(view.word(i), "that" | "which" | "whereby"))
            && (end..hit.end).any(|i| view.words.flags(view.stream.get(i)).finite())
    })
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
    if parted(watch, term, pattern, hit, view) || another_begins(watch, hit, view) {
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
        match frames::bind(watch, frame, hit, (place.own, place.carried)) {
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

/// "Valued at $5 before, Acme now has $7": a value of that kind stands before the match's own, and
/// between them a subject with its verb.
fn another_begins(watch: &Watch, hit: &Hit, view: &View) -> bool {
    let Some(value) = hit.value else { return false };
    let kind = view.stream.get(value);
    let flags = |i: usize| watch.vocabulary.flags(view.stream.get(i));
    let Some(other) = (hit.start..value).find(|i| view.stream.get(*i) == kind && !hit.consumes(*i))
    else {
        return false;
    };
    (other + 1..value).any(|i| {
        let governed = flags(i - 1).has(Flags::PREPOSITION);
        let verb = |i: usize| flags(i).finite() || flags(i).has(Flags::ADVERB);
        scope::is_subject(view, i) && !hit.consumes(i) && !governed && verb(i + 1)
    })
}

/// Between the words of the match stands what the term cannot reach over.
fn parted(watch: &Watch, term: &Term, pattern: &TermPattern, hit: &Hit, view: &View) -> bool {
    let fixed = term.fixed_between.iter().filter(|_| pattern.value.is_some());
    let may = |p: &&Program| view.stream.may_match(p);
    let mut programs = term.between.iter().chain(fixed).filter(may).peekable();
    if programs.peek().is_none() {
        return false;
    }
    let inside = view.stream.syms.get(hit.start..hit.end).unwrap_or_default().to_vec();
    let between = Stream::new(inside, &watch.vocabulary);
    // What the pattern itself names is meant.
    let meant = |v: &Hit| (v.start..v.end).all(|i| !v.consumes(i) || hit.consumes(hit.start + i));
    programs.any(|p| matcher::find_all(p, &between, &watch.vocabulary).iter().any(|v| !meant(v)))
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
