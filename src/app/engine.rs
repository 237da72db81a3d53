//! The engine: leases hosts, sends each to its unit of work, and keeps the receivers' lines
//! moving. It stops by finishing what is under way.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::heartbeat::Heart;
use super::notify::{Message, Notifier};
use super::{App, Ports};
use crate::alert::Receiver;
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::port::{Clock as _, Ids as _};
use crate::store::record::{HostLease, Work};
use crate::store::{Result, StoreError};

/// Nothing sleeps longer than this, so that a clock that was corrected is noticed.
const LONGEST_SLEEP: SignedDuration = SignedDuration::from_mins(5);
/// A pass for a person who waits begins nothing later than this.
const LONGEST_PASS: SignedDuration = SignedDuration::from_mins(3);
/// After trouble with the store.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// A leased host and what to do there.
#[derive(Debug)]
struct Task {
    lease: HostLease,
    work: Option<Work>,
    /// A first pass may end with it.
    first_pass: bool,
}

impl<P: Ports> App<P> {
    /// One pass: does everything that is due at this moment, and returns how much that was.
    pub async fn work_due(self: &Arc<Self>) -> Result<usize> {
        let mut done = 0;
        loop {
            let tasks = self.with_work(self.lease(self.plan.pace.parallelism).await?).await?;
            if tasks.is_empty() {
                return Ok(done);
            }
            done += tasks.len();
            for result in join_all(tasks.iter().map(|task| self.work(task))).await {
                result?;
            }
        }
    }

    /// One pass for a person who waits: works until no feed or article is due within the politeness
    /// of the hosts, then lets every alert go at once. Returns how many requests were made.
    pub async fn pass(self: &Arc<Self>) -> Result<usize> {
        let start = self.ports.clock().now();
        let mut done = 0;
        loop {
            done += self.work_due().await?;
            let next = self.store.next_wake().await?;
            // Only what this pass itself brought up: pages of a host already asked.
            let soon = after(start, LONGEST_PASS);
            let Some(at) = next.filter(|at| *at < soon) else { break };
            self.ports.clock().sleep_until(at).await;
        }
        self.store.hurry_groups(self.ports.clock().now()).await?;
        self.deliver_all_due().await?;
        Ok(done)
    }

    /// Flushes and delivers for every receiver what is due at this moment.
    pub async fn deliver_all_due(self: &Arc<Self>) -> Result<usize> {
        let mut done = 0;
        self.schedule_digests().await?;
        for receiver in &self.plan.receivers {
            done += self.flush_due(receiver).await?;
            done += self.deliver_due(receiver).await?;
        }
        Ok(done)
    }

    /// When there is something to do again.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut next = self.store.next_wake().await?;
        for receiver in &self.plan.receivers {
            next = earliest(next, self.next_for(receiver).await?);
        }
        Ok(next)
    }

    async fn next_for(&self, receiver: &Receiver) -> Result<Option<Timestamp>> {
        let group = self.store.next_group(&receiver.name).await?;
        Ok(earliest(group, self.store.next_delivery(&receiver.name).await?))
    }

    async fn lease(&self, room: usize) -> Result<Vec<HostLease>> {
        let now = self.ports.clock().now();
        let token = self.ports.ids().token();
        self.store.lease_hosts(&token, now, after(now, self.plan.pace.lease), room).await
    }

    /// What there is to do on each leased host, asked in one errand.
    async fn with_work(&self, leases: Vec<HostLease>) -> Result<Vec<Task>> {
        if leases.is_empty() {
            return Ok(Vec::new());
        }
        let hosts: Vec<&str> = leases.iter().map(|lease| lease.host.as_str()).collect();
        let found = self.store.next_works(&hosts, self.ports.clock().now()).await?;
        let task = |(lease, work): (HostLease, Option<Work>)| {
            // A feed that was never read well begins a first pass when none is going on.
            let begins = matches!(&work, Some(Work::Feed(feed)) if feed.baseline.is_none());
            Task { lease, work, first_pass: found.first_pass || begins }
        };
        Ok(leases.into_iter().zip(found.list).map(task).collect())
    }

    /// One request to one leased host, and everything that follows from it.
    async fn work(self: &Arc<Self>, task: &Task) -> Result<()> {
        let lease = &task.lease;
        let done = match &task.work {
            Some(Work::Feed(feed)) => self.poll_feed(lease, feed).await,
            Some(Work::Article(article)) => self.visit_article(lease, article).await,
            None => self.store.release_host(lease, self.ports.clock().now()).await,
        };
        match done {
            Err(StoreError::Conflict(what)) => {
                warn!(host.name = lease.host, what, "lease lost; the work will be repeated");
            }
            other => other?,
        }
        if task.first_pass { self.finish_baseline().await } else { Ok(()) }
    }

    /// Runs until told to stop: the hosts' queue here, every receiver's line beside it.
    pub async fn run<S: FnMut(&Message) + Send>(
        self: &Arc<Self>,
        stop: &CancellationToken,
        notifier: &mut Notifier<S>,
    ) {
        let mut lines = JoinSet::new();
        for receiver in &self.plan.receivers {
            let (app, receiver, stop) = (Arc::clone(self), Arc::clone(receiver), stop.clone());
            lines.spawn(async move { app.run_receiver(&receiver, &stop).await });
        }
        let (app, keeper_stop) = (Arc::clone(self), stop.clone());
        lines.spawn(async move { app.run_keeper(&keeper_stop).await });
        self.run_hosts(stop, notifier).await;
        while lines.join_next().await.is_some() {}
    }

    async fn run_hosts<S: FnMut(&Message) + Send>(
        self: &Arc<Self>,
        stop: &CancellationToken,
        notifier: &mut Notifier<S>,
    ) {
        let mut tasks = JoinSet::new();
        let mut held: HashMap<Id, HostLease> = HashMap::new();
        while !stop.is_cancelled() {
            notifier.progress(self.ports.clock().now());
            let room = self.plan.pace.parallelism.saturating_sub(tasks.len());
            let due = async { self.with_work(self.lease(room).await?).await };
            let due = match due.await {
                Ok(due) => due,
                Err(trouble) => {
                    error!(error = %trouble, "the store does not answer");
                    self.rest(stop, PAUSE).await;
                    continue;
                }
            };
            let idle = due.is_empty();
            for task in due {
                let (app, kept) = (Arc::clone(self), task.lease.clone());
                let task = tasks.spawn(async move { app.work(&task).await });
                held.insert(task.id(), kept);
            }
            if idle || tasks.len() >= self.plan.pace.parallelism {
                let rest = longest_rest(notifier);
                self.wait_for_hosts(&mut tasks, &mut held, stop, rest).await;
            }
        }
        self.wind_down(tasks, held).await;
    }

    /// Until a task ends, something is due, or it is time to stop.
    async fn wait_for_hosts(
        &self,
        tasks: &mut JoinSet<Result<()>>,
        held: &mut HashMap<Id, HostLease>,
        stop: &CancellationToken,
        rest: SignedDuration,
    ) {
        let now = self.ports.clock().now();
        let full = tasks.len() >= self.plan.pace.parallelism;
        let due = if full { None } else { self.store.next_wake().await.ok().flatten() };
        // A host that is due but leased is waited for through its task, not by spinning.
        let soonest = after(now, self.plan.pace.tick);
        let longest = after(now, rest);
        let until = due.unwrap_or(longest).clamp(soonest, longest.max(soonest));
        tokio::select! {
            Some(ended) = tasks.join_next_with_id(), if !tasks.is_empty() => {
                forget(held, ended);
                // Those that ended with it leave their places in the same round.
                while let Some(ended) = tasks.try_join_next_with_id() {
                    forget(held, ended);
                }
            }
            () = self.ports.clock().sleep_until(until) => {}
            () = stop.cancelled() => {}
        }
    }

    /// Lets what is under way finish; what does not in time gives its lease back unused.
    async fn wind_down(&self, mut tasks: JoinSet<Result<()>>, mut held: HashMap<Id, HostLease>) {
        let limit = after(self.ports.clock().now(), self.plan.pace.grace);
        loop {
            tokio::select! {
                ended = tasks.join_next_with_id() => match ended {
                    Some(ended) => forget(&mut held, ended),
                    None => break,
                },
                () = self.ports.clock().sleep_until(limit) => break,
            }
        }
        tasks.shutdown().await;
        let now = self.ports.clock().now();
        for lease in held.into_values() {
            // One that finished at the last moment has given it back itself.
            if let Err(trouble) = self.store.release_host(&lease, now).await {
                tracing::debug!(host.name = lease.host, error = %trouble, "lease not given back");
            }
        }
    }

    async fn run_receiver(self: &Arc<Self>, receiver: &Receiver, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let pass = async {
                self.flush_due(receiver).await?;
                self.deliver_while(receiver, || !stop.is_cancelled()).await?;
                self.next_for(receiver).await
            };
            let next = match pass.await {
                Ok(next) => next,
                Err(trouble) => {
                    error!(receiver.name, error = %trouble, "the store does not answer");
                    self.rest(stop, PAUSE).await;
                    continue;
                }
            };
            let now = self.ports.clock().now();
            let until = next.unwrap_or_else(|| after(now, LONGEST_SLEEP));
            tokio::select! {
                () = self.ports.clock().sleep_until(until.max(after(now, self.plan.pace.tick))) => {}
                () = self.alerts_wait.notified() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    async fn run_keeper(self: &Arc<Self>, stop: &CancellationToken) {
        let mut heart = Heart::new(self.ports.clock().now());
        while !stop.is_cancelled() {
            let round = async {
                self.schedule_digests().await?;
                self.beat_when_due(&mut heart).await
            };
            if let Err(trouble) = round.await {
                error!(error = %trouble, "the store does not answer");
            }
            self.rest(stop, self.plan.pace.keeper).await;
        }
    }

    /// Tells the receivers' lines that something new waits for them.
    pub(super) fn wake_deliverers(&self) {
        self.alerts_wait.notify_waiters();
    }

    async fn rest(&self, stop: &CancellationToken, time: SignedDuration) {
        let until = after(self.ports.clock().now(), time);
        tokio::select! {
            () = self.ports.clock().sleep_until(until) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// As long as the service manager does not begin to worry.
fn longest_rest<S: FnMut(&Message)>(notifier: &Notifier<S>) -> SignedDuration {
    let asked = notifier.longest_rest().and_then(|rest| SignedDuration::try_from(rest).ok());
    asked.map_or(LONGEST_SLEEP, |asked| asked.min(LONGEST_SLEEP))
}

fn forget(
    held: &mut HashMap<Id, HostLease>,
    ended: std::result::Result<(Id, Result<()>), tokio::task::JoinError>,
) {
    match ended {
        Ok((id, Ok(()))) => drop(held.remove(&id)),
        Ok((id, Err(trouble))) => {
            // The lease stays; it ends by itself, and the work is repeated then.
            error!(error = %trouble, "work not stored");
            held.remove(&id);
        }
        Err(panic) => error!(error = %panic, "work broke off; its lease will run out"),
    }
}

fn earliest(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, None) | (None, one) => one,
    }
}
