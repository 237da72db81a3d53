//! When an article or an outlet was not seen, from the observations made of it. Says since when and
//! until when, and why; it never asks why nobody looked.

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, between};
use crate::feed::model::ObservationState;

/// One attempt to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    pub state: ObservationState,
}

impl Look {
    fn saw(self) -> bool {
        matches!(self.state, ObservationState::Ok | ObservationState::NotModified)
    }
}

/// Why there is a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blindness {
    /// It was looked at, and not seen.
    Failed,
    /// Nobody looked for longer than is usual.
    NotLooked,
}

/// It was not seen between two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last sight before it; `None`: it had never been seen.
    pub from: Option<Timestamp>,
    /// The first sight after it; `None`: it has not been seen since.
    pub until: Option<Timestamp>,
    pub why: Blindness,
    /// What the attempts in between came to, in order, each state once.
    pub states: Vec<ObservationState>,
    pub looks: u32,
}

impl Gap {
    /// Does it cover this moment? At its ends it was seen.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from < at) && self.until.is_none_or(|until| at < until)
    }
}

/// The gaps in looks that are in order of time, up to `now`. `usual` is how long a pause between two
/// looks may be, where pauses say anything at all.
pub fn gaps(looks: &[Look], usual: Option<SignedDuration>, now: Timestamp) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut seen: Option<Timestamp> = None;
    let mut failed: Vec<Look> = Vec::new();
    let mut last: Option<Timestamp> = None;
    let paused = |last: Option<Timestamp>, at: Timestamp| {
        usual.zip(last).is_some_and(|(usual, last)| between(last, at) > usual)
    };
    for look in looks {
        if look.saw() {
            if !failed.is_empty() || paused(last, look.at) {
                found.push(gap(seen, Some(look.at), &failed));
            }
            failed.clear();
            seen = Some(look.at);
        } else {
            failed.push(*look);
        }
        last = Some(look.at);
    }
    if !failed.is_empty() || paused(last, now) {
        found.push(gap(seen, None, &failed));
    }
    found
}

fn gap(from: Option<Timestamp>, until: Option<Timestamp>, failed: &[Look]) -> Gap {
    let mut states = Vec::new();
    for look in failed {
        if !states.contains(&look.state) {
            states.push(look.state);
        }
    }
    let why = if failed.is_empty() { Blindness::NotLooked } else { Blindness::Failed };
    let looks = u32::try_from(failed.len()).unwrap_or(u32::MAX);
    Gap { from, until, why, states, looks }
}
