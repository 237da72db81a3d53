//! The routes of the config file: what they ask for, and how they want it told. They decide nothing.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::model::Severity;
use crate::base::time::SignedDuration;
use crate::feed::model::Tier;
use crate::feed::schedule::Schedule;

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
