//! Lists of feeds as other readers exchange them: OPML out of the configuration, and tables for the
//! configuration out of OPML. A person pastes them; no file is written here.

use std::collections::HashSet;
use std::io::{self, Write};

use clap::Args;

use crate::base::url::{identity, outlet};
use crate::cli::{Context, Exit, Trouble};
use crate::config::{self, FeedSettings};
use crate::feed::model::Tier;
use crate::feed::opml::{Subscription, parse, write};
use crate::store::record::tier_name;

#[derive(Debug, Args)]
pub struct Import {
    /// An OPML file; - is standard input
    #[arg(value_name = "FILE|-")]
    pub file: String,
}

pub(super) fn export(context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let list: Vec<Subscription> = settings.feeds.iter().map(subscription).collect();
    write!(context.out, "{}", write("pactwatch", &list))?;
    Ok(Exit::Done)
}

/// A folder for each tier, so that the tier survives the way through another reader.
fn subscription(feed: &FeedSettings) -> Subscription {
    Subscription {
        name: feed.name.clone(),
        url: feed.url.clone(),
        site: None,
        folders: vec![tier_name(feed.tier).to_owned()],
    }
}

pub(super) fn import(arguments: &Import, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let known = context.settings_if_any()?.map(|settings| settings.feeds).unwrap_or_default();
    let (list, warnings) = parse(&text(&arguments.file)?);
    for warning in warnings {
        context.tell(&format!("{}: {warning}", arguments.file))?;
    }
    if list.is_empty() {
        let why = "no feed in it; an OPML list has <outline xmlUrl=\"...\"> elements";
        return Err(anyhow::anyhow!("{}: {why}", arguments.file).into());
    }
    let mut urls: HashSet<String> = known.iter().map(|feed| identity(&feed.url)).collect();
    let mut names: HashSet<String> = known.iter().map(|feed| feed.name.clone()).collect();
    let (mut added, mut present) = (0, 0);
    for feed in &list {
        if !urls.insert(identity(&feed.url)) {
            present += 1;
            continue;
        }
        let name = free_name(feed, &mut names);
        table(context.out, feed, &name)?;
        added += 1;
    }
    context.tell(&format!(
        "{added} feeds to add to the configuration, {present} there already; nothing was written"
    ))?;
    Ok(Exit::Done)
}

fn text(file: &str) -> Result<String, Trouble> {
    if file == "-" {
        return Ok(io::read_to_string(io::stdin().lock())?);
    }
    config::read_text(file.as_ref()).map_err(|problem| anyhow::anyhow!("{problem}").into())
}

/// Names are unique in the configuration: a second one says where it is from.
pub(super) fn free_name(feed: &Subscription, names: &mut HashSet<String>) -> String {
    let plain: String = feed.name.chars().filter(|c| !c.is_control()).collect();
    let plain = if plain.trim().is_empty() { outlet(&feed.url) } else { plain.trim().to_owned() };
    let placed = format!("{plain} ({})", outlet(&feed.url));
    let numbered = (2..).map(|number| format!("{placed} {number}"));
    let mut candidates = [plain, placed.clone()].into_iter().chain(numbered);
    let free = candidates.find(|name| names.insert(name.clone()));
    free.unwrap_or_default()
}

/// One `[[feed]]`, as the configuration takes it.
pub(super) fn table(out: &mut dyn Write, feed: &Subscription, name: &str) -> io::Result<()> {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    writeln!(out, "[[feed]]")?;
    writeln!(out, "name = {}", quoted(name))?;
    writeln!(out, "url = {}", quoted(feed.url.as_str()))?;
    if let Some(tier) = tier_of(&feed.folders) {
        writeln!(out, "tier = {}", quoted(tier))?;
    }
    writeln!(out)
}

/// The tier a folder is named after.
fn tier_of(folders: &[String]) -> Option<&'static str> {
    let tiers = [Tier::Primary, Tier::Press, Tier::Aggregator].map(tier_name);
    folders.iter().find_map(|f| tiers.into_iter().find(|tier| f.eq_ignore_ascii_case(tier)))
}
