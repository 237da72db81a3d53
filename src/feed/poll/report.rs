//! What one poll was worth.

use url::Url;

use super::incident::IncidentSignal;
use super::pace::NextReason;
use super::plan::Purpose;
use super::state::{FeedState, PollPolicy};
use crate::base::{Timestamp, Warning};
use crate::feed::model::{Entry, NotAFeed, ObservationState, ParsedFeed};

/// Around a reply: the moment, the policy, what is known.
#[derive(Clone, Copy)]
pub struct PollContext<'a> {
    pub policy: &'a PollPolicy,
    pub now: Timestamp,
    /// Between 0 and 1; only ever delays.
    pub jitter: f64,
    /// Of the plan whose reply this is.
    pub purpose: Purpose,
    /// Nothing at all can be reached from here: no feed is to blame.
    pub offline: bool,
    /// Is an entry with this key known of this feed?
    pub known: &'a dyn Fn(&str) -> bool,
}

impl std::fmt::Debug for PollContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PollContext").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The named outcome of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollReason {
    /// The first good reading: its entries are history.
    Baseline,
    NewEntries,
    NothingNew,
    /// 200, and the very same bytes as last time.
    SameBody,
    NotModified,
    /// The document ended early; its complete entries count, its validators do not.
    Truncated,
    NotAFeed(NotAFeed),
    RateLimited,
    Unavailable,
    Forbidden,
    NotFound,
    Gone,
    Status(u16),
    /// No reply; the word is the kind of the fetch error.
    Fetch(&'static str),
    /// 304 to a request without conditions.
    NotModifiedUnasked,
    /// This machine was offline.
    Offline,
    /// It moved to the address of another feed, which is polled instead.
    Merged,
}

impl PollReason {
    /// The stable word for logs, metrics and the store.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::NewEntries => "new_entries",
            Self::NothingNew => "nothing_new",
            Self::SameBody => "same_body",
            Self::NotModified => "not_modified",
            Self::Truncated => "truncated",
            Self::NotAFeed(why) => why.kind(),
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::Status(_) => "http_status",
            Self::Fetch(kind) => kind,
            Self::NotModifiedUnasked => "not_modified_unasked",
            Self::Offline => "offline",
            Self::Merged => "merged",
        }
    }
}

/// Everything that follows from one poll.
#[derive(Clone, Debug, PartialEq)]
pub struct PollReport {
    pub state: ObservationState,
    pub reason: PollReason,
    /// A sentence for people when something went wrong.
    pub detail: String,
    /// The whole document; only of `interpret`, which reads it itself.
    pub parsed: Option<ParsedFeed>,
    /// Not known before, in document order, each key once.
    pub new_entries: Vec<Entry>,
    /// The first reading of this feed: its entries are no news.
    pub is_baseline: bool,
    pub next: FeedState,
    pub next_poll_at: Timestamp,
    pub next_reason: NextReason,
    /// A registrable domain that must be left alone until then.
    pub pause_host_until: Option<(String, Timestamp)>,
    /// The feed has moved for good with this poll. Another feed may already live there.
    pub moved_to: Option<Url>,
    pub incidents: Vec<IncidentSignal>,
    pub warnings: Vec<Warning>,
}
