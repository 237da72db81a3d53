//! What was and is no more: former times, past verbs, the left end of a change. It never decides
//! whether what holds now has ended.

use super::names::is_name;
use super::status::span;
use super::tense::{self, holds_now};
use super::{Manner, View};
use crate::claim::english::Flags;
use crate::claim::english::cues::{Cue, CueHit};
use crate::claim::model::Ground;
use crate::claim::pattern::Hit;
use crate::claim::pattern::vocabulary as vocab;
use crate::claim::switches::Mechanism;

pub(super) fn previous(
    view: &View,
    hit: &Hit,
    manner: Manner,
) -> Option<(Ground, Option<(usize, usize)>)> {
    let directly = |c: &&CueHit| c.end <= hit.end && c.end + 2 >= hit.start;
    if let Some(c) = view.free(Cue::PreviousAdjective, hit).find(directly) {
        return Some((Ground::PreviousCue, span(c)));
    }
    let verb = tense::governing(view, hit);
    if manner.event {
        let core = hit.value.unwrap_or(hit.end);
        let event = view.free(Cue::PreviousEvent, hit).find(|c| c.start <= core + 8);
        // "Until then it owed the host $5": a state with its time, also of what happens once.
        let state = || {
            tense::past_state(view, verb?)?;
            let told = former_time(view, hit, manner, verb).map(|c| (Ground::PreviousCue, span(c)));
            let carried = view.setting.carried_previous || view.setting.carried_span;
            let carried = carried.then_some((Ground::PreviousCarried, None));
            told.or(carried)
        };
        return event.map(|c| (Ground::PreviousCue, span(c))).or_else(state);
    }
    if let Some(c) = former_time(view, hit, manner, verb) {
        return Some((Ground::PreviousCue, span(c)));
    }
    let present = verb.is_some_and(|v| tense::is_present(view, v));
    let now = view.free(Cue::Now, hit).any(|c| tense::says_now(view, c));
    let span = view.setting.carried_span && past_action(view, hit, verb);
    if (view.setting.carried_previous || span) && !now && !present {
        return Some((Ground::PreviousCarried, None));
    }
    tense::past_state(view, verb?)
        .filter(|_| !now && (!view.setting.reported || dated(view)))
        .filter(|_| view.switches.on(Mechanism::PastTense))
        .map(|verb| (Ground::PastVerb, Some(verb)))
}

/// "In 2019 the rate was": a date at the head says when, whoever reports it.
fn dated(view: &View) -> bool {
    (0..3).any(|i| {
        view.word(i) == "in" && matches!(view.stream.get(i + 1), vocab::YEAR | vocab::DATE)
    })
}

/// A time that is over and that the match stands in: "until last week".
fn former_time<'a>(
    view: &'a View,
    hit: &'a Hit,
    manner: Manner,
    verb: Option<usize>,
) -> Option<&'a CueHit> {
    if verb.is_some_and(|v| tense::is_present(view, v)) {
        return None;
    }
    // "5%, where it used to hold 7%": the time is that of the value behind it.
    let others = |c: &CueHit| {
        hit.value.filter(|_| manner.typed).is_some_and(|own| {
            own < c.start && (c.end..c.end + 7).any(|i| view.stream.get(i) == view.stream.get(own))
        })
    };
    // "the right Acme held under the old contract": who held it is no new subject.
    let behind = hit.end + usize::from(is_name(view, hit.end));
    // "It had been a customer of both before it named Acme its host": the naming is what is told.
    let until_then =
        |c: &CueHit| (c.end..hit.start).any(|i| view.word(i) == "before" && is_name(view, i + 1));
    let placed = |c: &&CueHit| {
        !others(c)
            && !until_then(c)
            && (c.start < hit.end || c.start <= hit.end + 8 && !view.new_subject(behind, c.start))
    };
    // "payments were due to stop in 2030": that they are made stands, only their end may not.
    let due_to_end = |c: &&CueHit| {
        !manner.typed && view.word(c.end - 1) == "to" && view.is(c.end, Flags::RUNNING_OUT)
    };
    let spans = view.free(Cue::PreviousSpan, hit).filter(|_| past_action(view, hit, verb));
    view.free(Cue::PreviousTime, hit)
        .filter(|c| !due_to_end(c) && over(view, c) && looks_back(view, c))
        .chain(spans)
        .find(placed)
}

/// A past verb carries the match, of whatever kind. "Made an investment to become its supplier": what
/// was aimed at may last.
fn past_action(view: &View, hit: &Hit, verb: Option<usize>) -> bool {
    let flags = |i: usize| view.words.flags(view.stream.get(i));
    let aim =
        |v: usize| (v..hit.end).any(|i| view.word(i) == "to" && flags(i + 1).has(Flags::BASE));
    verb.is_some_and(|v| flags(v).has(Flags::PAST) && !aim(v))
}

/// "would have had" is over; "would have a right" is still to come.
pub(super) fn over(view: &View, c: &CueHit) -> bool {
    let participle = |i: usize| view.words.flags(view.stream.get(i)).has(Flags::PARTICIPLE);
    view.word(c.start) != "would" || (c.end..c.end + 2).any(participle)
}

/// "until then" looks back only from a past verb.
fn looks_back(view: &View, c: &CueHit) -> bool {
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
    // "from August the rate is 8%": a time, unless it is the value itself.
    let since = matches!(view.stream.get(from + 1), vocab::DATE | vocab::YEAR)
        && hit.value != Some(from + 1);
    let flow = day || since || is_name(view, from + 1);
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

/// "half of the current 20%".
pub(super) fn named_current(view: &View, hit: &Hit) -> bool {
    let before = hit.value.and_then(|v| v.checked_sub(1));
    before.is_some_and(|i| matches!(view.word(i), "current" | "existing" | "present"))
}
