//! `extract`: what is read from a page or a text, without storing anything.

pub(super) mod reading;
mod show;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;

use super::polite::Polite;
use super::{Context, Exit, Trouble, input, service};
use crate::article::model::Article;
use crate::claim::model::Reading;

use reading::Hints;
pub use show::{human, json_line};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Files or addresses; - is standard input
    #[arg(required = true, value_name = "FILE|URL|-")]
    pub sources: Vec<String>,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// When it was published, if the text does not say: relative dates count from here
    #[arg(long, value_name = "DATE")]
    pub published: Option<Date>,
    /// Who published it [default: the site of its address]
    #[arg(long, value_name = "HOST")]
    pub outlet: Option<String>,
    /// The watch file [default: that of the configuration]
    #[arg(long, value_name = "FILE")]
    pub watch: Option<PathBuf>,
}

/// One source, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Extract {
    /// As it was named on the command line.
    pub source: String,
    pub article: Article,
    pub reading: Reading,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings_if_any()?;
    let path = context.watch_file(arguments.watch.as_deref(), settings.as_ref())?;
    let watch = Arc::new(service::watch(&path).map_err(Trouble::Config)?);
    let fetch = settings.map(|settings| settings.fetch).unwrap_or_default();
    let mut web = Polite::new(&fetch)?;
    let hints = Hints { published: arguments.published, outlet: arguments.outlet.clone() };
    let mut exit = Exit::Done;
    for source in &arguments.sources {
        let input = match input::read(source, &mut web).await {
            Ok(input) => input,
            Err(error) => {
                context.tell(&format!("{source}: {error:#}"))?;
                exit = Exit::Failed;
                continue;
            }
        };
        let (article, reading) = reading::read_input(&watch, input, &hints).await;
        let extract = Extract { source: source.clone(), article, reading };
        if arguments.json {
            json_line(context.out, &extract)?;
        } else {
            human(context.out, &extract)?;
        }
    }
    Ok(exit)
}
