//! A finding in words: one line for a list, a few sentences for why. Plain text; it never escapes
//! for any medium and never decides anything.

use crate::claim::model::Status;

use super::model::{Finding, FindingKind, PrimaryLayer, Side};
use super::reason::Reason;

/// A quote in a headline is cut to so many characters.
const HEADLINE_QUOTE: usize = 100;

/// One line: what happened, to which term, the values, the outlet.
pub fn headline(finding: &Finding) -> String {
    if finding.kind == FindingKind::Baseline {
        let scope = finding.feed.as_deref().unwrap_or(&finding.watch);
        return format!("Baseline: {scope}: {}", finding.label);
    }
    let quiet = if finding.flags.stealth { " (silently)" } else { "" };
    let outlet = finding.article.as_ref().map_or("", |article| article.outlet.as_str());
    let by = if outlet.is_empty() { String::new() } else { format!(" - {outlet}") };
    format!("{}: {}{quiet}{by}", opening(finding), values(finding))
}

fn opening(finding: &Finding) -> &'static str {
    match finding.kind {
        FindingKind::ConsensusShift => "Shift",
        FindingKind::Contradicts => "Contradicted",
        FindingKind::Changed | FindingKind::StatusChanged => "Edited",
        FindingKind::Withdrawn => "Withdrawn",
        FindingKind::Reverted => "Reverted",
        FindingKind::Oscillating => "Back and forth",
        FindingKind::Confirmed => "Confirmed",
        FindingKind::FirstSeen if finding.reason == Reason::FirstDenied => "Denied",
        FindingKind::FirstSeen if finding.reason == Reason::NowCalledFormer => "Called former",
        FindingKind::FirstSeen => "New",
        FindingKind::Added => "Added",
        FindingKind::Corroborated => "Corroborated",
        FindingKind::Stale => "Stale",
        FindingKind::Superseded => "Superseded",
        FindingKind::SelfConflict => "Self-contradiction",
        FindingKind::Unclassified => "Unclassified",
        FindingKind::Baseline => "Baseline",
    }
}

/// The term's label with the values as the kind relates them.
fn values(finding: &Finding) -> String {
    let label = &finding.label;
    let from = finding.from.as_ref().map(|side| show(&side.value)).unwrap_or_default();
    let to = finding.to.as_ref().map(|side| show(&side.value)).unwrap_or_default();
    match finding.kind {
        FindingKind::Contradicts => format!("{label} {to} vs {from}"),
        FindingKind::StatusChanged => {
            let held = |side: &Option<Side>| side.as_ref().map_or("", |s| s.status.as_str());
            format!("{label} {to}, {} -> {}", held(&finding.from), held(&finding.to))
        }
        FindingKind::ConsensusShift | FindingKind::Changed | FindingKind::Reverted => {
            let end = |value: String| if value.is_empty() { "nothing".to_owned() } else { value };
            format!("{label} {} -> {}", end(from), end(to))
        }
        FindingKind::Oscillating => {
            let ends: Vec<String> = [from, to].into_iter().filter(|end| !end.is_empty()).collect();
            format!("{label} {}, {} returns", ends.join(" / "), finding.counts.returns)
        }
        FindingKind::Confirmed => {
            let was = finding.from.as_ref().map_or("reported", |side| side.status.as_str());
            format!("{label} {to}, was {was}")
        }
        FindingKind::FirstSeen | FindingKind::Added => {
            match finding.to.as_ref().map(|s| s.status) {
                Some(Status::Current) | None => format!("{label} {to}"),
                Some(_) if finding.from.is_some() => format!("{label} {to}"),
                Some(status) => format!("{label} {to} ({})", status.as_str()),
            }
        }
        FindingKind::Withdrawn => format!("{label} {from}"),
        FindingKind::Corroborated if finding.reason == Reason::PrimarySupports => {
            format!("{label} {to} by a primary source")
        }
        FindingKind::Corroborated => {
            format!("{label} {to} by {} independent sources", finding.counts.independent)
        }
        FindingKind::Stale => format!("{label} {to} repeated, now {from}"),
        FindingKind::Superseded => format!("{label} {to}, since then {from}"),
        FindingKind::SelfConflict => format!("{label} {from} and {to}"),
        FindingKind::Unclassified => {
            format!("\"{}\"", cut(finding.to.as_ref().map_or("", |side| side.quote.as_str())))
        }
        FindingKind::Baseline => label.clone(),
    }
}

/// Why it is a finding: the reason, the support, the primary layer, the edit's manners.
pub fn explain(finding: &Finding) -> String {
    let mut parts = vec![capital(finding.reason.sentence())];
    let support = finding.counts;
    // An edit's own article is one of the sources: only others are worth a word.
    let least = if finding.kind.is_edit() { 2 } else { 1 };
    if support.independent >= least && finding.to.is_some() {
        parts.push(format!("{} for the value", sources(support.independent)));
    }
    if support.against_independent > 0 {
        parts.push(format!("{} for the other one", sources(support.against_independent)));
    }
    match support.primary {
        PrimaryLayer::Supports if !finding.flags.primary => {
            parts.push("A primary source supports it".to_owned());
        }
        PrimaryLayer::Contradicts => parts.push("A primary source states otherwise".to_owned()),
        PrimaryLayer::Supports | PrimaryLayer::Silent => {}
    }
    if let Some(prevailing) = &finding.prevailing {
        parts.push(format!("Coverage holds {}", show(&prevailing.value)));
    }
    if finding.counts.returns > 1 {
        parts.push(format!("It came back {} times", finding.counts.returns));
    }
    if finding.flags.stealth {
        parts.push("The page's dates did not move and no correction note came with it".to_owned());
    }
    if let Some(note) = &finding.correction_note {
        parts.push(format!("The outlet's note: \"{}\"", cut(&note.text)));
    }
    format!("{}.", parts.join(". "))
}

fn sources(count: u32) -> String {
    if count == 1 {
        "1 independent source".to_owned()
    } else {
        format!("{count} independent sources")
    }
}

/// A canonical value as people write it: `USD 250000000000` is `$250bn`.
pub fn show(value: &str) -> String {
    let Some((currency, number)) = value.split_once(' ') else { return value.to_owned() };
    let Some(amount) = number.parse::<f64>().ok().filter(|_| is_currency(currency)) else {
        return value.to_owned();
    };
    let sign = match currency {
        "USD" => "$".to_owned(),
        "EUR" => "\u{20ac}".to_owned(),
        "GBP" => "\u{a3}".to_owned(),
        other => format!("{other} "),
    };
    let (unit, name) = match amount.abs() {
        size if size >= 1e12 => (1e12, "tn"),
        size if size >= 1e9 => (1e9, "bn"),
        size if size >= 1e6 => (1e6, "m"),
        _ => (1.0, ""),
    };
    format!("{sign}{}{name}", amount / unit)
}

fn is_currency(word: &str) -> bool {
    word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase())
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn cut(text: &str) -> String {
    if text.chars().count() <= HEADLINE_QUOTE {
        return text.to_owned();
    }
    let kept: String = text.chars().take(HEADLINE_QUOTE).collect();
    let whole = kept.rsplit_once(char::is_whitespace).map_or(kept.as_str(), |(whole, _)| whole);
    format!("{}...", whole.trim_end_matches(|c: char| !c.is_alphanumeric()))
}
