//! `outbox`: deliveries that wait, and deliveries given up.

use clap::{Args, Subcommand};

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// List deliveries with their state and last answer
    List(Listing),
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("outbox is not connected yet").into())
}
