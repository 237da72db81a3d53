//! `feeds`: the feeds that are watched, what a feed document says, where a site has its feeds, and
//! lists of feeds to and from other readers. Only `add` writes to the configuration, at its end.

mod add;
mod discover;
mod list;
mod lists;
mod parse;

use clap::{Args, Subcommand};

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// List the configured feeds and how they are doing
    List {
        #[command(flatten)]
        listing: Listing,
    },
    /// Print what is understood of a feed document, and what had to be repaired
    Parse(parse::Arguments),
    /// Find the feeds of a site
    Discover(discover::Arguments),
    /// Find the feed of a site and add it to the configuration
    Add(add::Arguments),
    /// Print the configured feeds as OPML, a folder for each tier
    Export,
    /// Print the feeds of an OPML list as tables for the configuration
    Import(lists::Import),
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    match &arguments.action {
        Action::List { listing } => list::run(listing, context).await,
        Action::Parse(arguments) => parse::run(arguments, context).await,
        Action::Discover(arguments) => discover::run(arguments, context).await,
        Action::Add(arguments) => add::run(arguments, context).await,
        Action::Export => lists::export(context),
        Action::Import(arguments) => lists::import(arguments, context),
    }
}
