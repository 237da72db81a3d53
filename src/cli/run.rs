//! `run`: the daemon, until it is told to stop.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::service::{Live, open, pace};
use super::{Context, Exit, Trouble};
use crate::app::notify;
use crate::base::Timestamp;
use crate::config::Settings;
use crate::io::clock::{FastClock, SystemClock};
use crate::port::Clock;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Let time run so many times as fast; only with every feed on this machine
    #[arg(long, hide = true, value_name = "TIMES", requires = "rehearse_from")]
    pub rehearse: Option<u32>,
    /// The moment at which the fast clock and the real one agree
    #[arg(long, hide = true, value_name = "TIME")]
    pub rehearse_from: Option<Timestamp>,
}

impl Arguments {
    /// Plain `pactwatch`, without any argument.
    pub(super) const PLAIN: Self = Self { rehearse: None, rehearse_from: None };
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    // First of all: asked to stop while it still opens things, it stops as cleanly.
    let stop = stop_on_signal()?;
    let settings = context.settings_with_secrets()?;
    for note in &settings.notes {
        warn!("{note}");
    }
    let (Some(speed), Some(origin)) = (arguments.rehearse, arguments.rehearse_from) else {
        let app = open(&settings, SystemClock, pace(&settings)?).await?;
        return watch(&app, &settings, &stop).await;
    };
    check_rehearsal(&settings)?;
    let clock = FastClock { real_origin: origin, shown_origin: origin, speed };
    let app = open(&settings, clock, pace(&settings)?.at_speed(speed)).await?;
    watch(&app, &settings, &stop).await
}

/// A fast clock would break every promise of politeness to a real outlet.
fn check_rehearsal(settings: &Settings) -> Result<(), Trouble> {
    let inside = |host: Option<url::Host<&str>>| match host {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(_)) | None => false,
    };
    match settings.feeds.iter().find(|feed| !inside(feed.url.host())) {
        None => Ok(()),
        Some(feed) => Err(anyhow::anyhow!(
            "--rehearse: {} is not on this machine; a rehearsal polls only loopback addresses",
            feed.url
        )
        .into()),
    }
}

async fn watch<C: Clock + Clone + 'static>(
    app: &std::sync::Arc<Live<C>>,
    settings: &Settings,
    stop: &CancellationToken,
) -> Result<Exit, Trouble> {
    let mut notifier = notify::of_process();
    let (feeds, receivers) = (settings.feeds.len(), settings.receivers.len());
    let status = format!("watching {feeds} feeds, telling {receivers} receivers");
    info!(feeds, receivers, watch.label = app.plan.watch.label(), "{status}; ctrl-c stops");
    let pages = super::pages::serve(app, settings, stop).await?;
    notifier.ready(&status, app.ports.clock.now());
    app.run(stop, &mut notifier).await;
    notifier.stopping();
    pages.await;
    info!("stopped; nothing is lost");
    Ok(Exit::Done)
}

/// Cancelled by the first ctrl-c or SIGTERM.
fn stop_on_signal() -> Result<CancellationToken, Trouble> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        info!("asked to stop; finishing what is under way");
        told.cancel();
    });
    Ok(stop)
}
