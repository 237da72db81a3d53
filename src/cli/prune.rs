//! `prune`: lets go of raw pages that name no party, and of old sights that say nothing more.

use clap::Args;

use super::{Context, Exit, Trouble, service};
use crate::app::prune::prunable;
use crate::base::time::{SignedDuration, after};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::Mode;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Raw pages that name no party are kept this many days
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub pages_after: u32,
    /// Every sight is kept this many days; then the first of each day, and those beside a gap
    #[arg(long, value_name = "DAYS", default_value_t = 180)]
    pub sights_after: u32,
    /// Only say what would go
    #[arg(long)]
    pub dry_run: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let watch = service::watch(&settings.watch).map_err(Trouble::Config)?;
    let mode = if arguments.dry_run { Mode::ReadOnly } else { Mode::ReadWrite };
    let store = context.store(mode).await?;
    let now = SystemClock.now();
    let ago = |days: u32| after(now, -SignedDuration::from_hours(24 * i64::from(days)));
    let found = prunable(&store, &watch, ago(arguments.pages_after)).await?;
    let (pages, kilobytes) = (found.bodies.len(), found.bytes / 1024);
    if arguments.dry_run {
        writeln!(context.out, "{pages} raw pages ({kilobytes} KB unpacked) name no party")?;
        return Ok(Exit::Done);
    }
    store.drop_bodies(&found.bodies).await?;
    let sights = store.drop_sights(ago(arguments.sights_after)).await?;
    writeln!(
        context.out,
        "{pages} raw pages ({kilobytes} KB unpacked) and {sights} old sights are gone; their \
         readings, versions and findings stay, and the file's space is used again"
    )?;
    Ok(Exit::Done)
}
