//! What an alert holds: findings as facts to show, owned and serialisable, so that a group can
//! wait in the store. No wording here, and nothing of any receiver's format.

use serde::{Deserialize, Serialize};

use crate::base::{Timestamp, id};
use crate::claim::model::Status;
use crate::feed::model::Tier;
pub use crate::ledger::model::Severity;

/// One side of a finding: who holds which value, in which words, where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub value: String,
    pub status: Status,
    /// The sentence, verbatim.
    pub quote: String,
    pub outlet: String,
    pub url: String,
    pub article_id: String,
    pub snapshot_id: String,
    /// Who is quoted or cited as saying it.
    pub by: Option<String>,
    pub published: Option<Timestamp>,
    pub observed: Timestamp,
}

/// Who holds one value now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    pub value: String,
    /// Independent families of articles, copies counted once.
    pub families: u32,
    pub outlets: Vec<String>,
    /// A primary source states it.
    pub primary: bool,
}

/// Where a reader goes from the alert.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    pub review: Option<String>,
    pub article: Option<String>,
    /// A command line that silences this.
    pub silence: Option<String>,
}

/// One finding, or one incident (then without a term), as an alert shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertItem {
    /// The finding's id.
    pub id: String,
    /// The finding's kind: `first_seen`, `changed`, `contradicts`, `incident_opened` ...
    pub kind: String,
    /// What else it is: an edit that also contradicts the coverage is one finding. A route asks for
    /// it by any of these, a silence covers it only by all of them.
    #[serde(default)]
    pub also: Vec<String>,
    /// One line over it, as whoever found it words it: kind, term, values, outlet.
    pub headline: String,
    /// The term's id in the watch file; empty for incidents.
    pub term: String,
    pub term_label: String,
    pub severity: Severity,
    pub tier: Option<Tier>,
    pub article_id: String,
    pub outlet: String,
    pub title: String,
    /// What stood before, or what the coverage holds.
    pub from: Option<Statement>,
    /// What stands now, or what this article holds against it.
    pub to: Option<Statement>,
    pub support: Vec<Support>,
    /// A sentence about the finding, where the two sides do not say it all.
    pub detail: String,
    /// `stealth`, `baseline`, `technical`, `sample` ...
    pub flags: Vec<String>,
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub observed: Timestamp,
    pub links: Links,
    /// The receiver an incident is about: it is told through the others.
    pub about_receiver: Option<String>,
}

impl AlertItem {
    pub fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// `kind` and all of `also`.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.kind.as_str()).chain(self.also.iter().map(String::as_str))
    }

    /// The same for two findings that say the same of the same article, whatever its version.
    pub fn dedupe_key(&self) -> String {
        let value = |side: &Option<Statement>| side.as_ref().map_or("", |s| &s.value).to_owned();
        let (from, to) = (value(&self.from), value(&self.to));
        id::make("same", &[&self.kind, &self.term, &from, &to, &self.article_id, &self.detail])
    }

    /// The value the finding is about.
    pub fn value(&self) -> Option<&str> {
        self.to.as_ref().or(self.from.as_ref()).map(|side| side.value.as_str())
    }
}

/// What an alert is: findings as they come, a collection at a set time, or what a limit held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    #[default]
    Findings,
    Digest,
    /// Findings that a rate limit held back, in one.
    Held,
    /// Findings that quiet hours held back, in one.
    Quiet,
}

/// One message to one receiver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Made from the group and its findings: the same again after a crash.
    pub id: String,
    pub receiver: String,
    pub route: String,
    pub group_key: String,
    pub form: Form,
    /// The gravest first. Empty only in a digest.
    pub items: Vec<AlertItem>,
    /// Lines of a digest about the watching itself: how many outlets could be seen.
    pub notes: Vec<String>,
    pub at: Timestamp,
}

impl Alert {
    /// The gravest severity of its items.
    pub fn severity(&self) -> Severity {
        self.items.iter().map(|item| item.severity).max().unwrap_or(Severity::Low)
    }

    /// The idempotency key of its delivery.
    pub fn message_id(&self) -> String {
        id::make("msg", &[&self.id])
    }
}
