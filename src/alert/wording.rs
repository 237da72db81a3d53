//! An alert in words, before any receiver's markup: subject, sides, facts. Foreign text is passed on
//! as it is; each kind cleans, cuts and escapes it for its own format.

use crate::base::Timestamp;
use crate::claim::model::Status;
use crate::ledger::words::show;

use super::model::{Alert, AlertItem, Form, Statement, Support};

/// One side of a finding with the heading it stands under.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side<'a> {
    pub heading: &'static str,
    pub statement: &'a Statement,
}

/// A labelled line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: &'static str,
    pub text: String,
}

/// The headings of a finding's two sides.
fn headings(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "contradicts" | "stale" => ("Coverage holds", "This article says"),
        "withdrawn" => ("Said before", "Now"),
        "oscillating" => ("Sometimes", "Sometimes"),
        "consensus_shift" | "superseded" | "confirmed" => ("Was", "Now"),
        "self_conflict" => ("Says", "Also says"),
        "first_seen" | "added" | "corroborated" | "unclassified" => ("Before", "Says"),
        _ => ("Before", "Now"),
    }
}

/// One line over the whole alert.
pub fn subject(alert: &Alert) -> String {
    let count = alert.items.len();
    let first = alert.items.first().map(|item| item.headline.clone());
    match (alert.form, first) {
        // With how much could be seen: only then is silence good news.
        (Form::Digest, _) if count == 0 => {
            let seen = alert.notes.first().map(|note| format!(". {note}")).unwrap_or_default();
            format!("Digest: nothing happened{seen}")
        }
        (Form::Digest, _) => format!("Digest: {}", findings(count)),
        (Form::Held, _) => format!("{} held back by the rate limit", findings(count)),
        (Form::Quiet, _) => format!("{} held back over quiet hours", findings(count)),
        (Form::Findings, None) => "Nothing to say".to_owned(),
        (Form::Findings, Some(first)) if count == 1 => first,
        (Form::Findings, Some(first)) => format!("{first} (and {} more)", count - 1),
    }
}

fn findings(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

/// The value, with its status unless that is plainly current.
pub fn value_of(side: &Statement) -> String {
    match side.status {
        Status::Current => show(&side.value),
        Status::Previous | Status::Planned | Status::Hedged | Status::Denied => {
            format!("{} ({})", show(&side.value), side.status.as_str())
        }
    }
}

/// The sides there are, the older first.
pub fn sides(item: &AlertItem) -> Vec<Side<'_>> {
    let (before, now) = headings(&item.kind);
    let from = item.from.as_ref().map(|statement| Side { heading: before, statement });
    let to = item.to.as_ref().map(|statement| Side { heading: now, statement });
    from.into_iter().chain(to).collect()
}

/// Who says it and where: `Sam Altman, in TechCrunch`.
pub fn source(side: &Statement) -> String {
    match &side.by {
        Some(by) => format!("{by}, in {}", side.outlet),
        None => side.outlet.clone(),
    }
}

/// Everything beside the sides that helps to decide.
pub fn facts(item: &AlertItem) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut push = |label, text: String| {
        if !text.is_empty() {
            facts.push(Fact { label, text });
        }
    };
    // What decides comes first: how many say so, and what the parties themselves say.
    push("Held by", item.support.iter().map(held_by).collect::<Vec<_>>().join("; "));
    push("Primary sources", primary(&item.support));
    if item.detail != item.headline {
        push("Why", item.detail.clone());
    }
    push("Times", times(item));
    push("Flags", item.flags.join(", "));
    facts
}

/// How many hold the value of a side: `4 independent sources, a primary one among them`.
pub fn held(side: &Statement, support: &[Support]) -> String {
    let Some(found) = support.iter().find(|support| support.value == side.value) else {
        return String::new();
    };
    match (found.families, found.primary) {
        (0, false) => String::new(),
        (0, true) => "a primary source".to_owned(),
        (1, true) => "1 independent source, a primary one".to_owned(),
        (n, true) => format!("{}, a primary one among them", sources(n)),
        (n, false) => sources(n),
    }
}

fn sources(families: u32) -> String {
    format!("{families} independent source{}", if families == 1 { "" } else { "s" })
}

fn held_by(support: &Support) -> String {
    let families = sources(support.families);
    let outlets = match support.outlets.as_slice() {
        [] => String::new(),
        [a, b, c, rest @ ..] if !rest.is_empty() => format!(" ({a}, {b}, {c}, +{})", rest.len()),
        all => format!(" ({})", all.join(", ")),
    };
    format!("{}: {families}{outlets}", show(&support.value))
}

fn primary(support: &[Support]) -> String {
    let stated: Vec<String> =
        support.iter().filter(|s| s.primary).map(|s| show(&s.value)).collect();
    match (support.is_empty(), stated.is_empty()) {
        (true, _) => String::new(),
        (_, true) => "silent".to_owned(),
        (_, false) => format!("state {}", stated.join(", ")),
    }
}

fn times(item: &AlertItem) -> String {
    let published = item.published.map(|at| format!("published {}", time(at)));
    let edited = item.modified.map(|at| format!("edited {}", time(at)));
    let seen = Some(format!("seen {}", time(item.observed)));
    [published, edited, seen].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `2026-04-27 13:05 UTC`.
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
