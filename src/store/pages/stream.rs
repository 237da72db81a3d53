//! Everything that happened, in one stream: findings, incidents, deliveries, observations.

use serde::Serialize;

use crate::base::Timestamp;
use crate::store::batch::{Row, stmt};
use crate::store::review::beyond;
use crate::store::{Result, Store};

/// What a line of the stream tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Finding,
    Incident,
    Delivery,
    Observation,
}

impl Event {
    pub const ALL: [Self; 4] = [Self::Finding, Self::Incident, Self::Delivery, Self::Observation];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Incident => "incident",
            Self::Delivery => "delivery",
            Self::Observation => "observation",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }

    /// Its rows as (at, id, kind, subject, text, key), newest first from `$1` on, at most `$3`: at
    /// the moment itself only those whose key comes after `$2`.
    fn sql(self) -> &'static str {
        match self {
            Self::Finding => {
                "select at, id, kind, severity, headline, id from finding
                  where at <= $1 and (at < $1 or id > $2) order by at desc, id limit $3"
            }
            Self::Incident => {
                "select opened_at, id, kind, case when closed_at is null then 'open'
                        else 'closed' end, subject || ': ' || detail, id
                   from incident where opened_at <= $1 and (opened_at < $1 or id > $2)
                  order by opened_at desc, id limit $3"
            }
            Self::Delivery => {
                "select d.created_at, d.id, d.state, d.receiver, a.subject, d.id
                   from delivery d join alert a on a.id = d.alert_id
                  where d.created_at <= $1 and (d.created_at < $1 or d.id > $2)
                  order by d.created_at desc, d.id limit $3"
            }
            Self::Observation => {
                "select at, subject, state, reason, url, id from observation
                  where at <= $1 and (at < $1 or id > $2) order by at desc, id limit $3"
            }
        }
    }
}

/// One line of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreamLine {
    pub at: Timestamp,
    pub event: Event,
    /// Of the finding, incident or delivery; of the feed or article an observation is of.
    pub id: String,
    /// The finding's or incident's kind, the delivery's or observation's state.
    pub kind: String,
    /// Severity, open or closed, receiver, or the observation's reason.
    pub note: String,
    pub text: String,
    /// Its row's own id: what tells lines of one moment apart.
    #[serde(skip)]
    pub key: String,
}

impl StreamLine {
    /// Where the list goes on after it. Events of one moment are told apart by their order, too.
    pub fn place(&self) -> (Timestamp, String) {
        (self.at, format!("{}.{}", self.event.as_str(), self.key))
    }
}

impl Store {
    /// The newest lines after a place in the list, of these events.
    pub async fn stream(
        &self,
        events: &[Event],
        (at, place): &(Timestamp, String),
        limit: usize,
    ) -> Result<Vec<StreamLine>> {
        let (last, key) = place.split_once('.').unwrap_or_default();
        let last = Event::parse(last);
        let mut lines = Vec::new();
        for event in events {
            // Of that moment, events before the last one were all listed, those after it none.
            let after = match last {
                Some(last) if *event < last => beyond(""),
                Some(last) if *event == last => key.to_owned(),
                Some(_) => String::new(),
                None => beyond(""),
            };
            let rows = self.read(stmt!(event.sql(), *at, after, limit)).await?;
            lines.extend(rows.iter().map(|row| line(*event, row)));
        }
        lines.sort_by(|a, b| b.at.cmp(&a.at).then(a.event.cmp(&b.event)).then(a.key.cmp(&b.key)));
        lines.truncate(limit);
        Ok(lines)
    }
}

fn line(event: Event, row: &Row) -> StreamLine {
    StreamLine {
        at: row.time(0),
        event,
        id: row.text(1),
        kind: row.text(2),
        note: row.text(3),
        text: row.text(4),
        key: row.text(5),
    }
}
