//! Statements about an earlier statement: "that privilege has expired", "it no longer does". They
//! change how the earlier one is held, or say that its end is wanted. It reads no value of its own.

use super::english::cues::Cue;
use super::matching::Place;
use super::model::{Ground, Span, Status};
use super::pattern::{Hit, matcher};
use super::scope::{self, Manner, Polarity, View};
use super::settle::{Candidate, Standing};
use super::watch::Watch;
use super::watch::term::Term;

/// What a claim is worth that needs the sentence before.
const REFERRED: f64 = 0.9;
/// Tokens between a name for the thing and the verb of its end: "a right the new deal does away with".
const BEHIND: usize = 8;
/// Bytes between a sentence and the next.
const GAP: usize = 4;

/// Applies a clause to what was stated `before` it and adds what it says itself. `found` is what the
/// clause states in words of its own: of those terms it needs no reference.
pub(super) fn apply(
    watch: &Watch,
    view: &View,
    place: &Place,
    before: &mut [Candidate],
    found: &mut Vec<Candidate>,
) {
    let Some(last) = before.iter().map(|c| c.claim.evidence.start).max() else { return };
    if found.is_empty() && denied_before(view, place, before, last) {
        return;
    }
    let undone = view.cues.iter().find(|c| c.cue == Cue::Undone).map(|c| (c.start, c.end));
    if undone.is_some() {
        found.clear();
    }
    let pronoun = pronoun(view, place, before, last);
    let mut told = Vec::new();
    for c in before.iter_mut().filter(|c| !c.decoy && !c.minor) {
        let Some(term) = watch.terms.get(c.term) else { continue };
        if term.called.is_empty() || found.iter().any(|f| f.term == c.term) {
            continue;
        }
        let verdict = match undone {
            Some(span) if c.claim.evidence.start == last => Some((Status::Previous, span)),
            _ if c.claim.evidence.start == last && pronoun.is_some() => pronoun,
            _ => named(watch, (term, c), view, place.sentence.start == c.claim.evidence.start),
        };
        let Some((status, span)) = verdict else { continue };
        let end = ending(term, c, status).map(|(value, status)| {
            let cue = bytes(place, span);
            let mut new = c.clone();
            new.claim.value = value;
            new.claim.status = status;
            new.claim.ground = Ground::Reference;
            new.claim.confidence *= REFERRED;
            new.claim.by.clone_from(&place.voices.by);
            new.claim.origin.clone_from(&place.voices.origin);
            new.claim.evidence.start = place.sentence.start;
            new.claim.evidence.end = place.sentence.end;
            new.claim.evidence.block = place.sentence.block;
            new.claim.evidence.value = None;
            new.claim.evidence.cue = cue;
            Candidate { rival: None, standing: Standing::Ended, ends: true, ..new }
        });
        told.extend(end);
        let held = matches!(c.claim.status, Status::Current | Status::Hedged);
        if status == Status::Previous && held && c.standing != Standing::Ended && !c.ends {
            c.claim.status = Status::Previous;
            c.claim.ground = Ground::Reference;
        }
    }
    found.append(&mut told);
}

/// "Acme denied it", ", which Acme disputes": what was stated right before is disputed.
fn denied_before(view: &View, place: &Place, before: &mut [Candidate], last: usize) -> bool {
    // "Acme denied | that ...": what it disputes is still to come.
    let last_word =
        place.clause.tokens.last().is_some_and(|i| i + 2 >= place.sentence.tokens.len());
    let told = last_word && view.cues.iter().any(|c| c.cue == Cue::DeniedBefore);
    let next = |c: &Candidate| c.claim.evidence.end + GAP >= place.sentence.start;
    let mut any = false;
    for c in before.iter_mut().filter(|c| told && c.claim.evidence.start == last && next(c)) {
        // "... has stopped; both deny it": the end is denied, so it goes on.
        let ended = c.claim.ground == Ground::Cease;
        c.claim.status = if ended { Status::Current } else { Status::Denied };
        c.claim.ground = Ground::Denial;
        any = true;
    }
    any
}

/// "It has been struck out", "... and lost it again": what is stated last, when that is one thing.
fn pronoun(
    view: &View,
    place: &Place,
    before: &[Candidate],
    last: usize,
) -> Option<(Status, (usize, usize))> {
    let mut terms = before.iter().filter(|c| c.claim.evidence.start == last).map(|c| c.term);
    let first = terms.next()?;
    if terms.any(|t| t != first) {
        return None;
    }
    let it = |at: usize| {
        let token = place.clause.tokens.get(at).and_then(|i| place.sentence.tokens.get(*i));
        token.is_some_and(|t| matches!(view.words.spelled(t.word), "it" | "they" | "them"))
    };
    let end = view.cues.iter().find_map(|c| {
        let object = c.cue == Cue::Cease && it(c.end) && last == place.sentence.start;
        let subject = c.cue == Cue::CeasedAfter
            && !place.clause.copied
            && view.word(c.end - 1) != "over"
            && c.start <= 2
            && (0..c.start).any(it);
        let at = if object { c.end } else { (0..c.start).find(|i| it(*i)).unwrap_or(c.start) };
        ((object || subject) && !scope::turned(view.word(c.start))).then_some((at, c.end))
    })?;
    let hit = Hit { start: end.0, end: end.0 + 1, consumed: 1 << end.0.min(127), value: None };
    Some((said_of(view, &hit)?, (end.0, end.0 + 1)))
}

/// What the end of a candidate's value is called, and how it is held.
fn ending(term: &Term, c: &Candidate, status: Status) -> Option<(String, Status)> {
    let index = term.value_index(&c.claim.value)?;
    let ceased = term.ceased.iter().find(|(from, _)| *from == index).map(|(_, to)| *to);
    let held = if status == Status::Previous { Status::Current } else { status };
    if let Some(end) = ceased {
        return Some((term.value_name(end).to_owned(), held));
    }
    let opposite = term.info.opposite.iter().find(|(a, _)| *a == c.claim.value);
    opposite.filter(|_| held != Status::Current).map(|(_, b)| (b.clone(), held))
}

/// One of the words for what the candidate says, pointing back, and what is said of it.
fn named(
    watch: &Watch,
    (term, c): (&Term, &Candidate),
    view: &View,
    same_sentence: bool,
) -> Option<(Status, (usize, usize))> {
    let value = term.value_index(&c.claim.value);
    term.called
        .iter()
        .filter(|(of, _)| *of == value)
        .flat_map(|(_, p)| matcher::find_all(p, view.stream, &watch.vocabulary))
        .filter(|hit| points_back(view, hit, same_sentence))
        .find_map(|hit| Some((said_of(view, &hit)?, (hit.start, hit.end))))
}

/// "that right"; "the right" as subject or at the end of a later sentence; "a right" in apposition.
fn points_back(view: &View, hit: &Hit, same_sentence: bool) -> bool {
    let outer = hit.start <= 2 || hit.end + 1 >= view.stream.len();
    (1..=2).filter_map(|back| hit.start.checked_sub(back)).any(|i| match view.word(i) {
        "that" | "this" | "these" | "those" | "such" => true,
        "the" => outer && !same_sentence,
        "a" | "an" => same_sentence && i <= 2,
        _ => false,
    })
}

/// The thing has ended, or its end is wanted, unsure or denied.
fn said_of(view: &View, hit: &Hit) -> Option<Status> {
    let judged = scope::judge(view, hit, Manner::default());
    let behind = || {
        view.cues.iter().any(|c| {
            c.cue == Cue::Cease
                && c.start >= hit.end
                && c.start <= hit.end + BEHIND
                && c.end + 3 >= view.stream.len()
        })
    };
    // "The arrangement goes back to 2019": it has come from there, not to an end.
    let turns = judged.cue.is_some_and(|(at, end)| end > at + 1 && scope::turned(view.word(at)));
    let over = match judged.polarity {
        Polarity::Ceased => !turns,
        Polarity::Plain => behind(),
        Polarity::Negated | Polarity::Weakened => false,
    };
    over.then_some(match judged.status {
        Status::Current | Status::Previous => Status::Previous,
        Status::Planned | Status::Hedged | Status::Denied => judged.status,
    })
}

fn bytes(place: &Place, (from, to): (usize, usize)) -> Option<Span> {
    let token = |at: usize| {
        place.clause.tokens.get(at).and_then(|i| place.sentence.tokens.get(*i)).copied()
    };
    let (first, last) = (token(from)?, token(to.checked_sub(1)?)?);
    (place.sentence.start <= first.start && first.start < last.end)
        .then_some(Span { start: first.start, end: last.end })
}
