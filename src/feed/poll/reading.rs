//! The body of a reply, read once: its entries can be looked up before the reply is interpreted.

use super::state::FeedState;
use crate::base::http::{FetchError, Reply};
use crate::base::{Timestamp, id};
use crate::feed::identity::qualified;
use crate::feed::model::{Entry, NotAFeed, ParsedFeed};
use crate::feed::parse::{FeedInput, parse};

/// What a reply's body is. Made by [`Reading::of`], or in the same steps where the parsing is done
/// elsewhere; used by `interpret_reading`.
#[derive(Debug)]
pub struct Reading(pub(super) Body);

#[derive(Debug)]
pub(super) enum Body {
    /// An error, a 304, or a status whose body does not count.
    None,
    /// The very bytes of the last good reply.
    Same,
    Feed {
        feed: Box<ParsedFeed>,
        hash: String,
    },
    NotAFeed(NotAFeed),
}

impl Reading {
    pub fn of(state: &FeedState, result: &Result<Reply, FetchError>, now: Timestamp) -> Self {
        let reply = match (Self::unparsed(state, result), result) {
            (Some(reading), _) => return reading,
            (None, Err(_)) => return Self(Body::None),
            (None, Ok(reply)) => reply,
        };
        let content_type = reply.headers.get("content-type");
        let input = FeedInput { bytes: &reply.body, content_type, url: &reply.url, now };
        Self::parsed(reply, parse(&input))
    }

    /// What the reply is worth without looking into its body; `None` when that must be parsed.
    pub fn unparsed(state: &FeedState, result: &Result<Reply, FetchError>) -> Option<Self> {
        let Some(reply) = result.as_ref().ok().filter(|r| (200..=299).contains(&r.status)) else {
            return Some(Self(Body::None));
        };
        let is_same = state.body_hash.as_ref() == Some(&id::hash(&reply.body));
        (is_same && !reply.body.is_empty()).then_some(Self(Body::Same))
    }

    /// The reading of a reply whose body was parsed.
    pub fn parsed(reply: &Reply, parsed: Result<ParsedFeed, NotAFeed>) -> Self {
        Self(match parsed {
            Ok(feed) => Body::Feed { feed: Box::new(feed), hash: id::hash(&reply.body) },
            Err(error) => Body::NotAFeed(error),
        })
    }

    /// What the body lists; nothing when there is none to read.
    pub fn entries(&self) -> &[Entry] {
        match &self.0 {
            Body::Feed { feed, .. } => &feed.entries,
            Body::None | Body::Same | Body::NotAFeed(_) => &[],
        }
    }

    /// Every key under which an entry of this body may be known: what `known` will be asked.
    pub fn keys(&self) -> Vec<String> {
        let Body::Feed { feed, .. } = &self.0 else { return Vec::new() };
        let both = feed.entries.iter().flat_map(|entry| {
            let by_link = entry.link.as_ref().map(|link| qualified(&entry.key, link));
            [Some(entry.key.clone()), by_link]
        });
        let mut keys: Vec<String> = both.flatten().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
