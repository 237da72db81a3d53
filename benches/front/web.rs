//! A web made of arithmetic: what a feed holds at a moment follows from its number and the time.
//! It keeps nothing, so what memory a day takes is the daemon's.

use std::fmt::Write as _;

use pactwatch::base::Timestamp;
use pactwatch::base::http::{FetchError, Headers, Reply, Request};
use pactwatch::base::time::{SignedDuration, after};

use crate::setting::start;

pub(crate) const FEEDS_A_HOST: usize = 4;
/// Items a day of the feeds, in turn.
const RATES: [f64; 8] = [0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0, 60.0];
/// Items in a document.
const WINDOW: u64 = 15;
/// Days the web is older than the watching.
const BEFORE: i64 = 1000;
/// One item in so many speaks of the deal.
const RELEVANT: u64 = 500;

pub(crate) fn feed_url(n: usize) -> String {
    format!("https://h{}.example/feed/{n}.xml", n / FEEDS_A_HOST)
}

/// What the server of this address says at `now`.
pub(crate) fn answer(request: &Request, now: Timestamp) -> Result<Reply, FetchError> {
    let path = request.url.path();
    if path == "/robots.txt" {
        let rules = "User-agent: *\nDisallow: /private/\n".to_owned();
        return Ok(reply(request, 200, "text/plain", rules, None));
    }
    let feed = path.strip_prefix("/feed/").and_then(|rest| rest.strip_suffix(".xml")?.parse().ok());
    if let Some(feed) = feed {
        return feed_reply(request, feed, now);
    }
    let story = path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    Ok(reply(request, 200, "text/html", page(story), Some("\"page\"".to_owned())))
}

/// One feed in forty is in trouble of some kind; one in twenty knows no validators.
fn feed_reply(request: &Request, feed: u64, now: Timestamp) -> Result<Reply, FetchError> {
    match feed % 160 {
        40 => return Ok(reply(request, 404, "text/html", String::new(), None)),
        80 => return Err(FetchError::Timeout("nothing came".to_owned())),
        120 => return Err(FetchError::Tls("the certificate is too old".to_owned())),
        159 => {
            let mut busy = reply(request, 503, "text/html", String::new(), None);
            busy.headers.push("Retry-After", "7200");
            return Ok(busy);
        }
        _ => {}
    }
    let newest = newest(feed, now);
    let etag = (feed % 20 != 7).then(|| format!("\"{newest}\""));
    Ok(reply(request, 200, "application/rss+xml", document(feed, newest), etag))
}

fn rate(feed: u64) -> f64 {
    let turn = usize::try_from(feed).unwrap_or_default() % RATES.len();
    RATES.get(turn).copied().unwrap_or(1.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
fn newest(feed: u64, now: Timestamp) -> u64 {
    let days = BEFORE as f64 + now.duration_since(start()).as_secs_f64() / 86_400.0;
    // Feeds do not all move at the same moment.
    ((days + (feed % 97) as f64 / 97.0) * rate(feed)) as u64
}

fn published(feed: u64, item: u64) -> Timestamp {
    let days = item as f64 / rate(feed) - (feed % 97) as f64 / 97.0 - BEFORE as f64;
    let time = SignedDuration::try_from_secs_f64(days * 86_400.0).unwrap_or_default();
    after(start(), time)
}

fn document(feed: u64, newest: u64) -> String {
    let host = feed / FEEDS_A_HOST as u64;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>\
         <title>News {feed}</title><link>https://h{host}.example/</link><description>All</description>"
    );
    for item in (newest.saturating_sub(WINDOW - 1)..=newest).rev() {
        let title = if (feed * 7 + item).is_multiple_of(RELEVANT) {
            "OpenAI and Microsoft amend their agreement"
        } else {
            "The council puts off its decision about the old bridge"
        };
        let at = published(feed, item).strftime("%a, %d %b %Y %H:%M:%S GMT");
        write!(
            text,
            "<item><title>{title}, part {item}</title>\
             <link>https://h{host}.example/story/{feed}/{item}?utm_source=rss</link>\
             <guid isPermaLink=\"false\">{feed}-{item}</guid><pubDate>{at}</pubDate>\
             <category>City</category><description><![CDATA[<p>{TEXT}{TEXT}</p>]]></description></item>"
        )
        .unwrap();
    }
    text + "</channel></rss>"
}

const TEXT: &str = "The council has put off its decision until the spring, when the engineers are \
                    to say what its repair would cost and how long it would take. ";

fn page(item: u64) -> String {
    let year = 2030 + item % 5;
    let mut text = format!(
        "<!DOCTYPE html><html lang=en><head><title>Story {item}</title></head><body>\
         <nav><a href=/>Home</a> <a href=/city>City</a></nav><article><h1>Story {item}</h1>"
    );
    for part in 0..12 {
        write!(text, "<p>{TEXT}In part {part} of story {item}, {TEXT}</p>").unwrap();
    }
    write!(
        text,
        "<p>Microsoft's licence to OpenAI's models runs until {year}, the companies said.</p>\
         </article><footer>Imprint</footer></body></html>"
    )
    .unwrap();
    text
}

fn reply(request: &Request, status: u16, kind: &str, body: String, etag: Option<String>) -> Reply {
    let known = etag.is_some() && request.headers.get("If-None-Match") == etag.as_deref();
    let mut headers = Headers(vec![("content-type".to_owned(), kind.to_owned())]);
    if let Some(etag) = etag {
        headers.push("etag", &etag);
    }
    Reply {
        status: if known { 304 } else { status },
        headers,
        body: if known { Vec::new() } else { body.into_bytes() },
        url: request.url.clone(),
        hops: Vec::new(),
    }
}
