//! `feeds add`: finds a site's feed, reads it once, and appends it to the configuration. It adds
//! lines at the end of the file and touches no other, and writes nothing that would not load.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use clap::Args;
use url::Url;

use super::discover::{Found, find};
use super::lists::{free_name, table};
use crate::base::url::{identity, web_url};
use crate::cli::polite::Polite;
use crate::cli::visible::visible;
use crate::cli::{Context, Exit, Trouble};
use crate::config::{self, FeedSettings, Problem, Secrets};
use crate::feed::opml::Subscription;

#[derive(Debug, Args)]
pub struct Arguments {
    /// A feed, or a page of the site that has it
    pub url: String,
    /// What it is called [default: its own title]
    #[arg(long)]
    pub name: Option<String>,
    /// How close to the deal it is: primary, press or aggregator
    #[arg(long, value_parser = ["primary", "press", "aggregator"], default_value = "press")]
    pub tier: String,
    /// Print what would be added, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let file = context.file()?;
    let settings = context.settings()?;
    if let Some(url) = web_url(&arguments.url) {
        refuse_known(&settings.feeds, &url)?;
    }
    let mut web = Polite::new(&settings.fetch)?;
    let found = find(&arguments.url, &mut web, context).await?;
    let [feed] = found.as_slice() else { return undecided(&arguments.url, &found, context) };
    // Where it is fetched is what counts: the address given may redirect to one that is there.
    for url in [Some(&feed.url), feed.arrived.as_ref()].into_iter().flatten() {
        refuse_known(&settings.feeds, url)?;
    }
    let lines = entry(arguments, feed, &settings.feeds)?;
    diff(context, &file, &lines)?;
    let text = config::read_text(&file).map_err(|problem| Trouble::Config(vec![problem]))?;
    let addition = joined(&text, &lines);
    check(&file, &format!("{text}{addition}"), context)?;
    if arguments.dry_run {
        context.tell("nothing was written")?;
        return Ok(Exit::Done);
    }
    let mut appended = OpenOptions::new().append(true).open(&file)?;
    appended.write_all(addition.as_bytes())?;
    appended.sync_all()?;
    context.tell(&format!(
        "added to {}; a running daemon reads it when it is started again",
        file.display()
    ))?;
    Ok(Exit::Done)
}

/// None, or more than one to choose from.
fn undecided(url: &str, found: &[Found], context: &mut Context<'_>) -> Result<Exit, Trouble> {
    if found.is_empty() {
        return Err(anyhow::anyhow!("{url}: no feed found").into());
    }
    for feed in found {
        writeln!(context.out, "{}  {}", visible(feed.url.as_str()), visible(&feed.feed.title))?;
    }
    Err(anyhow::anyhow!("{url}: {} feeds; name the one to add", found.len()).into())
}

/// All spellings of an address are one feed.
fn refuse_known(feeds: &[FeedSettings], url: &Url) -> Result<(), Trouble> {
    match feeds.iter().find(|known| identity(&known.url) == identity(url)) {
        None => Ok(()),
        Some(known) => {
            let (name, url) = (visible(&known.name), visible(known.url.as_str()));
            Err(anyhow::anyhow!("it is there already: {name}, {url}").into())
        }
    }
}

/// The lines of one `[[feed]]`.
fn entry(arguments: &Arguments, feed: &Found, known: &[FeedSettings]) -> Result<String, Trouble> {
    let mut names = known.iter().map(|feed| feed.name.clone()).collect();
    let subscription = Subscription {
        name: arguments.name.clone().unwrap_or_else(|| feed.feed.title.clone()),
        url: feed.url.clone(),
        site: None,
        folders: vec![arguments.tier.clone()],
    };
    let name = free_name(&subscription, &mut names);
    let mut lines = Vec::new();
    table(&mut lines, &subscription, &name)?;
    Ok(String::from_utf8_lossy(&lines).trim_end().to_owned() + "\n")
}

/// The addition as it goes behind the text: an empty line apart.
fn joined(text: &str, lines: &str) -> String {
    let gap = match text {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{gap}{lines}")
}

/// The file as it would be must load; it is tried under another name beside it.
fn check(file: &Path, text: &str, context: &Context<'_>) -> Result<(), Trouble> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = file.with_file_name(name);
    std::fs::write(&beside, text)?;
    let loaded = config::load_with(&beside, &context.environment, Secrets::Leave);
    std::fs::remove_file(&beside)?;
    let in_file = |problem: Problem| Problem { file: file.display().to_string(), ..problem };
    loaded.map(drop).map_err(|found| Trouble::Config(found.into_iter().map(in_file).collect()))
}

fn diff(context: &mut Context<'_>, file: &Path, lines: &str) -> std::io::Result<()> {
    writeln!(context.out, "+++ {}", visible(&file.display().to_string()))?;
    for line in lines.lines() {
        writeln!(context.out, "+{}", visible(line))?;
    }
    Ok(())
}
