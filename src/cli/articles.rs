//! `articles`: what has been read, newest first.

use clap::Args;

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only of this outlet
    #[arg(long, value_name = "DOMAIN")]
    pub outlet: Option<String>,
    #[command(flatten)]
    pub listing: Listing,
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("articles is not connected yet").into())
}
