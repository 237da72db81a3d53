//! One visit, interpreted: the rows it leaves behind and the line it leaves in the log.

use tracing::{info, warn};

use super::furniture::Settled;
use super::reading::Read;
use crate::article::Refusal;
use crate::article::observe::{ArticleReport, Reason};
use crate::base::http::{FetchError, Reply};
use crate::base::time::as_stored;
use crate::base::{Timestamp, id};
use crate::feed::model::ObservationState;
use crate::store::articles::VisitCommit;
use crate::store::json::encode;
use crate::store::record::{ArticleRow, ObservationRow, SnapshotRow};
use crate::store::{Batch, Result};

/// One visit, interpreted.
pub(super) struct Seen<'a> {
    pub(super) row: &'a ArticleRow,
    pub(super) report: ArticleReport,
    pub(super) reply: std::result::Result<Reply, FetchError>,
    /// Why the page is no article.
    pub(super) refusal: Option<Refusal>,
    /// The visit before did not show the article.
    pub(super) was_failing: bool,
    /// The page without its furniture.
    pub(super) settled: Option<Settled>,
    pub(super) last: Option<Read>,
    pub(super) started: Timestamp,
    pub(super) now: Timestamp,
}

impl Seen<'_> {
    pub(super) fn commit(&self, next_allowed_at: Timestamp) -> Result<VisitCommit> {
        let state = encode(&self.report.next)?;
        let ok = matches!(self.report.state, ObservationState::Ok | ObservationState::NotModified);
        Ok(VisitCommit {
            article_id: self.row.id.clone(),
            state,
            next_visit_at: self.report.next_visit_at,
            ok,
            observation: self.observation(),
            version: None,
            pause: None,
            next_allowed_at,
            also: Batch::default(),
        })
    }

    fn observation(&self) -> ObservationRow {
        let reply = self.reply.as_ref().ok();
        ObservationRow {
            id: id::make("o", &[&self.row.id, &self.started.to_string()]),
            subject: self.row.id.clone(),
            at: self.started,
            state: self.report.state.as_str().to_owned(),
            reason: word(self.report.reason),
            http_status: reply.map(|reply| reply.status),
            url: reply.map_or_else(|| self.row.url.clone(), |reply| reply.url.to_string()),
            body_hash: reply.filter(|r| !r.body.is_empty()).map(|reply| id::hash(&reply.body)),
            bytes: reply.map_or(0, |reply| reply.body.len()),
            detail: self.trouble(),
        }
    }

    /// What went wrong, in words; empty when nothing did.
    fn trouble(&self) -> String {
        let failed = self.reply.as_ref().err().map(ToString::to_string);
        failed.or(self.refusal.as_ref().map(ToString::to_string)).unwrap_or_default()
    }

    /// The snapshot's own columns; what a reading says of it is filled in by `describe`.
    pub(super) fn snapshot(&self, reply: &Reply) -> Result<SnapshotRow> {
        let seq = self.row.versions + 1;
        let raw_hash = id::hash(&reply.body);
        Ok(SnapshotRow {
            // From content and place, so that a repeated run makes the same one.
            id: id::make("s", &[&self.row.id, &seq.to_string(), &raw_hash]),
            article_id: self.row.id.clone(),
            seq,
            observed_at: as_stored(self.now),
            url: reply.url.to_string(),
            headers: encode(&reply.headers)?,
            raw_hash,
            text_hash: String::new(),
            reading_hash: String::new(),
            extractor: String::new(),
            watch: String::new(),
            title: String::new(),
            dek: None,
            byline: None,
            parts: encode(&self.report.parts)?,
            published_at: None,
            modified_at: None,
            mark: String::new(),
            notes: String::new(),
        })
    }
}

/// A reason's stable word is its serialised form.
fn word(reason: Reason) -> String {
    let value = serde_json::to_value(reason).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn tell(seen: &Seen<'_>) {
    let (row, reason) = (seen.row, word(seen.report.reason));
    match seen.report.state {
        ObservationState::Ok | ObservationState::NotModified => {
            info!(article.id = row.id, article.url = row.url, reason, "article visited");
        }
        state @ (ObservationState::Blocked
        | ObservationState::Consent
        | ObservationState::Paywalled
        | ObservationState::Truncated
        | ObservationState::Gone
        | ObservationState::Error) => warn!(
            article.id = row.id,
            article.url = row.url,
            state = state.as_str(),
            reason,
            "article not seen; the last good version stands"
        ),
    }
}
