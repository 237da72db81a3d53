//! Groups: findings that wait for company and then leave as one alert. A group is plain state, kept
//! by the store between passes; every function here is (state, input, now) and nothing else.

use std::cmp::{Ordering, Reverse};

use serde::{Deserialize, Serialize};

use super::model::{Alert, AlertItem, Form, Severity};
use super::pace::{RateCap, Sent, quiet_until};
use super::reason::Reason;
use super::route::{GroupBy, Route};
use crate::base::time::{SignedDuration, after, between};
use crate::base::{Timestamp, id};
use crate::ledger::FindingKind;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// What one receiver is waiting to be told by one route about one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub key: String,
    pub receiver: String,
    pub route: String,
    pub form: Form,
    /// Waiting to be told.
    pub items: Vec<AlertItem>,
    /// When they are due; `None` when nothing waits.
    pub due_at: Option<Timestamp>,
    pub last_sent: Option<Timestamp>,
    /// What was told and when, as long as it must not be told again.
    pub said: Vec<Said>,
    /// Counts the alerts of this group, so that each has its own id.
    pub sequence: u32,
    /// Quiet hours held it: at their end it leaves with all the others they held.
    #[serde(default)]
    pub quiet: bool,
}

/// One thing told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub dedupe_key: String,
    pub at: Timestamp,
}

/// The group an item belongs to, by what its route groups by. A digest has one.
pub fn key(route: &Route, receiver: &str, item: &AlertItem) -> String {
    let part = |by: &GroupBy| match by {
        GroupBy::Article if item.article_id.is_empty() => item.id.as_str(),
        GroupBy::Article => item.article_id.as_str(),
        GroupBy::Term => item.term.as_str(),
        GroupBy::Outlet => item.outlet.as_str(),
        GroupBy::Kind => item.kind.as_str(),
    };
    let by: Vec<&str> =
        if route.is_digest() { Vec::new() } else { route.group_by.iter().map(part).collect() };
    let form = if route.is_digest() { "digest" } else { "findings" };
    id::make("group", &[&[route.name.as_str(), receiver, form][..], &by].concat())
}

impl Group {
    pub fn new(route: &Route, receiver: &str, key: String) -> Self {
        Self {
            key,
            receiver: receiver.to_owned(),
            route: route.name.clone(),
            form: if route.is_digest() { Form::Digest } else { Form::Findings },
            items: Vec::new(),
            due_at: None,
            last_sent: None,
            said: Vec::new(),
            sequence: 0,
            quiet: false,
        }
    }

    /// Takes an item in, or says why it stays untold. A digest's moment is set by `schedule`.
    pub fn admit(&mut self, item: &AlertItem, route: &Route, now: Timestamp) -> Reason {
        let dedupe_key = item.dedupe_key();
        self.said.retain(|said| between(said.at, now) < route.repeat_interval);
        if let Some(said) = self.said.iter().find(|said| said.dedupe_key == dedupe_key) {
            return Reason::Repeated { at: said.at };
        }
        if let Some(same) = self.items.iter().find(|other| other.dedupe_key() == dedupe_key) {
            return Reason::Repeated { at: same.observed };
        }
        self.items.push(item.clone());
        if !route.is_digest() {
            let company = after(now, route.group_wait);
            let interval = self.last_sent.map(|sent| after(sent, route.group_interval));
            let due = interval.map_or(company, |interval| interval.max(company));
            self.due_at = Some(self.due_at.map_or(due, |already| already.min(due)));
        }
        Reason::Routed
    }

    /// Takes back what waits and has become needless, with the reason why.
    pub fn withdraw(
        &mut self,
        needless: impl Fn(&AlertItem) -> Option<Reason>,
    ) -> Vec<(String, Reason)> {
        let mut taken = Vec::new();
        self.items.retain(|item| match needless(item) {
            None => true,
            Some(reason) => {
                taken.push((item.id.clone(), reason));
                false
            }
        });
        if self.items.is_empty() && self.form != Form::Digest {
            (self.due_at, self.quiet) = (None, false);
        }
        taken
    }

    /// Gives a digest without a moment its next one; it is due then with or without items. A route
    /// missing in the list has its digest a day from now, rather than never.
    pub fn schedule(&mut self, digests: &[(String, Timestamp)], now: Timestamp) {
        if self.form == Form::Digest && self.due_at.is_none() {
            let listed = digests.iter().find(|(route, at)| *route == self.route && *at > now);
            self.due_at = Some(listed.map_or(after(now, A_DAY), |(_, at)| *at));
        }
    }

    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due| due <= now)
    }

    /// Nothing waits and nothing told must still be remembered: the store may forget it.
    pub fn is_spent(&self, route: Option<&Route>, now: Timestamp) -> bool {
        let remembers =
            |said: &Said| route.is_some_and(|route| between(said.at, now) < route.repeat_interval);
        let pacing = |sent| route.is_some_and(|route| between(sent, now) < route.group_interval);
        self.form != Form::Digest
            && self.items.is_empty()
            && self.due_at.is_none()
            && !self.last_sent.is_some_and(pacing)
            && !self.said.iter().any(remembers)
    }

    fn severity(&self) -> Severity {
        self.items.iter().map(|item| item.severity).max().unwrap_or(Severity::Low)
    }

    /// Sorts groups that are due: by the gravest each holds, then by who has waited longest.
    fn order(&self, other: &Self) -> Ordering {
        let top = |group: &'_ Self| group.items.iter().min_by(|a, b| gravest(a, b)).cloned();
        match (top(self), top(other)) {
            (Some(a), Some(b)) => weight(&a)
                .cmp(&weight(&b))
                .then(self.due_at.cmp(&other.due_at))
                .then_with(|| gravest(&a, &b)),
            // A digest of nothing is in no hurry.
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
        .then_with(|| self.key.cmp(&other.key))
    }

    /// Empties the group; what it held is remembered as told.
    fn take(&mut self, now: Timestamp) -> Vec<AlertItem> {
        let items = std::mem::take(&mut self.items);
        let told = items.iter().map(|item| Said { dedupe_key: item.dedupe_key(), at: now });
        self.said.extend(told);
        self.due_at = None;
        self.last_sent = Some(now);
        self.sequence += 1;
        self.quiet = false;
        items
    }

    fn leave(&mut self, notes: &[String], now: Timestamp) -> Alert {
        let notes = if self.form == Form::Digest { notes.to_vec() } else { Vec::new() };
        let (key, sequence) = (self.key.clone(), self.sequence.to_string());
        let items = self.take(now);
        let ids = items.iter().map(|item| item.id.as_str());
        let parts: Vec<&str> = [key.as_str(), &sequence].into_iter().chain(ids).collect();
        Alert {
            id: id::make("alert", &parts),
            receiver: self.receiver.clone(),
            route: self.route.clone(),
            group_key: self.key.clone(),
            form: self.form,
            items: gravest_first(items),
            notes,
            at: now,
        }
    }
}

/// What a receiver's groups are flushed with.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'a> {
    pub routes: &'a [Route],
    pub cap: &'a RateCap,
    /// Lines for digests.
    pub notes: &'a [String],
    /// By route, when its next digest is due.
    pub digests: &'a [(String, Timestamp)],
}

/// Why a due group did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    QuietHours,
    RateCap,
}

/// What flushing came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flushed {
    pub alerts: Vec<Alert>,
    /// Groups (by key) that were due and wait on, and until when.
    pub waiting: Vec<(String, Timestamp, Wait)>,
}

/// Sends off what is due among one receiver's groups. What quiet hours held leaves as one summary.
/// When more is due than the rate cap leaves room for, the last place is taken by one summary of all
/// the rest; without any room everything waits.
pub fn flush(groups: &mut [Group], sent: &mut Sent, pace: &Pace<'_>, now: Timestamp) -> Flushed {
    let mut flushed = Flushed::default();
    let mut due = take_due(groups, pace, now, &mut flushed);
    let room = sent.room(pace.cap, now);
    if room == 0 {
        let until = sent.next_at(pace.cap, now);
        for group in due.into_iter().flatten() {
            wait(group, until, Wait::RateCap, &mut flushed);
        }
        return flushed;
    }
    let alone = if due.len() > room { room - 1 } else { due.len() };
    let rest: Vec<&mut Group> = due.split_off(alone).into_iter().flatten().collect();
    for mut together in due {
        flushed.alerts.extend(match together.as_mut_slice() {
            [group] => {
                let alert = group.leave(pace.notes, now);
                group.schedule(pace.digests, now);
                Some(alert)
            }
            _ => summary(together, Form::Quiet, pace, now),
        });
    }
    flushed.alerts.extend(summary(rest, Form::Held, pace, now));
    flushed.alerts.iter().for_each(|_| sent.note(pace.cap, now));
    flushed
}

/// What may leave now, in the order of leaving: groups that leave as one alert stand together.
fn take_due<'a>(
    groups: &'a mut [Group],
    pace: &Pace<'_>,
    now: Timestamp,
    flushed: &mut Flushed,
) -> Vec<Vec<&'a mut Group>> {
    let mut due: Vec<&mut Group> = Vec::new();
    for group in groups.iter_mut().filter(|group| group.is_due(now)) {
        match quiet(group, pace.routes, now) {
            Some(until) => {
                group.quiet = true;
                wait(group, until, Wait::QuietHours, flushed);
            }
            None if group.items.is_empty() && !is_wanted_empty(group, pace.routes) => {
                group.due_at = None;
            }
            None => due.push(group),
        }
    }
    due.sort_by(|a, b| a.order(b));
    let (held, others): (Vec<_>, Vec<_>) = due.into_iter().partition(|group| group.quiet);
    let held = Some(held).filter(|held| !held.is_empty());
    held.into_iter().chain(others.into_iter().map(|group| vec![group])).collect()
}

/// A digest comes also when nothing happened, as long as its route is there.
fn is_wanted_empty(group: &Group, routes: &[Route]) -> bool {
    group.form == Form::Digest
        && routes.iter().any(|route| route.name == group.route && route.is_digest())
}

/// A digest's moment was chosen by the operator, so quiet hours do not move it.
fn quiet(group: &Group, routes: &[Route], now: Timestamp) -> Option<Timestamp> {
    if group.form == Form::Digest {
        return None;
    }
    let route = routes.iter().find(|route| route.name == group.route)?;
    quiet_until(route.quiet_hours.as_ref()?, group.severity(), now)
}

fn wait(group: &mut Group, until: Timestamp, why: Wait, flushed: &mut Flushed) {
    group.due_at = Some(until);
    flushed.waiting.push((group.key.clone(), until, why));
}

/// One alert of all that was held back.
fn summary(groups: Vec<&mut Group>, form: Form, pace: &Pace<'_>, now: Timestamp) -> Option<Alert> {
    let first = groups.first()?;
    let (receiver, route) = (first.receiver.clone(), first.route.clone());
    let mut parts = vec!["held".to_owned()];
    let mut items = Vec::new();
    for group in groups {
        parts.push(format!("{} {}", group.key, group.sequence));
        items.extend(group.take(now));
        group.schedule(pace.digests, now);
    }
    parts.extend(items.iter().map(|item| item.id.clone()));
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Some(Alert {
        id: id::make("alert", &parts),
        group_key: id::make("group", &["held", &receiver]),
        receiver,
        route,
        form,
        items: gravest_first(items),
        notes: Vec::new(),
        at: now,
    })
}

fn gravest_first(mut items: Vec<AlertItem>) -> Vec<AlertItem> {
    items.sort_by(gravest);
    items
}

/// The order among findings of one moment: a grave one before a light one, then what says most
/// about the deal first, then term by term.
fn gravest(a: &AlertItem, b: &AlertItem) -> Ordering {
    let rest = |item: &AlertItem| (item.observed, item.article_id.clone(), item.id.clone());
    weight(a).cmp(&weight(b)).then_with(|| rest(a).cmp(&rest(b)))
}

/// The lower, the sooner. Kinds come in the ledger's own order; what is no finding comes last.
fn weight(item: &AlertItem) -> (Reverse<Severity>, usize, &str) {
    let kind = FindingKind::ALL.iter().position(|kind| kind.as_str() == item.kind);
    (Reverse(item.severity), kind.unwrap_or(usize::MAX), &item.term)
}
