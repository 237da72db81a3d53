//! Silences: what a person asked not to hear of, for how long, and why.

use serde::{Deserialize, Serialize};

use super::glob;
use super::model::AlertItem;
use crate::base::Timestamp;

/// Every field that is set must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    pub id: String,
    /// A pattern over term ids.
    pub term: Option<String>,
    /// Only while the finding is about this value: "until the value changes".
    pub value: Option<String>,
    /// A pattern over outlets.
    pub outlet: Option<String>,
    /// A pattern over kinds of finding; what is of several kinds is covered when all are.
    pub kind: Option<String>,
    pub author: String,
    pub reason: String,
    pub created_at: Timestamp,
    /// `None` holds until it is lifted.
    pub expires_at: Option<Timestamp>,
}

impl Silence {
    /// Whether it keeps this item quiet at `now`. A silence without any field matches nothing: it
    /// would be a mistake that makes blind.
    pub fn covers(&self, item: &AlertItem, now: Timestamp) -> bool {
        let open = self.expires_at.is_none_or(|end| now < end);
        let fits = |pattern: &Option<String>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| glob::matches(pattern, text))
        };
        let says_something =
            [&self.term, &self.value, &self.outlet, &self.kind].into_iter().any(Option::is_some);
        open && says_something
            && fits(&self.term, &item.term)
            && fits(&self.outlet, &item.outlet)
            && item.kinds().all(|kind| fits(&self.kind, kind))
            && self.value.as_ref().is_none_or(|value| item.value() == Some(value.as_str()))
    }
}
