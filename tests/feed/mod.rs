//! Tests of feed.
#![expect(
    clippy::needless_pass_by_value,
    clippy::format_collect,
    clippy::type_complexity,
    reason = "tests are tables, and fail by panicking"
)]

mod dates;
mod lists;
mod malformed;
mod mutated;
mod parsing;
mod polling;
mod robots;
mod schedules;
mod shapes;
mod urls;

use pactwatch::base::Timestamp;
use pactwatch::feed::{FeedInput, NotAFeed, ParsedFeed, parse};
use url::Url;

/// The clock of tests that do not care.
pub(crate) fn now() -> Timestamp {
    "2026-04-27T12:00:00Z".parse().unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> Result<ParsedFeed, NotAFeed> {
    let url = Url::parse("https://feeds.example.com/news/feed.xml").unwrap();
    parse(&FeedInput { bytes, content_type: None, url: &url, now: now() })
}

/// A folder of test data.
pub(crate) fn data(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/feed").join(name)
}
