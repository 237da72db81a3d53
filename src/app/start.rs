//! The first moments of the daemon: what waited while it was away is not asked all at once.

use tracing::info;

use super::{App, Ports};
use crate::base::Timestamp;
use crate::feed::poll::FeedState;
use crate::feed::poll::spread::{SpreadPolicy, spread};
use crate::store::Result;
use crate::store::record::FeedRow;

impl<P: Ports> App<P> {
    /// Spreads the feeds that are due, and polls again those that rested beside a feed that is no
    /// longer configured.
    pub(super) async fn start_gently(&self, now: Timestamp) -> Result<()> {
        let rows = self.store.feeds().await?;
        for row in rows.iter().filter(|row| row.last_reason.as_deref() == Some("merged")) {
            let state = serde_json::from_str::<FeedState>(&row.state).ok();
            let holder = state.and_then(|state| state.merged_into);
            if !rows.iter().any(|other| holder.as_ref() == Some(&other.name)) {
                self.store.poll_feed_at(row, now).await?;
            }
        }
        let due: Vec<(FeedRow, Timestamp)> = rows
            .into_iter()
            .map(|row| {
                let at = row.next_poll_at;
                (row, at)
            })
            .collect();
        let later = spread(due, SpreadPolicy::default(), now);
        if let Some((_, last)) = later.last() {
            info!(feeds = later.len(), last = %last, "many feeds are due; they are spread");
            self.store.postpone_feeds(&later).await?;
        }
        Ok(())
    }
}
