//! Bytes to a feed. Never panics and never hangs, whatever the bytes are; everything it had to
//! repair is a warning, and what is no feed says what it is instead.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use url::Url;

use super::dialect::MOST_ENTRIES;
use super::draft::Draft;
use super::model::{NotAFeed, ParsedFeed};
use super::xml::build::build;
use super::{assemble, charset, date, dialect, json, sniff, write};
use crate::base::Warning;

/// The largest document that is read, in decoded bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// A fetched document.
#[derive(Clone, Copy, Debug)]
pub struct FeedInput<'a> {
    pub bytes: &'a [u8],
    /// The `Content-Type` header; only its charset counts.
    pub content_type: Option<&'a str>,
    /// Where the document came from, after redirects.
    pub url: &'a Url,
    pub now: Timestamp,
}

/// Reads a document as a feed.
pub fn parse(input: &FeedInput<'_>) -> Result<ParsedFeed, NotAFeed> {
    if input.bytes.len() > MAX_BYTES {
        return Err(NotAFeed::TooLarge { limit: MAX_BYTES });
    }
    let mut warnings = Vec::new();
    let text = without_controls(charset::decode(input.bytes, input.content_type, &mut warnings));
    let text =
        text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    if text.trim_end().is_empty() {
        return Err(NotAFeed::Empty);
    }
    let draft = if text.starts_with(['{', '[']) {
        json::read(text, &mut warnings)?
    } else {
        read_xml(text, input.url, &mut warnings)?
    };
    if draft.entries.len() == MOST_ENTRIES {
        let detail = format!("entries beyond the first {MOST_ENTRIES} were left out");
        warnings.push(Warning::new("too_many_entries", detail));
    }
    let titled = draft.title.is_some();
    let parsed = run_parser(&draft)?;
    let feed = assemble::assemble(draft, parsed, (input.url, input.now), warnings);
    // A title may be a picture, which no text is left of.
    if feed.entries.is_empty() && !titled {
        return Err(NotAFeed::NoEntriesNoTitle);
    }
    Ok(feed)
}

/// Control characters mean nothing anywhere, and within a tag they hide it.
fn without_controls(mut text: String) -> String {
    let means_nothing = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    if text.bytes().any(means_nothing) {
        text.retain(|c| !u8::try_from(c).is_ok_and(means_nothing));
    }
    text
}

fn read_xml(text: &str, url: &Url, warnings: &mut Vec<Warning>) -> Result<Draft, NotAFeed> {
    let tree = build(text, Some(url));
    let Some(draft) = dialect::read(&tree) else { return Err(sniff::reason(text)) };
    if tree.too_many {
        warnings.push(Warning::new("too_many_elements", "the rest of the document was left out"));
    }
    if tree.truncated {
        warnings.push(Warning::new("truncated", "the document ends early"));
    } else if tree.repaired {
        warnings.push(Warning::new("repaired", "tags were unbalanced"));
    }
    Ok(draft)
}

/// Runs the feed parser on the clean document. Its panics stay here.
fn run_parser(draft: &Draft) -> Result<feed_rs::model::Feed, NotAFeed> {
    let document = write::document(draft);
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| date::parse(text).and_then(to_chrono))
        .build();
    let result = catch_unwind(AssertUnwindSafe(|| parser.parse(document.as_bytes())));
    match result {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(NotAFeed::Unparseable(error.to_string())),
        Err(_) => Err(NotAFeed::Unparseable("the feed parser panicked".to_owned())),
    }
}

fn to_chrono(at: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.as_second(), u32::try_from(at.subsec_nanosecond()).unwrap_or(0))
}
