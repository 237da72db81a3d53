//! The body of a reply, read once: its entries can be looked up before the reply is interpreted.

use super::state::FeedState;
use crate::base::http::{FetchError, Reply};
use crate::base::{Timestamp, id};
use crate::feed::identity::qualified;
use crate::feed::model::{NotAFeed, ParsedFeed};
use crate::feed::parse::{FeedInput, parse};

/// What a reply's body is. Made by [`Reading::of`], used by `interpret_reading`.
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
        let Some(reply) = result.as_ref().ok().filter(|r| (200..=299).contains(&r.status)) else {
            return Self(Body::None);
        };
        let hash = id::hash(&reply.body);
        if state.body_hash.as_ref() == Some(&hash) && !reply.body.is_empty() {
            return Self(Body::Same);
        }
        let content_type = reply.headers.get("content-type");
        let input = FeedInput { bytes: &reply.body, content_type, url: &reply.url, now };
        Self(match parse(&input) {
            Ok(feed) => Body::Feed { feed: Box::new(feed), hash },
            Err(error) => Body::NotAFeed(error),
        })
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
