//! What makes pactwatch blind or mute, on record and told: once when it begins, once when it ends.
//! When that is, others decide.

use super::{App, Ports, heartbeat};
use crate::alert::AlertItem;
use crate::base::{Timestamp, id};
use crate::ledger::Severity;
use crate::outbox::{Reason, Verdict};
use crate::store::alerts::disable_receiver;
use crate::store::findings::{close_incident, open_incident};
use crate::store::record::DeliveryRow;
use crate::store::{Batch, Result};

/// So many attempts at one delivery that came to nothing, and the receiver is in trouble.
const FAILED_ATTEMPTS: u32 = 3;

/// One page cannot be read without harm.
pub(super) const PAGE_HOSTILE: &str = "page_hostile";

/// Something begins or ends.
#[derive(Clone, Debug)]
pub(super) struct Change<'a> {
    pub(super) kind: &'a str,
    /// The feed's or article's id, or the receiver's name.
    pub(super) subject: &'a str,
    /// Empty for a receiver.
    pub(super) outlet: &'a str,
    pub(super) about_receiver: Option<&'a str>,
    pub(super) detail: String,
    pub(super) open: bool,
}

impl<P: Ports> App<P> {
    /// Puts a change on record and routes it. Nothing when it is known already.
    pub(super) async fn incident(&self, change: &Change<'_>, now: Timestamp) -> Result<Batch> {
        let known = self.store.incident_open(change.kind, change.subject).await?;
        if known.is_some() == change.open {
            return Ok(Batch::default());
        }
        let Change { kind, subject, detail, .. } = change;
        let stmt = match &known {
            None => open_incident(kind, subject, detail, now),
            Some(_) => close_incident(kind, subject, now),
        };
        let mut batch = Batch(vec![stmt]);
        let items = [item(change, known.as_deref(), now)];
        batch.0.extend(self.route(&items, now).await?.0);
        Ok(batch)
    }

    /// What a delivery's verdict says about its receiver.
    pub(super) async fn receiver_incident(
        &self,
        delivery: &DeliveryRow,
        verdict: &Verdict,
        now: Timestamp,
    ) -> Result<Batch> {
        let (receiver, attempt) = (delivery.receiver.as_str(), delivery.attempts);
        if receiver == heartbeat::RECEIVER {
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

/// An incident as an alert shows it. `known`: the id of the one that ends.
fn item(change: &Change<'_>, known: Option<&str>, now: Timestamp) -> AlertItem {
    let (id, kind) = match known {
        None => {
            let began = now.to_string();
            (id::make("i", &[change.kind, change.subject, &began]), "incident_opened")
        }
        Some(known) => (id::make("i", &[known, "closed"]), "incident_closed"),
    };
    // A receiver is no outlet: then the detail says all there is.
    let headline = match (change.outlet, change.open) {
        ("", _) => change.detail.clone(),
        // The outlet's other pages are seen as before.
        _ if change.kind == PAGE_HOSTILE => change.detail.clone(),
        (outlet, true) => format!("Cannot see: {outlet}"),
        (outlet, false) => format!("Can see again: {outlet}"),
    };
    AlertItem {
        id,
        headline,
        kind: kind.to_owned(),
        severity: Severity::Medium,
        outlet: change.outlet.to_owned(),
        detail: change.detail.clone(),
        observed: now,
        about_receiver: change.about_receiver.map(str::to_owned),
        ..AlertItem::default()
    }
}
