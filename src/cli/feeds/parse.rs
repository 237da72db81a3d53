//! `feeds parse`: one document, as it is understood. The JSON's keys are promised.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use url::Url;

use crate::base::Timestamp;
use crate::base::Warning;
use crate::cli::input::{self, Input};
use crate::cli::polite::Polite;
use crate::cli::table::print_json;
use crate::cli::visible::visible;
use crate::cli::{Context, Exit, Trouble, moment};
use crate::feed::model::{Entry, NotAFeed, ParsedFeed};
use crate::feed::parse::{FeedInput, MAX_BYTES, parse};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;

#[derive(Debug, Args)]
pub struct Arguments {
    /// A file or an address; - is standard input
    #[arg(value_name = "FILE|URL|-")]
    pub source: String,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    link: Option<&'a str>,
    entries: Vec<EntryLine<'a>>,
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct EntryLine<'a> {
    id: &'a str,
    title: &'a str,
    link: Option<&'a str>,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    summary: &'a str,
}

impl<'a> From<&'a Entry> for EntryLine<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            id: &entry.id,
            title: &entry.title,
            link: entry.link.as_deref(),
            published: entry.published,
            updated: entry.updated,
            summary: &entry.summary,
        }
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let fetch = context.settings_if_any()?.map(|settings| settings.fetch).unwrap_or_default();
    let mut web = Polite::new(&fetch)?;
    let source = &arguments.source;
    let input = match input::read(source, &mut web).await {
        Ok(input) => input,
        Err(error) => return Err(anyhow::anyhow!("{source}: {error:#}").into()),
    };
    let parsed = if input.too_large {
        Err(NotAFeed::TooLarge { limit: MAX_BYTES })
    } else {
        understood(&input)
    };
    match parsed {
        Ok(feed) if arguments.json => {
            let entries = feed.entries.iter().map(EntryLine::from).collect();
            let (link, warnings) = (feed.link.as_deref(), feed.warnings.as_slice());
            print_json(context.out, &Line { title: &feed.title, link, entries, warnings })?;
            Ok(Exit::Done)
        }
        Ok(feed) => {
            human(context.out, source, &feed)?;
            Ok(Exit::Done)
        }
        Err(error) => {
            if arguments.json {
                let warnings = &[Warning::new(error.kind(), error.to_string())];
                let (title, entries) = ("", Vec::new());
                print_json(context.out, &Line { title, link: None, entries, warnings })?;
            }
            context.tell(&format!("{source}: {error}"))?;
            Ok(Exit::Failed)
        }
    }
}

fn understood(input: &Input) -> Result<ParsedFeed, NotAFeed> {
    // A file has no address: its relative links stay as they are.
    let nowhere = || Url::parse("file:///").map_err(|e| NotAFeed::Unparseable(e.to_string()));
    let url = input.url.clone().map_or_else(nowhere, Ok)?;
    parse(&FeedInput {
        bytes: &input.bytes,
        content_type: input.content_type.as_deref(),
        url: &url,
        now: SystemClock.now(),
    })
}

fn human(out: &mut dyn Write, source: &str, feed: &ParsedFeed) -> io::Result<()> {
    let format = serde_json::to_value(feed.format).ok();
    let format = format.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
    let (title, count) = (visible(&feed.title), feed.entries.len());
    writeln!(out, "{}\n  {title}  ({format}, {count} entries)", visible(source))?;
    if let Some(link) = &feed.link {
        writeln!(out, "  {}", visible(link))?;
    }
    for entry in &feed.entries {
        let at = entry.published.or(entry.updated).map(moment);
        let at = at.as_deref().unwrap_or("no date");
        writeln!(out, "\n  {}", visible(&entry.title))?;
        writeln!(out, "    {at:<20}  {}", visible(entry.link.as_deref().unwrap_or("no link")))?;
        if entry.id != entry.link.as_deref().unwrap_or_default() {
            writeln!(out, "    id {}", visible(&entry.id))?;
        }
    }
    for warning in &feed.warnings {
        writeln!(out, "\n  warning: {}", visible(&warning.to_string()))?;
    }
    Ok(())
}
