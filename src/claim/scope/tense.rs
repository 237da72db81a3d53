//! The verb that carries a match and its tense.

use super::View;
use super::names::is_subject;
use crate::claim::english::Flags;
use crate::claim::english::cues::CueHit;
use crate::claim::pattern::{Hit, vocabulary as vocab};

/// How far behind a match that is a subject its verb may stand.
const BEHIND: usize = 6;

/// The finite verb that carries the match: the first in it, else the last before it; else the match
/// is a subject, and its verb comes next.
pub(super) fn governing(view: &View, hit: &Hit) -> Option<usize> {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let heads = |i: &usize| {
        let f = flags(*i);
        let participle = f.has(Flags::PARTICIPLE) && !f.has(Flags::AUX) && passive(view, *i);
        let subject = |i: usize| is_subject(view, i);
        let told = f.has(Flags::THIRD)
            && f.has(Flags::NOUNISH)
            && i.checked_sub(1).is_some_and(|b| {
                subject(b) || flags(b).has(Flags::ADVERB) && b.checked_sub(1).is_some_and(subject)
            });
        told || (f.finite() || f.has(Flags::STATE_PAST)) && !participle && !f.has(Flags::NOUNISH)
    };
    // "The exclusivity was the heart of the deal": a noun says what it was.
    let behind = || {
        let copula = |i: &usize| {
            matches!(view.word(*i), "was" | "were") && flags(*i + 1).has(Flags::DETERMINER)
        };
        (hit.end..view.stream.len().min(hit.end + BEHIND))
            .take_while(|i| view.stream.get(*i) != vocab::COMMA && !relative(view, *i))
            .find(copula)
    };
    // "holds 5%, where it used to hold 7%": the verb before a value that opens the match.
    let opening = hit.value.filter(|v| *v == hit.start);
    opening
        .and_then(|value| (0..value).rev().find(heads))
        .or_else(|| (hit.start..hit.end).find(heads))
        .or_else(|| (0..hit.start).rev().find(heads))
        .or_else(behind)
}

/// What follows describes the noun before it.
fn relative(view: &View, at: usize) -> bool {
    matches!(view.word(at), "that" | "which" | "who" | "whose" | "when" | "where")
}

/// Present or future: "keeps", "is", "will". A perfect ("has been") is neither.
pub(super) fn is_present(view: &View, verb: usize) -> bool {
    let flags = view.words.flags(view.stream.get(verb));
    let word = view.words.spelled(view.stream.get(verb));
    match word {
        "has" | "have" | "had" | "was" | "were" | "did" | "would" | "could" | "might"
        | "should" => false,
        _ => flags.has(Flags::THIRD) || flags.has(Flags::AUX),
    }
}

/// The governing verb is the past form of a state.
pub(super) fn past_state(view: &View, governing: usize) -> Option<(usize, usize)> {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    if !flags(governing).has(Flags::STATE_PAST) {
        return None;
    }
    let word = view.words.spelled(view.stream.get(governing));
    // "paid it $500 million" tells of one payment, not of an end to paying.
    let sum = (governing + 1..governing + 6).any(|i| view.stream.get(i) == vocab::MONEY);
    if sum && matches!(word, "paid" | "gave" | "received" | "spent" | "took" | "got") {
        return None;
    }
    // "has held", "has had to": it still does.
    let perfect = flags(governing).has(Flags::PARTICIPLE)
        && (1..4).any(|back| {
            let before =
                governing.checked_sub(back).map_or("", |i| view.words.spelled(view.stream.get(i)));
            matches!(before, "has" | "have")
        });
    if perfect {
        return None;
    }
    // "If it were to end": not a time that is over.
    if word == "were" && view.words.spelled(view.stream.get(governing + 1)) == "to" {
        return None;
    }
    let duty = word == "had" && view.words.spelled(view.stream.get(governing + 1)) == "to";
    if matches!(word, "was" | "were" | "had") && !duty {
        // "was granted" tells what happened; "was the only one granted it" how things stood.
        let next = (governing + 1..governing + 5)
            .find(|i| !flags(*i).has(Flags::ADVERB))
            .map_or(Flags::NONE, flags);
        if next.has(Flags::PARTICIPLE) && !next.has(Flags::STATIVE) {
            return None;
        }
    }
    Some((governing, governing + 1))
}

/// A participle with an auxiliary before it, or with "by" after it.
fn passive(view: &View, at: usize) -> bool {
    let word = |i: usize| view.words.spelled(view.stream.get(i));
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let adverbs = (0..at).rev().take_while(|i| flags(*i).has(Flags::ADVERB)).count();
    let aux =
        (1..4 + adverbs).any(|back| at.checked_sub(back).is_some_and(|i| flags(i).has(Flags::AUX)));
    let copula =
        (1..3).any(|back| at.checked_sub(back).is_some_and(|i| view.is(i, Flags::REMAINING)));
    // "capped and limited to": one participle beside another.
    let paired = at.checked_sub(2).is_some_and(|i| {
        word(i + 1) == "and" && flags(i).has(Flags::PARTICIPLE) && !flags(i).has(Flags::AUX)
    });
    aux || copula || paired || word(at + 1) == "by"
}

/// "now", and not the "still" of "still held".
pub fn says_now(view: &View, cue: &CueHit) -> bool {
    let past = |i: usize| {
        let flags = view.words.flags(view.stream.get(i));
        flags.has(Flags::STATE_PAST) && !perfect(view, i)
    };
    let beside = || {
        past(cue.end)
            || cue
                .start
                .checked_sub(1)
                .is_some_and(|i| matches!(view.word(i), "was" | "were" | "had"))
    };
    view.word(cue.start) != "still" || !beside()
}

/// "has held": a participle behind its auxiliary.
fn perfect(view: &View, at: usize) -> bool {
    (1..4)
        .filter_map(|back| at.checked_sub(back))
        .any(|i| matches!(view.word(i), "has" | "have" | "is" | "are" | "will"))
}

/// Right behind a value: it holds today, "compared with 20% now", "from 20% at present".
pub fn holds_now(view: &View, after: usize) -> bool {
    let at = usize::from(view.stream.get(after) == vocab::COMMA);
    matches!(view.word(after), "now" | "today" | "currently")
        || view.word(after + at) == "at"
            && (view.word(after + at + 1) == "present"
                || view.word(after + at + 1) == "the" && view.word(after + at + 2) == "moment")
}
