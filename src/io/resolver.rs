//! Name lookup behind the address guard. What it answers is what gets connected to: check and use
//! are one step, so a name that changes its mind in between gains nothing.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{AddressPolicy, Refusal};

/// Why a name gave no address to connect to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("{host}: {refusal}")]
    Refused { host: String, refusal: Refusal },
    #[error("{host}: no answer within {after:?}")]
    Timeout { host: String, after: Duration },
    #[error("{host}: {detail}")]
    Failed { host: String, detail: String },
}

/// Turns a name into addresses: the system's way, or a test's.
pub trait Lookup: Send + Sync + 'static {
    fn lookup(
        &self,
        host: &str,
    ) -> impl Future<Output = Result<Vec<IpAddr>, std::io::Error>> + Send;
}

/// The system resolver, so that /etc/hosts, nsswitch and a local resolver keep their say.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    async fn lookup(&self, host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// A lookup that answers only with addresses the policy permits.
#[derive(Debug)]
pub struct GuardedResolver<L> {
    pub policy: Arc<AddressPolicy>,
    pub lookup: Arc<L>,
    pub timeout: Duration,
}

impl<L: Lookup> Resolve for GuardedResolver<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, lookup, timeout) = (self.policy.clone(), self.lookup.clone(), self.timeout);
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let addresses = permitted(&*lookup, &policy, host, timeout).await?;
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

/// One forbidden address spoils the whole answer: a mixed one is an attempt at rebinding, not a
/// content network.
async fn permitted<L: Lookup>(
    lookup: &L,
    policy: &AddressPolicy,
    host: String,
    timeout: Duration,
) -> Result<Vec<IpAddr>, LookupError> {
    let addresses = match tokio::time::timeout(timeout, lookup.lookup(&host)).await {
        Err(_) => return Err(LookupError::Timeout { host, after: timeout }),
        Ok(Err(error)) => return Err(LookupError::Failed { host, detail: error.to_string() }),
        Ok(Ok(addresses)) => addresses,
    };
    for address in &addresses {
        if let Err(refusal) = policy.check_address(*address) {
            return Err(LookupError::Refused { host, refusal });
        }
    }
    if addresses.is_empty() {
        return Err(LookupError::Failed { host, detail: "no addresses".to_owned() });
    }
    Ok(addresses)
}
