//! What the measurements share: a feed of a usual size, a plan, figures of the process.

use pactwatch::alert::Receiver;
use pactwatch::app::{Feed, PacePlan, Plan};
use pactwatch::base::{Timestamp, id};
use pactwatch::claim::follow::Gate;
use pactwatch::claim::watch::Watch;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

/// An RSS document of some 21 KB; entries count from `first`.
pub(crate) fn document(first: usize) -> String {
    let text = "The council has put off its decision about the old bridge until the spring, when \
                the engineers are to say what its repair would cost and how long it would take. ";
    let item = |n: usize| {
        format!(
            "<item><title>Bridge decision put off, part {n}</title>\
             <link>https://news.example/bridge/{n}?utm_source=rss&amp;utm_medium=feed</link>\
             <guid isPermaLink=\"false\">news-{n}</guid>\
             <pubDate>Mon, 03 Mar 2031 06:{:02}:00 GMT</pubDate><dc:creator>A. Writer</dc:creator>\
             <category>City</category><description><![CDATA[<p>{}</p>]]></description></item>",
            n % 60,
            text.repeat(2)
        )
    };
    let items: String = (first..first + 30).map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>News</title>\
         <link>https://news.example/</link><description>All of it</description>{items}</channel></rss>"
    )
}

pub(crate) fn start() -> Timestamp {
    "2031-03-03T06:00:00Z".parse().unwrap()
}

pub(crate) fn feed(url: &str) -> Feed {
    let url = url::Url::parse(url).unwrap();
    Feed {
        id: id::make("f", &[url.as_str()]),
        name: url.to_string(),
        url,
        tier: Tier::Press,
        schedule: Schedule::Adaptive,
        gate: Gate::Relevant,
    }
}

pub(crate) fn plan(feeds: &[Feed], pace: PacePlan) -> Plan {
    let text = include_str!("../../config/partnership.toml");
    let watch = Watch::compile(text, "partnership.toml").unwrap();
    Plan { pace, ..Plan::new(watch, feeds.iter().cloned()) }
}

/// Nobody is told anything here.
#[derive(Debug)]
pub(crate) struct Nobody;

impl Deliver for Nobody {
    async fn deliver(&self, _receiver: &Receiver, _message: &Message) -> Outcome {
        Outcome::Answered { status: 200, retry_after: None, detail: String::new() }
    }
}

/// A figure of this process, in kilobytes, as the kernel names it.
pub(crate) fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Processor seconds this process has used, in and outside the kernel.
pub(crate) fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(12) + ticks(13)) / 100.0
}

/// Processor seconds of the calling thread.
pub(crate) fn thread_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}
