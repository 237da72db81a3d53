//! `poll`: one pass now: the feeds, the articles they lead to, and the alerts that follow.

use clap::Args;

use super::service::{open, pace};
use super::{Context, Exit, Trouble};
use crate::feed::poll::{FeedIdentity, FeedState, earliest};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The feed's name or URL [default: all that are due]
    pub feed: Option<String>,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings_with_secrets()?;
    let app = open(&settings, SystemClock, pace(&settings)?).await?;
    if let Some(wanted) = &arguments.feed {
        let rows = app.store.feeds().await?;
        let row = rows.iter().find(|row| row.name == *wanted || row.url == *wanted);
        let feed = row.and_then(|row| app.plan.feeds.get(&row.id));
        let (Some(row), Some(feed)) = (row, feed) else {
            let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            let names = names.join(", ");
            return Err(anyhow::anyhow!("no feed is called {wanted:?}; there are {names}").into());
        };
        let state =
            serde_json::from_str(&row.state).unwrap_or_else(|_| FeedState::new(feed.url.clone()));
        let identity = FeedIdentity { tier: feed.tier, schedule: &feed.schedule };
        let from = earliest(&state, &identity, &app.plan.poll);
        let now = SystemClock.now();
        if from > now {
            let name = &row.name;
            writeln!(context.out, "{name}: polled a short while ago; not again before {from}")?;
        } else {
            app.store.poll_feed_at(row, now).await?;
        }
    }
    let done = app.pass().await?;
    for feed in app.store.feeds().await? {
        let state = feed.last_state.as_deref().unwrap_or("not polled yet");
        let reason = feed.last_reason.as_deref().unwrap_or("-");
        writeln!(context.out, "{}: {state} ({reason}), next {}", feed.name, feed.next_poll_at)?;
    }
    writeln!(context.out, "{done} requests made; `pactwatch log` shows what was found")?;
    Ok(Exit::Done)
}
