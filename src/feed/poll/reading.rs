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
pub struct Reading {
    pub(super) body: Body,
    pub(super) hash: Option<String>,
}

#[derive(Debug)]
pub(super) enum Body {
    /// An error, a 304, or a status whose body does not count.
    None,
    /// The very bytes of the last good reply.
    Same,
    Feed {
        feed: Box<ParsedFeed>,
        /// The keys its entries have should their identifiers turn out to be shared.
        by_link: Vec<Option<String>>,
    },
    NotAFeed(NotAFeed),
}

/// A body that must be parsed to know what it is worth.
#[derive(Debug)]
pub struct Unparsed {
    hash: Option<String>,
}

impl Unparsed {
    /// The reading, now that the body was parsed.
    pub fn parsed(self, parsed: Result<ParsedFeed, NotAFeed>) -> Reading {
        let body = match parsed {
            Ok(feed) => {
                let by_link = |entry: &Entry| Some(qualified(&entry.key, entry.link.as_ref()?));
                let by_link = feed.entries.iter().map(by_link).collect();
                Body::Feed { feed: Box::new(feed), by_link }
            }
            Err(error) => Body::NotAFeed(error),
        };
        Reading { body, hash: self.hash }
    }
}

impl Reading {
    pub fn of(state: &FeedState, result: &Result<Reply, FetchError>, now: Timestamp) -> Self {
        match (Self::unparsed(state, result), result) {
            (Ok(reading), _) => reading,
            (Err(_), Err(_)) => Self::none(),
            (Err(unparsed), Ok(reply)) => {
                let content_type = reply.headers.get("content-type");
                let input = FeedInput { bytes: &reply.body, content_type, url: &reply.url, now };
                unparsed.parsed(parse(&input))
            }
        }
    }

    /// Of no reply at all.
    pub fn none() -> Self {
        Self { body: Body::None, hash: None }
    }

    /// What the reply is worth without looking into its body, unless that must be parsed.
    pub fn unparsed(
        state: &FeedState,
        result: &Result<Reply, FetchError>,
    ) -> Result<Self, Unparsed> {
        let Ok(reply) = result else { return Ok(Self::none()) };
        let hash = (!reply.body.is_empty()).then(|| id::hash(&reply.body));
        if !(200..=299).contains(&reply.status) {
            return Ok(Self { body: Body::None, hash });
        }
        if hash.is_some() && hash == state.body_hash {
            return Ok(Self { body: Body::Same, hash });
        }
        Err(Unparsed { hash })
    }

    /// The hash of the reply's body, whatever that is; nothing when it is empty.
    pub fn body_hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }

    /// What the body was understood to be, when it is a feed.
    pub(super) fn feed(&self) -> Option<&ParsedFeed> {
        match &self.body {
            Body::Feed { feed, .. } => Some(feed),
            Body::None | Body::Same | Body::NotAFeed(_) => None,
        }
    }

    /// What the body lists; nothing when there is none to read.
    pub fn entries(&self) -> &[Entry] {
        self.feed().map_or(&[], |feed| &feed.entries)
    }

    /// Every key under which an entry of this body may be known: what `known` will be asked.
    pub fn keys(&self) -> Vec<String> {
        let Body::Feed { feed, by_link } = &self.body else { return Vec::new() };
        let own = feed.entries.iter().map(|entry| &entry.key);
        let mut keys: Vec<String> = own.chain(by_link.iter().flatten()).cloned().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
