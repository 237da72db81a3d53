//! From findings to alerts: items for the router, groups kept with the findings, and due groups
//! turned into deliveries.

use tracing::{info, warn};

use super::{App, Ports};
use crate::alert::group::{Group, Pace, flush};
use crate::alert::inhibit::Shift;
use crate::alert::kind::render;
use crate::alert::model::Links;
use crate::alert::plan::{group_keys, overrules, plan, shift};
use crate::alert::routing::Context;
use crate::alert::wording::subject;
use crate::alert::{Alert, AlertItem, Form, Receiver, Statement, Support, sight};
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::feed::model::Tier;
use crate::ledger::model::{PrimaryLayer, Side};
use crate::ledger::words::{explain, headline};
use crate::ledger::{Finding, FindingKind};
use crate::port::Clock as _;
use crate::store::alerts::{
    KnownGroup, keep_decision, keep_group, keep_receiver, overrule_decision,
};
use crate::store::json::encode;
use crate::store::outbox::{NewAlert, enqueue};
use crate::store::{Batch, Result, StoreError};

/// How far back a shift of the coverage still explains what single outlets do.
const SHIFTS_BACK: SignedDuration = SignedDuration::from_hours(48);
/// A day's sample of what the gate leaves out is a handful; a month's says something.
const GATE_SPAN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What a first digest looks back on.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

impl<P: Ports> App<P> {
    /// Decides who hears of these findings; the statements go into the findings' own batch.
    pub(super) async fn alert(&self, findings: &[Finding], now: Timestamp) -> Result<Batch> {
        let mut items: Vec<AlertItem> = findings.iter().map(item).collect();
        if let Some(review) = &self.plan.pace.review {
            for item in &mut items {
                item.links.review = Some(format!("{review}/findings/{}", item.id));
            }
        }
        self.route(&items, now).await
    }

    /// As `alert`, for items that are no findings: incidents.
    pub async fn route(&self, items: &[AlertItem], now: Timestamp) -> Result<Batch> {
        if items.is_empty() {
            return Ok(Batch::default());
        }
        let disabled = self.store.disabled_receivers().await?;
        let digests = self.digests(now);
        let silences = self.store.silences(now).await?;
        let context = Context {
            routes: &self.plan.routes,
            silences: &silences,
            shifts: &[],
            disabled: &disabled,
            digests: &digests,
        };
        let known = self.store.shifts(after(now, -SHIFTS_BACK)).await?;
        let shifts: Vec<Shift> =
            known.iter().filter_map(|f| shift(&item(f), &context, now)).collect();
        let context = Context { shifts: &shifts, ..context };
        let known = self.groups_for(items, &context, now).await?;
        let revisions: Vec<(String, i64)> =
            known.iter().map(|k| (k.group.key.clone(), k.revision)).collect();
        let groups = known.into_iter().map(|known| known.group).collect();
        let planned = plan(items, groups, &context, now);
        let mut batch = Batch::default();
        for decision in &planned.decisions {
            batch.push(keep_decision(decision, now)?);
        }
        for decision in &planned.overruled {
            batch.push(overrule_decision(decision, now)?);
        }
        for group in &planned.groups {
            let revision = revisions.iter().find(|(key, _)| *key == group.key).map(|(_, r)| *r);
            batch.push(keep_group(group, revision)?);
        }
        Ok(batch)
    }

    /// The stored groups that these items join or take something out of.
    async fn groups_for(
        &self,
        items: &[AlertItem],
        context: &Context<'_>,
        now: Timestamp,
    ) -> Result<Vec<KnownGroup>> {
        let mut known = self.store.groups(&group_keys(items, context, now)).await?;
        if overrules(items) {
            let waiting = self.store.waiting_groups().await?;
            let new =
                waiting.into_iter().filter(|w| known.iter().all(|k| k.group.key != w.group.key));
            known.extend(new.collect::<Vec<_>>());
        }
        Ok(known)
    }

    /// Turns a receiver's due groups into deliveries. Returns how many alerts left.
    pub async fn flush_due(&self, receiver: &Receiver) -> Result<usize> {
        let now = self.ports.clock().now();
        let known = self.store.due_groups(&receiver.name, now).await?;
        if known.is_empty() {
            return Ok(0);
        }
        let mut row = self.store.receiver(&receiver.name).await?;
        let digests = self.digests(now);
        let notes = self.digest_notes(&known, now).await?;
        let cap = self.plan.pace.caps.get(&receiver.name).unwrap_or(&self.plan.cap);
        let pace = Pace { routes: &self.plan.routes, cap, notes: &notes, digests: &digests };
        let (mut groups, revisions): (Vec<Group>, Vec<i64>) =
            known.into_iter().map(|KnownGroup { group, revision }| (group, revision)).unzip();
        let flushed = flush(&mut groups, &mut row.sent, &pace, now);
        let mut batch = Batch::default();
        for (group, revision) in groups.iter().zip(revisions) {
            batch.push(keep_group(group, Some(revision))?);
        }
        for (place, alert) in flushed.alerts.iter().rev().enumerate() {
            // Those of one moment are due a microsecond apart, so that they leave in their order.
            let due = after(now, -SignedDuration::from_micros(i64::try_from(place).unwrap_or(0)));
            batch.0.extend(enqueue(&NewAlert { due, ..new_alert(receiver, alert, now)? }));
        }
        batch.0.extend(keep_receiver(&receiver.name, &row)?);
        for (group, until, why) in &flushed.waiting {
            info!(receiver.name, group, until = %until, reason = ?why, "alert held");
        }
        match self.store.apply(batch).await {
            // A new finding joined a group meanwhile; the next pass takes it along.
            Err(StoreError::Conflict(_)) => Ok(1),
            Err(error) => Err(error),
            Ok(()) => Ok(flushed.alerts.len()),
        }
    }

    /// What a digest says about the watching itself, since the one before.
    async fn digest_notes(&self, due: &[KnownGroup], now: Timestamp) -> Result<Vec<String>> {
        let Some(since) = looks_back(due, now) else { return Ok(Vec::new()) };
        let outlets = self.store.seen_outlets().await?;
        let outlets: Vec<_> = outlets.into_iter().map(|row| (row.outlet, row.last_ok_at)).collect();
        let seen = self.store.seen_since(since).await?;
        let mut notes = sight::notes(&outlets, since, seen);
        let gate = self.store.gate_figures(after(now, -GATE_SPAN)).await?;
        notes.extend(gate.told());
        Ok(notes)
    }
}

/// Since when a due digest reports; `None` when no digest is due.
fn looks_back(due: &[KnownGroup], now: Timestamp) -> Option<Timestamp> {
    let digests = due.iter().filter(|known| known.group.form == Form::Digest);
    digests.map(|known| known.group.last_sent.unwrap_or(after(now, -A_DAY))).min()
}

fn new_alert(receiver: &Receiver, alert: &Alert, now: Timestamp) -> Result<NewAlert> {
    Ok(NewAlert {
        id: alert.id.clone(),
        message_id: alert.message_id(),
        receiver: receiver.name.clone(),
        subject: subject(alert),
        body: encode(alert)?,
        payload: encode(&render(&receiver.kind, alert))?,
        findings: alert.items.iter().map(|item| item.id.clone()).collect(),
        at: now,
        due: now,
    })
}

/// One line of the log for each finding, where it is handled.
pub(super) fn tell_findings(findings: &[Finding]) {
    for finding in findings {
        let (id, kind) = (finding.id.as_str(), finding.kind.as_str());
        let line = headline(finding);
        if finding.flags.baseline {
            tracing::debug!(finding.id = id, finding.kind = kind, "{line}");
        } else if finding.kind == FindingKind::SelfConflict {
            warn!(finding.id = id, finding.kind = kind, "{line}");
        } else {
            info!(finding.id = id, finding.kind = kind, "{line}");
        }
    }
}

/// What an alert shows of a finding.
pub(super) fn item(finding: &Finding) -> AlertItem {
    let article = finding.article.as_ref();
    AlertItem {
        id: finding.id.clone(),
        kind: finding.kind.as_str().to_owned(),
        also: finding.also.iter().map(|kind| kind.as_str().to_owned()).collect(),
        headline: headline(finding),
        term: finding.term.clone(),
        term_label: finding.label.clone(),
        severity: finding.severity,
        tier: article.map(|article| article.tier),
        article_id: article.map(|article| article.id.clone()).unwrap_or_default(),
        outlet: article.map(|article| article.outlet.clone()).unwrap_or_default(),
        title: article.map(|article| article.title.clone()).unwrap_or_default(),
        from: finding.from.as_ref().map(statement),
        to: finding.to.as_ref().map(statement),
        support: support(finding),
        detail: explain(finding),
        flags: flags(finding),
        published: article.and_then(|article| article.published),
        modified: article.and_then(|article| article.modified),
        observed: article.map_or(finding.found_at, |article| article.observed_at),
        links: Links {
            article: article.map(|article| article.url.clone()),
            silence: silence_command(finding),
            ..Links::default()
        },
        about_receiver: None,
    }
}

/// The command that keeps this value of this term quiet. Words that a shell would read otherwise
/// stand in quotes.
fn silence_command(finding: &Finding) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let word = |text: &str| {
        if text.chars().all(plain) { text.to_owned() } else { format!("'{text}'") }
    };
    let value = finding.to.as_ref().or(finding.from.as_ref()).map(|side| side.value.as_str());
    let safe = |text: &str| !text.is_empty() && !text.contains(['\'', '\n']);
    if !safe(&finding.term) {
        return None;
    }
    let value = value.filter(|value| safe(value));
    let value = value.map(|value| format!(" --value {}", word(value))).unwrap_or_default();
    Some(format!("pactwatch silence add --term {}{value} --for 7d", word(&finding.term)))
}

fn statement(side: &Side) -> Statement {
    Statement {
        value: side.value.clone(),
        status: side.status,
        quote: side.quote.clone(),
        outlet: side.source.outlet.clone(),
        url: side.source.url.clone(),
        article_id: side.source.article_id.clone(),
        snapshot_id: side.source.snapshot_id.clone(),
        by: side.by.clone().or_else(|| side.origin.clone()),
        published: Some(side.asserted_at),
        observed: side.observed_at,
    }
}

/// Who holds which value: the reported one, and the one it stands against.
fn support(finding: &Finding) -> Vec<Support> {
    let counts = finding.counts;
    let primary = |side: &Side| side.source.tier == Tier::Primary;
    let of = |side: &Side, families, supported| Support {
        value: side.value.clone(),
        families,
        outlets: Vec::new(),
        primary: supported,
    };
    let mut lines = Vec::new();
    if let Some(to) = &finding.to {
        let supported = counts.primary == PrimaryLayer::Supports || primary(to);
        lines.push(of(to, counts.independent, supported));
    }
    let against = finding.prevailing.as_ref().or(finding.from.as_ref());
    if let Some(against) = against.filter(|_| counts.against_independent > 0) {
        let supported = counts.primary == PrimaryLayer::Contradicts || primary(against);
        lines.push(of(against, counts.against_independent, supported));
    }
    lines
}

fn flags(finding: &Finding) -> Vec<String> {
    let flags = finding.flags;
    [
        (flags.stealth, "stealth"),
        (flags.primary, "primary"),
        (flags.technical, "technical"),
        (flags.baseline, "baseline"),
        (flags.review, "review"),
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .map(|(_, name)| name.to_owned())
    .collect()
}
