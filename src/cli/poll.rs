//! `poll`: one pass over the feeds.

use clap::Args;

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The feed's name [default: all]
    pub feed: Option<String>,
}

pub(super) async fn run(
    _arguments: &Arguments,
    context: &mut Context<'_>,
) -> Result<Exit, Trouble> {
    let settings = context.settings_with_secrets()?;
    std::future::ready(settings).await;
    Err(anyhow::anyhow!("poll is not connected yet").into())
}
