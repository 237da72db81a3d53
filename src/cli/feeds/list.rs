//! `feeds list`: every configured feed, and what the store knows of it.

use serde::Serialize;

use crate::base::Timestamp;
use crate::cli::table::{self, Row};
use crate::cli::{Context, Exit, Listing, Trouble, moment, service};
use crate::config::{FeedSettings, Follow, StoreAddress};
use crate::feed::schedule::Schedule;
use crate::store::record::{FeedRow, tier_name};
use crate::store::{Mode, Store};

#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    url: String,
    tier: &'static str,
    follow: &'static str,
    /// adaptive, or cron with its time zone
    schedule: String,
    /// `None`: not polled yet.
    state: Option<String>,
    reason: Option<String>,
    last_poll: Option<Timestamp>,
    last_ok: Option<Timestamp>,
    next_poll: Option<Timestamp>,
}

impl Row for Line {
    const HEADERS: &'static [&'static str] =
        &["FEED", "TIER", "STATE", "REASON", "LAST GOOD", "NEXT POLL", "URL"];
    const NONE: &'static str = "no feed is configured; `pactwatch feeds discover URL` finds those \
                                of a site";

    fn cells(&self) -> Vec<String> {
        let at = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), moment);
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            self.name.clone(),
            self.tier.to_owned(),
            self.state.clone().unwrap_or_else(|| "not polled".to_owned()),
            word(&self.reason),
            at(self.last_ok),
            at(self.next_poll),
            self.url.clone(),
        ]
    }
}

pub(super) async fn run(listing: &Listing, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let StoreAddress::Sqlite(path) = &settings.store;
    // Before the first run there is no store, and no feed has been polled.
    let store = if path.exists() { Some(Store::open(path, Mode::ReadOnly).await?) } else { None };
    let mut lines = Vec::new();
    for feed in settings.feeds.iter().take(listing.limit as usize) {
        let id = service::feed(feed).id;
        let row = match &store {
            Some(store) => store.feed(&id).await?,
            None => None,
        };
        lines.push(line(feed, id, row));
    }
    table::print(context.out, &lines, listing.json, context.width)?;
    Ok(Exit::Done)
}

fn line(feed: &FeedSettings, id: String, row: Option<FeedRow>) -> Line {
    let polled = row.as_ref().and_then(|row| row.last_poll_at);
    Line {
        id,
        name: feed.name.clone(),
        url: feed.url.to_string(),
        tier: tier_name(feed.tier),
        follow: match feed.follow {
            Follow::Gated => "gated",
            Follow::All => "all",
            Follow::None => "none",
        },
        schedule: match feed.schedule {
            Schedule::Adaptive => "adaptive".to_owned(),
            Schedule::Cron(_) => format!("cron, {}", feed.timezone),
        },
        last_poll: polled,
        last_ok: row.as_ref().and_then(|row| row.last_ok_at),
        next_poll: row.as_ref().map(|row| row.next_poll_at),
        state: row.as_ref().and_then(|row| row.last_state.clone()),
        reason: row.and_then(|row| row.last_reason),
    }
}
