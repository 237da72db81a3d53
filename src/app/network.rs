//! Is this machine offline? Then no feed is to blame. Remembers only who answered last.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tracing::{info, warn};

use super::{App, Ports};
use crate::base::http::FetchError;
use crate::port::Clock as _;
use crate::store::findings::{close_incident, open_incident};
use crate::store::{Batch, Result};

/// So many hosts out of reach in a row, and none that answers, is our own network.
const HOSTS: usize = 3;
const INCIDENT: &str = "offline";
const SUBJECT: &str = "this machine";

/// What the last attempt says of this machine's own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Online,
    /// With this attempt it looks offline.
    WentOffline,
    Offline,
    /// With this attempt it answers again.
    CameBack,
}

impl Reach {
    pub(super) fn is_offline(self) -> bool {
        matches!(self, Self::WentOffline | Self::Offline)
    }
}

/// Hosts that could not be reached since any host was.
#[derive(Debug, Default)]
pub(super) struct Network {
    unreachable: Mutex<BTreeSet<String>>,
}

impl Network {
    /// Notes how an attempt went.
    pub(super) fn note<T>(&self, host: &str, result: &std::result::Result<T, FetchError>) -> Reach {
        let mut hosts = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
        let before = hosts.len() >= HOSTS;
        match result {
            Err(FetchError::Dns(_) | FetchError::Connect(_) | FetchError::Timeout(_)) => {
                hosts.insert(host.to_owned());
            }
            Ok(_)
            | Err(
                FetchError::Tls(_)
                | FetchError::TooLarge { .. }
                | FetchError::Redirect(_)
                | FetchError::Protocol(_),
            ) => hosts.clear(),
            // The guard said no before anything went out: that tells nothing of the network.
            Err(FetchError::Refused(_)) => {}
        }
        match (before, hosts.len() >= HOSTS) {
            (false, false) => Reach::Online,
            (false, true) => Reach::WentOffline,
            (true, true) => Reach::Offline,
            (true, false) => Reach::CameBack,
        }
    }
}

impl<P: Ports> App<P> {
    /// Says once that the machine looks offline, and once that it is back; then every feed that was
    /// out of reach is due again.
    pub(super) async fn tell_reach(&self, reach: Reach) -> Result<()> {
        let now = self.ports.clock().now();
        match reach {
            Reach::Online | Reach::Offline => Ok(()),
            Reach::WentOffline => {
                warn!(
                    "no host can be reached: this machine looks offline; no feed is blamed, and every feed is tried again"
                );
                let detail = "no host can be reached; no feed is blamed";
                let incident = open_incident(INCIDENT, SUBJECT, detail, now);
                self.store.apply(Batch(vec![incident])).await
            }
            Reach::CameBack => {
                info!("this machine is online again");
                self.store.apply(Batch(vec![close_incident(INCIDENT, SUBJECT, now)])).await?;
                self.store.hurry_unreached(now).await
            }
        }
    }
}
