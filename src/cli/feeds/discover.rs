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

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let fetch = context.settings_if_any()?.map(|settings| settings.fetch).unwrap_or_default();
    let mut web = Polite::new(&fetch)?;
    let source = &arguments.url;
    let written = web_url(source).or_else(|| web_url(&format!("https://{source}")));
    let page = written.ok_or_else(|| anyhow::anyhow!("{source:?} is no web address"))?;
    let reply = web.page(page).await.map_err(|error| anyhow::anyhow!("{source}: {error}"))?;
    if !(200..=299).contains(&reply.status) {
        return Err(anyhow::anyhow!("{source}: answered HTTP {}", reply.status).into());
    }
    let mut found = Vec::new();
    if let Some(feed) = understood(&reply) {
        found.push(line(reply.url.as_str(), &feed, "itself"));
    } else {
        let html = String::from_utf8_lossy(&reply.body);
        found = ask_all(discover(&html, &reply.url), &mut web, context).await?;
    }
    table::print(context.out, &found, arguments.json, context.width)?;
    Ok(if found.is_empty() { Exit::Failed } else { Exit::Done })
}

/// Usual places are tried only where the site itself names none.
async fn ask_all(
    candidates: Vec<Candidate>,
    web: &mut Polite,
    context: &mut Context<'_>,
) -> Result<Vec<Line>, Trouble> {
    let mut found: Vec<Line> = Vec::new();
    for candidate in candidates.into_iter().take(MOST_ASKED) {
        if candidate.evidence == Evidence::Guessed && !found.is_empty() {
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
        if let Some(feed) = feed_at(candidate.url.clone(), web).await {
            found.push(line(candidate.url.as_str(), &feed, evidence));
        }
    }
    Ok(found)
}

async fn feed_at(url: Url, web: &mut Polite) -> Option<ParsedFeed> {
    let reply = web.page(url).await.ok().filter(|reply| (200..=299).contains(&reply.status))?;
    understood(&reply)
}

fn understood(reply: &Reply) -> Option<ParsedFeed> {
    let content_type = reply.headers.get("content-type");
    let now = SystemClock.now();
    parse(&FeedInput { bytes: &reply.body, content_type, url: &reply.url, now }).ok()
}

fn line(url: &str, feed: &ParsedFeed, evidence: &'static str) -> Line {
    let format = serde_json::to_value(feed.format).ok();
    let format = format.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    Line {
        url: url.to_owned(),
        title: feed.title.clone(),
        evidence,
        format,
        entries: feed.entries.len(),
        newest: feed.entries.iter().filter_map(|e| e.published.or(e.updated)).max(),
    }
}
