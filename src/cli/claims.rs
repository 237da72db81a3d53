//! `claims`: the ledger: every term's values, who says them and with which quote.

use clap::Args;

use super::{Context, Exit, Listing, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only terms that match, with * for any characters
    #[arg(long, value_name = "PATTERN")]
    pub term: Option<String>,
    #[command(flatten)]
    pub listing: Listing,
}

pub(super) fn run(_arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    context.settings()?;
    Err(anyhow::anyhow!("claims is not connected yet").into())
}
