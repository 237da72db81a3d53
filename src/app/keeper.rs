//! The keeper looks after what belongs to no host: incidents are told, digests get their moment,
//! and the heartbeat beats. It works beside the queue, from what is on record, so that an incident
//! is told whoever opened it and whatever crashed since.

use std::sync::Arc;

use tracing::{info, warn};

use super::{App, Ports};
use crate::alert::group::{Group, key};
use crate::alert::incident::{Incident, item};
use crate::alert::AlertItem;
use crate::base::Timestamp;
use crate::port::Clock as _;
use crate::store::alerts::keep_group;
use crate::store::incidents::{UntoldIncident, incident_told};
use crate::store::{Batch, Result, StoreError};

impl<P: Ports> App<P> {
    /// One round. Returns how many incidents were told.
    pub async fn keep(self: &Arc<Self>) -> Result<usize> {
        let now = self.ports.clock().now();
        self.schedule_digests(now).await?;
        self.tell_incidents(now).await
    }

    async fn tell_incidents(&self, now: Timestamp) -> Result<usize> {
        let mut told = 0;
        for incident in self.store.untold_incidents().await? {
            let item = incident_item(&incident);
            let mut batch = self.route(std::slice::from_ref(&item), now).await?;
            batch.push(incident_told(&incident));
            match self.store.apply(batch).await {
                // A group changed meanwhile, or another process told it: the next round sees.
                Err(StoreError::Conflict(_)) => continue,
                other => other?,
            }
            if incident.closed_at.is_some() {
                info!(incident.id = incident.id, incident.kind = incident.kind, "{}", item.headline);
            } else {
                warn!(incident.id = incident.id, incident.kind = incident.kind, "{}", item.headline);
            }
            told += 1;
        }
        if told > 0 {
            self.wake_deliverers();
        }
        Ok(told)
    }

    /// Every digest has a group with its next moment, also while nothing is in it.
    async fn schedule_digests(&self, now: Timestamp) -> Result<()> {
        let digests = self.digests(now);
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

fn incident_item(incident: &UntoldIncident) -> AlertItem {
    // One that opened and closed unseen is told twice: first that it was there.
    let closed_at = incident.closed_at.filter(|_| incident.opening_told);
    item(&Incident {
        id: &incident.id,
        kind: &incident.kind,
        subject: &incident.subject,
        detail: &incident.detail,
        opened_at: incident.opened_at,
        closed_at,
    })
}
