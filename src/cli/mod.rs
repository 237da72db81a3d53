//! The command line: arguments, one file per command, what is printed and with which exit code.
//! It decides nothing about news: it reads, calls the layers below and prints.

mod alert_test;
mod articles;
mod backup;
mod check;
mod claims;
mod completions;
mod context;
mod demo;
mod diff;
mod eval;
mod exit;
mod export;
pub mod export_evidence;
mod export_gold;
pub mod export_warc;
pub mod extract;
mod feeds;
mod find;
mod input;
mod learn;
mod log;
pub mod logging;
mod man;
mod moments;
mod outbox;
mod pages;
mod polite;
mod poll;
mod prune;
mod reextract;
mod replay;
mod review;
mod run;
mod service;
mod silence;
mod suggest;
pub mod table;
mod timeline;
mod unseen;
mod verify;
pub mod visible;
pub mod when;
mod why;
mod worker;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use context::{Context, Trouble};
pub use exit::Exit;
use moments::moment;

/// Watches the news coverage of a business deal, and tells you when a claim about its terms is
/// new, changed or contradicted.
#[derive(Debug, Parser)]
#[command(name = "pactwatch", version, after_help = exit::HELP)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// The configuration [default: config/pactwatch.toml, else /etc/pactwatch/pactwatch.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How log lines look; auto is json under systemd's journal, else human
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub log_format: logging::Format,
    /// How much is logged: error, warn, info, debug, or directives as pactwatch=debug,warn
    /// [default: info for run and poll, else warn]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Watch: poll the feeds, read the articles, send the alerts (the default)
    Run(run::Arguments),
    /// Poll one feed, or all, once and stop
    Poll(poll::Arguments),
    /// Say what is wrong with the configuration and the watch file
    Check(check::Arguments),
    /// Print what would be read from a page or a text
    Extract(extract::Arguments),
    /// Measure the reading against annotated articles
    Eval(eval::Arguments),
    /// Learn from annotated articles what stands around the values of a term
    Learn(learn::Arguments),
    /// List the claims on record
    Claims(claims::Arguments),
    /// Show who held which value of a term, and when
    Timeline(timeline::Arguments),
    /// List the articles on record
    Articles(articles::Arguments),
    /// List, read, find, import and export feeds
    Feeds(feeds::Arguments),
    /// Show what changed between the versions of an article
    Diff(diff::Arguments),
    /// Read every stored version again with today's rules; finds and sends nothing
    Reextract(reextract::Arguments),
    /// Let go of raw pages that name no party and of old sights
    Prune(prune::Arguments),
    /// Show the findings the rules would have made of stored history; sends nothing
    Replay(replay::Arguments),
    /// List findings and incidents, newest first
    Log(log::Arguments),
    /// Show the chain behind an alert, or why there was none
    Why(why::Arguments),
    /// Say whether a finding is right, or list what was said
    Review(review::Arguments),
    /// Show what is waiting to be sent, and what could not be
    Outbox(outbox::Arguments),
    /// Keep findings quiet for a while, or until a value changes
    Silence(silence::Arguments),
    /// Send marked samples of every kind of alert to a receiver
    AlertTest(alert_test::Arguments),
    /// Draft terms from sentences that no term could type
    Suggest(suggest::Arguments),
    /// Print all claims or findings for other programs
    Export(export::Arguments),
    /// Copy the store while the daemon works
    Backup(backup::Arguments),
    /// Check the store, and every kept page against its hash
    Verify(verify::Arguments),
    /// Play the whole story on this machine, without network or set-up
    Demo(demo::Arguments),
    /// Read pages and feeds for the daemon
    #[command(hide = true)]
    Worker(worker::Arguments),
    /// Print what a shell needs to complete commands and options
    Completions(completions::Arguments),
    /// Print or write the manual pages
    Man(man::Arguments),
}

/// What every listing takes.
#[derive(Clone, Debug, Args)]
pub struct Listing {
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: u32,
}

impl Default for Command {
    fn default() -> Self {
        Self::Run(run::Arguments::PLAIN)
    }
}

impl Command {
    /// What is logged when nobody asks for more or less: a service's log is read as it goes, and a
    /// story should not be interrupted.
    pub fn usual_log_level(&self) -> &'static str {
        match self {
            Self::Run(_) | Self::Poll(_) => "info",
            Self::Demo(_) | Self::Worker(_) => "error",
            Self::Check(_)
            | Self::Extract(_)
            | Self::Eval(_)
            | Self::Learn(_)
            | Self::Claims(_)
            | Self::Timeline(_)
            | Self::Articles(_)
            | Self::Feeds(_)
            | Self::Diff(_)
            | Self::Reextract(_)
            | Self::Prune(_)
            | Self::Replay(_)
            | Self::Log(_)
            | Self::Why(_)
            | Self::Review(_)
            | Self::Outbox(_)
            | Self::Silence(_)
            | Self::AlertTest(_)
            | Self::Suggest(_)
            | Self::Export(_)
            | Self::Backup(_)
            | Self::Verify(_)
            | Self::Completions(_)
            | Self::Man(_) => "warn",
        }
    }
}

/// Runs one command to its end. Every error is printed here and nowhere else.
pub async fn run(command: Command, context: &mut Context<'_>) -> Exit {
    let done = match command {
        Command::Run(arguments) => run::run(&arguments, context).await,
        Command::Poll(arguments) => poll::run(&arguments, context).await,
        Command::Check(arguments) => check::run(&arguments, context).await,
        Command::Extract(arguments) => extract::run(&arguments, context).await,
        Command::Eval(arguments) => eval::run(&arguments, context),
        Command::Learn(arguments) => learn::run(&arguments, context),
        Command::Claims(arguments) => claims::run(&arguments, context).await,
        Command::Timeline(arguments) => timeline::run(&arguments, context).await,
        Command::Articles(arguments) => articles::run(&arguments, context).await,
        Command::Feeds(arguments) => feeds::run(&arguments, context).await,
        Command::Diff(arguments) => diff::run(&arguments, context).await,
        Command::Reextract(arguments) => reextract::run(&arguments, context).await,
        Command::Prune(arguments) => prune::run(&arguments, context).await,
        Command::Replay(arguments) => replay::run(&arguments, context).await,
        Command::Log(arguments) => log::run(&arguments, context).await,
        Command::Why(arguments) => why::run(&arguments, context).await,
        Command::Review(arguments) => review::run(&arguments, context).await,
        Command::Outbox(arguments) => outbox::run(&arguments, context).await,
        Command::Silence(arguments) => silence::run(&arguments, context).await,
        Command::AlertTest(arguments) => alert_test::run(&arguments, context).await,
        Command::Suggest(arguments) => suggest::run(&arguments, context).await,
        Command::Export(arguments) => export::run(&arguments, context).await,
        Command::Backup(arguments) => backup::run(&arguments, context).await,
        Command::Verify(arguments) => verify::run(&arguments, context).await,
        Command::Demo(arguments) => demo::run(&arguments, context).await,
        Command::Worker(_) => worker::run(),
        Command::Completions(arguments) => completions::run(&arguments, context),
        Command::Man(arguments) => man::run(&arguments, context),
    };
    match done {
        Ok(exit) => exit,
        Err(trouble) => context.explain(&trouble),
    }
}
