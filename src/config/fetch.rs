//! How the web is asked: politely, within limits, never inside private networks unless allowed.

use std::time::Duration;

use super::section::Section;
use super::source::Node;
use super::value::{self, Fault};
use crate::io::http;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// For feeds and pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchSettings {
    /// What the adapter enforces: who asks, timeouts, allowed addresses and ports.
    pub adapter: http::FetchSettings,
    /// Bytes after content decoding.
    pub max_feed_bytes: usize,
    /// Bytes after content decoding.
    pub max_page_bytes: usize,
    pub max_redirects: u8,
    /// Between the starts of two requests to one host.
    pub per_host_interval: Duration,
    /// Requests under way at once, over all hosts.
    pub parallelism: usize,
    /// Whether robots.txt is obeyed for articles.
    pub robots: bool,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            adapter: http::FetchSettings::default(),
            max_feed_bytes: 10_000_000,
            max_page_bytes: 10_000_000,
            max_redirects: 10,
            per_host_interval: 2 * SECOND,
            parallelism: 8,
            robots: true,
        }
    }
}

/// For receivers: they are the operator's own, so they have a list of addresses of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverSettings {
    /// `total_timeout` is for one attempt; ports are not checked.
    pub adapter: http::FetchSettings,
    /// How long a delivery is tried before it is given up.
    pub window: Duration,
}

pub(super) fn read(section: &mut Section<'_>) -> FetchSettings {
    let usual = FetchSettings::default();
    let size = value::bytes(10_000, 100_000_000);
    let settings = FetchSettings {
        adapter: adapter(section, usual.adapter),
        max_feed_bytes: section.optional("max_feed_bytes", &size).unwrap_or(usual.max_feed_bytes),
        max_page_bytes: section.optional("max_page_bytes", &size).unwrap_or(usual.max_page_bytes),
        max_redirects: section
            .optional("max_redirects", value::number(0, 20))
            .and_then(|count| u8::try_from(count).ok())
            .unwrap_or(usual.max_redirects),
        // The floor is a promise to the outlets; no configuration may break it.
        per_host_interval: section
            .optional("per_host_interval", value::duration(2 * SECOND, 60 * MINUTE))
            .unwrap_or(usual.per_host_interval),
        parallelism: section
            .optional("parallelism", value::number(1, 256))
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(usual.parallelism),
        robots: section.optional("robots", value::boolean).unwrap_or(usual.robots),
    };
    section.finish();
    settings
}

fn adapter(section: &mut Section<'_>, usual: http::FetchSettings) -> http::FetchSettings {
    let short = value::duration(SECOND, MINUTE);
    let ports = section.list("allow_ports", value::number(1, 65_535));
    http::FetchSettings {
        user_agent: user_agent(section).unwrap_or(usual.user_agent),
        lookup_timeout: section.optional("lookup_timeout", &short).unwrap_or(usual.lookup_timeout),
        connect_timeout: section
            .optional("connect_timeout", &short)
            .unwrap_or(usual.connect_timeout),
        read_timeout: section
            .optional("read_timeout", value::duration(SECOND, 5 * MINUTE))
            .unwrap_or(usual.read_timeout),
        total_timeout: section
            .optional("total_timeout", value::duration(SECOND, 10 * MINUTE))
            .unwrap_or(usual.total_timeout),
        allow: section.list("allow", value::network),
        deny: section.list("deny", value::network),
        ports: ports.into_iter().filter_map(|port| u16::try_from(port).ok()).collect(),
        own: None,
    }
}

/// `user_agent` is the whole header; `contact` alone is put behind the program's own name.
fn user_agent(section: &mut Section<'_>) -> Option<String> {
    let whole = section.optional("user_agent", header_text);
    let contact = section.optional("contact", header_text);
    whole.or_else(|| contact.map(|who| format!("pactwatch/{} (+{who})", env!("CARGO_PKG_VERSION"))))
}

/// Text that can stand in a header: visible ASCII and spaces.
fn header_text(node: &Node) -> Result<String, Fault> {
    let text = value::name(node)?;
    if text.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return Ok(text);
    }
    Err(Fault::new("cannot stand in a header", "use plain ASCII letters, digits and signs"))
}

/// Receivers are asked under the same name as outlets.
pub(super) fn read_deliver(section: &mut Section<'_>, fetch: &FetchSettings) -> DeliverSettings {
    let timeout = section.optional("timeout", value::duration(SECOND, 2 * MINUTE));
    let window = section.optional("window", value::duration(MINUTE, Duration::from_hours(30 * 24)));
    let settings = DeliverSettings {
        adapter: http::FetchSettings {
            user_agent: fetch.adapter.user_agent.clone(),
            total_timeout: timeout.unwrap_or(15 * SECOND),
            allow: section.list("allow", value::network),
            ..http::FetchSettings::default()
        },
        window: window.unwrap_or(Duration::from_hours(84)),
    };
    section.finish();
    settings
}
