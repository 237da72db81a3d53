//! `eval`: precision and recall against annotated articles.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// A folder of annotated articles
    pub folder: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("eval is not connected yet").into())
}
