//! `run`: the daemon, until it is told to stop.

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::service::{Live, open, pace};
use super::{Context, Exit, Trouble};
use crate::app::{Heartbeat, PacePlan, notify};
use crate::base::Timestamp;
use crate::base::time::SignedDuration;
use crate::config::Settings;
use crate::io::canary::Canary;
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
        let app = open(&settings, SystemClock, pace_with_heartbeat(&settings).await?).await?;
        return watch(&app, &settings, &stop).await;
    };
    check_rehearsal(&settings)?;
    let clock = FastClock { real_origin: origin, shown_origin: origin, speed };
    let pace = pace_with_heartbeat(&settings).await?.at_speed(speed);
    let app = open(&settings, clock, pace).await?;
    watch(&app, &settings, &stop).await
}

/// The usual numbers, and the daemon's own page where a heartbeat is asked for.
async fn pace_with_heartbeat(settings: &Settings) -> Result<PacePlan, Trouble> {
    let usual = pace(settings)?;
    let Some(wanted) = &settings.heartbeat else { return Ok(usual) };
    let canary = Canary::open(wanted.port).await.with_context(|| {
        let port = wanted.port;
        format!("heartbeat.port = {port}: set another one, or 0 for any; the test page needs it")
    })?;
    let (Some(feed), Some(inbox)) = (canary.feed(), canary.inbox()) else { return Ok(usual) };
    let every = SignedDuration::try_from(wanted.every).context("heartbeat.every")?;
    let ping_url = wanted.ping_url.as_ref().map(|ping| ping.0.clone());
    Ok(PacePlan { heartbeat: Some(Heartbeat { every, ping_url, feed, inbox }), ..usual })
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
