//! Where bytes from outside are read: pages and feed documents that nobody vouches for. The daemon
//! has a helper process do it, so that no page can stall or end the daemon; a command that a person
//! watches does it itself. Both read the same way.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tracing::{error, warn};
use url::Url;

use crate::article::{Extraction, Overrides, Page, Refusal, extract_with};
use crate::base::Timestamp;
use crate::feed::model::{NotAFeed, ParsedFeed};
use crate::feed::parse::{FeedInput, parse};
use crate::io::child::{Breach, Helpers, Limits};

/// What a helper may use for one document. Both at once, and the daemon, fit
/// into the memory the service is given.
pub const LIMITS: Limits =
    Limits { time: Duration::from_secs(6), memory: 256 << 20, at_once: 2, questions: 1000 };
/// How long a helper reads a page before it gives up by itself.
const READ_TIME: Duration = Duration::from_secs(2);
/// A document that ended a helper is tried on a fresh one: the helper may have been to blame.
const TRIES: usize = 2;

/// What is asked of a document's bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    Page {
        content_type: Option<String>,
        url: Url,
        now: Timestamp,
        overrides: Overrides,
        /// Milliseconds after which the reading may give up.
        patience: u64,
    },
    Feed {
        content_type: Option<String>,
        url: Url,
        now: Timestamp,
    },
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Page(Result<Box<Extraction>, Refusal>),
    Feed(Result<Box<ParsedFeed>, NotAFeed>),
}

/// Reads a document. `expired` says whether its time is up.
pub fn answer(question: &Question, bytes: &[u8], expired: &dyn Fn() -> bool) -> Answer {
    match question {
        Question::Page { content_type, url, now, overrides, .. } => {
            let page = Page { bytes, content_type: content_type.as_deref(), url, now: *now };
            Answer::Page(extract_with(&page, overrides, expired).map(Box::new))
        }
        Question::Feed { content_type, url, now } => {
            let input = FeedInput { bytes, content_type: content_type.as_deref(), url, now: *now };
            Answer::Feed(parse(&input).map(Box::new))
        }
    }
}

/// Who reads.
#[derive(Clone, Debug, Default)]
pub enum Reader {
    /// This process, off its async threads.
    #[default]
    Here,
    /// Processes of their own, which may fail as they like.
    Apart(Arc<Helpers>),
}

impl Reader {
    /// Reads a document; `expired` counts only for a reading in this process.
    pub(super) async fn read(
        &self,
        question: Question,
        bytes: Arc<Vec<u8>>,
        expired: impl Fn() -> bool + Send + 'static,
    ) -> Answer {
        if let Self::Apart(helpers) = self
            && let Some(answer) = ask(helpers, &question, &bytes).await
        {
            return answer;
        }
        let refused = refusal(&question, "reading it broke off");
        let work = tokio::task::spawn_blocking(move || answer(&question, &bytes, &expired));
        // A panic while a document is read is that document's failure, not the daemon's.
        work.await.unwrap_or(refused)
    }
}

/// `None`: there is no helper to be had, which is no fault of the document's.
async fn ask(helpers: &Helpers, question: &Question, bytes: &[u8]) -> Option<Answer> {
    let head = serde_json::to_string(question).ok()?;
    let mut last = String::new();
    for _ in 0..TRIES {
        match helpers.ask(&head, bytes).await {
            Ok(answer) => match serde_json::from_slice(&answer) {
                Ok(answer) => return Some(answer),
                Err(unreadable) => last = unreadable.to_string(),
            },
            Err(breach @ Breach::NotStarted(_)) => {
                error!(error = %breach, "no helper process; pages are read without one");
                return None;
            }
            Err(breach) => {
                warn!(error = %breach, "a helper was ended while it read a document");
                last = breach.to_string();
            }
        }
    }
    Some(refusal(question, &last))
}

fn refusal(question: &Question, why: &str) -> Answer {
    match question {
        Question::Page { .. } => Answer::Page(Err(Refusal::Hostile(why.to_owned()))),
        Question::Feed { .. } => Answer::Feed(Err(NotAFeed::Hostile(why.to_owned()))),
    }
}

/// The patience a helper is asked to have, in milliseconds.
pub(super) fn patience() -> u64 {
    u64::try_from(READ_TIME.as_millis()).unwrap_or(u64::MAX)
}
