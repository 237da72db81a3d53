//! Why an item is told or not, in stable words and in sentences. Nothing is dropped without one.

use serde::{Deserialize, Serialize};

use super::wording;
use crate::base::Timestamp;

/// Why an item goes to a receiver, or not. Stored with the finding; `why` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    Routed,
    /// Routed though a shift of the whole coverage says it too: a primary source did it, and what
    /// it does to its own words is news by itself, also when the coverage follows.
    PrimarySource {
        shift: String,
    },
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
            Self::PrimarySource { .. } => "primary_source",
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

    /// It is on its way to the receiver.
    pub fn is_routed(&self) -> bool {
        matches!(self, Self::Routed | Self::PrimarySource { .. })
    }

    /// The same for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Routed => "a route asks for it".to_owned(),
            Self::PrimarySource { shift } => format!(
                "a primary source did it: told although the shift of the coverage {shift} follows it"
            ),
            Self::NoRoute => "no route asks for it".to_owned(),
            Self::BelowSeverity => "the routes that fit ask for graver findings".to_owned(),
            Self::QuietKind => "its kind is told only to routes that name it".to_owned(),
            Self::Baseline => "it was there on the first pass: part of one summary".to_owned(),
            Self::Technical => "the text was read anew, the coverage did not change".to_owned(),
            Self::Silenced { silence } => format!("silence {silence} covers it"),
            Self::Inhibited { by } => format!("the shift of the coverage {by} says it already"),
            Self::Repeated { at } => {
                format!("the same was told of this article at {}", wording::time(*at))
            }
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
