//! The end of a first pass: one summary instead of a storm.

use std::sync::Arc;

use tracing::info;

use super::{App, Ports};
use crate::base::Timestamp;
use crate::ledger::baseline::summary;
use crate::ledger::words::headline;
use crate::port::Clock as _;
use crate::store::findings::{BaselineRow, keep_finding};
use crate::store::{Batch, Result, StoreError};

impl<P: Ports> App<P> {
    /// Closes the open baseline when every feed was tried and every article of it visited, or when
    /// its time is up: a feed that answers for the first time later gets a baseline of its own.
    pub(super) async fn finish_baseline(self: &Arc<Self>) -> Result<()> {
        let Some(baseline) = self.store.open_baseline().await? else { return Ok(()) };
        let now = self.ports.clock().now();
        if self.is_waiting(&baseline, now).await? {
            return Ok(());
        }
        let _turn = self.judging.lock().await;
        let _alone = self.first_pass.write().await;
        // It may have grown, or been closed, while this waited for its turn.
        let Some(baseline) = self.store.open_baseline().await? else { return Ok(()) };
        if self.is_waiting(&baseline, now).await? {
            return Ok(());
        }
        let mut finding =
            summary(self.plan.watch.id(), self.plan.watch.label(), &baseline.tally, now);
        // A watch may have several first passes; each has its own summary.
        finding.id = crate::base::id::make("f", &[&finding.id, &baseline.id]);
        let findings = [finding];
        let mut batch = Batch(vec![]);
        for finding in &findings {
            info!(finding.id = finding.id, "{}", headline(finding));
            batch.push(keep_finding(finding)?);
        }
        batch.0.extend(self.alert(&findings, now).await?.0);
        match self.store.close_baseline(&baseline.id, now, batch).await {
            Err(StoreError::Conflict(_)) => Ok(()),
            other => {
                self.wake_deliverers();
                other
            }
        }
    }

    async fn is_waiting(&self, baseline: &BaselineRow, now: Timestamp) -> Result<bool> {
        let (feeds, articles) = self.store.baseline_waits(&baseline.id).await?;
        Ok((feeds > 0 || articles > 0) && now < baseline.deadline_at)
    }
}
