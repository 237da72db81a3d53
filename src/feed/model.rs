//! A feed and its entries, whatever format they came in.

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;

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
    pub title: String,
    /// Absolute, as the feed gives it (tracking parameters kept; the key has them stripped).
    pub link: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// Plain text.
    pub summary: String,
    /// HTML as the feed carries it, for outlets whose feed is better than their page.
    pub content: Option<String>,
    pub authors: Vec<String>,
    pub categories: Vec<String>,
}
