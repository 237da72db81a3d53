//! The articles, the most recently met first.

use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use serde::Deserialize;

use super::Shared;
use super::page::{self, Place};
use super::trouble::Trouble;
use super::words::{self, count};
use crate::base::Timestamp;
use crate::store::pages::PAGE;
use crate::store::pages::coverage::ArticleFilter;
use crate::store::record::ArticleRow;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) outlet: String,
    pub(super) before: String,
}

impl Asked {
    pub(super) fn filter(&self, limit: usize) -> ArticleFilter {
        let before = words::place(&self.before);
        ArticleFilter { outlet: self.outlet.trim().to_owned(), before, limit }
    }
}

pub(super) async fn show(
    State(site): Shared,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let rows = site.store.article_page(&asked.filter(PAGE)).await?;
    let outlet = words::encoded(asked.outlet.trim());
    let body = html! {
        h1 { "Articles" }
        form.filters action="/articles" {
            label { span { "Outlet" }
                input name="outlet" value=(asked.outlet) placeholder="example.com"
                    autocapitalize="none"; }
            button { "Filter" }
            @if !asked.outlet.is_empty() { a.clear href="/articles" { "Clear" } }
        }
        @if rows.is_empty() {
            (page::empty("No articles here", &html! {
                "Entries that name the deal are followed to their page as feeds are polled. "
                a href="/sources" { "Sources" } " shows each feed; "
                a href="/articles" { "all articles" } "." }))
        }
        (list(&rows, now))
        @if let Some(last) = rows.last().filter(|_| rows.len() == PAGE) {
            (page::more(&format!("/articles?outlet={outlet}&before={}",
                words::cursor(last.first_seen_at, &last.id))))
        }
    };
    Ok(page::frame(&site, Place::Articles, "Articles", &body))
}

pub(super) fn list(rows: &[ArticleRow], now: Timestamp) -> Markup {
    html! { ol.articles { @for row in rows { (one(row, now)) } } }
}

fn one(row: &ArticleRow, now: Timestamp) -> Markup {
    let state = row.last_state.as_deref().unwrap_or("waiting");
    html! {
        li data-row {
            a.headline href={ "/articles/" (row.id) } {
                @if row.title.is_empty() { (row.url) } @else { (row.title) } }
            p.facts {
                (row.outlet) " " (page::tier_chip(row.tier)) " "
                @if state != "ok" && state != "not_modified" {
                    span.chip.alarm { (state.replace('_', " ")) } " " }
                @if row.family != row.id { span.chip { "copy" } " " }
                (page::when(row.published_at.unwrap_or(row.first_seen_at), now))
                @if row.versions > 1 { " · " strong { (count(row.versions, "version", "versions")) } }
            }
        }
    }
}
