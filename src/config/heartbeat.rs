//! The heartbeat: a test finding that travels the whole path now and then.

use std::time::Duration;

use url::Url;

use super::secret::{self, Found, Place};
use super::section::Section;
use super::source::{self, Node, Value};
use super::value;

/// How often, and who is told when it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeartbeatSettings {
    pub every: Duration,
    /// Asked with GET each time a test finding arrived, and only then.
    pub ping_url: Option<PingUrl>,
    /// Where on loopback the daemon serves the page that the test finding is read from.
    pub port: u16,
}

/// An address that is never printed: who knows it can keep up a false heartbeat.
#[derive(Clone, PartialEq, Eq)]
pub struct PingUrl(pub Url);

impl std::fmt::Debug for PingUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("REDACTED")
    }
}

const USUAL: Duration = Duration::from_mins(15);
/// The one that the shipped unit lets it listen on, beside that of the review pages.
const USUAL_PORT: u16 = 8788;

/// `None` when the file says nothing of it.
pub(super) fn read(root: &mut Section<'_>, place: &Place<'_>) -> Option<HeartbeatSettings> {
    let there = root.has("heartbeat");
    let mut section = root.section("heartbeat");
    let every = section
        .optional("every", value::duration(Duration::from_mins(1), Duration::from_hours(24)));
    let port = section.optional("port", value::number(0, 65_535));
    let keys = secret::Keys {
        inline: "ping_url",
        file: "ping_url_file",
        credential: "credential",
        variable: "ping_url_env",
    };
    let as_url = |text: &str| {
        let value = Value::Text(text.to_owned());
        value::url(&Node { value, place: source::Place::Offset(0) })
    };
    let kept = secret::outside(&mut section, place, &keys, |s| as_url(s.reveal()).map(|_| ()));
    let ping_url = match kept {
        Found::Lines(lines) => lines.first().and_then(|line| as_url(line.reveal()).ok()),
        Found::Unread => None,
        Found::None => section.optional(keys.inline, value::url),
    };
    section.finish();
    there.then(|| HeartbeatSettings {
        every: every.unwrap_or(USUAL),
        ping_url: ping_url.map(PingUrl),
        port: port.and_then(|port| u16::try_from(port).ok()).unwrap_or(USUAL_PORT),
    })
}
