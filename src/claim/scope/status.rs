//! How a match is held in time and by whom: disputed, former, wanted, unsure. It never decides
//! whether it has ended.

use super::former::over;
use super::names::{is_name, is_subject};
use super::tense::holds_now;
use super::{Manner, View};
use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::pattern::Hit;
use crate::claim::pattern::vocabulary as vocab;
use crate::claim::switches::Mechanism;

/// Found, and by which cue when one stands in the clause.
pub(super) type Found = Option<Option<(usize, usize)>>;

/// "denied that ..." reaches everything after it; "... , which it denied" what stands before.
pub(super) fn denied(view: &View, hit: &Hit, manner: Manner) -> Option<(usize, usize)> {
    if view.setting.denied {
        return Some((hit.start, hit.end));
    }
    // "denied that it was dropped because of a rival": the reason is what is denied.
    let reason = (hit.end..hit.end + 2).any(|i| view.word(i) == "because");
    view.free(Cue::Denial, hit)
        .filter(|c| c.start >= hit.end || !reason && !asserted(view, hit, c.end, manner))
        .find(|c| {
            // "The 5% that has been going around for months is false."
            let said = matches!(view.word(c.start), "is" | "are" | "was" | "were" | "does" | "do");
            // "A cap of $5, as reported, is wrong": what two commas enclose is no end.
            let commas = || (hit.end..c.start).filter(|i| view.stream.get(*i) == vocab::COMMA);
            c.start <= hit.end + 6 || said && c.start <= hit.end + 14 && commas().count() % 2 == 0
        })
        .map(|c| (c.start, c.end))
}

/// After the cue the match has a subject and a finite verb of its own: "wants to cut the share it
/// pays" does not make the paying a wish, nor "would exceed the $5bn that it has paid" the payment.
/// A closing ", Acme said" asserts nothing of its own.
pub(super) fn asserted(view: &View, hit: &Hit, after: usize, manner: Manner) -> bool {
    // "wants to end the share it pays": the end is the wish.
    if manner.ended {
        return false;
    }
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let verb = |i: usize| {
        let f = flags(i);
        // "paid to Acme capped": Acme caps nothing.
        let governed = f.has(Flags::PARTICIPLE)
            && i.checked_sub(2).is_some_and(|p| matches!(view.word(p), "to" | "from" | "by"));
        f.finite()
            && !f.has(Flags::MODAL)
            && !f.has(Flags::REPORTING)
            && is_subject(view, i - 1)
            && !f.has(Flags::NOUNISH)
            && !governed
    };
    // "valued at $5 when it lists": the verb behind belongs to another statement.
    let opens = |i: usize| {
        matches!(view.word(i), "when" | "once" | "if" | "as" | "after" | "before" | "than")
    };
    match hit.value.filter(|_| manner.typed) {
        Some(value) => {
            let before =
                value.checked_sub(1).map_or("", |i| view.words.spelled(view.stream.get(i)));
            matches!(before, "the" | "its" | "their")
                || possessed(view, value)
                || (value + 1..value + 6).take_while(|i| !opens(*i)).skip(1).any(verb)
        }
        None if manner.typed => false,
        // "hopes to end the share that it pays": the ending itself is what is hoped for.
        None if hit.start >= after
            && hit.start <= after + 1
            && flags(hit.start).has(Flags::BASE)
            && !flags(hit.start).has(Flags::NOUNISH) =>
        {
            false
        }
        None => {
            (after.max(hit.start) + 1..hit.end).any(|i| hit.consumes(i) && i > after + 3 && verb(i))
        }
    }
}

/// "the contract of April 2026", "last October's accord": the name of something known.
fn names_by_date(view: &View, value: usize) -> bool {
    view.stream.get(value) == vocab::DATE
        && value.checked_sub(1).is_some_and(|i| {
            matches!(
                view.word(i),
                "of" | "dated" | "the" | "last" | "that" | "this" | "its" | "their"
            )
        })
}

/// "Acme's 27%", "its cumulative $13 billion": told as known.
fn owned(view: &View, value: usize) -> bool {
    (1..=2).any(|back| {
        value.checked_sub(back).is_some_and(|i| is_name(view, i) && !is_subject(view, i))
    })
}

/// "its $5 billion", "Acme's 27%", "its investment of $5 billion".
pub(super) fn possessed(view: &View, value: usize) -> bool {
    let before = value.checked_sub(1).map_or("", |i| view.word(i));
    let own = |i: usize| {
        matches!(view.word(i), "its" | "their") || is_name(view, i) && !is_subject(view, i)
    };
    let named = before == "of" && (3..=4).any(|back| value.checked_sub(back).is_some_and(own));
    matches!(before, "its" | "their") || named || owned(view, value)
}

/// "wants to renew its right beyond 2032": until then it holds.
fn beyond(view: &View, value: usize) -> bool {
    value.checked_sub(1).is_some_and(|i| matches!(view.word(i), "beyond" | "past"))
        && (value.saturating_sub(5)..value).any(|i| matches!(view.word(i), "its" | "their"))
}

/// "wants its payments to Acme capped": what has an owner and no verb is there, whatever is wanted
/// of it.
fn named_own(view: &View, hit: &Hit) -> bool {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    // "wants to be Acme's sole supplier": it is not yet.
    let becoming = hit.start.checked_sub(1).is_some_and(|i| {
        matches!(view.word(i), "be" | "become" | "remain" | "stay" | "as" | "being" | "becoming")
    });
    let owner = is_name(view, hit.start) && flags(hit.start).has(Flags::DETERMINER) && !becoming;
    let verb = |i: usize| {
        let f = flags(i);
        hit.consumes(i) && (f.finite() || f.has(Flags::BASE)) && !f.has(Flags::NOUNISH)
    };
    owner && !(hit.start..hit.end).any(verb)
}

/// "wants to sell its models elsewhere": what is to be done with it is the wish. Ending it is none.
fn done_with(view: &View, from: usize, hit: &Hit) -> bool {
    let ends = |i: usize| {
        let ending = |c: &&CueHit| matches!(c.cue, Cue::Cease | Cue::Weaken) && c.start <= i;
        view.cues.iter().filter(ending).any(|c| i < c.end)
    };
    (from..hit.start).any(|i| {
        let flags = view.words.flags(view.stream.get(i));
        // "to offer its product": a verb there, whatever it is elsewhere.
        let led =
            i.checked_sub(1).is_some_and(|b| view.word(b) == "to" || view.is(b, Flags::MODAL));
        let verb = flags.has(Flags::BASE) && (led || !flags.has(Flags::NOUNISH));
        verb && !flags.has(Flags::AUX) && !ends(i)
    })
}

/// "wants to keep its right", "is trying to hold on to it": it has it.
fn keeps(view: &View, after: usize) -> bool {
    let verb = if view.word(after) == "to" { after + 1 } else { after };
    view.is(verb, Flags::KEEPING)
        || view.word(verb) == "hold" && matches!(view.word(verb + 1), "on" | "onto")
}

/// "already" beside the match: no wish reaches it.
fn already(view: &View, hit: &Hit) -> bool {
    (hit.start.saturating_sub(3)..hit.end + 3)
        .any(|i| view.words.spelled(view.stream.get(i)) == "already")
}

#[expect(clippy::unnecessary_wraps, reason = "the inner half of `Found`")]
pub(super) fn span(c: &CueHit) -> Option<(usize, usize)> {
    Some((c.start, c.end))
}

pub(super) fn planned(view: &View, hit: &Hit, manner: Manner) -> Found {
    let known =
        manner.typed && hit.value.is_some_and(|v| holds_now(view, v + 1) || beyond(view, v));
    if already(view, hit) || known {
        return None;
    }
    // "is negotiating to cut its $5 billion order": the order stands.
    let theirs = manner.typed && hit.value.is_some_and(|v| possessed(view, v));
    let stands = theirs || view.cues.iter().any(|c| c.cue == Cue::Standing);
    if view.setting.planned && !stands && !view.setting.standing {
        return Some(None);
    }
    let anew = view.cues.iter().any(|c| c.cue == Cue::Now && c.end - c.start > 2);
    // A typed value is no part of a wish: "is weighing a 5% stake" stays one.
    let wishes = view.cues.iter().filter(|c| {
        c.cue == Cue::Planned
            && view.switches.on(Mechanism::Planned)
            && c.consumed & !manner.own_wish != 0
            && (hit.value.is_some() || c.consumed & !hit.consumed != 0)
    });
    wishes
        .filter(|c| {
            let would =
                view.words.spelled(view.stream.get(c.start)) == "would" && c.end - c.start == 1;
            let told = view.setting.carried_previous
                || view.free(Cue::PreviousTime, hit).any(|c| over(view, c));
            // "could get $5" is a forecast, "could get the right" a doubt.
            let modal = matches!(view.word(c.start), "could" | "may" | "might");
            // "would have had" is over, "would have a right" is wanted.
            let participle = |i: usize| view.words.flags(view.stream.get(i)).has(Flags::PARTICIPLE);
            let have = view.words.spelled(view.stream.get(c.end)) == "have"
                && (c.end + 1..c.end + 3).any(participle);
            let past = would && (told || have)
                || (c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "must");
            // "was originally meant to last": that is over.
            let expected = view.is(c.start, Flags::LOOKED_FORWARD);
            let once = told
                && expected
                && (1..4).any(|back| {
                    c.start
                        .checked_sub(back)
                        .is_some_and(|i| matches!(view.word(i), "was" | "were"))
                });
            // "no plans to stop": nothing is planned.
            let none = c.start.checked_sub(1).is_some_and(|i| view.word(i) == "no");
            !past
                && (manner.typed || !modal)
                && !once
                && !none
                && (would || manner.typed || !keeps(view, c.end))
                && !view.turns_to(c.end, hit)
                && !aside(view, c, hit)
                && !(would && (view.setting.reported && !view.deadline() || anew))
                && !(c.start < hit.start && !manner.ended && asserted(view, hit, c.end, manner))
                && !(c.end <= hit.start
                    && !manner.typed
                    && (named_own(view, hit) && !done_with(view, c.end, hit) || view.topic(hit)))
        })
        .find(|c| c.start < hit.end && c.end + 16 >= hit.start || trails(view, c, hit, manner))
        .map(span)
}

/// A wish right behind what it is about: "a stake of 5% is what it wants".
fn trails(view: &View, wish: &CueHit, hit: &Hit, manner: Manner) -> bool {
    let near = (hit.end..=hit.end + 5).contains(&wish.start);
    let known = manner.typed && hit.value.is_some_and(|v| owned(view, v));
    let apart = (hit.end..wish.start).any(|i| matches!(view.word(i), "which" | "who"));
    near && !known
        && !apart
        && !subject_between(view, hit.end, wish.start)
        && !described(view, wish.start)
        && !view.is(wish.start, Flags::MODAL)
}

/// "Having paid $5 billion, Acme is under pressure to": the wish has a subject of its own. A closing
/// ", Acme hopes" is about what went before.
fn subject_between(view: &View, from: usize, to: usize) -> bool {
    to + 2 < view.stream.len()
        && (from..to).any(|i| view.stream.get(i) == vocab::COMMA && is_subject(view, i + 1))
}

/// "5% of a company that wants to list": the wish belongs to what is described.
fn described(view: &View, cue: usize) -> bool {
    cue.checked_sub(1).is_some_and(|i| matches!(view.word(i), "that" | "which" | "who"))
}

pub(super) fn hedged(view: &View, hit: &Hit, manner: Manner) -> Found {
    // "is suing over Acme's $5 order": whoever tells of the suit, the order is known.
    let cause = |v: usize| {
        (hit.start.saturating_sub(3)..v)
            .any(|i| matches!(view.word(i), "over" | "against") && is_name(view, i + 1))
    };
    let told =
        |v: usize| owned(view, v) || names_by_date(view, v) || described_sum(view, v) || cause(v);
    let known = manner.typed && hit.value.is_some_and(told);
    if view.setting.hedged_source && !known {
        return Some(None);
    }
    let core = hit.value.unwrap_or(hit.start);
    let trailing = |c: &CueHit| {
        c.end <= core
            && c.end == c.start + 1
            && c.start.checked_sub(1).is_some_and(|i| view.stream.get(i) == vocab::COMMA)
    };
    let mut sources = view.cues.iter().filter(|c| c.cue == Cue::HedgeSource);
    if let Some(c) = sources.find(|c| trailing(c) && !known) {
        return Some(span(c));
    }
    let named = hit.value.is_some_and(|v| names_by_date(view, v));
    view.free(Cue::Hedge, hit)
        .filter(|_| !named)
        .find(|c| {
            let modal = view.words.flags(view.stream.get(c.start)).has(Flags::MODAL);
            let sure = asserted(view, hit, c.end, manner)
                || another_statement(view, c.end, hit.start)
                || modal && undergoes(view, c.end, hit);
            let before = c.start < hit.end && !sure;
            let after = said_after(view, c, hit) || may_be(view, c, hit);
            (before || after) && !aside(view, c, hit)
        })
        .map(span)
}

/// "the $5 billion it has put in": told as known.
fn described_sum(view: &View, value: usize) -> bool {
    const RELATIVE: usize = 5;
    let the = value.checked_sub(1).is_some_and(|i| view.word(i) == "the");
    let verb = |i: usize| view.words.flags(view.stream.get(i)).finite();
    the && (value + 1..value + RELATIVE).any(|i| is_subject(view, i) && verb(i + 1))
}

/// "could serve X, and that Acme ...", "was likely ..., with its platform serving": what is unsure
/// has been said.
fn another_statement(view: &View, from: usize, to: usize) -> bool {
    (from..to).any(|i| {
        let comma = view.stream.get(i) == vocab::COMMA;
        comma && view.word(i + 1) == "with"
            || (comma || view.word(i) == "and") && view.word(i + 1) == "that"
    })
}

/// "could undermine its exclusive right": what may happen to it presupposes it. Having, keeping or
/// getting it is what is unsure.
fn undergoes(view: &View, after: usize, hit: &Hit) -> bool {
    let gets = |i: usize| {
        let flags = view.words.flags(view.stream.get(i));
        flags.has(Flags::STATIVE) || flags.has(Flags::AUX) || keeps(view, i)
    };
    after < hit.start
        && hit.value.is_none()
        && named_own(view, hit)
        && !(after..hit.start).any(gets)
}

/// Tokens between a match and a doubt about it.
const DOUBT: usize = 3;

/// "Its exclusive right reportedly remains": the doubt is in the predicate.
fn said_after(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let modal = view.words.flags(view.stream.get(cue.start)).has(Flags::MODAL);
    !modal
        && cue.start >= hit.end
        && cue.start <= hit.end + DOUBT
        && !view.new_subject(hit.end, cue.start)
}

/// "A cap on the payments | may be part of it": the match is what may be.
fn may_be(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let subject = !(hit.start..hit.end).any(|i| {
        let flags = view.words.flags(view.stream.get(i));
        flags.finite() && !flags.has(Flags::NOUNISH)
    });
    subject
        && cue.start >= hit.end
        && cue.start <= hit.end + 2
        && matches!(view.word(cue.start), "may" | "might")
        && !view.new_subject(hit.end, cue.start)
}

/// "..., which could hurt it, and Y": the relative clause is over where Y begins.
fn aside(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let core = hit.value.unwrap_or(hit.start);
    let relative = cue.start.checked_sub(1).is_some_and(|i| view.word(i) == "which");
    relative
        && (cue.end..core).any(|i| {
            view.stream.get(i) == vocab::COMMA && matches!(view.word(i + 1), "and" | "but")
        })
}

/// Where the article tells of talks, "could" is what is being talked about.
pub(super) fn talked_about(view: &View, hit: &Hit, manner: Manner) -> bool {
    view.setting.negotiating
        && view.free(Cue::Hedge, hit).any(|c| {
            c.start < hit.end
                && view.words.flags(view.stream.get(c.start)).has(Flags::MODAL)
                && !asserted(view, hit, c.end, manner)
        })
}

/// "could", "may", "might" before the end of the match.
pub(super) fn modal(view: &View, hit: &Hit) -> bool {
    view.free(Cue::Hedge, hit)
        .any(|c| c.start < hit.end && view.words.flags(view.stream.get(c.start)).has(Flags::MODAL))
}

impl View<'_> {
    /// "by 2030", "by the end of the decade": a forecast, not a term.
    fn deadline(&self) -> bool {
        (0..self.stream.len()).any(|i| {
            let year = self.stream.get(i + 1) == vocab::YEAR;
            let end = self.word(i + 1) == "the" && self.word(i + 2) == "end";
            self.word(i) == "by" && (year || end)
        })
    }

    /// "considers suing over the deal": the wish is for something else.
    fn turns_to(&self, from: usize, hit: &Hit) -> bool {
        let core = hit.value.unwrap_or(hit.start);
        // "raise the claim against Acme to $5": the value is the wish's own.
        let own = hit.value.is_some_and(|v| {
            v.checked_sub(1).is_some_and(|i| matches!(self.word(i), "to" | "for"))
        });
        !own && (from..core).any(|i| self.is(i, Flags::ELSEWHERE))
    }
}
