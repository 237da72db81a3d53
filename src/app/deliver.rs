//! Delivering: lease, send, settle. A crash between send and settle repeats the attempt under the
//! same message id.

use futures_util::future::join_all;
use tracing::{info, warn};

use super::{App, Ports};
use crate::alert::{Payload, Receiver};
use crate::base::Timestamp;
use crate::base::time::after;
use crate::outbox::policy::Standing;
use crate::outbox::{Message, Outcome, Verdict, verdict};
use crate::port::{Clock as _, Deliver as _, Ids as _};
use crate::store::outbox::Settlement;
use crate::store::record::DeliveryRow;
use crate::store::{Result, StoreError};

impl<P: Ports> App<P> {
    /// Makes one attempt at each due delivery of a receiver, as many at once as the plan allows.
    /// Returns how many attempts were made.
    pub async fn deliver_due(&self, receiver: &Receiver) -> Result<usize> {
        let now = self.ports.clock().now();
        let token = self.ports.ids().token();
        let until = after(now, self.plan.pace.lease);
        let limit = self.plan.pace.deliveries_at_once;
        let leased = self.store.lease_deliveries(&receiver.name, &token, now, until, limit).await?;
        let attempts = leased.iter().map(|delivery| self.attempt(receiver, delivery, &token));
        for done in join_all(attempts).await {
            done?;
        }
        Ok(leased.len())
    }

    async fn attempt(
        &self,
        receiver: &Receiver,
        delivery: &DeliveryRow,
        token: &str,
    ) -> Result<()> {
        let at = self.ports.clock().now();
        let outcome = match serde_json::from_str::<Payload>(&delivery.payload) {
            Ok(payload) => {
                let message =
                    Message { id: delivery.id.clone(), payload, attempt: delivery.attempts, at };
                self.ports.out().deliver(receiver, &message).await
            }
            Err(error) => Outcome::Misconfigured { detail: format!("stored message: {error}") },
        };
        let now = self.ports.clock().now();
        let standing = Standing {
            attempt: delivery.attempts,
            created_at: delivery.created_at,
            now,
            jitter: self.ports.ids().jitter(),
        };
        let verdict = verdict(&outcome, standing, &self.plan.retry);
        report(delivery, &verdict);
        let settlement = settlement(&verdict, &outcome, now);
        let also = self.receiver_incident(&receiver.name, delivery.attempts, &verdict, now).await?;
        match self.store.settle_delivery(delivery, token, &settlement, also).await {
            // Somebody else took the lease over: it is theirs to settle.
            Err(StoreError::Conflict(_)) => {
                warn!(delivery.id, "lease lost; another attempt is under way");
                Ok(())
            }
            other => other,
        }
    }
}

fn settlement(verdict: &Verdict, outcome: &Outcome, now: Timestamp) -> Settlement {
    let (state, next_attempt_at, reason) = match verdict {
        Verdict::Sent => ("sent", now, "accepted"),
        Verdict::RetryAt(at, reason) => ("pending", *at, reason.as_str()),
        Verdict::Dead(reason) => ("dead", now, reason.as_str()),
    };
    let detail = serde_json::to_string(outcome).unwrap_or_default();
    Settlement { state, next_attempt_at, reason: reason.to_owned(), detail, at: now }
}

fn report(delivery: &DeliveryRow, verdict: &Verdict) {
    let (delivery_id, receiver) = (delivery.id.as_str(), delivery.receiver.as_str());
    let attempt = delivery.attempts;
    match verdict {
        Verdict::Sent => info!(
            delivery.id = delivery_id,
            receiver.name = receiver,
            delivery.attempt = attempt,
            "alert delivered"
        ),
        Verdict::RetryAt(at, reason) => warn!(
            delivery.id = delivery_id,
            receiver.name = receiver,
            delivery.attempt = attempt,
            reason = reason.as_str(),
            retry.at = %at,
            "alert not taken; it will be tried again"
        ),
        Verdict::Dead(reason) => tracing::error!(
            delivery.id = delivery_id,
            receiver.name = receiver,
            delivery.attempt = attempt,
            reason = reason.as_str(),
            "alert given up; see `pactwatch outbox list --state dead`"
        ),
    }
}
