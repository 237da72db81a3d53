//! The heartbeat: a made-up finding travels the whole path on a schedule, from a feed and a page
//! that the daemon serves itself to a mailbox of its own. An outside service is asked only when it
//! arrived, so that silence there means trouble here, and silence here means that nothing happened.
//! It says where the path is broken; it never mends it.

mod canary;

use std::sync::Arc;

use tracing::error;
use url::Url;

use super::incident::Change;
use super::reading::Fetched;
use super::{App, Ports};
use crate::alert::kind::{render, webhook};
use crate::alert::wording::subject;
use crate::alert::{Kind, Receiver};
use crate::article::model::Article;
use crate::article::observe::{ArticleState, plan as plan_visit, worth_reading};
use crate::base::http::{Headers, Request};
use crate::base::time::{SignedDuration, after};
use crate::base::url::web_url;
use crate::base::{Secret, Timestamp, id};
use crate::feed::model::Tier;
use crate::feed::poll::{FeedIdentity, FeedState, PollContext, interpret, plan as plan_poll};
use crate::feed::schedule::Schedule;
use crate::ledger::Finding;
use crate::port::{Clock as _, Fetch as _};
use crate::store::json::encode;
use crate::store::outbox::{NewAlert, enqueue};
use crate::store::{Batch, Result, StoreError};

/// How often it beats, and who is asked when it arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct Heartbeat {
    pub every: SignedDuration,
    pub ping_url: Option<Url>,
    /// The daemon's own feed, whose page is another version at each look.
    pub feed: Url,
    /// The daemon's own mailbox.
    pub inbox: Url,
}

impl std::fmt::Debug for Heartbeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address is a secret.
        f.debug_struct("Heartbeat").field("every", &self.every).finish_non_exhaustive()
    }
}

/// Where a test finding got stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// No outlet's feed has answered for hours.
    Blind,
    /// The daemon's own feed, or the page it leads to, could not be fetched.
    Fetch,
    /// A page could not be read, or its claim was not found.
    Read,
    /// Two versions that differ brought no finding.
    Find,
    /// The outbox did not deliver it.
    Deliver,
    /// It arrived, but the outside service did not answer.
    Ping,
}

impl Stuck {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blind => "no feed has answered for hours",
            Self::Fetch => "a feed and its page could not be fetched",
            Self::Read => "a page could not be read",
            Self::Find => "a changed page brought no finding",
            Self::Deliver => "the outbox did not deliver",
            Self::Ping => "the ping address did not answer",
        }
    }
}

/// When the next beat is due.
#[derive(Debug)]
pub(super) struct Heart {
    started: Timestamp,
    last: Option<Timestamp>,
}

impl Heart {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { started: now, last: None }
    }

    /// The first beat comes soon, but not before the feeds had a chance to answer.
    fn is_due(&self, every: SignedDuration, now: Timestamp) -> bool {
        let next = self.last.map_or(after(self.started, SETTLE), |last| after(last, every));
        now >= next
    }
}

const SETTLE: SignedDuration = SignedDuration::from_mins(1);
/// However rarely the feeds have news, one of them is asked at least this often.
const FRESH: SignedDuration = SignedDuration::from_hours(12);
/// The name under which test findings stand in the outbox.
pub(super) const RECEIVER: &str = "heartbeat";
/// More of the service's answer is not read.
const ANSWER_BYTES: usize = 64 << 10;

impl<P: Ports> App<P> {
    pub(super) async fn beat_when_due(self: &Arc<Self>, heart: &mut Heart) -> Result<()> {
        let Some(plan) = &self.plan.pace.heartbeat else { return Ok(()) };
        let now = self.ports.clock().now();
        if !heart.is_due(plan.every, now) {
            return Ok(());
        }
        heart.last = Some(now);
        self.beat().await?;
        Ok(())
    }

    /// Sends a test finding down the path. `None`: it arrived, and whoever waits was told.
    pub async fn beat(self: &Arc<Self>) -> Result<Option<Stuck>> {
        let stuck = self.travel().await?;
        let now = self.ports.clock().now();
        let detail = match stuck {
            None => "a test finding arrived again".to_owned(),
            Some(stuck) => {
                error!(reason = stuck.as_str(), "the heartbeat did not arrive");
                format!("a test finding did not arrive: {}", stuck.as_str())
            }
        };
        let change = Change {
            kind: "heartbeat",
            subject: RECEIVER,
            outlet: "",
            about_receiver: None,
            detail,
            open: stuck.is_some(),
        };
        let _turn = self.judging.lock().await;
        let batch = self.incident(&change, now).await?;
        match self.store.apply(batch).await {
            // The next beat says it, if it is still so.
            Err(StoreError::Conflict(_)) => {}
            other => other?,
        }
        self.wake_deliverers();
        Ok(stuck)
    }

    async fn travel(self: &Arc<Self>) -> Result<Option<Stuck>> {
        let Some(plan) = &self.plan.pace.heartbeat else { return Ok(None) };
        let now = self.ports.clock().now();
        let fresh = after(now, -FRESH);
        let outlets = self.store.seen_outlets().await?;
        if !outlets.iter().any(|outlet| outlet.last_ok_at.is_some_and(|at| at >= fresh)) {
            return Ok(Some(Stuck::Blind));
        }
        let finding = match self.find_canary(&plan.feed).await {
            Ok(finding) => finding,
            Err(stuck) => return Ok(Some(stuck)),
        };
        let delivery = self.send_canary(&finding, &plan.inbox, now).await?;
        let arrived = self.store.delivery(&delivery).await?.is_some_and(|row| row.state == "sent");
        if !arrived {
            return Ok(Some(Stuck::Deliver));
        }
        self.store.forget_deliveries(RECEIVER, &delivery).await?;
        Ok(if self.ping().await { None } else { Some(Stuck::Ping) })
    }

    /// Polls the daemon's own feed, looks at its page twice, and compares what was read.
    async fn find_canary(self: &Arc<Self>, feed: &Url) -> std::result::Result<Finding, Stuck> {
        let page = self.canary_page(feed).await.ok_or(Stuck::Fetch)?;
        let versions = [self.look_at(&page).await?, self.look_at(&page).await?];
        let now = self.ports.clock().now();
        let found = tokio::task::spawn_blocking(move || canary::find(&versions, &page, now));
        found.await.unwrap_or(Err(Stuck::Read))
    }

    /// The page that the feed leads to, found as with any feed.
    async fn canary_page(&self, feed: &Url) -> Option<Url> {
        let state = FeedState::new(feed.clone());
        let planned = plan_poll(&state, &self.plan.poll, self.ports.clock().now());
        let asked = Request { own: true, ..planned.request };
        let reply = self.ports.web().fetch(asked).await;
        let context = PollContext {
            policy: &self.plan.poll,
            now: self.ports.clock().now(),
            jitter: 0.0,
            purpose: planned.purpose,
            offline: false,
            known: &|_| false,
        };
        let identity = FeedIdentity { tier: Tier::Press, schedule: &Schedule::Adaptive };
        let parsed = interpret(&state, &identity, &reply, &context).parsed?;
        parsed.entries.first().and_then(|entry| web_url(entry.link.as_deref()?))
    }

    /// One version of the page, fetched and extracted as with any article.
    async fn look_at(self: &Arc<Self>, page: &Url) -> std::result::Result<Article, Stuck> {
        let request = plan_visit(
            &ArticleState::new(page.clone(), self.ports.clock().now()),
            self.ports.clock().now(),
        );
        let asked = Request { own: true, ..request };
        let reply = self.ports.web().fetch(asked).await.map_err(|_| Stuck::Fetch)?;
        if !worth_reading(&reply) {
            return Err(Stuck::Fetch);
        }
        let now = self.ports.clock().now();
        let extracted = self.extract(Fetched::of(&reply, now)).await.map_err(|_| Stuck::Read)?;
        Ok(extracted.article)
    }

    /// Through the outbox, as any alert, to the daemon's own mailbox.
    async fn send_canary(
        self: &Arc<Self>,
        finding: &Finding,
        inbox: &Url,
        now: Timestamp,
    ) -> Result<String> {
        let config = webhook::Config { url: Secret::new(inbox.as_str()), secrets: Vec::new() };
        let receiver = Receiver { name: RECEIVER.to_owned(), kind: Kind::Webhook(config) };
        let alert = canary::alert(RECEIVER, super::alerting::item(finding), now);
        let message_id = alert.message_id();
        let queued = NewAlert {
            id: alert.id.clone(),
            message_id: message_id.clone(),
            receiver: RECEIVER.to_owned(),
            subject: subject(&alert),
            body: encode(&alert)?,
            payload: encode(&render(&receiver.kind, &alert))?,
            findings: Vec::new(),
            at: now,
            due: now,
        };
        self.store.apply(Batch(enqueue(&queued))).await?;
        self.deliver_due(&receiver).await?;
        Ok(message_id)
    }

    /// Whether the outside service answered well, or there is none.
    async fn ping(&self) -> bool {
        let Some(plan) = &self.plan.pace.heartbeat else { return true };
        let Some(url) = plan.ping_url.clone() else { return true };
        let headers = Headers::default();
        let request =
            Request { url, headers, max_bytes: ANSWER_BYTES, max_redirects: 0, own: false };
        let reply = self.ports.web().fetch(request).await;
        reply.is_ok_and(|reply| (200..300).contains(&reply.status))
    }
}

/// The id of the alert of one beat.
fn beat_id(finding: &str, now: Timestamp) -> String {
    id::make("alert", &[RECEIVER, finding, &now.to_string()])
}
