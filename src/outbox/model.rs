//! A message on its way, what an attempt came to, and the verdict on it.

use serde::{Deserialize, Serialize};

use crate::alert::Payload;
use crate::base::Timestamp;

/// One attempt's worth of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `msg_` and hex: the idempotency key. The same on every attempt, so a receiver can drop
    /// repeats.
    pub id: String,
    pub payload: Payload,
    /// 1 for the first.
    pub attempt: u32,
    /// When this attempt starts; signatures cover it.
    pub at: Timestamp,
}

/// What one attempt came to, before any judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Written where the receiver reads; there was no server to answer.
    Written,
    /// An HTTP answer. `detail` is the start of its body, cleaned, for people only.
    Answered { status: u16, retry_after: Option<String>, detail: String },
    /// An SMTP answer.
    Smtp { code: u16, detail: String },
    /// No answer; `kind` is `FetchError::kind`'s word.
    Failed { kind: String, detail: String },
    /// It cannot be tried with these settings: a bad key, a URL that is none, no such receiver.
    Misconfigured { detail: String },
}

/// Why a verdict is what it is. Stored with the attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    Accepted,
    /// 408, 425.
    ReceiverTimeout,
    /// 429.
    RateLimited,
    /// 5xx, or a final answer no HTTP server should give.
    ReceiverFailing,
    /// SMTP 4xx.
    MailDeferred,
    NoAnswer {
        kind: String,
    },
    /// 3xx: a receiver's address is the operator's word, so it is not followed.
    Redirected,
    /// 410: it asks never to be called again.
    Gone,
    /// 4xx or SMTP 5xx: the same message will never be taken.
    Rejected,
    Misconfigured,
    /// Still failing when the window ended; `last` is the reason of the last attempt.
    WindowOver {
        last: Box<Reason>,
    },
}

impl Reason {
    /// The stable word for logs, metrics and listings.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::ReceiverTimeout => "receiver_timeout",
            Self::RateLimited => "rate_limited",
            Self::ReceiverFailing => "receiver_failing",
            Self::MailDeferred => "mail_deferred",
            Self::NoAnswer { .. } => "no_answer",
            Self::Redirected => "redirected",
            Self::Gone => "gone",
            Self::Rejected => "rejected",
            Self::Misconfigured => "misconfigured",
            Self::WindowOver { .. } => "window_over",
        }
    }

    /// The receiver itself is done for, not only this message.
    pub fn disables_receiver(&self) -> bool {
        *self == Self::Gone
    }
}

/// What happens to the delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Sent,
    RetryAt(Timestamp, Reason),
    Dead(Reason),
}
