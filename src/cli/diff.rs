//! `diff`: claim changes between versions of an article, above the text's own.

use clap::Args;

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The article's id or address
    pub article: String,
    #[command(flatten)]
    pub listing: Listing,
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("diff is not connected yet").into())
}
