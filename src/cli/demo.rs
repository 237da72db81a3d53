//! `demo`: the whole story on loopback.

use clap::Args;

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {}

pub(super) async fn run(
    _arguments: &Arguments,
    context: &mut Context<'_>,
) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    std::future::ready(settings).await;
    Err(anyhow::anyhow!("demo is not connected yet").into())
}
