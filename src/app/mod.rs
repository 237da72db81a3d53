//! The running program: a straight line of port and store calls for each unit of work. It only
//! matches on what the pure layers decided.

pub mod deliver;
pub mod notify;

use std::sync::Arc;

use crate::alert::Receiver;
use crate::base::time::SignedDuration;
use crate::outbox::RetryPolicy;
use crate::port::{Clock, Deliver, Fetch, Ids};
use crate::store::Store;

/// The outside world as one type: real adapters in the daemon, a simulation in tests.
pub trait Ports: Send + Sync + 'static {
    type Clock: Clock;
    type Web: Fetch;
    type Out: Deliver;
    type Ids: Ids;

    fn clock(&self) -> &Self::Clock;
    fn web(&self) -> &Self::Web;
    fn out(&self) -> &Self::Out;
    fn ids(&self) -> &Self::Ids;
}

/// Any four ports make a world.
#[derive(Debug)]
pub struct Wired<C, F, D, I> {
    pub clock: C,
    pub web: F,
    pub out: D,
    pub ids: I,
}

impl<C, F, D, I> Ports for Wired<C, F, D, I>
where
    C: Clock + 'static,
    F: Fetch + 'static,
    D: Deliver + 'static,
    I: Ids + 'static,
{
    type Clock = C;
    type Web = F;
    type Out = D;
    type Ids = I;

    fn clock(&self) -> &C {
        &self.clock
    }

    fn web(&self) -> &F {
        &self.web
    }

    fn out(&self) -> &D {
        &self.out
    }

    fn ids(&self) -> &I {
        &self.ids
    }
}

/// Everything a unit of work needs.
#[derive(Debug)]
pub struct App<P> {
    pub store: Store,
    pub ports: P,
    pub plan: Plan,
}

/// What the configuration says, in the shapes of the layers that use it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub receivers: Vec<Arc<Receiver>>,
    pub retry: RetryPolicy,
    /// How long a lease protects one unit of work; at least three times the longest timeout.
    pub lease: SignedDuration,
    /// Deliveries of one receiver under way at once.
    pub deliveries_at_once: usize,
}
