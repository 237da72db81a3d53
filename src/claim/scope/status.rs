//! How a match is held in time and by whom: disputed, former, wanted, unsure. It never decides
//! whether it has ended.

use super::tense;
use super::{Manner, View};
use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::pattern::Hit;
use crate::claim::pattern::vocabulary as vocab;
use crate::claim::switches::Mechanism;

/// Found, and by which cue when one stands in the clause.
type Found = Option<Option<(usize, usize)>>;

/// "denied that ..." reaches everything after it; "... , which it denied" what stands before.
pub(super) fn denied(view: &View, hit: &Hit, manner: Manner) -> Option<(usize, usize)> {
    if view.setting.denied {
        return Some((hit.start, hit.end));
    }
    view.free(Cue::Denial, hit)
        .filter(|c| c.start >= hit.end || !asserted(view, hit, c.end, manner))
        .find(|c| {
            // "The 5% that has been going around for months is false."
            let said = matches!(view.word(c.start), "is" | "are" | "was" | "were");
            let comma = || (hit.end..c.start).any(|i| view.stream.get(i) == vocab::COMMA);
            c.start <= hit.end + 6 || said && c.start <= hit.end + 14 && !comma()
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
    let opens =
        |i: usize| matches!(view.word(i), "when" | "once" | "if" | "as" | "after" | "before");
    match hit.value.filter(|_| manner.typed) {
        Some(value) => {
            let before =
                value.checked_sub(1).map_or("", |i| view.words.spelled(view.stream.get(i)));
            matches!(before, "the" | "its" | "their")
                || owned(view, value)
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
            matches!(view.word(i), "of" | "dated" | "the" | "last" | "that" | "this")
        })
}

/// "Acme's 27%", "its cumulative $13 billion": told as known.
fn owned(view: &View, value: usize) -> bool {
    (1..=2).any(|back| {
        value.checked_sub(back).is_some_and(|i| is_name(view, i) && !is_subject(view, i))
    })
}

/// "its $5 billion", "Acme's 27%".
fn possessed(view: &View, value: usize) -> bool {
    let before = value.checked_sub(1).map_or("", |i| view.word(i));
    matches!(before, "its" | "their") || owned(view, value)
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

/// "wants to keep its right", "is trying to hold on to it": it has it.
fn keeps(view: &View, after: usize) -> bool {
    let verb = if view.word(after) == "to" { after + 1 } else { after };
    matches!(view.word(verb), "keep" | "retain" | "preserve" | "defend" | "maintain" | "protect")
        || view.word(verb) == "hold" && matches!(view.word(verb + 1), "on" | "onto")
}

/// "already" beside the match: no wish reaches it.
fn already(view: &View, hit: &Hit) -> bool {
    (hit.start.saturating_sub(3)..hit.end + 3)
        .any(|i| view.words.spelled(view.stream.get(i)) == "already")
}

#[expect(clippy::unnecessary_wraps, reason = "the inner half of `Found`")]
fn span(c: &CueHit) -> Option<(usize, usize)> {
    Some((c.start, c.end))
}

pub(super) fn planned(view: &View, hit: &Hit, manner: Manner) -> Found {
    let known = manner.typed && hit.value.is_some_and(|v| holds_now(view, v + 1));
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
            let told =
                view.setting.carried_previous || view.free(Cue::PreviousTime, hit).next().is_some();
            let have = view.words.spelled(view.stream.get(c.end)) == "have";
            let past = would && (told || have)
                || (c.end..hit.end).any(|i| view.words.spelled(view.stream.get(i)) == "must");
            // "was originally meant to last": that is over.
            let expected = matches!(
                view.word(c.start),
                "intended" | "expected" | "planned" | "projected" | "hoped" | "anticipated"
            );
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
                && !once
                && !none
                && (would || manner.typed || !keeps(view, c.end))
                && !view.turns_to(c.end, hit)
                && !aside(view, c, hit)
                && !(would && (view.setting.reported && !view.deadline() || anew))
                && !(c.start < hit.start && !manner.ended && asserted(view, hit, c.end, manner))
                && !(c.end <= hit.start
                    && !manner.typed
                    && (named_own(view, hit) || view.topic(hit)))
        })
        .find(|c| {
            c.start < hit.end && c.end + 16 >= hit.start
                || c.start >= hit.end
                    && c.start <= hit.end + 5
                    && !(hit.end..c.start).any(|i| matches!(view.word(i), "which" | "who"))
                    && !described(view, c.start)
                    && !view.words.flags(view.stream.get(c.start)).has(Flags::MODAL)
        })
        .map(span)
}

/// "5% of a company that wants to list": the wish belongs to what is described.
fn described(view: &View, cue: usize) -> bool {
    cue.checked_sub(1).is_some_and(|i| matches!(view.word(i), "that" | "which" | "who"))
}

pub(super) fn hedged(view: &View, hit: &Hit, manner: Manner) -> Found {
    let known = manner.typed && hit.value.is_some_and(|v| owned(view, v) || names_by_date(view, v));
    if view.setting.hedged_source && !known {
        return Some(None);
    }
    let named = hit.value.is_some_and(|v| names_by_date(view, v));
    view.free(Cue::Hedge, hit)
        .filter(|_| !named)
        .find(|c| {
            let before = c.start < hit.end && !asserted(view, hit, c.end, manner);
            let after = said_after(view, c, hit)
                || !manner.typed && adverb_behind(view, c, hit)
                || seems(view, c, hit);
            (before || after) && !aside(view, c, hit)
        })
        .map(span)
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

/// "The payments apparently continue": an adverb between the match and its verb.
fn adverb_behind(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let adverb = view.word(cue.start).ends_with("ly") && cue.end - cue.start == 1;
    let auxiliary = view.words.flags(view.stream.get(hit.end)).has(Flags::AUX);
    adverb && (cue.start == hit.end || auxiliary && cue.start == hit.end + 1)
}

/// "A cap on the payments | seems to be part of it": the match is what seems.
fn seems(view: &View, cue: &CueHit, hit: &Hit) -> bool {
    let subject = !(hit.start..hit.end).any(|i| {
        let flags = view.words.flags(view.stream.get(i));
        flags.finite() && !flags.has(Flags::NOUNISH)
    });
    subject
        && cue.start >= hit.end
        && cue.start <= hit.end + 2
        && matches!(view.word(cue.start), "seems" | "seem" | "appears" | "appear" | "may" | "might")
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

pub(super) fn previous(view: &View, hit: &Hit, manner: Manner) -> Found {
    let directly = |c: &&CueHit| c.end <= hit.end && c.end + 2 >= hit.start;
    if let Some(c) = view.free(Cue::PreviousAdjective, hit).find(directly) {
        return Some(span(c));
    }
    if manner.event {
        let core = hit.value.unwrap_or(hit.end);
        return view.free(Cue::PreviousEvent, hit).find(|c| c.start <= core + 8).map(span);
    }
    let verb = tense::governing(view, hit);
    let present = verb.is_some_and(|v| tense::is_present(view, v));
    // "5%, where it used to hold 7%": the time is that of the value behind it.
    let others = |c: &CueHit| {
        hit.value.filter(|_| manner.typed).is_some_and(|own| {
            own < c.start && (c.end..c.end + 7).any(|i| view.stream.get(i) == view.stream.get(own))
        })
    };
    let placed = |c: &&CueHit| {
        !others(c)
            && (c.start < hit.end || c.start <= hit.end + 8 && !view.new_subject(hit.end, c.start))
    };
    // "would have had" is over; "would have a right" is still to come.
    let over = |c: &&CueHit| {
        let participle = |i: usize| view.words.flags(view.stream.get(i)).has(Flags::PARTICIPLE);
        view.word(c.start) != "would" || (c.end..c.end + 2).any(participle)
    };
    // "until then" looks back only from a past verb.
    let back = |c: &&CueHit| {
        let any = |test: &dyn Fn(usize) -> bool| (0..view.stream.len()).any(test);
        let past = || any(&|i| view.words.flags(view.stream.get(i)).has(Flags::PAST));
        match view.word(c.start) {
            // "could only use it until April", and not "pays until April 2030".
            "until" if view.stream.get(c.end - 1) == vocab::DATE => {
                past() || any(&|i| view.word(i) == "could")
            }
            "until" => view.word(c.start + 1) != "then" || past(),
            // "for years X has": it still does.
            "for" => past() && !any(&|i| matches!(view.word(i), "has" | "have" | "will")),
            _ => true,
        }
    };
    // "payments were due to stop in 2030": that they are made stands, only their end may not.
    let due_to_end =
        |c: &&CueHit| !manner.typed && view.word(c.end - 1) == "to" && tense::runs_out(view, c.end);
    let times = || {
        view.free(Cue::PreviousTime, hit)
            .filter(|c| !present && !due_to_end(c))
            .filter(over)
            .filter(back)
    };
    if let Some(c) = times().find(placed) {
        return Some(span(c));
    }
    let now = view.free(Cue::Now, hit).next().is_some();
    if view.setting.carried_previous && !now && !present {
        return Some(None);
    }
    tense::past_state(view, verb?)
        .filter(|_| !now && !view.setting.reported && view.switches.on(Mechanism::PastTense))
        .map(Some)
}

/// Right behind a value: it holds today, "compared with 20% now", "from 20% at present".
pub fn holds_now(view: &View, after: usize) -> bool {
    let at = usize::from(view.stream.get(after) == vocab::COMMA);
    matches!(view.word(after), "now" | "today" | "currently")
        || view.word(after + at) == "at"
            && (view.word(after + at + 1) == "present"
                || view.word(after + at + 1) == "the" && view.word(after + at + 2) == "moment")
}

/// "instead of X", "down from X": X is what was.
pub(super) fn instead_of(view: &View, hit: &Hit) -> Option<(usize, usize)> {
    let core = hit.value.unwrap_or(hit.start);
    // "against 20%": the cue takes the value in.
    let within = |c: &&CueHit| hit.value.is_some_and(|v| c.end == v + 1);
    // "down from 20% to 8%": only the first was.
    let from = |c: &CueHit| c.end.checked_sub(1).is_some_and(|i| view.word(i) == "from");
    let near = |c: &&CueHit| {
        (c.end <= core || within(c))
            && c.end + 4 >= core
            && !view.passes_on(c, hit)
            && !(c.end..core)
                .any(|i| matches!(view.word(i), "with" | "by") || from(c) && view.word(i) == "to")
    };
    let on = view.switches.on(Mechanism::PreviousTime) && !holds_now(view, hit.end);
    view.cues.iter().filter(|c| on && c.cue == Cue::InsteadOf).find(near).map(|c| (c.start, c.end))
}

/// "from X to Y": X is what was.
pub(super) fn from_value(view: &View, hit: &Hit, manner: Manner) -> Option<(usize, usize)> {
    if !view.switches.on(Mechanism::Change) {
        return None;
    }
    let word = |i: usize| view.words.spelled(view.stream.get(i));
    let reach = hit.value.filter(|_| manner.typed).unwrap_or(hit.start) + 1;
    let back = if manner.typed { 4 } else { 2 };
    let from = (hit.start.saturating_sub(back)..reach).rev().find(|i| word(*i) == "from")?;
    let day = matches!(word(from + 1), "today" | "now" | "then" | "here")
        || word(from + 1).ends_with("day");
    let flow = day || is_name(view, from + 1);
    // "from 20% now to 8%": the 8% is where it goes.
    let reached = |v: usize| {
        (from + 1..v).any(|i| word(i) == "to")
            && (from + 1..v).any(|i| view.stream.get(i) == view.stream.get(v))
    };
    let past_value = hit.value.is_some_and(|v| v < from || manner.typed && reached(v));
    let to = (hit.start + 1..view.stream.len().min(hit.end + 6))
        .find(|i| matches!(word(*i), "to" | "into" | "toward" | "towards"))?;
    let now = hit.value.is_some_and(|v| holds_now(view, v + 1));
    (!flow && !past_value && !now && to + 1 < view.stream.len()).then_some((from, from + 1))
}

/// A name that can be a subject: an owner ("Acme's") cannot.
pub fn is_subject(view: &View, at: usize) -> bool {
    is_name(view, at) && !view.words.flags(view.stream.get(at)).has(Flags::DETERMINER)
}

/// "from Acme to Beta" is a flow, not a change.
pub(super) fn is_name(view: &View, at: usize) -> bool {
    let sym = view.stream.get(at);
    sym >= vocab::BOTH && view.words.spelled(sym).is_empty()
}

/// "half of the current 20%".
pub(super) fn named_current(view: &View, hit: &Hit) -> bool {
    let before = hit.value.and_then(|v| v.checked_sub(1));
    before.is_some_and(|i| matches!(view.word(i), "current" | "existing" | "present"))
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
        !own && (from..core).any(|i| {
            matches!(
                self.word(i),
                "over" | "against" | "because" | "despite" | "amid" | "connection" | "regarding"
            )
        })
    }
}
