//! Numbers for a monitor, and whether the daemon is well. `OpenMetrics` text, from counters alone.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::trouble::Trouble;
use crate::base::Timestamp;

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// One family of samples: a name, its help, and (labels, value) for each sample.
fn family(out: &mut String, name: &str, help: &str, samples: &[(String, i64)]) {
    let mut text = format!("# TYPE pactwatch_{name} gauge\n# HELP pactwatch_{name} {help}\n");
    for (labels, value) in samples {
        // Writing to a string does not fail.
        writeln!(text, "pactwatch_{name}{labels} {value}").unwrap_or_default();
    }
    out.push_str(&text);
}

fn alone(value: i64) -> Vec<(String, i64)> {
    vec![(String::new(), value)]
}

fn labels(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

pub(super) async fn show(State(site): Shared) -> Result<Response, Trouble> {
    let totals = site.store.totals().await?;
    let mut out = String::new();
    for (name, help, value) in [
        ("articles", "Articles on record.", totals.articles),
        ("versions", "Versions of articles kept.", totals.versions),
        ("outlets", "Outlets with an article.", totals.outlets),
        ("claims", "Claims ever read.", totals.appearances),
        ("findings", "Findings on record.", totals.findings),
        ("open_incidents", "Incidents that make pactwatch blind now.", totals.open_incidents),
        ("deliveries_waiting", "Alerts not delivered yet.", totals.deliveries_waiting),
        ("deliveries_dead", "Alerts given up.", totals.deliveries_dead),
    ] {
        family(&mut out, name, help, &alone(value));
    }
    let seconds = |at: Option<Timestamp>| at.map_or(0, Timestamp::as_second);
    let feeds = site.store.feeds().await?;
    let seen: Vec<_> = feeds
        .iter()
        .map(|feed| (labels(&[("feed", &feed.name)]), seconds(feed.last_ok_at)))
        .collect();
    family(&mut out, "feed_last_ok_timestamp_seconds", "When a feed was last seen.", &seen);
    let counts = site.store.delivery_counts().await?;
    let sent: Vec<_> = counts
        .iter()
        .map(|c| (labels(&[("receiver", &c.receiver), ("state", &c.state)]), c.deliveries))
        .collect();
    family(&mut out, "deliveries", "Deliveries by receiver and state.", &sent);
    out.push_str("# EOF\n");
    Ok(([(header::CONTENT_TYPE, KIND)], out).into_response())
}

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store answers, too.
pub(super) async fn readyz(State(site): Shared) -> Response {
    match site.store.pulse().await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready: the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response()
        }
    }
}
