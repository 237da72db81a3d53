//! Full-text search over the newest versions of all articles.

use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::page::{self, Place};
use super::quote;
use super::trouble::Trouble;
use super::{Shared, Site};
use crate::base::Timestamp;
use crate::store::record::ArticleRow;

/// Hits for which the place in the text is looked up.
const EXCERPTS: usize = 12;
/// Letters on either side of the word.
const AROUND: usize = 110;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) q: String,
}

/// A word of the search in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Excerpt {
    pub(super) before: String,
    pub(super) word: String,
    pub(super) after: String,
}

/// An article found, the first ones with an excerpt.
pub(super) struct Hit {
    pub(super) article: ArticleRow,
    pub(super) excerpt: Option<Excerpt>,
}

pub(super) async fn hits(site: &Site, words: &str) -> Result<Vec<Hit>, Trouble> {
    let mut hits = Vec::new();
    for (place, article) in site.store.search_articles(words).await?.into_iter().enumerate() {
        let excerpt = if place < EXCERPTS { excerpt(site, &article, words).await? } else { None };
        hits.push(Hit { article, excerpt });
    }
    Ok(hits)
}

async fn excerpt(
    site: &Site,
    article: &ArticleRow,
    words: &str,
) -> Result<Option<Excerpt>, Trouble> {
    let Some(head) = &article.head else { return Ok(None) };
    let Some(snapshot) = site.store.snapshot(head).await? else { return Ok(None) };
    let kept = quote::kept(site, &snapshot).await?;
    Ok(kept.and_then(|kept| found(&kept.article.text, words)))
}

/// The first of the words in the text, with some text around it.
fn found(text: &str, words: &str) -> Option<Excerpt> {
    let words: Vec<String> = words.split_whitespace().map(regex::escape).collect();
    // At the beginning of a word, as the index has it.
    let pattern = format!(r"\b(?:{})", words.join("|"));
    let pattern = regex::RegexBuilder::new(&pattern).case_insensitive(true).build().ok()?;
    let hit = pattern.find(text).filter(|hit| !hit.is_empty())?;
    let start = text.get(..hit.start())?.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let rest = text.get(hit.end()..)?;
    let end = rest.char_indices().nth(AROUND).map_or(rest.len(), |(at, _)| at);
    let (before, after) = (text.get(start..hit.start())?, rest.get(..end)?);
    // Half a word at an end is worse than none, unless it is the text's own end.
    let before = if start == 0 {
        before
    } else {
        before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
    };
    let after = if end == rest.len() {
        after
    } else {
        after.rsplit_once(char::is_whitespace).map_or("", |(kept, _)| kept)
    };
    Some(Excerpt {
        before: before.replace('\n', " "),
        word: hit.as_str().to_owned(),
        after: after.replace('\n', " "),
    })
}

pub(super) async fn show(
    State(site): Shared,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let words: String = asked.q.chars().take(200).collect();
    let hits = hits(&site, &words).await?;
    let body = html! {
        h1 { "Search" }
        form.filters.wide action="/search" {
            label { span { "Words in the newest version of any article" }
                input type="search" name="q" value=(words); }
            button { "Search" }
        }
        @if words.trim().is_empty() { p.muted { "All the words must occur; the last one may be a \
            beginning. Of very many, the newest thousand are ranked." } }
        @else if hits.is_empty() {
            (page::empty("Nothing found", &html! { "No article has all of these words. Try fewer, or \
                look through " a href="/articles" { "all articles" } "." }))
        }
        ol.articles { @for hit in &hits { (one(hit, now)) } }
    };
    Ok(page::frame(&site, Place::Elsewhere, "Search", &body))
}

fn one(hit: &Hit, now: Timestamp) -> Markup {
    let row = &hit.article;
    html! {
        li data-row {
            a.headline href={ "/articles/" (row.id) } { (row.title) }
            @if let Some(excerpt) = &hit.excerpt {
                p.excerpt { "…" (excerpt.before) mark { (excerpt.word) } (excerpt.after) "…" } }
            p.facts { (row.outlet) " · "
                (page::when(row.published_at.unwrap_or(row.first_seen_at), now)) }
        }
    }
}
