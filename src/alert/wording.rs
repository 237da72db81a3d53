//! An alert in words, before any receiver's markup: subject, sides, facts. Foreign text is passed on
//! as it is; each kind cleans, cuts and escapes it for its own format.

use crate::base::Timestamp;
use crate::claim::model::Status;

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

/// The word a kind of finding starts its headline with, and the headings of its two sides.
fn words(kind: &str) -> (&'static str, &'static str, &'static str) {
    match kind {
        "first_seen" | "added" => ("New", "Before", "Says"),
        "changed" => ("Changed", "Before", "Now"),
        "withdrawn" => ("Withdrawn", "Said before", "Now"),
        "status_changed" => ("Held differently", "Before", "Now"),
        "reverted" => ("Changed back", "Before", "Now"),
        "oscillating" => ("Keeps changing", "Sometimes", "Sometimes"),
        "contradicts" => ("Contradicted", "Coverage holds", "This article says"),
        "consensus_shift" => ("Coverage shifted", "Was", "Now"),
        "superseded" => ("Superseded", "Was", "Now"),
        "stale" => ("Out of date", "Coverage holds", "Still says"),
        "confirmed" => ("Confirmed", "Was", "Now"),
        "corroborated" => ("Corroborated", "Before", "Says"),
        "repeated" => ("Repeated", "Before", "Says"),
        "self_conflict" => ("Contradicts itself", "Says", "Also says"),
        "unclassified" => ("Unclassified", "Before", "Says"),
        "baseline" => ("Started watching", "Before", "Says"),
        "incident_opened" => ("Cannot see", "Before", "Now"),
        "incident_closed" => ("Can see again", "Before", "Now"),
        "sample" => ("Test", "Before", "Now"),
        _ => ("Finding", "Before", "Now"),
    }
}

/// One line over the whole alert.
pub fn subject(alert: &Alert) -> String {
    let count = alert.items.len();
    let first = alert.items.first().map(headline);
    match (alert.form, first) {
        (Form::Digest, _) if count == 0 => "Digest: nothing happened".to_owned(),
        (Form::Digest, _) => format!("Digest: {}", findings(count)),
        (Form::Held, _) => format!("{} held back by the rate limit", findings(count)),
        (Form::Findings, None) => "Nothing to say".to_owned(),
        (Form::Findings, Some(first)) if count == 1 => first,
        (Form::Findings, Some(first)) => format!("{first} (and {} more)", count - 1),
    }
}

fn findings(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

/// One line over one finding: kind, term, values, outlet.
pub fn headline(item: &AlertItem) -> String {
    let (word, ..) = words(&item.kind);
    let silently = if item.has_flag("stealth") { " without a note" } else { "" };
    let mut line = format!(
        "{word}{silently}: {}",
        if item.term_label.is_empty() { &item.term } else { &item.term_label }
    );
    if item.term.is_empty() && item.term_label.is_empty() {
        line =
            format!("{word}: {}", if item.detail.is_empty() { &item.title } else { &item.detail });
    }
    let change = change(item);
    if !change.is_empty() {
        line = format!("{line} {change}");
    }
    if item.outlet.is_empty() { line } else { format!("{line} - {}", item.outlet) }
}

fn change(item: &AlertItem) -> String {
    let (from, to) = (item.from.as_ref(), item.to.as_ref());
    match (item.kind.as_str(), from, to) {
        (_, None, None) => String::new(),
        (_, Some(side), None) | (_, None, Some(side)) => value_of(side),
        ("contradicts" | "stale" | "self_conflict" | "oscillating", Some(from), Some(to)) => {
            format!("{} vs {}", value_of(to), value_of(from))
        }
        (_, Some(from), Some(to)) => format!("{} → {}", value_of(from), value_of(to)),
    }
}

/// The value, with its status unless that is plainly current.
pub fn value_of(side: &Statement) -> String {
    match side.status {
        Status::Current => value(&side.value),
        Status::Previous | Status::Planned | Status::Hedged | Status::Denied => {
            format!("{} ({})", value(&side.value), side.status.as_str())
        }
    }
}

/// A canonical value as a person writes it: `USD 250000000000` is `USD 250 billion`.
pub fn value(canonical: &str) -> String {
    let Some((currency, digits)) = canonical.split_once(' ') else { return canonical.to_owned() };
    let is_currency = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
    let Ok(amount) = digits.parse::<u64>() else { return canonical.to_owned() };
    if !is_currency {
        return canonical.to_owned();
    }
    let scales =
        [(1_000_000_000_000, " trillion"), (1_000_000_000, " billion"), (1_000_000, " million")];
    match scales.into_iter().find(|(scale, _)| amount >= *scale && amount % (scale / 1000) == 0) {
        None => canonical.to_owned(),
        Some((scale, word)) => {
            let thousandths = format!("{:03}", amount % scale / (scale / 1000));
            let fraction = thousandths.trim_end_matches('0');
            let dot = if fraction.is_empty() { "" } else { "." };
            format!("{currency} {}{dot}{fraction}{word}", amount / scale)
        }
    }
}

/// The sides there are, the older first.
pub fn sides(item: &AlertItem) -> Vec<Side<'_>> {
    let (_, before, now) = words(&item.kind);
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
    push("Detail", item.detail.clone());
    push("Held by", item.support.iter().map(held_by).collect::<Vec<_>>().join("; "));
    push("Primary sources", primary(&item.support));
    push("Times", times(item));
    push("Flags", item.flags.join(", "));
    facts
}

fn held_by(support: &Support) -> String {
    let families = match support.families {
        1 => "1 independent source".to_owned(),
        n => format!("{n} independent sources"),
    };
    let outlets = match support.outlets.as_slice() {
        [] => String::new(),
        [a, b, c, rest @ ..] if !rest.is_empty() => format!(" ({a}, {b}, {c}, +{})", rest.len()),
        all => format!(" ({})", all.join(", ")),
    };
    format!("{}: {families}{outlets}", value(&support.value))
}

fn primary(support: &[Support]) -> String {
    let stated: Vec<String> =
        support.iter().filter(|s| s.primary).map(|s| value(&s.value)).collect();
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
