//! Rows as the rest of the program sees them. Planner states stay JSON text here: the store keeps
//! them and never looks inside.

use crate::base::Timestamp;
use crate::feed::model::Tier;

/// The right to make one request to one host, until `until`. Every commit that follows names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLease {
    pub host: String,
    pub token: String,
    pub until: Timestamp,
}

/// What a leased host has due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    Feed(FeedRow),
    Article(ArticleRow),
}

/// What a round of leased hosts has due, in the order of the hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Works {
    pub list: Vec<Option<Work>>,
    /// A first pass is going on, and may end with one of them.
    pub first_pass: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    pub id: String,
    pub name: String,
    pub url: String,
    pub outlet: String,
    pub tier: Tier,
    pub host: String,
    pub state: String,
    pub next_poll_at: Timestamp,
    pub last_poll_at: Option<Timestamp>,
    pub last_ok_at: Option<Timestamp>,
    pub last_state: Option<String>,
    pub last_reason: Option<String>,
    pub baseline: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    pub id: String,
    pub url: String,
    pub host: String,
    pub outlet: String,
    pub tier: Tier,
    pub title: String,
    pub state: String,
    pub next_visit_at: Option<Timestamp>,
    pub first_seen_at: Timestamp,
    pub last_visit_at: Option<Timestamp>,
    pub last_ok_at: Option<Timestamp>,
    pub last_state: Option<String>,
    pub last_reason: Option<String>,
    pub last_change_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub family: String,
    pub head: Option<String>,
    pub versions: i64,
    pub baseline: Option<String>,
}

/// One attempt to see a feed or an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservationRow {
    pub id: String,
    pub subject: String,
    pub at: Timestamp,
    pub state: String,
    pub reason: String,
    pub http_status: Option<u16>,
    pub url: String,
    pub body_hash: Option<String>,
    pub bytes: usize,
    pub detail: String,
}

/// One entry of a feed, as kept: with the reason why its page was or was not fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    pub key: String,
    pub title: String,
    pub link: Option<String>,
    pub published_at: Option<Timestamp>,
    pub follow: String,
    /// Set when the entry is followed.
    pub article: Option<NewArticle>,
}

/// An article met for the first time, or met again through another feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArticle {
    pub id: String,
    pub url: String,
    pub host: String,
    pub outlet: String,
    pub tier: Tier,
    pub title: String,
    pub state: String,
    pub published_at: Option<Timestamp>,
    pub baseline: Option<String>,
}

/// One immutable version, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    pub id: String,
    pub article_id: String,
    pub seq: i64,
    pub observed_at: Timestamp,
    pub url: String,
    pub headers: String,
    pub raw_hash: String,
    pub text_hash: String,
    pub reading_hash: String,
    pub extractor: String,
    pub watch: String,
    pub title: String,
    pub dek: Option<String>,
    pub byline: Option<String>,
    /// JSON list of what differs from the version before: `text`, `title`, `dek` ...
    pub parts: String,
    pub published_at: Option<Timestamp>,
    pub modified_at: Option<Timestamp>,
    /// JSON of the ledger's mark.
    pub mark: String,
    /// JSON list of correction notes.
    pub notes: String,
}

/// One delivery with the alert it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    pub id: String,
    pub alert_id: String,
    pub receiver: String,
    pub state: String,
    pub attempts: u32,
    pub created_at: Timestamp,
    pub next_attempt_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub reason: String,
    pub subject: String,
    /// JSON of the rendered message.
    pub payload: String,
}

/// A tier as the store spells it.
pub fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Primary => "primary",
        Tier::Press => "press",
        Tier::Aggregator => "aggregator",
    }
}

/// The tier behind a stored word; an unknown one counts as press, the middle.
pub fn tier(word: &str) -> Tier {
    match word {
        "primary" => Tier::Primary,
        "aggregator" => Tier::Aggregator,
        _ => Tier::Press,
    }
}
