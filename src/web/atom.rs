//! The findings as an Atom feed: stable `tag:` ids, validators, 304.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::trouble::Trouble;
use super::{Shared, Site};
use crate::base::{Timestamp, id};
use crate::ledger::Finding;
use crate::ledger::words::show as shown;
use crate::store::json;
use crate::store::pages::inbox::{FindingFilter, FindingLine};

/// Entries in the feed.
const ENTRIES: usize = 50;
/// The day the ids were first minted: part of each, never to be changed.
const MINTED: &str = "tag:pactwatch.invalid,2026-01-01:";

pub(super) async fn show(State(site): Shared, headers: HeaderMap) -> Result<Response, Trouble> {
    let filter = FindingFilter { limit: ENTRIES, ..FindingFilter::default() };
    let lines = site.store.finding_page(&filter).await?;
    let text = feed(&site, &lines);
    let tag = format!("\"{}\"", id::hash(text.as_bytes()).get(..24).unwrap_or_default());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = known.is_some_and(|known| {
        known.split(',').any(|part| part.trim().trim_start_matches("W/") == tag)
    });
    let shared = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if same {
        return Ok((StatusCode::NOT_MODIFIED, shared).into_response());
    }
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((shared, kind, text).into_response())
}

fn feed(site: &Site, lines: &[FindingLine]) -> String {
    let home = site.access.home();
    let updated = lines.first().map_or(Timestamp::UNIX_EPOCH, |line| line.finding.at);
    let watch = site.watch.id();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
    element(&mut out, "id", &format!("{MINTED}{watch}"));
    element(&mut out, "title", &format!("Findings: {}", site.watch.label()));
    element(&mut out, "updated", &updated.to_string());
    out.push_str("<author><name>pactwatch</name></author>\n");
    link(&mut out, "self", &format!("{home}/feed.atom"));
    link(&mut out, "alternate", &format!("{home}/findings"));
    for line in lines {
        entry(&mut out, &home, line);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, home: &str, line: &FindingLine) {
    let row = &line.finding;
    out.push_str("<entry>\n");
    element(out, "id", &format!("{MINTED}{}", row.id));
    element(out, "title", &row.headline);
    element(out, "updated", &row.at.to_string());
    link(out, "alternate", &format!("{home}/findings/{}", row.id));
    for term in [&row.kind, &row.term, &row.severity] {
        if !term.is_empty() {
            push(out, format_args!("<category term=\"{}\"/>\n", escaped(term)));
        }
    }
    if let Ok(finding) = json::decode::<Finding>(&row.body) {
        push(out, format_args!("<content type=\"text\">{}</content>\n", escaped(&told(&finding))));
    }
    out.push_str("</entry>\n");
}

/// Both quotes and why, as plain text.
fn told(finding: &Finding) -> String {
    let side = |side: &crate::ledger::model::Side| {
        format!(
            "{} ({}): \"{}\" - {}",
            shown(&side.value),
            side.status.as_str(),
            side.quote,
            side.source.outlet
        )
    };
    let sides = [finding.from.as_ref(), finding.to.as_ref()].into_iter().flatten().map(side);
    let mut parts: Vec<String> = sides.collect();
    parts.push(finding.detail.clone());
    parts.join("\n")
}

fn element(out: &mut String, name: &str, text: &str) {
    push(out, format_args!("<{name}>{}</{name}>\n", escaped(text)));
}

fn link(out: &mut String, rel: &str, to: &str) {
    push(out, format_args!("<link rel=\"{rel}\" href=\"{}\"/>\n", escaped(to)));
}

fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    out.write_fmt(what).unwrap_or_default();
}

/// Text for XML: escaped, and without the characters XML has no place for.
fn escaped(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    let mut out = String::new();
    for c in kept.filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
