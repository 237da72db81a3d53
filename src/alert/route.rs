//! Routes: which findings go to whom. Every decision names its reason, also each decision not to
//! send; nothing is dropped without one.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::glob::matches_any;
use super::model::{AlertItem, Severity};
use super::silence::Silence;
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, between};
use crate::feed::model::Tier;
use crate::feed::schedule::Schedule;

/// Kinds that only a route naming them gets: they say again what was said, or are for the review
/// pages.
const QUIET_KINDS: [&str; 7] = [
    "repeated",
    "corroborated",
    "added",
    "superseded",
    "oscillating",
    "self_conflict",
    "unclassified",
];

/// What a finding must be. Empty lists match everything, but quiet kinds only where named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// Patterns over kinds.
    pub findings: Vec<String>,
    /// Patterns over term ids; incidents, which have no term, always fit.
    pub terms: Vec<String>,
    pub min_severity: Severity,
    /// Patterns over outlets.
    pub outlets: Vec<String>,
    pub tiers: Vec<Tier>,
}

/// What findings of one alert have in common, beside receiver and route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    Article,
    Term,
    Outlet,
    Kind,
}

/// Hours of a day in which nothing below `except` is told; held until they end.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietHours {
    pub start: Time,
    /// Earlier than `start`: the next morning.
    pub end: Time,
    pub zone: TimeZone,
    /// This severity and above is told all the same.
    pub except: Severity,
}

/// One route of the config file. All routes are asked, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Unique among the routes.
    pub name: String,
    pub matching: Matching,
    /// Names of receivers.
    pub to: Vec<String>,
    pub group_by: Vec<GroupBy>,
    /// How long a new group waits for company.
    pub group_wait: SignedDuration,
    /// How long after one alert of a group the next may follow.
    pub group_interval: SignedDuration,
    /// How long the same said again of the same article stays unsaid.
    pub repeat_interval: SignedDuration,
    /// Collected and sent at these times, instead of at once.
    pub digest: Option<Schedule>,
    pub quiet_hours: Option<QuietHours>,
}

impl Route {
    pub fn is_digest(&self) -> bool {
        self.digest.is_some()
    }

    /// Everything that is not quiet, by article, almost at once: what holds without any route.
    pub fn to_all(name: &str, receivers: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            matching: Matching::default(),
            to: receivers,
            group_by: vec![GroupBy::Article],
            group_wait: SignedDuration::from_secs(30),
            group_interval: SignedDuration::from_mins(5),
            repeat_interval: SignedDuration::from_hours(24),
            digest: None,
            quiet_hours: None,
        }
    }
}

/// Why an item goes to a receiver, or not. Stored with the finding; `why` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    Routed,
    /// No route asks for it.
    NoRoute,
    /// The routes that fit ask for graver ones.
    BelowSeverity,
    /// Its kind is told only to routes that name it.
    QuietKind,
    /// Seen on the first pass over a feed or watch: part of one summary.
    Baseline,
    /// A new extractor or watch file found it, not new coverage.
    Technical,
    Silenced {
        silence: String,
    },
    /// A shift of the whole coverage says it already.
    Inhibited {
        by: String,
    },
    /// The same was told of the same article a short while ago.
    Repeated {
        at: Timestamp,
    },
    /// An earlier route told this receiver.
    AlreadyRouted {
        route: String,
    },
    /// The receiver is what the incident is about.
    AboutItself,
    /// The receiver answered that it is gone.
    ReceiverDisabled,
}

impl Reason {
    /// The stable word for the store, logs and listings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Routed => "routed",
            Self::NoRoute => "no_route",
            Self::BelowSeverity => "below_severity",
            Self::QuietKind => "quiet_kind",
            Self::Baseline => "baseline",
            Self::Technical => "technical",
            Self::Silenced { .. } => "silenced",
            Self::Inhibited { .. } => "inhibited",
            Self::Repeated { .. } => "repeated",
            Self::AlreadyRouted { .. } => "already_routed",
            Self::AboutItself => "about_itself",
            Self::ReceiverDisabled => "receiver_disabled",
        }
    }
}

impl Reason {
    /// The same for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Routed => "a route asks for it".to_owned(),
            Self::NoRoute => "no route asks for it".to_owned(),
            Self::BelowSeverity => "the routes that fit ask for graver findings".to_owned(),
            Self::QuietKind => "its kind is told only to routes that name it".to_owned(),
            Self::Baseline => "it was there on the first pass: part of one summary".to_owned(),
            Self::Technical => "the text was read anew, the coverage did not change".to_owned(),
            Self::Silenced { silence } => format!("silence {silence} covers it"),
            Self::Inhibited { by } => format!("the shift of the coverage {by} says it already"),
            Self::Repeated { at } => format!("the same was told of this article at {at}"),
            Self::AlreadyRouted { route } => format!("route {route} tells this receiver already"),
            Self::AboutItself => "the receiver is what the incident is about".to_owned(),
            Self::ReceiverDisabled => "the receiver answered that it is gone".to_owned(),
        }
    }
}

/// One decision about one item. Without a route or receiver it holds for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub item: String,
    pub route: Option<String>,
    pub receiver: Option<String>,
    #[serde(flatten)]
    pub reason: Reason,
}

/// A recent shift of the coverage, which explains what single outlets then do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    pub finding: String,
    pub term: String,
    pub from: Option<String>,
    pub to: String,
    pub at: Timestamp,
}

impl Shift {
    /// The shift a finding is, if it is one.
    pub fn of(item: &AlertItem) -> Option<Self> {
        let to = item.to.as_ref().filter(|_| item.kind == "consensus_shift")?;
        Some(Self {
            finding: item.id.clone(),
            term: item.term.clone(),
            from: item.from.as_ref().map(|side| side.value.clone()),
            to: to.value.clone(),
            at: item.observed,
        })
    }

    /// A single outlet moving the way the coverage moved says nothing new. One that still holds the
    /// old value does.
    fn explains(&self, item: &AlertItem) -> bool {
        let follows =
            matches!(item.kind.as_str(), "changed" | "first_seen" | "added" | "contradicts");
        let near = between(self.at, item.observed).abs() <= SHIFT_EXPLAINS;
        follows
            && near
            && item.term == self.term
            && item.to.as_ref().is_some_and(|side| side.value == self.to)
    }
}

/// How long before and after a shift single outlets are taken to be part of it.
const SHIFT_EXPLAINS: SignedDuration = SignedDuration::from_hours(24);

/// What routing looks at beside the item.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    pub routes: &'a [Route],
    pub silences: &'a [Silence],
    pub shifts: &'a [Shift],
    /// Receivers that said they are gone.
    pub disabled: &'a [String],
    /// By route, when its next digest is due.
    pub digests: &'a [(String, Timestamp)],
}

/// Who is told about `item`, and why the others are not: at least one decision, and at most one
/// `Routed` for a receiver's immediate alerts and one for its digest.
pub fn route(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Vec<Decision> {
    let decision = |route: Option<&Route>, receiver: Option<&String>, reason| Decision {
        item: item.id.clone(),
        route: route.map(|route| route.name.clone()),
        receiver: receiver.cloned(),
        reason,
    };
    if let Some(reason) = quiet_for_all(item, context, now) {
        return vec![decision(None, None, reason)];
    }
    let mut told: Vec<(&String, &Route)> = Vec::new();
    let mut decisions = Vec::new();
    let mut nearest = Reason::NoRoute;
    for candidate in context.routes {
        if let Err(miss) = fits(item, &candidate.matching) {
            nearest = nearer(nearest, miss);
            continue;
        }
        for receiver in &candidate.to {
            let reason = for_receiver(item, context, (receiver, candidate), &told);
            if reason == Reason::Routed {
                told.push((receiver, candidate));
            }
            decisions.push(decision(Some(candidate), Some(receiver), reason));
        }
    }
    if decisions.is_empty() {
        decisions.push(decision(None, None, nearest));
    }
    decisions
}

/// What keeps an item from everybody.
fn quiet_for_all(item: &AlertItem, context: &Context<'_>, now: Timestamp) -> Option<Reason> {
    if item.has_flag("technical") {
        return Some(Reason::Technical);
    }
    if item.has_flag("baseline") && item.kind != "baseline" {
        return Some(Reason::Baseline);
    }
    if let Some(silence) = context.silences.iter().find(|silence| silence.covers(item, now)) {
        return Some(Reason::Silenced { silence: silence.id.clone() });
    }
    let shift = context.shifts.iter().find(|shift| shift.explains(item))?;
    Some(Reason::Inhibited { by: shift.finding.clone() })
}

fn for_receiver(
    item: &AlertItem,
    context: &Context<'_>,
    (receiver, route): (&String, &Route),
    told: &[(&String, &Route)],
) -> Reason {
    if item.about_receiver.as_ref() == Some(receiver) {
        return Reason::AboutItself;
    }
    if context.disabled.contains(receiver) {
        return Reason::ReceiverDisabled;
    }
    let same = |(name, earlier): &&(&String, &Route)| {
        *name == receiver && earlier.is_digest() == route.is_digest()
    };
    match told.iter().find(same) {
        Some((_, earlier)) => Reason::AlreadyRouted { route: earlier.name.clone() },
        None => Reason::Routed,
    }
}

/// Whether a route asks for the item, or what it misses by.
fn fits(item: &AlertItem, matching: &Matching) -> Result<(), Reason> {
    let named = !matching.findings.is_empty();
    let kind = item.kinds().any(|kind| matches_any(&matching.findings, kind));
    let term = item.term.is_empty() || matches_any(&matching.terms, &item.term);
    let outlet = matches_any(&matching.outlets, &item.outlet);
    let tier =
        matching.tiers.is_empty() || item.tier.is_some_and(|tier| matching.tiers.contains(&tier));
    if !(kind && term && outlet && tier) {
        return Err(Reason::NoRoute);
    }
    if !named && item.kinds().all(|kind| QUIET_KINDS.contains(&kind)) {
        return Err(Reason::QuietKind);
    }
    if item.severity < matching.min_severity { Err(Reason::BelowSeverity) } else { Ok(()) }
}

/// The more telling of two misses.
fn nearer(a: Reason, b: Reason) -> Reason {
    let rank = |reason: &Reason| match reason.as_str() {
        "below_severity" => 2,
        "quiet_kind" => 1,
        _ => 0,
    };
    if rank(&b) > rank(&a) { b } else { a }
}
