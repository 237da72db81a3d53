//! The verb that carries a match and its tense.

use super::View;
use crate::claim::english::Flags;
use crate::claim::pattern::{Hit, vocabulary as vocab};

/// The finite verb that carries the match: the first in it, else the last before it.
pub(super) fn governing(view: &View, hit: &Hit) -> Option<usize> {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let heads = |i: &usize| {
        let f = flags(*i);
        let participle = f.has(Flags::PARTICIPLE) && !f.has(Flags::AUX) && passive(view, *i);
        let subject = |i: usize| super::status::is_subject(view, i);
        let told = f.has(Flags::THIRD)
            && f.has(Flags::NOUNISH)
            && i.checked_sub(1).is_some_and(|b| {
                subject(b) || flags(b).has(Flags::ADVERB) && b.checked_sub(1).is_some_and(subject)
            });
        told || (f.finite() || f.has(Flags::STATE_PAST)) && !participle && !f.has(Flags::NOUNISH)
    };
    // "holds 5%, where it used to hold 7%": the verb before a value that opens the match.
    let opening = hit.value.filter(|v| *v == hit.start);
    opening
        .and_then(|value| (0..value).rev().find(heads))
        .or_else(|| (hit.start..hit.end).find(heads))
        .or_else(|| (0..hit.start).rev().find(heads))
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
    let duty = word == "had" && view.words.spelled(view.stream.get(governing + 1)) == "to";
    if matches!(word, "was" | "were" | "had") && !duty {
        let participle =
            |i: &usize| flags(*i).has(Flags::PARTICIPLE) && !flags(*i).has(Flags::ADVERB);
        let next = (governing + 1..governing + 4).find(participle).map(flags);
        if next.is_some_and(|f| !f.has(Flags::STATIVE)) {
            return None;
        }
    }
    Some((governing, governing + 1))
}

/// A participle with an auxiliary before it, or with "by" after it.
fn passive(view: &View, at: usize) -> bool {
    let word = |i: usize| view.words.spelled(view.stream.get(i));
    let aux = (1..4).any(|back| {
        at.checked_sub(back).is_some_and(|i| view.words.flags(view.stream.get(i)).has(Flags::AUX))
    });
    let copula = (1..3).any(|back| {
        at.checked_sub(back).is_some_and(|i| {
            matches!(
                word(i),
                "remain" | "remains" | "stay" | "stays" | "remained" | "keep" | "keeps"
            )
        })
    });
    aux || copula || word(at + 1) == "by"
}
