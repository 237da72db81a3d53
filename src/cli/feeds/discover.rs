//! `feeds discover`: the feeds of a site, each asked once whether it is one.

use clap::Args;
use serde::Serialize;
use url::Url;

use crate::base::Timestamp;
use crate::base::http::Reply;
use crate::base::url::web_url;
use crate::cli::polite::Polite;
use crate::cli::table::{self, Row};
use crate::cli::visible::visible;
use crate::cli::{Context, Exit, Trouble, moment};
use crate::feed::discover::{Candidate, Evidence, discover};
use crate::feed::model::ParsedFeed;
use crate::feed::parse::{FeedInput, parse};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;

/// So many candidates are asked, best first.
const MOST_ASKED: usize = 12;

#[derive(Debug, Args)]
pub struct Arguments {
    /// A page of the site
    pub url: String,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Line {
    url: String,
    title: String,
    /// itself, declared, linked or guessed
    evidence: &'static str,
    format: String,
    entries: usize,
    newest: Option<Timestamp>,
}

impl Row for Line {
    const HEADERS: &'static [&'static str] =
        &["URL", "TITLE", "HOW", "FORMAT", "ENTRIES", "NEWEST"];
    const NONE: &'static str = "no feed found";

    fn cells(&self) -> Vec<String> {
        vec![
            self.url.clone(),
            self.title.clone(),
            self.evidence.to_owned(),
            self.format.clone(),
            self.entries.to_string(),
            self.newest.map_or_else(|| "-".to_owned(), moment),
        ]
    }
}

/// A feed that answered.
pub(super) struct Found {
    pub(super) url: Url,
    /// Where it was in the end, when that is elsewhere.
    pub(super) arrived: Option<Url>,
    pub(super) feed: ParsedFeed,
    evidence: &'static str,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let fetch = context.settings_if_any()?.map(|settings| settings.fetch).unwrap_or_default();
    let mut web = Polite::new(&fetch)?;
    let found = find(&arguments.url, &mut web, context).await?;
    let lines: Vec<Line> = found.iter().map(line).collect();
    table::print(context.out, &lines, arguments.json, context.width)?;
    Ok(if found.is_empty() { Exit::Failed } else { Exit::Done })
}

/// The feed at an address, or those of the page there.
pub(super) async fn find(
    source: &str,
    web: &mut Polite,
    context: &mut Context<'_>,
) -> Result<Vec<Found>, Trouble> {
    let bare = !source.contains("://");
    let secure = || web_url(&format!("https://{source}")).filter(|_| bare);
    let written = web_url(source).or_else(secure);
    let page = written.ok_or_else(|| anyhow::anyhow!("{source:?} is no web address"))?;
    let reply = web.page(page.clone()).await;
    let reply = reply.map_err(|error| anyhow::anyhow!("{source}: {error}"))?;
    if !(200..=299).contains(&reply.status) {
        return Err(anyhow::anyhow!("{source}: answered HTTP {}", reply.status).into());
    }
    if let Some(feed) = understood(&reply) {
        return Ok(vec![found(page, &reply, feed, "itself")]);
    }
    let html = String::from_utf8_lossy(&reply.body);
    ask_all(discover(&html, &reply.url), web, context).await
}

fn found(url: Url, reply: &Reply, feed: ParsedFeed, evidence: &'static str) -> Found {
    let arrived = Some(reply.url.clone()).filter(|arrived| *arrived != url);
    Found { url, arrived, feed, evidence }
}

/// Usual places are tried only where the site itself names none.
async fn ask_all(
    candidates: Vec<Candidate>,
    web: &mut Polite,
    context: &mut Context<'_>,
) -> Result<Vec<Found>, Trouble> {
    let mut all: Vec<Found> = Vec::new();
    for candidate in candidates.into_iter().take(MOST_ASKED) {
        if candidate.evidence == Evidence::Guessed && !all.is_empty() {
            break;
        }
        if context.width.is_some() {
            writeln!(context.err, "asking {} ...", visible(candidate.url.as_str()))?;
        }
        let evidence = match candidate.evidence {
            Evidence::Declared => "declared",
            Evidence::Linked => "linked",
            Evidence::Guessed => "guessed",
        };
        let reply = web.page(candidate.url.clone()).await;
        let Some(reply) = reply.ok().filter(|reply| (200..=299).contains(&reply.status)) else {
            continue;
        };
        if let Some(feed) = understood(&reply) {
            all.push(found(candidate.url, &reply, feed, evidence));
        }
    }
    Ok(all)
}

fn understood(reply: &Reply) -> Option<ParsedFeed> {
    let content_type = reply.headers.get("content-type");
    let now = SystemClock.now();
    parse(&FeedInput { bytes: &reply.body, content_type, url: &reply.url, now }).ok()
}

fn line(found: &Found) -> Line {
    let feed = &found.feed;
    let format = serde_json::to_value(feed.format).ok();
    let format = format.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    Line {
        url: found.url.to_string(),
        title: feed.title.clone(),
        evidence: found.evidence,
        format,
        entries: feed.entries.len(),
        newest: feed.entries.iter().filter_map(|e| e.published.or(e.updated)).max(),
    }
}
