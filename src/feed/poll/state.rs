//! What is remembered of a feed between two polls, and the policy by which it is polled.

use serde::{Deserialize, Serialize};
use url::Url;

use super::incident::{IncidentKind, IncidentSignal};
use crate::base::http::Headers;
use crate::base::time::SignedDuration;
use crate::base::{Timestamp, time};
use crate::feed::model::{Hints, Tier};
use crate::feed::schedule::Schedule;

/// Days over which arrivals are counted.
pub(super) const DAYS_COUNTED: i64 = 14;
const DAY: i64 = 86_400;

/// `ETag` and Last-Modified as the server gave them, sent back byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Validators {
    pub fn of(headers: &Headers) -> Self {
        let value = |name: &str| headers.get(name).filter(|v| !v.is_empty()).map(str::to_owned);
        Self { etag: value("etag"), last_modified: value("last-modified") }
    }

    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A permanent redirect that has been seen, but not often enough to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub to: Url,
    pub sightings: u32,
}

/// Everything remembered of a feed. Kept by the store as one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedState {
    /// As configured; when the configuration changes, what was learnt about the old one is void.
    pub configured_url: Url,
    /// Where it is fetched: the configured URL, or where that has moved for good.
    pub url: Url,
    #[serde(default)]
    pub validators: Validators,
    /// Of the last body that was understood completely.
    #[serde(default)]
    pub body_hash: Option<String>,
    #[serde(default)]
    pub moved: Option<Moved>,
    /// Failed polls since the last good one.
    #[serde(default)]
    pub failures: u32,
    #[serde(default)]
    pub baseline_at: Option<Timestamp>,
    #[serde(default)]
    pub last_polled_at: Option<Timestamp>,
    #[serde(default)]
    pub last_ok_at: Option<Timestamp>,
    #[serde(default)]
    pub last_new_at: Option<Timestamp>,
    /// The last complete body that was asked for without conditions.
    #[serde(default)]
    pub last_audit_at: Option<Timestamp>,
    /// Until then this server's "not modified" is not believed.
    #[serde(default)]
    pub distrusted_until: Option<Timestamp>,
    /// The feed said 410: not polled until a person resumes it.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
    /// The feed that is polled at this one's address instead of it.
    #[serde(default)]
    pub merged_into: Option<String>,
    /// New entries by day since the epoch, for the last 14 days.
    #[serde(default)]
    pub arrivals: Vec<(i64, u32)>,
    /// Smoothed time between two polls that brought something new, in seconds.
    #[serde(default)]
    pub usual_gap_seconds: Option<i64>,
    /// Below 1 after a possible missed window: polls come closer.
    #[serde(default = "one")]
    pub pace_factor: f64,
    /// Entries in the last complete document.
    #[serde(default)]
    pub last_entries: usize,
    /// What the last document said about its pace; a 304 repeats it.
    #[serde(default)]
    pub hints: Hints,
    #[serde(default)]
    pub open_incidents: Vec<IncidentKind>,
}

fn one() -> f64 {
    1.0
}

impl FeedState {
    /// A feed that has never been polled.
    pub fn new(url: Url) -> Self {
        Self {
            configured_url: url.clone(),
            url,
            validators: Validators::default(),
            body_hash: None,
            moved: None,
            failures: 0,
            baseline_at: None,
            last_polled_at: None,
            last_ok_at: None,
            last_new_at: None,
            last_audit_at: None,
            distrusted_until: None,
            gone_at: None,
            merged_into: None,
            arrivals: Vec::new(),
            usual_gap_seconds: None,
            pace_factor: one(),
            last_entries: 0,
            hints: Hints::default(),
            open_incidents: Vec::new(),
        }
    }

    /// The state under the URL that is configured now. A changed URL keeps the history of the feed
    /// and drops what belongs to the old address.
    #[must_use]
    pub fn configured(mut self, url: &Url) -> Self {
        if self.configured_url != *url {
            self.configured_url = url.clone();
            self.move_to(url.clone());
            self.gone_at = None;
            self.failures = 0;
        }
        self
    }

    /// Polls a gone feed again.
    #[must_use]
    pub fn resumed(mut self) -> Self {
        self.gone_at = None;
        self.merged_into = None;
        self.failures = 0;
        self
    }

    pub(super) fn move_to(&mut self, url: Url) {
        self.url = url;
        self.validators = Validators::default();
        self.body_hash = None;
        self.moved = None;
        self.distrusted_until = None;
    }

    /// Counts what arrived now. The first reading is history, not arrivals.
    pub(super) fn count_arrivals(&mut self, new: usize, now: Timestamp) {
        let today = now.as_second().div_euclid(DAY);
        self.arrivals.retain(|(day, _)| today - day < DAYS_COUNTED && *day <= today);
        if new == 0 {
            return;
        }
        let new_entries = u32::try_from(new).unwrap_or(u32::MAX);
        match self.arrivals.last_mut() {
            Some((day, count)) if *day == today => *count = count.saturating_add(new_entries),
            _ => self.arrivals.push((today, new_entries)),
        }
        if let Some(last) = self.last_new_at {
            let gap = time::between(last, now).as_secs().max(0);
            let smoothed = self.usual_gap_seconds.map_or(gap, |usual| (usual * 4 + gap) / 5);
            self.usual_gap_seconds = Some(smoothed);
        }
        self.last_new_at = Some(now);
    }

    /// Entries per day over the last 14 days, or as long as the feed is watched. The first days
    /// count as if one entry a day were usual, until more is known.
    pub fn items_per_day(&self, now: Timestamp) -> f64 {
        let today = now.as_second().div_euclid(DAY);
        let recent = self.arrivals.iter().filter(|(day, _)| today - day < DAYS_COUNTED);
        let total: f64 = recent.map(|(_, count)| f64::from(*count)).sum();
        let watched = self.baseline_at.map_or(SignedDuration::ZERO, |at| time::between(at, now));
        let days = (watched.as_secs_f64() / 86_400.0).clamp(0.0, 14.0);
        if days >= 14.0 { total / 14.0 } else { (total + 1.0) / (days + 1.0) }
    }

    /// Sets an incident to open or closed; says so only when that is a change.
    pub(super) fn set_incident(
        &mut self,
        kind: IncidentKind,
        open: bool,
        detail: &str,
    ) -> Option<IncidentSignal> {
        if self.open_incidents.contains(&kind) == open {
            return None;
        }
        if open {
            self.open_incidents.push(kind);
        } else {
            self.open_incidents.retain(|known| *known != kind);
        }
        Some(IncidentSignal { kind, open, detail: detail.to_owned() })
    }

    /// Does it answer, but bring nothing for suspiciously long?
    pub(super) fn is_silent(&self, policy: &PollPolicy, now: Timestamp) -> bool {
        let Some(last) = self.last_new_at else { return false };
        let Some(usual) = self.usual_gap_seconds else { return false };
        let limit = (SignedDuration::from_secs(usual) * 5).max(policy.silent_after);
        time::between(last, now) > limit
    }
}

/// What of a feed's configuration decides its polling.
#[derive(Clone, Copy, Debug)]
pub struct FeedIdentity<'a> {
    pub tier: Tier,
    pub schedule: &'a Schedule,
}

/// How feeds are polled. All durations are positive.
#[derive(Clone, Debug, PartialEq)]
pub struct PollPolicy {
    /// Never two polls closer than this: adaptive schedules.
    pub floor: SignedDuration,
    /// The same for primary sources.
    pub floor_primary: SignedDuration,
    /// The same for explicit cron schedules.
    pub floor_cron: SignedDuration,
    /// No lower bound of a server and no adaptive interval goes beyond this.
    pub cap: SignedDuration,
    /// No adaptive interval of a primary source goes beyond this: what the parties say is news
    /// however long they were quiet.
    pub ceiling_primary: SignedDuration,
    /// The adaptive interval of a feed with one entry a day.
    pub adaptive_constant: SignedDuration,
    /// Back-off after failures ends here.
    pub backoff_cap: SignedDuration,
    /// No `Retry-After` is honoured beyond this.
    pub retry_after_cap: SignedDuration,
    /// Without `Retry-After`, a rate limit pauses a host for this long.
    pub rate_limit_pause: SignedDuration,
    /// Share of the interval that jitter may add.
    pub jitter: f64,
    /// Between two unconditional requests that check whether "not modified" is true.
    pub audit_every: SignedDuration,
    /// How long a server that lied is asked without conditions.
    pub distrust_for: SignedDuration,
    /// Sightings of a permanent redirect before it is believed.
    pub redirect_sightings: u32,
    /// Consecutive failures before an incident opens.
    pub failures_before_incident: u32,
    /// A feed is silent when nothing new came for five usual gaps, and at least this long.
    pub silent_after: SignedDuration,
    pub max_bytes: usize,
    pub max_redirects: u8,
}

impl Default for PollPolicy {
    fn default() -> Self {
        let minutes = SignedDuration::from_mins;
        let hours = SignedDuration::from_hours;
        Self {
            floor: minutes(60),
            floor_primary: minutes(15),
            floor_cron: minutes(5),
            cap: hours(24),
            ceiling_primary: minutes(60),
            adaptive_constant: hours(4),
            backoff_cap: hours(48),
            retry_after_cap: hours(48),
            rate_limit_pause: minutes(60),
            jitter: 0.1,
            audit_every: hours(10 * 24),
            distrust_for: hours(30 * 24),
            redirect_sightings: 3,
            failures_before_incident: 3,
            silent_after: hours(7 * 24),
            max_bytes: crate::feed::parse::MAX_BYTES,
            max_redirects: 10,
        }
    }
}

impl PollPolicy {
    /// The longest adaptive interval of this feed.
    pub fn ceiling_of(&self, feed: &FeedIdentity<'_>) -> SignedDuration {
        match feed.tier {
            Tier::Primary => self.ceiling_primary.min(self.cap),
            Tier::Press | Tier::Aggregator => self.cap,
        }
    }

    /// The shortest time between two polls of this feed.
    pub fn floor_of(&self, feed: &FeedIdentity<'_>) -> SignedDuration {
        match (feed.schedule, feed.tier) {
            (Schedule::Cron(_), _) => self.floor_cron,
            (Schedule::Adaptive, Tier::Primary) => self.floor_primary,
            (Schedule::Adaptive, Tier::Press | Tier::Aggregator) => self.floor,
        }
    }
}
