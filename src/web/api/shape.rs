//! Stored rows as the API shows them: by field, so that a new column does not leak by itself.

use serde_json::{Value, json};

use super::super::finding::Case;
use crate::store::pages::inbox::FindingLine;
use crate::store::record::{ArticleRow, FeedRow, ObservationRow, tier_name};
use crate::store::review::IncidentRow;

pub(super) fn finding_line(line: &FindingLine) -> Value {
    let row = &line.finding;
    json!({
        "id": row.id,
        "kind": row.kind,
        "term": row.term,
        "severity": row.severity,
        "outlet": row.outlet,
        "article": row.article_id,
        "version": row.snapshot_id,
        "at": row.at,
        "headline": row.headline,
        "verdict": line.verdict,
    })
}

pub(super) fn case(case: &Case) -> Value {
    let decision = |row: &crate::store::review::DecisionRow| json!({ "receiver": row.receiver, "reason": row.reason, "at": row.at });
    json!({
        "finding": case.finding,
        "verdict": case.line.verdict,
        "verdicts": case.verdicts,
        "context": { "from": case.from, "to": case.to, "prevailing": case.prevailing },
        "decisions": case.decisions.iter().map(decision).collect::<Vec<_>>(),
        "alerts": case.told,
        "evidence": case.version.as_ref().map(|version| json!({
            "version": version.id,
            "seq": version.seq,
            "raw_hash": version.raw_hash,
            "text_hash": version.text_hash,
            "extractor": version.extractor,
            "url": version.url,
            "observed_at": version.observed_at,
            "http_status": case.fetch.as_ref().and_then(|fetch| fetch.http_status),
        })),
        "newer": case.newer,
        "older": case.older,
    })
}

pub(super) fn article(row: &ArticleRow) -> Value {
    json!({
        "id": row.id,
        "url": row.url,
        "outlet": row.outlet,
        "tier": tier_name(row.tier),
        "title": row.title,
        "state": row.last_state,
        "reason": row.last_reason,
        "versions": row.versions,
        "family": row.family,
        "published_at": row.published_at,
        "first_seen_at": row.first_seen_at,
        "last_visit_at": row.last_visit_at,
        "last_ok_at": row.last_ok_at,
        "last_change_at": row.last_change_at,
        "next_visit_at": row.next_visit_at,
    })
}

pub(super) fn observation(row: &ObservationRow) -> Value {
    json!({
        "at": row.at,
        "state": row.state,
        "reason": row.reason,
        "http_status": row.http_status,
        "url": row.url,
        "bytes": row.bytes,
    })
}

pub(super) fn feed(row: &FeedRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "url": row.url,
        "outlet": row.outlet,
        "tier": tier_name(row.tier),
        "state": row.last_state,
        "reason": row.last_reason,
        "last_poll_at": row.last_poll_at,
        "last_ok_at": row.last_ok_at,
        "next_poll_at": row.next_poll_at,
    })
}

pub(super) fn incident(row: &IncidentRow) -> Value {
    json!({
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "detail": row.detail,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
    })
}
