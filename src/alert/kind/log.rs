//! The log: one paragraph of plain text, for people at a terminal and for the journal.

use super::super::model::{Alert, AlertItem};
use super::super::payload::Payload;
use super::super::text::{cut, link};
use super::super::wording::{facts, sides, source, subject, value_of};

/// A longer quote is cut.
const QUOTE: usize = 500;
/// More findings than this are only counted.
const ITEMS: usize = 20;

/// A line for the alert, and below it the sides and facts of each finding.
pub fn render(alert: &Alert) -> Payload {
    let mut lines = vec![format!("[{}] {}", alert.severity().as_str(), cut(&subject(alert), 300))];
    for item in alert.items.iter().take(ITEMS) {
        if alert.items.len() > 1 {
            lines.push(format!("* {}", cut(&item.headline, 300)));
        }
        lines.extend(body(item));
    }
    if alert.items.len() > ITEMS {
        lines.push(format!("  ... and {} more", alert.items.len() - ITEMS));
    }
    lines.extend(alert.notes.iter().map(|note| format!("  {}", cut(note, 300))));
    Payload::text(lines.join("\n"))
}

fn body(item: &AlertItem) -> Vec<String> {
    let mut lines = Vec::new();
    for side in sides(item) {
        let (said, quote) = (value_of(side.statement), &side.statement.quote);
        lines.push(format!(
            "  {}: {} \"{}\" - {} {}",
            side.heading,
            cut(&said, 100),
            cut(quote, QUOTE),
            cut(&source(side.statement), 200),
            link(&side.statement.url).unwrap_or_default(),
        ));
    }
    for fact in facts(item) {
        lines.push(format!("  {}: {}", fact.label, cut(&fact.text, QUOTE)));
    }
    let review = item.links.review.as_deref().and_then(link).map(|url| format!("  Review: {url}"));
    let silence =
        item.links.silence.as_deref().map(|line| format!("  Silence: {}", cut(line, 300)));
    lines.extend(review.into_iter().chain(silence));
    lines
}
