//! Which entries of a feed are followed to their page, and why. An entry left out is recorded with
//! its reason, and a small sample of those is fetched all the same: what the gate misses is a
//! measured figure.

use crate::base::id;
use crate::base::time::Date;
use crate::base::url::{Wrapped, unwrap, web_url};
use crate::feed::model::Entry;

use super::watch::{Relevance, Watch};

/// What a feed's configuration says about its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Those whose title, summary or categories concern the deal.
    Relevant,
    All,
    None,
}

/// The named decision about one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowReason {
    WholeFeed,
    NamesParty,
    LexiconWord,
    /// Left out by the gate, fetched to measure what the gate misses.
    Sample,
    Unrelated,
    Denied,
    FeedNotFollowed,
    NoLink,
    /// A link list's wrapper that only its owner can open.
    UnresolvedLink,
}

impl FollowReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WholeFeed => "whole_feed",
            Self::NamesParty => "names_party",
            Self::LexiconWord => "lexicon_word",
            Self::Sample => "sample",
            Self::Unrelated => "unrelated",
            Self::Denied => "denied",
            Self::FeedNotFollowed => "feed_not_followed",
            Self::NoLink => "no_link",
            Self::UnresolvedLink => "unresolved_link",
        }
    }
}

/// A decision, and the page to fetch when it is to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follow {
    pub reason: FollowReason,
    pub page: Option<url::Url>,
}

/// One in so many of the entries left out is sampled: about one a day of a busy newspaper.
const SAMPLE_ONE_IN: u64 = 64;

/// Decides about one entry. Which ones are sampled depends on the entry and the day alone.
pub fn follow(watch: &Watch, gate: Gate, entry: &Entry, today: Date) -> Follow {
    let Some(link) = entry.link.as_deref().and_then(web_url) else {
        return Follow { reason: FollowReason::NoLink, page: None };
    };
    let page = match unwrap(&link) {
        Wrapped::Not => link,
        Wrapped::Around(target) => target,
        Wrapped::Unresolved => {
            return Follow { reason: FollowReason::UnresolvedLink, page: None };
        }
    };
    let reason = match gate {
        Gate::All => FollowReason::WholeFeed,
        Gate::None => FollowReason::FeedNotFollowed,
        Gate::Relevant => match watch.relevance(&entry_text(entry)) {
            Relevance::NamesParty { .. } => FollowReason::NamesParty,
            Relevance::LexiconWord { .. } => FollowReason::LexiconWord,
            Relevance::Denied { .. } => FollowReason::Denied,
            Relevance::Unrelated if is_sampled(entry, today) => FollowReason::Sample,
            Relevance::Unrelated => FollowReason::Unrelated,
        },
    };
    let page = match reason {
        FollowReason::WholeFeed
        | FollowReason::NamesParty
        | FollowReason::LexiconWord
        | FollowReason::Sample => Some(page),
        FollowReason::Unrelated
        | FollowReason::Denied
        | FollowReason::FeedNotFollowed
        | FollowReason::NoLink
        | FollowReason::UnresolvedLink => None,
    };
    Follow { reason, page }
}

fn entry_text(entry: &Entry) -> String {
    let mut text = format!("{}\n{}\n", entry.title, entry.summary);
    text.push_str(&entry.categories.join("\n"));
    text
}

fn is_sampled(entry: &Entry, today: Date) -> bool {
    let hash = id::hash(format!("{}|{today}", entry.key).as_bytes());
    let number = hash.get(..8).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    number.is_some_and(|number| number % SAMPLE_ONE_IN == 0)
}
