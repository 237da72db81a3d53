//! What makes a feed blind: signals to open an incident once and to close it once.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Several polls in a row failed.
    Failing,
    /// The feed said 410 and is not polled any more.
    Gone,
    /// It answers, but nothing new has come for much longer than usual.
    Silent,
    /// Nothing in the document was known from the poll before: entries may have been missed.
    MissedWindow,
    /// The server said "not modified" although there was something new.
    LyingServer,
    /// It has moved to where another feed already is, and rests beside it.
    Merged,
}

impl IncidentKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Silent => "silent",
            Self::MissedWindow => "missed_window",
            Self::LyingServer => "lying_server",
            Self::Merged => "merged",
        }
    }
}

/// An incident opens or closes with this poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentSignal {
    pub kind: IncidentKind,
    pub open: bool,
    pub detail: String,
}
