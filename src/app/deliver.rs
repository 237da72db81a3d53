//! Delivering: lease, send, settle. A crash between send and settle repeats the attempt under the
//! same message id.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tracing::{info, warn};

use super::heartbeat::RECEIVER as HEARTBEAT;
use super::incident::Change;
use super::{App, Ports};
use crate::alert::{Payload, Receiver};
use crate::base::Timestamp;
use crate::base::time::after;
use crate::outbox::policy::Standing;
use crate::outbox::{Message, Outcome, Reason, Verdict, verdict};
use crate::port::{Clock as _, Deliver as _, Ids as _};
use crate::store::alerts::disable_receiver;
use crate::store::outbox::Settlement;
use crate::store::record::DeliveryRow;
use crate::store::{Batch, Result, StoreError};

/// So many attempts at one delivery that came to nothing, and the receiver is in trouble.
const FAILED_ATTEMPTS: u32 = 3;

impl<P: Ports> App<P> {
    /// Makes one attempt at each due delivery of a receiver, as many at once as the plan allows.
    /// Returns how many attempts were made.
    pub async fn deliver_due(&self, receiver: &Receiver) -> Result<usize> {
        self.deliver_while(receiver, || true).await
    }

    /// As `deliver_due`, until nothing is due or `go_on` says no; what is under way then is
    /// finished. One slow answer holds one place, and the others go on.
    pub(super) async fn deliver_while(
        &self,
        receiver: &Receiver,
        go_on: impl Fn() -> bool,
    ) -> Result<usize> {
        let mut under_way = FuturesUnordered::new();
        let mut made = 0;
        loop {
            let room = self.plan.pace.deliveries_at_once.saturating_sub(under_way.len());
            if room > 0 && go_on() {
                for (delivery, token) in self.lease_due(receiver, room).await? {
                    made += 1;
                    under_way.push(self.attempt(receiver, delivery, token));
                }
            }
            let Some(done) = under_way.next().await else { return Ok(made) };
            done?;
            // What came together meanwhile must not wait for the end of a long line.
            self.flush_due(receiver).await?;
        }
    }

    async fn lease_due(
        &self,
        receiver: &Receiver,
        room: usize,
    ) -> Result<Vec<(DeliveryRow, String)>> {
        let now = self.ports.clock().now();
        if self.store.receiver(&receiver.name).await?.disabled {
            self.store.kill_waiting(&receiver.name, now, "receiver_disabled").await?;
            return Ok(Vec::new());
        }
        let token = self.ports.ids().token();
        let until = after(now, self.plan.pace.lease);
        let leased = self.store.lease_deliveries(&receiver.name, &token, now, until, room).await?;
        Ok(leased.into_iter().map(|delivery| (delivery, token.clone())).collect())
    }

    async fn attempt(
        &self,
        receiver: &Receiver,
        delivery: DeliveryRow,
        token: String,
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
        report(&delivery, &verdict);
        let settlement = settlement(&verdict, &outcome, now);
        self.settle(&delivery, &token, (&verdict, &settlement)).await
    }

    /// Settles an attempt, with what it says of the receiver. A message that was taken must not go
    /// out again because a group changed meanwhile: then only the second part is made anew.
    async fn settle(
        &self,
        delivery: &DeliveryRow,
        token: &str,
        (verdict, settlement): (&Verdict, &Settlement),
    ) -> Result<()> {
        for last in [false, false, false, false, true] {
            let now = self.ports.clock().now();
            let mut also = self.receiver_incident(delivery, verdict, now).await?;
            let _turn = if also.0.is_empty() { None } else { Some(self.judging.lock().await) };
            if !also.0.is_empty() {
                also = self.receiver_incident(delivery, verdict, now).await?;
            }
            let alone = also.0.is_empty() || last;
            let also = if last { Batch::default() } else { also };
            match self.store.settle_delivery(delivery, token, settlement, also).await {
                // Somebody else took the lease over: it is theirs to settle.
                Err(StoreError::Conflict(_)) if alone => {
                    warn!(delivery.id, "lease lost; another attempt is under way");
                    return Ok(());
                }
                Err(StoreError::Conflict(_) | StoreError::Sqlite(_)) if !alone => {}
                other => {
                    self.wake_deliverers();
                    return other;
                }
            }
        }
        Ok(())
    }

    /// What a delivery's verdict says about its receiver.
    async fn receiver_incident(
        &self,
        delivery: &DeliveryRow,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<Batch> {
        let (receiver, attempt) = (delivery.receiver.as_str(), delivery.attempts);
        if receiver == HEARTBEAT {
            // It has an incident of its own, which says more.
            return Ok(Batch::default());
        }
        let change = |kind, open, detail| Change {
            kind,
            subject: receiver,
            outlet: "",
            about_receiver: Some(receiver),
            detail,
            open,
        };
        match verdict {
            Verdict::Sent => {
                let detail = format!("receiver {receiver} takes alerts again");
                self.incident(&change("receiver_failing", false, detail), now).await
            }
            Verdict::Dead(Reason::Gone) => {
                let detail = format!("receiver {receiver} says it is gone; it is told no more");
                let mut batch = self.incident(&change("receiver_gone", true, detail), now).await?;
                batch.0.extend(disable_receiver(receiver)?);
                Ok(batch)
            }
            Verdict::RetryAt(_, reason) if attempt >= FAILED_ATTEMPTS => {
                // One that takes other messages meanwhile stumbles; it is not down.
                if self.store.took_since(receiver, delivery.created_at).await? {
                    return Ok(Batch::default());
                }
                let detail = format!("receiver {receiver} takes no alerts: {}", reason.as_str());
                self.incident(&change("receiver_failing", true, detail), now).await
            }
            Verdict::RetryAt(..) => Ok(Batch::default()),
            Verdict::Dead(reason) => {
                let detail = format!("an alert to {receiver} was given up: {}", reason.as_str());
                self.incident(&change("receiver_failing", true, detail), now).await
            }
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
