//! A picture of a term: a line for each outlet, a column for each stretch of time, a letter for the
//! value the outlet held then. Plain text of a given width.

use std::collections::BTreeSet;

use crate::base::Timestamp;
use crate::base::time::{after, between};

/// An outlet holds a value for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) outlet: String,
    pub(super) value: String,
    /// Plainly; else as a former, planned, hedged or denied one.
    pub(super) stated: bool,
    pub(super) from: Timestamp,
    /// `None`: still.
    pub(super) until: Option<Timestamp>,
}

const COLUMNS_MIN: usize = 20;
const COLUMNS_MAX: usize = 72;
/// Longer outlet names are cut.
const NAME_MAX: usize = 30;

/// The lines of the picture: the time scale, the outlets, what the letters stand for.
pub(super) fn draw(spans: &[Span], width: usize) -> Vec<String> {
    let moments = spans.iter().flat_map(|span| [Some(span.from), span.until]).flatten();
    let (Some(start), Some(end)) = (moments.clone().min(), moments.max()) else {
        return Vec::new();
    };
    let outlets = outlets(spans);
    let values = values(spans);
    let longest = outlets.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let margin = longest.min(NAME_MAX) + 2;
    let columns = width.saturating_sub(margin).clamp(COLUMNS_MIN, COLUMNS_MAX);
    let mut lines = vec![format!("{:margin$}{}", "", scale(start, end, columns))];
    for outlet in &outlets {
        let held: String = (0..columns)
            .map(|column| {
                let at = moment_of(column, columns, start, end);
                letter_at(spans, outlet, &values, at)
            })
            .collect();
        let name: String = outlet.chars().take(NAME_MAX).collect();
        lines.push(format!("{name:margin$}{held}"));
    }
    lines.push(String::new());
    for (index, value) in values.iter().enumerate() {
        lines.push(format!("  {} {value}", letter(index)));
    }
    if spans.iter().any(|span| !span.stated) {
        lines.push("  small letters: former, planned, hedged or denied".to_owned());
    }
    lines
}

/// In the order in which they came.
fn outlets(spans: &[Span]) -> Vec<String> {
    in_order(spans, |span| &span.outlet)
}

fn values(spans: &[Span]) -> Vec<String> {
    in_order(spans, |span| &span.value)
}

fn in_order(spans: &[Span], part: impl Fn(&Span) -> &String) -> Vec<String> {
    let mut sorted: Vec<&Span> = spans.iter().collect();
    sorted.sort_by_key(|span| (span.from, part(span).clone()));
    let mut seen = BTreeSet::new();
    let first = sorted.into_iter().filter(|span| seen.insert(part(span).clone()));
    first.map(|span| part(span).clone()).collect()
}

/// The end of a column's stretch: what began within it shows, and the last column is the present.
fn moment_of(column: usize, columns: usize, start: Timestamp, end: Timestamp) -> Timestamp {
    if column + 1 >= columns {
        return end;
    }
    let part = i32::try_from(column + 1).unwrap_or(i32::MAX);
    let parts = i32::try_from(columns).unwrap_or(i32::MAX).max(1);
    after(start, between(start, end) / parts * part)
}

/// The value begun last among those held; plainly stated ones go before others.
fn letter_at(spans: &[Span], outlet: &str, values: &[String], at: Timestamp) -> char {
    let held = spans.iter().filter(|span| {
        span.outlet == outlet && span.from <= at && span.until.is_none_or(|until| until > at)
    });
    let Some(span) = held.max_by_key(|span| (span.stated, span.from)) else { return '.' };
    let index = values.iter().position(|value| *value == span.value).unwrap_or_default();
    if span.stated { letter(index) } else { letter(index).to_ascii_lowercase() }
}

fn letter(index: usize) -> char {
    u8::try_from(index).ok().filter(|n| *n < 26).map_or('?', |n| char::from(b'A' + n))
}

/// Both ends of the time shown.
fn scale(start: Timestamp, end: Timestamp, columns: usize) -> String {
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let hour = |at: Timestamp| at.strftime("%H:%M").to_string();
    let (left, right) =
        if day(start) == day(end) { (hour(start), hour(end)) } else { (day(start), day(end)) };
    let gap = columns.saturating_sub(left.len());
    format!("{left}{right:>gap$}")
}
