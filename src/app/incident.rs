//! What makes pactwatch blind or mute, on record and told: once when it begins, once when it ends.
//! When that is, others decide.

use super::{App, Ports};
use crate::alert::AlertItem;
use crate::base::{Timestamp, id};
use crate::ledger::Severity;
use crate::store::findings::{close_incident, open_incident};
use crate::store::{Batch, Result};

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
