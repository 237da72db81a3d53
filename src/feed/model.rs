//! A feed and its entries, whatever format they came in.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::base::{Timestamp, Warning};

/// How close to the deal an outlet is: the parties themselves, newspapers, link lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    Primary,
    Press,
    Aggregator,
}

/// What one attempt to see a feed or an article was worth. Only `Ok` may change what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservationState {
    Ok,
    NotModified,
    Blocked,
    Consent,
    Paywalled,
    Truncated,
    Gone,
    Error,
}

impl ObservationState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotModified => "not_modified",
            Self::Blocked => "blocked",
            Self::Consent => "consent",
            Self::Paywalled => "paywalled",
            Self::Truncated => "truncated",
            Self::Gone => "gone",
            Self::Error => "error",
        }
    }
}

/// One item of a feed. `key` is its identity: the guid, else the canonical link, else a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub key: String,
    /// The identifier as the feed gives it, else the link, else the key.
    pub id: String,
    pub title: String,
    /// Absolute, as the feed gives it (tracking parameters kept; the key has them stripped).
    pub link: Option<String>,
    /// As the feed says; a date more than a day ahead of the clock counts as none. When the feed
    /// gives one date only, both are it.
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// Plain text.
    pub summary: String,
    /// HTML as the feed carries it, for outlets whose feed is better than their page.
    pub content: Option<String>,
    pub authors: Vec<String>,
    pub categories: Vec<String>,
}

/// The dialect a feed was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Rss090,
    Rss09x,
    Rss1,
    Rss2,
    Atom03,
    Atom10,
    JsonFeed,
}

/// What a feed says about its own pace. Lower bounds only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    pub ttl_minutes: Option<u32>,
    /// Hours of the day, UTC, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// Days of the week, Monday is 0.
    pub skip_days: Vec<u8>,
    pub update_seconds: Option<u32>,
}

/// The unit of `sy:updatePeriod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdatePeriod {
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl UpdatePeriod {
    pub fn seconds(self) -> u32 {
        const DAY: u32 = 86_400;
        match self {
            Self::Hourly => 3_600,
            Self::Daily => DAY,
            Self::Weekly => 7 * DAY,
            Self::Monthly => 30 * DAY,
            Self::Yearly => 365 * DAY,
        }
    }
}

/// A feed document as understood, and what had to be repaired to understand it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedFeed {
    pub format: Format,
    pub title: String,
    /// The site the feed belongs to.
    pub link: Option<String>,
    /// Where the feed says it lives.
    pub self_link: Option<Url>,
    /// `WebSub` hubs.
    pub hubs: Vec<Url>,
    pub hints: Hints,
    /// In the order of the document.
    pub entries: Vec<Entry>,
    /// The document ended early: `entries` are the complete ones.
    pub truncated: bool,
    pub warnings: Vec<Warning>,
}

/// Why bytes are not a feed. Nothing that was known changes, and no validator may be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAFeed {
    #[error("an HTML page instead of a feed")]
    HtmlPage,
    #[error("a bot wall instead of a feed: {0}")]
    BotWall(String),
    #[error("a consent page instead of a feed: {0}")]
    ConsentPage(String),
    #[error("an empty body")]
    Empty,
    #[error("JSON that is no feed: {0}")]
    JsonError(String),
    #[error("a feed with neither title nor entries")]
    NoEntriesNoTitle,
    #[error("not readable as a feed: {0}")]
    Unparseable(String),
    #[error("larger than {limit} bytes")]
    TooLarge { limit: usize },
    /// Reading it broke off again and again; what happened.
    #[error("a document that cannot be read safely: {0}")]
    Hostile(String),
}

impl NotAFeed {
    /// The stable word for logs, metrics and the store.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::HtmlPage => "html_page",
            Self::BotWall(_) => "bot_wall",
            Self::ConsentPage(_) => "consent_page",
            Self::Empty => "empty",
            Self::JsonError(_) => "json_error",
            Self::NoEntriesNoTitle => "no_entries_no_title",
            Self::Unparseable(_) => "unparseable",
            Self::TooLarge { .. } => "too_large",
            Self::Hostile(_) => "hostile",
        }
    }
}
