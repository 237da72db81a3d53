//! One article: its versions, the claims in its text with their notes beside them, how it was
//! seen, and the bytes as fetched.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::page::{self, Place};
use super::quote::{self, Kept};
use super::trouble::Trouble;
use super::words::{self, count};
use super::{Shared, Site, findings};
use crate::article::model::{Block, BlockKind};
use crate::base::Timestamp;
use crate::claim::model::Claim;
use crate::ledger::words::show as shown;
use crate::store::pages::coverage::VersionLine;
use crate::store::pages::inbox::FindingLine;
use crate::store::record::{ArticleRow, ObservationRow, SnapshotRow};

/// Observations that the page lists, and blocks of a text it shows.
const SEEN: usize = 40;
const BLOCKS: usize = 400;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Which version; empty for the newest.
    pub(super) version: String,
}

/// Everything the page is made of.
pub(super) struct Paper {
    pub(super) row: ArticleRow,
    pub(super) versions: Vec<VersionLine>,
    pub(super) chosen: Option<SnapshotRow>,
    pub(super) kept: Option<Kept>,
    pub(super) seen: Vec<ObservationRow>,
    pub(super) findings: Vec<FindingLine>,
}

impl Paper {
    pub(super) async fn read(site: &Site, id: &str, version: &str) -> Result<Self, Trouble> {
        let store = &site.store;
        let row = store.article(id).await?.ok_or(Trouble::Missing("article"))?;
        let versions = store.version_lines(id).await?;
        let wanted = version.parse::<i64>().ok();
        let line = match wanted {
            Some(seq) => versions.iter().find(|line| line.seq == seq),
            None => versions.last(),
        };
        if line.is_none() && wanted.is_some() {
            return Err(Trouble::Missing("version"));
        }
        let chosen = match line {
            Some(line) => store.snapshot(&line.id).await?,
            None => None,
        };
        let kept = match &chosen {
            Some(snapshot) => quote::kept(site, snapshot).await?,
            None => None,
        };
        let seen = store.observations_of(id).await?;
        let findings = store.findings_of(id).await?;
        Ok(Self { row, versions, chosen, kept, seen, findings })
    }
}

pub(super) async fn show(
    State(site): Shared,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let paper = Paper::read(&site, &id, &asked.version).await?;
    let row = &paper.row;
    let title = if row.title.is_empty() { &row.url } else { &row.title };
    let body = html! {
        article.paper {
            p.kicker { (row.outlet) " " (page::tier_chip(row.tier))
                @if row.family != row.id { " " span.chip { "copy of "
                    a href={ "/articles/" (row.family) } { "another" } } } }
            h1 { (title) }
            p.facts {
                @if let Some(at) = row.published_at { "published " (page::when(at, now)) " · " }
                "first seen " (page::when(row.first_seen_at, now)) " · "
                @if words::linkable(&row.url) {
                    a href=(row.url) rel="noreferrer noopener" { "the page itself" } }
                @else { span.address { (row.url) } }
            }
            (versions(&paper, now))
            @match &paper.kept {
                Some(kept) => (text(&site, kept)),
                None => (page::empty("No text is kept", &html! {
                    @match &row.last_reason {
                        Some(reason) => { "The last visit ended with: " (reason.replace('_', " ")) "." },
                        None => { "It has not been visited yet." },
                    } })),
            }
            @if !paper.findings.is_empty() {
                section { h2 { "Findings in it" } (findings::brief(&paper.findings, now)) } }
            (looks(&paper.seen, now))
        }
    };
    Ok(page::frame(&site, Place::Articles, title, &body))
}

fn versions(paper: &Paper, now: Timestamp) -> Markup {
    let id = &paper.row.id;
    let chosen = paper.chosen.as_ref().map_or(0, |snapshot| snapshot.seq);
    html! {
        section aria-labelledby="versions" {
            h2 #versions { (count(paper.row.versions, "version", "versions")) }
            ol.versions { @for line in &paper.versions {
                li class=[(line.seq == chosen).then_some("chosen")] {
                    @if line.seq == chosen { strong aria-current="true" { "Version " (line.seq) } }
                    @else { a href={ "/articles/" (id) "?version=" (line.seq) } {
                        "Version " (line.seq) } }
                    p.facts { "seen " (page::when(line.observed_at, now)) " · "
                        a href={ "/articles/" (id) "/versions/" (line.seq) "/raw" } {
                            "as fetched" } ", " (words::size(line.bytes)) }
                    p.facts { (between(paper, line)) }
                } } }
            @if paper.versions.len() > 1 {
                form.filters action={ "/articles/" (id) "/compare" } {
                    (pick("from", "Compare", &paper.versions, paper.versions.len() - 2))
                    (pick("to", "with", &paper.versions, paper.versions.len() - 1))
                    button { "Compare" }
                }
            }
        }
    }
}

/// How the page was seen while this was its newest version: what says that nothing was missed, or
/// that something may have been.
fn between(paper: &Paper, line: &VersionLine) -> Markup {
    let next = paper.versions.iter().find(|other| other.seq > line.seq);
    let until = next.map_or(Timestamp::MAX, |next| next.observed_at);
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for look in paper.seen.iter().filter(|l| line.observed_at < l.at && l.at < until) {
        let word = if look.state == "not_modified" { "ok" } else { &look.state };
        *states.entry(word).or_default() += 1;
    }
    html! {
        @if states.is_empty() { "not looked at again" @if next.is_none() { " yet" } }
        @else { "then "
            @for (index, (state, times)) in states.iter().enumerate() {
                @if index > 0 { ", " }
                @if *state == "ok" { (times) " × unchanged" }
                @else { span.chip.alarm { (times) " × " (state.replace('_', " ")) } }
            } }
    }
}

fn pick(name: &str, label: &str, versions: &[VersionLine], chosen: usize) -> Markup {
    html! { label { span { (label) }
    select name=(name) { @for (index, line) in versions.iter().enumerate() {
        option value=(line.seq) selected[index == chosen] { "Version " (line.seq) } } } } }
}

/// The text with its claims marked, each block's notes beside it.
fn text(site: &Site, kept: &Kept) -> Markup {
    let article = &kept.article;
    let mut claims: Vec<&Claim> = kept.reading.claims.iter().collect();
    claims.sort_by_key(|claim| (claim.evidence.start, claim.evidence.end));
    html! {
        section.text aria-labelledby="text" {
            h2 #text { "The text, with "
                (count(i64::try_from(claims.len()).unwrap_or_default(), "claim", "claims")) }
            @if claims.is_empty() { p.muted { "No claim about a term was read from this version." } }
            @for block in article.blocks.iter().take(BLOCKS) {
                @let inside: Vec<&Claim> = claims.iter().copied()
                    .filter(|claim| block.start <= claim.evidence.start
                        && claim.evidence.start < block.end).collect();
                div class={ "block" @if !inside.is_empty() { " claimed" } } {
                    (passage(&article.text, block, &inside))
                    @if !inside.is_empty() { (notes(site, &inside)) }
                }
            }
            @if article.blocks.len() > BLOCKS { p.muted { "The rest of a very long text is left out; \
                it is in the page as fetched." } }
        }
    }
}

fn passage(text: &str, block: &Block, claims: &[&Claim]) -> Markup {
    let inner = html! {
        @for piece in pieces(text, block, claims) {
            @if piece.claimed { mark { @if piece.value { b { (piece.text) } }
                @else { (piece.text) } } }
            @else { (piece.text) }
        }
    };
    match &block.kind {
        BlockKind::Heading => html! { h3.passage { (inner) } },
        BlockKind::ListItem { .. } => html! { p.passage.item { (inner) } },
        BlockKind::Quote => html! { p.passage.quoted { (inner) } },
        BlockKind::Caption => html! { p.passage.caption { (inner) } },
        BlockKind::Correction => html! { p.passage.correction { (inner) } },
        BlockKind::Cell { .. } => html! { p.passage.cell { (inner) } },
        BlockKind::Paragraph => html! { p.passage { (inner) } },
    }
}

/// A stretch of a block that is marked in one way.
struct Piece<'a> {
    text: &'a str,
    claimed: bool,
    value: bool,
}

/// Cuts a block where marks begin and end. A cut that would split a character is left out.
fn pieces<'a>(text: &'a str, block: &Block, claims: &[&Claim]) -> Vec<Piece<'a>> {
    let spans = claims.iter().map(|claim| (claim.evidence.start, claim.evidence.end));
    let values = claims.iter().filter_map(|claim| claim.evidence.value);
    let mut cuts = vec![block.start, block.end];
    cuts.extend(spans.clone().flat_map(|(start, end)| [start, end]));
    cuts.extend(values.clone().flat_map(|span| [span.start, span.end]));
    cuts.retain(|cut| (block.start..=block.end).contains(cut) && text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let (start, end) = (pair.first().copied()?, pair.last().copied()?);
        Some(Piece {
            text: text.get(start..end)?,
            claimed: spans.clone().any(|(from, to)| from <= start && end <= to),
            value: values.clone().any(|span| span.start <= start && end <= span.end),
        })
    };
    cuts.windows(2).filter_map(piece).collect()
}

fn notes(site: &Site, claims: &[&Claim]) -> Markup {
    html! {
        ul.notes { @for claim in claims.iter().filter(|claim| !claim.derived) {
            li { a href={ "/terms/" (claim.term) } { (site.label(&claim.term)) } " "
                strong { (shown(&claim.value)) }
                @if claim.status.as_str() != "current" {
                    " " span class={ "status " (claim.status.as_str()) } { (claim.status.as_str()) } }
                @if let Some(by) = &claim.by { span.facts { " says " (by) } }
                @if let Some(origin) = &claim.origin { span.facts { " citing " (origin) } } }
        } }
    }
}

fn looks(seen: &[ObservationRow], now: Timestamp) -> Markup {
    html! {
        details.looks {
            summary { "How it was seen: " (seen.len())
                @if seen.len() >= 200 { " or more" } " looks" }
            table { thead { tr { th { "When" } th { "State" } th { "Why" } th { "HTTP" } th { "Size" } } }
                tbody { @for look in seen.iter().take(SEEN) { tr {
                    td { (page::when(look.at, now)) } td { (look.state.replace('_', " ")) }
                    td { (look.reason.replace('_', " ")) }
                    td { @if let Some(status) = look.http_status { (status) } }
                    td { (words::size(i64::try_from(look.bytes).unwrap_or_default())) } } } } }
        }
    }
}

/// A version's bytes as fetched: always a download, never shown as a page of ours.
pub(super) async fn raw(
    State(site): Shared,
    Path((id, seq)): Path<(String, i64)>,
) -> Result<Response, Trouble> {
    let versions = site.store.version_lines(&id).await?;
    let line = versions.into_iter().find(|line| line.seq == seq);
    let line = line.ok_or(Trouble::Missing("version"))?;
    let bytes = site.store.blob(&line.raw_hash).await?.ok_or(Trouble::Missing("page any more"))?;
    let name: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let disposition = format!("attachment; filename=\"{name}-{seq}.html\"");
    let kind = "application/octet-stream".to_owned();
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}
