//! `extract`: what is read from a page or a text, without storing anything.

mod show;

use clap::Args;
use jiff::civil::Date;

use super::{Context, Exit, Trouble};
use crate::article::model::Article;
use crate::claim::model::Reading;

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
    /// Who published it, if the text does not say
    #[arg(long, value_name = "HOST")]
    pub outlet: Option<String>,
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
    let settings = context.settings()?;
    std::future::ready(settings).await;
    let extracts: Vec<Extract> = Vec::new();
    for extract in &extracts {
        if arguments.json {
            json_line(context.out, extract)?;
        } else {
            human(context.out, extract)?;
        }
    }
    Err(anyhow::anyhow!("extract is not connected yet").into())
}
