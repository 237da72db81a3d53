//! `check`: says all that is wrong with the files a person writes, and nothing else.

mod coverage;
mod online;
mod probe;
mod routes;

use std::sync::Arc;

use clap::Args;

use super::visible::visible;
use super::{Context, Exit, Trouble, service};
use crate::alert::check::nearest;
use crate::base::time::{SignedDuration, after};
use crate::claim::watch::Watch;
use crate::config::{self, Settings, StoreAddress};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Also ask every feed and every receiver whether it answers; nothing is stored or sent
    #[arg(long)]
    pub online: bool,
    /// Also list the patterns of the watch file that no stored article has matched
    #[arg(long, conflicts_with = "online")]
    pub coverage: bool,
    /// Print what answered as one JSON object a line
    #[arg(long, requires = "online")]
    pub json: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let file = context.file()?;
    let (settings, mut problems) =
        config::inspect(&file, &context.environment, config::Secrets::Read);
    let Some(settings) = settings else { return Err(Trouble::Config(problems)) };
    let config_is_good = problems.is_empty();
    let watch = match service::watch(&settings.watch) {
        Ok(watch) => {
            problems.extend(watch.self_check().into_iter().map(service::problem));
            Some(watch)
        }
        Err(found) => {
            problems.extend(found);
            None
        }
    };
    let odd = match &watch {
        Some(watch) => routes::notes(&settings, watch).await?,
        None => Vec::new(),
    };
    for note in settings.notes.iter().chain(&odd).filter(|_| !arguments.json) {
        writeln!(context.out, "note: {}", visible(&note.to_string()))?;
    }
    if config_is_good && !arguments.json {
        writeln!(context.out, "{}: {}", file.display(), summary(&settings))?;
    }
    let Some(watch) = watch.filter(|_| problems.is_empty()) else {
        return Err(Trouble::Config(problems));
    };
    if !arguments.json {
        writeln!(context.out, "{}: {}", settings.watch.display(), watch_summary(&watch))?;
    }
    if !arguments.json
        && let Some(gate) = gate(&settings).await?
    {
        writeln!(context.out, "gate: {gate}")?;
    }
    if arguments.coverage {
        return coverage::run(&watch, context).await;
    }
    if !arguments.online {
        return Ok(Exit::Done);
    }
    online::run(&settings, &Arc::new(watch), arguments.json, context).await
}

/// How much the gate was measured to miss; `None` before anything was.
async fn gate(settings: &Settings) -> Result<Option<String>, Trouble> {
    let StoreAddress::Sqlite(path) = &settings.store;
    if !path.exists() {
        return Ok(None);
    }
    // A store that cannot be read is for `verify` to tell.
    let Ok(store) = Store::open(path, Mode::ReadOnly).await else { return Ok(None) };
    let since = after(SystemClock.now(), -SignedDuration::from_hours(30 * 24));
    Ok(store.gate_figures(since).await?.told())
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn summary(settings: &Settings) -> String {
    format!(
        "ok, {}, {}, {}",
        count(settings.feeds.len(), "feed"),
        count(settings.receivers.len(), "receiver"),
        count(settings.routes.len(), "route"),
    )
}

/// In one line, what is watched. The version is what stands beside every stored reading.
fn watch_summary(watch: &Watch) -> String {
    let terms = count(watch.terms().len(), "term");
    let version = watch.version().get(..12).unwrap_or(watch.version());
    format!("ok, {}, {terms}, version {version}", visible(watch.label()))
}

/// The term whose id is most like this, as a hint; empty when none is.
pub(super) fn nearest_term(pattern: &str, watch: &Watch) -> String {
    nearest(pattern, &routes::terms(watch))
}
