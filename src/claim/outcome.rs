//! What a judged match states: values with their status, the other end of a change, the claim.

use super::matching::{Place, Rule};
use super::model::{Claim, Evidence, Ground, Span, Status};
use super::pattern::{Hit, vocabulary as vocab};
use super::scope::{self, Judgement, Manner, Polarity, View};
use super::settle::{Candidate, Standing};
use super::tokens::Kind;
use super::values::{Found, Value, ValueType};
use super::watch::term::{Term, TermPattern};

pub(super) fn value_at<'a>(place: &Place<'a>, position: usize) -> Option<&'a Found> {
    let token = place.clause.tokens.get(position).and_then(|i| place.sentence.tokens.get(*i))?;
    match token.kind {
        Kind::Value(i) => place.sentence.values.get(i),
        Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Name(_) => None,
    }
}

/// The values a judged match states, with status and whether they only follow from it.
pub(super) fn outcomes(
    term: &Term,
    pattern: &TermPattern,
    found: Option<&Found>,
    judged: Judgement,
    described: bool,
) -> Vec<(String, Status, bool)> {
    let Some(index) = pattern.value else { return typed_outcomes(term, found, judged) };
    let name = term.value_name(index).to_owned();
    let opposite = term.info.opposite.iter().find_map(|(a, b)| {
        if *a == name { Some(b.clone()) } else { (*b == name).then(|| a.clone()) }
    });
    let ceased = term
        .ceased
        .iter()
        .find(|(from, _)| *from == index)
        .map(|(_, to)| term.value_name(*to).to_owned());
    match judged.polarity {
        Polarity::Plain => vec![(name, judged.status, false)],
        Polarity::Weakened => Vec::new(),
        Polarity::Ceased | Polarity::Negated if ceased.is_some() => {
            let status =
                if judged.status == Status::Previous { Status::Current } else { judged.status };
            let mut out = vec![(ceased.unwrap_or_default(), status, false)];
            let held = term.presupposed || described && status == Status::Planned;
            if held && matches!(status, Status::Planned | Status::Denied) {
                out.push((name, Status::Current, false));
            } else if described && status == Status::Current {
                out.push((name, Status::Previous, false));
            }
            out
        }
        // "wants to end its exclusive right": the right stands, its opposite is the wish.
        Polarity::Ceased if open_end(judged) => std::iter::once((name, Status::Current, false))
            .chain(opposite.map(|o| (o, judged.status, false)))
            .collect(),
        Polarity::Ceased => std::iter::once((name, Status::Previous, false))
            .chain(opposite.map(|o| (o, Status::Current, true)))
            .collect(),
        Polarity::Negated => opposite.map(|o| (o, judged.status, false)).into_iter().collect(),
    }
}

/// An end that is only wanted, possible or denied.
fn open_end(judged: Judgement) -> bool {
    judged.possible || matches!(judged.status, Status::Planned | Status::Denied)
}

fn typed_outcomes(
    term: &Term,
    found: Option<&Found>,
    judged: Judgement,
) -> Vec<(String, Status, bool)> {
    let Some(found) = found else { return Vec::new() };
    let status = match judged.polarity {
        Polarity::Plain | Polarity::Weakened => judged.status,
        // "wants to drop its $5 order": it stands.
        Polarity::Ceased if open_end(judged) => Status::Current,
        Polarity::Ceased => Status::Previous,
        // "has not invested 20": somebody had said so.
        Polarity::Negated if judged.flat => Status::Denied,
        Polarity::Negated => return Vec::new(),
    };
    std::iter::once(&found.value)
        .chain(&found.upper)
        .map(|v| as_kind(term, v))
        .filter(|v| fits(term, v))
        .map(|v| (v.to_string(), status, false))
        .collect()
}

/// A value as the term's claims hold it, when it is one the term takes.
pub(super) fn canonical(term: &Term, value: &Value) -> Option<String> {
    let value = as_kind(term, value);
    fits(term, &value).then(|| value.to_string())
}

/// A date where a year is wanted is its year: "ends on December 31, 2030".
fn as_kind(term: &Term, value: &Value) -> Value {
    match (term.info.kind, value) {
        (ValueType::Year, Value::Date(date)) => Value::Year(date.year()),
        (ValueType::Year, Value::Month { year, .. }) => Value::Year(*year),
        _ => value.clone(),
    }
}

fn fits(term: &Term, value: &Value) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a range check")]
    let (kind, number) = match value {
        Value::Money { units, .. } => (ValueType::Money, *units as f64),
        Value::Percent(thousandths) => (ValueType::Percent, *thousandths as f64 / 1000.0),
        Value::Year(year) => (ValueType::Year, f64::from(*year)),
        Value::Date(date) => (ValueType::Date, f64::from(date.year())),
        Value::Month { year, .. } => (ValueType::Date, f64::from(*year)),
        Value::Duration { .. } | Value::Number(_) => return false,
    };
    kind == term.info.kind && number >= term.sane.0 && number <= term.sane.1
}

/// "from 30% to 20%", "to 20% from 30%": the value that the match did not take.
pub(super) fn other_of_pair(
    rule: Rule,
    hit: &Hit,
    view: &View,
    place: &Place,
    confidence: f64,
) -> Option<Candidate> {
    let taken = hit.value?;
    let kind = view.stream.get(taken);
    let word = |i: usize| view.words.spelled(view.stream.get(i));
    let led_by = |i: usize, lead: &str| i.checked_sub(1).is_some_and(|b| word(b) == lead);
    let like = |i: &usize| view.stream.get(*i) == kind && !hit.consumes(*i);
    let (at, old) = if led_by(taken, "from") {
        ((taken + 1..taken + 9).filter(like).find(|i| led_by(*i, "to"))?, false)
    } else {
        let before =
            (taken.saturating_sub(8)..taken).rev().filter(like).find(|i| led_by(*i, "from"));
        let after = (taken + 1..taken + 5)
            .filter(like)
            .find(|i| led_by(*i, "from") || led_by_contrast(view, *i) && ends_there(view, i + 1));
        (before.or(after)?, true)
    };
    let found = value_at(place, at)?;
    let value = canonical(rule.1, &found.value)?;
    let moved = Hit { start: at, end: at + 1, consumed: hit.consumed | 1 << at, value: Some(at) };
    let manner = Manner { event: true, typed: true, ..Manner::default() };
    let mut judged = scope::judge(view, &moved, manner);
    // "plans to cut it from 20% to 8%": the 20% stands.
    let wish = judged.status == Status::Planned
        || judged.ground == Ground::FromValue && judged.status == Status::Current;
    if old && (scope::holds_now(view, at + 1) || wish) {
        judged = Judgement {
            status: Status::Current,
            ground: Ground::NamedCurrent,
            possible: false,
            ..judged
        };
    } else if old {
        judged = Judgement {
            polarity: Polarity::Plain,
            status: Status::Previous,
            ground: Ground::FromValue,
            cue: None,
            possible: false,
            flat: false,
        };
    }
    let stated = (value, judged, confidence);
    Some(Candidate { decoy: rule.1.decoy, ..typed((rule.0, rule.1), place, &moved, stated)? })
}

/// "7%, against 5%", "compared with 5%": what the value before is held against.
fn led_by_contrast(view: &View, at: usize) -> bool {
    let word =
        |back: usize| at.checked_sub(back).map_or("", |i| view.words.spelled(view.stream.get(i)));
    matches!(word(1), "against" | "versus" | "vs")
        || word(2) == "compared" && matches!(word(1), "with" | "to")
}

/// What stands at `at` says when it was, or nothing: the value is of the same thing.
fn ends_there(view: &View, at: usize) -> bool {
    const WHEN: [&str; 11] = [
        "before",
        "earlier",
        "previously",
        "a",
        "then",
        "last",
        "until",
        "today",
        "under",
        "when",
        "in",
    ];
    let next = view.stream.get(at);
    at >= view.stream.len() || next == vocab::COMMA || WHEN.contains(&view.words.spelled(next))
}

/// The claim of `term` that the typed value of a match makes by itself: its canonical value, how it
/// is held, and how sure that is.
pub(super) fn typed(
    (number, term): (usize, &Term),
    place: &Place,
    hit: &Hit,
    (value, judged, confidence): (String, Judgement, f64),
) -> Option<Candidate> {
    let found = hit.value.and_then(|at| value_at(place, at))?;
    let mut claim = claim(place, hit, &judged, value);
    claim.term.clone_from(&term.info.id);
    claim.confidence = confidence;
    claim.approximate = found.approximate;
    let rival = claim.evidence.value.map(|v| v.start);
    Some(Candidate {
        term: number,
        claim,
        rival,
        slack: 0,
        exception: None,
        standing: Standing::Full,
        ends: false,
        decoy: false,
        minor: false,
        elided: false,
    })
}

pub(super) fn claim(place: &Place, hit: &Hit, judged: &Judgement, value: String) -> Claim {
    let sentence = place.sentence;
    let bytes = |from: usize, to: usize| {
        let mut tokens = (from..to)
            .filter_map(|i| place.clause.tokens.get(i))
            .filter_map(|i| sentence.tokens.get(*i));
        let first = tokens.next()?;
        let last = tokens.next_back().unwrap_or(first);
        (first.start < last.end && first.start >= sentence.start)
            .then_some(Span { start: first.start, end: last.end })
    };
    Claim {
        value,
        status: judged.status,
        ground: judged.ground,
        by: place.voices.by.clone(),
        origin: place.voices.origin.clone(),
        evidence: Evidence {
            start: sentence.start,
            end: sentence.end,
            block: sentence.block,
            value: hit.value.map_or_else(|| bytes(hit.start, hit.end), |v| bytes(v, v + 1)),
            cue: judged.cue.and_then(|(a, b)| bytes(a, b)),
            ..Evidence::default()
        },
        ..Claim::default()
    }
}
