//! `log`: findings, incidents and deliveries, newest first.

use clap::Args;

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    pub listing: Listing,
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("log is not connected yet").into())
}
