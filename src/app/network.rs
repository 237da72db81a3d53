//! Is this machine offline? Then no feed is to blame. Remembers only who answered last.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::base::http::FetchError;

/// So many hosts out of reach in a row, and none that answers, is our own network.
const HOSTS: usize = 3;

/// Hosts that could not be reached since any host was.
#[derive(Debug, Default)]
pub(super) struct Network {
    unreachable: Mutex<BTreeSet<String>>,
}

impl Network {
    /// Notes how an attempt went and says whether the machine looks offline now.
    pub(super) fn note<T>(&self, host: &str, result: &Result<T, FetchError>) -> bool {
        let mut hosts = self.unreachable.lock().unwrap_or_else(PoisonError::into_inner);
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
        hosts.len() >= HOSTS
    }
}
