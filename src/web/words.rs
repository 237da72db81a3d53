//! Words and addresses that several pages share. Plain text; escaping is the page's business.

use crate::base::Timestamp;
use crate::base::time::{between, from_micros, micros};

/// A moment in two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) short: String,
    pub(super) exact: String,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Near moments by their distance, far ones by their date.
pub(super) fn when(at: Timestamp, now: Timestamp) -> When {
    let exact = at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let seconds = between(at, now).as_secs();
    let short = match seconds {
        -60..MINUTE => "just now".to_owned(),
        MINUTE..HOUR => format!("{} min ago", seconds / MINUTE),
        HOUR..DAY => format!("{} h ago", seconds / HOUR),
        _ if near_year(at, now) => at.strftime("%-d %b, %H:%M").to_string(),
        _ => at.strftime("%-d %b %Y, %H:%M").to_string(),
    };
    When { short, exact }
}

/// As `when`, without the hour of a day that is over.
pub(super) fn since(at: Timestamp, now: Timestamp) -> When {
    let When { short, exact } = when(at, now);
    let short = short.split_once(", ").map_or(short.clone(), |(day, _)| day.to_owned());
    When { short, exact }
}

fn near_year(at: Timestamp, now: Timestamp) -> bool {
    between(at, now).as_secs().abs() < 180 * DAY
}

/// A day in words: `27 Apr 2026`.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%-d %b %Y").to_string()
}

/// What a kind of finding is called.
pub(super) fn kind(kind: &str) -> String {
    match kind {
        "consensus_shift" => "Shift".to_owned(),
        "contradicts" => "Contradicted".to_owned(),
        "changed" => "Edited".to_owned(),
        "status_changed" => "Held differently".to_owned(),
        "oscillating" => "Back and forth".to_owned(),
        "first_seen" => "New".to_owned(),
        "self_conflict" => "Self-contradiction".to_owned(),
        other => capital(&other.replace('_', " ")),
    }
}

pub(super) fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `1 text`, `2 texts`.
pub(super) fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Sizes as people read them.
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// A text as part of an address.
pub(super) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A place in a list, as an address carries it: microseconds and the id.
pub(super) fn cursor(at: Timestamp, id: &str) -> String {
    format!("{}.{id}", micros(at))
}

/// The place behind a cursor; what is none starts at the top.
pub(super) fn place(cursor: &str) -> Option<(Timestamp, String)> {
    let (at, id) = cursor.split_once('.')?;
    Some((from_micros(at.parse().ok()?), id.to_owned()))
}

/// A plain web address of a page may be linked; anything else in its place may not.
pub(super) fn linkable(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
