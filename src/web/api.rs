//! The same as the pages, as JSON under `/api/v1`; described by `openapi`. It reads only.

mod shape;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::overview::Glance;
use super::trouble::Trouble;
use super::{
    Shared, Site, article, articles, compare, finding, findings, log, search, term, terms,
};
use super::{openapi, words};
use crate::base::Timestamp;
use crate::store::StoreError;
use crate::store::pages::PAGE;
use crate::store::pages::stream::StreamLine;

/// Lines of the log in one answer, and verdicts.
const LINES: usize = 200;
const VERDICTS: usize = 1000;
/// Statements of a term's story; what is older is drawn on its page alone.
const STORY: usize = 150;

/// Trouble as JSON.
pub(super) struct Refusal(Trouble);

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self(trouble)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0.status(), Json(json!({ "error": self.0.sentence() }))).into_response()
    }
}

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/openapi.json", get(document))
        .route("/api/v1/overview", get(overview))
        .route("/api/v1/terms", get(all_terms))
        .route("/api/v1/terms/{id}", get(one_term))
        .route("/api/v1/findings", get(all_findings))
        .route("/api/v1/findings/{id}", get(one_finding))
        .route("/api/v1/articles", get(all_articles))
        .route("/api/v1/articles/{id}", get(one_article))
        .route("/api/v1/articles/{id}/compare", get(two_versions))
        .route("/api/v1/feeds", get(feeds))
        .route("/api/v1/receivers", get(receivers))
        .route("/api/v1/incidents", get(incidents))
        .route("/api/v1/log", get(stream))
        .route("/api/v1/search", get(found))
        .route("/api/v1/verdicts", get(verdicts))
        .route("/api/v1/silences", get(silences))
        .route("/api/{*rest}", get(async || Refusal(Trouble::Missing("address"))))
        .layer(axum::middleware::map_response(as_json))
}

/// What is refused before it comes to us is told as JSON, too.
async fn as_json(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let plain = kind.is_some_and(|kind| kind.starts_with("text/plain"));
    if !plain || !response.status().is_client_error() {
        return response;
    }
    let status = response.status();
    let told = axum::body::to_bytes(response.into_body(), 4096).await.unwrap_or_default();
    (status, Json(json!({ "error": String::from_utf8_lossy(&told) }))).into_response()
}

async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], openapi::DOCUMENT)
}

async fn overview(State(site): Shared) -> Answer {
    let glance = Glance::read(&site).await?;
    Ok(Json(json!({
        "watch": { "id": site.watch.id(), "label": site.watch.label() },
        "terms": glance.terms,
        "newest": glance.newest.iter().map(shape::finding_line).collect::<Vec<_>>(),
        "open_incidents": glance.incidents.iter().map(shape::incident).collect::<Vec<_>>(),
        "hidden_pages": glance.hidden,
        "totals": glance.totals,
    })))
}

async fn all_terms(State(site): Shared) -> Answer {
    Ok(Json(json!({ "items": terms::states(&site).await? })))
}

async fn one_term(State(site): Shared, Path(id): Path<String>) -> Answer {
    let topic = term::Topic::read(&site, &id).await?;
    let voices = topic
        .voices
        .iter()
        .map(|voice| json!({ "value": voice.value, "first": voice.first, "newest": voice.newest }));
    Ok(Json(json!({
        "state": topic.state,
        "statements": topic.counted,
        "story": topic.story.iter().take(STORY).collect::<Vec<_>>(),
        "voices": voices.collect::<Vec<_>>(),
        "findings": topic.findings.iter().map(shape::finding_line).collect::<Vec<_>>(),
    })))
}

async fn all_findings(State(site): Shared, Query(asked): Query<findings::Asked>) -> Answer {
    let lines = site.store.finding_page(&asked.filter(site.now(), PAGE)).await?;
    let last = lines.last().filter(|_| lines.len() == PAGE);
    let next = last.map(|line| words::cursor(line.finding.at, &line.finding.id));
    let items: Vec<Value> = lines.iter().map(shape::finding_line).collect();
    Ok(Json(json!({ "items": items, "next": next })))
}

async fn one_finding(State(site): Shared, Path(id): Path<String>) -> Answer {
    let case = finding::Case::read(&site, &id).await?;
    Ok(Json(shape::case(&case)))
}

async fn all_articles(State(site): Shared, Query(asked): Query<articles::Asked>) -> Answer {
    let rows = site.store.article_page(&asked.filter(PAGE)).await?;
    let last = rows.last().filter(|_| rows.len() == PAGE);
    let next = last.map(|row| words::cursor(row.first_seen_at, &row.id));
    let items: Vec<Value> = rows.iter().map(shape::article).collect();
    Ok(Json(json!({ "items": items, "next": next })))
}

async fn one_article(
    State(site): Shared,
    Path(id): Path<String>,
    Query(asked): Query<article::Asked>,
) -> Answer {
    let paper = article::Paper::read(&site, &id, &asked.version).await?;
    Ok(Json(json!({
        "article": shape::article(&paper.row),
        "versions": paper.versions,
        "version": paper.chosen.as_ref().map(|snapshot| snapshot.seq),
        "text": paper.kept.as_ref().map(|kept| &kept.article.text),
        "claims": paper.kept.as_ref().map(|kept| &kept.reading.claims),
        "findings": paper.findings.iter().map(shape::finding_line).collect::<Vec<_>>(),
        "observations": paper.seen.iter().map(shape::observation).collect::<Vec<_>>(),
    })))
}

async fn two_versions(
    State(site): Shared,
    Path(id): Path<String>,
    Query(asked): Query<compare::Asked>,
) -> Answer {
    let pair = compare::Pair::read(&site, &id, &asked).await?;
    let (gone, come) = pair.claims();
    let (old, new) = (&pair.from.1.article.text, &pair.to.1.article.text);
    Ok(Json(json!({
        "from": pair.from.0,
        "to": pair.to.0,
        "claims_gone": gone,
        "claims_come": come,
        "diff": crate::article::diff::diff(old, new),
    })))
}

async fn feeds(State(site): Shared) -> Answer {
    let rows = site.store.feeds().await?;
    Ok(Json(json!({ "items": rows.iter().map(shape::feed).collect::<Vec<_>>() })))
}

async fn receivers(State(site): Shared) -> Answer {
    let counts = site.store.delivery_counts().await?;
    let configured = site.receivers.iter().map(|r| json!({ "name": r.name, "kind": r.kind }));
    Ok(Json(json!({ "items": configured.collect::<Vec<_>>(), "deliveries": counts })))
}

async fn incidents(State(site): Shared) -> Answer {
    let rows = site.store.open_incidents().await?;
    Ok(Json(json!({ "items": rows.iter().map(shape::incident).collect::<Vec<_>>() })))
}

async fn stream(State(site): Shared, Query(asked): Query<log::Asked>) -> Answer {
    let lines = site.store.stream(&asked.events(), &asked.before(), LINES).await?;
    let last = lines.last().filter(|_| lines.len() == LINES);
    let next = last.map(StreamLine::place).map(|(at, key)| words::cursor(at, &key));
    Ok(Json(json!({ "items": lines, "next": next })))
}

async fn found(State(site): Shared, Query(asked): Query<search::Asked>) -> Answer {
    let hits = search::hits(&site, &asked.q).await?;
    let item = |hit: &search::Hit| json!({ "article": shape::article(&hit.article), "excerpt": hit.excerpt });
    Ok(Json(json!({ "items": hits.iter().map(item).collect::<Vec<_>>() })))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Before {
    before: String,
}

async fn verdicts(State(site): Shared, Query(asked): Query<Before>) -> Answer {
    let (at, id) = words::place(&asked.before).unwrap_or((Timestamp::MAX, String::new()));
    let rows = site.store.verdict_page((at, &id), VERDICTS).await?;
    let last = rows.last().filter(|_| rows.len() == VERDICTS);
    let next = last.map(|row| words::cursor(row.at, &row.id));
    Ok(Json(json!({ "items": rows, "next": next })))
}

async fn silences(State(site): Shared) -> Answer {
    Ok(Json(json!({ "items": site.store.silences(site.now()).await? })))
}
