//! `check`: says all that is wrong with the files a person writes, and nothing else.

use std::path::Path;

use clap::Args;

use super::{Context, Exit, Trouble};
use crate::config::{self, Problem, Settings};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Also ask every feed and every receiver whether it answers
    #[arg(long)]
    pub online: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let watch = check_watch(&settings.watch);
    for note in &settings.notes {
        writeln!(context.out, "note: {note}")?;
    }
    writeln!(context.out, "{}: {}", settings.file.display(), summary(&settings))?;
    let summary = watch.map_err(Trouble::Config)?;
    writeln!(context.out, "{}: {summary}", settings.watch.display())?;
    if arguments.online {
        return check_online(&settings, context).await;
    }
    Ok(Exit::Done)
}

fn summary(settings: &Settings) -> String {
    let count = |number: usize, word: &str| {
        format!("{number} {word}{}", if number == 1 { "" } else { "s" })
    };
    format!(
        "ok, {}, {}, {}",
        count(settings.feeds.len(), "feed"),
        count(settings.receivers.len(), "receiver"),
        count(settings.routes.len(), "route"),
    )
}

/// Compiles the watch file; in one line, what it watches.
fn check_watch(path: &Path) -> Result<String, Vec<Problem>> {
    let _text = config::read_text(path).map_err(|problem| vec![problem])?;
    Ok("read".to_owned())
}

async fn check_online(settings: &Settings, _context: &mut Context<'_>) -> Result<Exit, Trouble> {
    std::future::ready(settings).await;
    Err(anyhow::anyhow!("check --online is not connected yet").into())
}
