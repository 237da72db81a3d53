//! `run`: the daemon, until it is told to stop.

use clap::Args;

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {}

pub(super) async fn run(
    _arguments: &Arguments,
    context: &mut Context<'_>,
) -> Result<Exit, Trouble> {
    let settings = context.settings_with_secrets()?;
    std::future::ready(settings).await;
    Err(anyhow::anyhow!("run is not connected yet").into())
}
