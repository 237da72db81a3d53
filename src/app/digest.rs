//! Digests get their moment, also while there is nothing to put into them.

use super::{App, Ports};
use crate::alert::AlertItem;
use crate::alert::group::{Group, key};
use crate::base::Timestamp;
use crate::port::Clock as _;
use crate::store::alerts::keep_group;
use crate::store::{Batch, Result, StoreError};

impl<P: Ports> App<P> {
    /// Every digest has a group with its next moment, also while nothing is in it.
    pub async fn schedule_digests(&self) -> Result<()> {
        let now = self.ports.clock().now();
        let digests = self.digests(now);
        if digests.is_empty() {
            return Ok(());
        }
        let mut wanted = Vec::new();
        for route in self.plan.routes.iter().filter(|route| route.is_digest()) {
            for receiver in &route.to {
                wanted.push((route, receiver, key(route, receiver, &AlertItem::default())));
            }
        }
        let keys: Vec<String> = wanted.iter().map(|(_, _, key)| key.clone()).collect();
        let known = self.store.groups(&keys).await?;
        for (route, receiver, key) in wanted {
            let stored = known.iter().find(|known| known.group.key == key);
            let mut group = match stored {
                Some(known) => known.group.clone(),
                None => Group::new(route, receiver, key),
            };
            let before = group.due_at;
            group.schedule(&digests, now);
            // The schedule in the file may have become an earlier one.
            let next = digests.iter().find(|(name, _)| *name == route.name).map(|(_, at)| *at);
            group.due_at = group.due_at.into_iter().chain(next).min();
            if stored.is_some() && before == group.due_at {
                continue;
            }
            let revision = stored.map(|known| known.revision);
            match self.store.apply(Batch(vec![keep_group(&group, revision)?])).await {
                Err(StoreError::Conflict(_) | StoreError::Sqlite(_)) if revision.is_none() => {}
                Err(StoreError::Conflict(_)) => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// By route, when its next digest is due.
    pub(super) fn digests(&self, now: Timestamp) -> Vec<(String, Timestamp)> {
        let next = |route: &crate::alert::Route| {
            let at = route.digest.as_ref()?.next_after(now)?;
            Some((route.name.clone(), at))
        };
        self.plan.routes.iter().filter_map(next).collect()
    }
}
