//! What a reply means for a feed, and when it is polled again.

mod asking;
mod pacing;
mod trouble;

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use pactwatch::base::http::{FetchError, Headers, Hop, Reply};
use pactwatch::feed::Tier;
use pactwatch::feed::poll::{
    FeedIdentity, FeedState, Plan, PollContext, PollPolicy, PollReport, Reading, interpret, plan,
};
use pactwatch::feed::schedule::Schedule;
use url::Url;

const URL: &str = "https://feeds.example.com/rss.xml";
const HOUR: i64 = 3600;

/// A feed, its server's next reply, and the clock.
struct World {
    state: FeedState,
    policy: PollPolicy,
    tier: Tier,
    schedule: Schedule,
    known: HashSet<String>,
    now: Timestamp,
    jitter: f64,
    offline: bool,
}

impl World {
    fn new() -> Self {
        Self {
            state: FeedState::new(Url::parse(URL).unwrap()),
            policy: PollPolicy::default(),
            tier: Tier::Press,
            schedule: Schedule::Adaptive,
            known: HashSet::new(),
            now: super::now(),
            jitter: 0.0,
            offline: false,
        }
    }

    /// After a first good poll of entries 1 to 5.
    fn started(headers: &[(&str, &str)]) -> Self {
        let mut world = Self::new();
        world.poll(Ok(ok(&rss(1..=5), headers)));
        world
    }

    fn plan(&self) -> Plan {
        plan(&self.state, &self.policy, self.now)
    }

    fn sent(&self, name: &str) -> Option<String> {
        self.plan().request.headers.get(name).map(str::to_owned)
    }

    fn poll(&mut self, result: Result<Reply, FetchError>) -> PollReport {
        let feed = FeedIdentity { tier: self.tier, schedule: &self.schedule };
        // Whoever looks entries up beforehand learns every key that will be asked for.
        let keys = Reading::of(&self.state, &result, self.now).keys();
        let report = interpret(
            &self.state,
            &feed,
            &result,
            &PollContext {
                policy: &self.policy,
                now: self.now,
                jitter: self.jitter,
                purpose: self.plan().purpose,
                offline: self.offline,
                known: &|key| {
                    assert!(keys.iter().any(|known| known == key), "{key} was not announced");
                    self.known.contains(key)
                },
            },
        );
        self.state = report.next.clone();
        self.known.extend(report.new_entries.iter().map(|entry| entry.key.clone()));
        report
    }

    fn poll_later(&mut self, seconds: i64, result: Result<Reply, FetchError>) -> PollReport {
        self.pass(seconds);
        self.poll(result)
    }

    fn pass(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }

    fn wait(&self, report: &PollReport) -> i64 {
        report.next_poll_at.duration_since(self.now).as_secs()
    }
}

fn rss(ids: std::ops::RangeInclusive<u32>) -> String {
    let items: String = ids
        .map(|id| {
            format!("<item><title>N{id}</title><link>https://example.com/{id}</link><guid isPermaLink='false'>g{id}</guid></item>")
        })
        .collect();
    format!("<rss version='2.0'><channel><title>News</title>{items}</channel></rss>")
}

fn reply(status: u16, body: &str, headers: &[(&str, &str)]) -> Reply {
    let mut list = Headers::default();
    for (name, value) in headers {
        list.push(name, *value);
    }
    Reply {
        status,
        headers: list,
        body: body.as_bytes().to_vec(),
        url: Url::parse(URL).unwrap(),
        hops: Vec::new(),
    }
}

fn ok(body: &str, headers: &[(&str, &str)]) -> Reply {
    reply(200, body, headers)
}

fn moved(hops: &[(u16, &str)], body: &str) -> Reply {
    let hops: Vec<Hop> = hops
        .iter()
        .map(|(status, to)| Hop { status: *status, to: Url::parse(to).unwrap() })
        .collect();
    Reply { url: hops.last().unwrap().to.clone(), hops, ..ok(body, &[]) }
}
