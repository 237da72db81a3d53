//! `check`: says all that is wrong with the files a person writes, and nothing else.

mod coverage;
mod online;
mod probe;

use std::sync::Arc;

use clap::Args;

use super::visible::visible;
use super::{Context, Exit, Trouble, service};
use crate::alert::glob::matches_any;
use crate::claim::watch::Watch;
use crate::config::{self, Problem, Settings};

/// Two names this much alike may be one, misspelt.
const ALIKE: f64 = 0.75;

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
    let mut routes =
        watch.as_ref().map(|watch| unmatched_terms(&settings, watch)).unwrap_or_default();
    routes.extend(untold_kinds(&settings));
    for note in settings.notes.iter().chain(&routes).filter(|_| !arguments.json) {
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
    if arguments.coverage {
        return coverage::run(&watch, context).await;
    }
    if !arguments.online {
        return Ok(Exit::Done);
    }
    online::run(&settings, &Arc::new(watch), arguments.json, context).await
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

/// What is grave and would be told to nobody.
fn untold_kinds(settings: &Settings) -> Vec<Problem> {
    let asks = |kind: &str| {
        settings.routes.iter().any(|route| {
            route.matches.findings.is_empty() || route.matches.findings.iter().any(|k| k == kind)
        })
    };
    let grave = ["contradicts", "incident_opened"];
    let untold = grave.into_iter().filter(|kind| !asks(kind));
    untold
        .map(|kind| Problem {
            file: settings.file.display().to_string(),
            key: "route".to_owned(),
            what: format!("no route asks for {kind}: nobody would be told"),
            mend: format!("add \"{kind}\" to the findings of a route"),
            ..Problem::default()
        })
        .collect()
}

/// Patterns of routes that can never fit: nobody would notice until an alert is missed.
fn unmatched_terms(settings: &Settings, watch: &Watch) -> Vec<Problem> {
    let fits = |pattern: &str| {
        let patterns = [pattern.to_owned()];
        watch.terms().iter().any(|term| matches_any(&patterns, &term.id))
    };
    let mut notes = Vec::new();
    for (index, route) in settings.routes.iter().enumerate() {
        for pattern in route.matches.terms.iter().filter(|pattern| !fits(pattern)) {
            notes.push(Problem {
                file: settings.file.display().to_string(),
                key: format!("route[{}].match.terms", index + 1),
                what: format!("{pattern:?} matches no term of {}", settings.watch.display()),
                mend: nearest_term(pattern, watch),
                ..Problem::default()
            });
        }
    }
    notes
}

/// The term whose id is most like this, as a hint; empty when none is.
pub(super) fn nearest_term(pattern: &str, watch: &Watch) -> String {
    let ids = watch.terms().iter().map(|term| term.id.as_str());
    let near = ids.map(|id| (strsim::jaro_winkler(pattern, id), id));
    let best = near.filter(|near| near.0 >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(String::new, |(_, id)| format!("did you mean {id}?"))
}
