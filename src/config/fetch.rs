//! How pages and feeds are asked for: politely, within limits, never into private networks unless
//! allowed.

use std::time::Duration;

use ipnet::IpNet;

use super::section::Section;
use super::source::Node;
use super::value::{self, Fault};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchSettings {
    /// The whole header: the program, its version, and how to reach whoever runs it.
    pub user_agent: String,
    pub connect_timeout: Duration,
    /// The longest pause within a body.
    pub read_timeout: Duration,
    /// From the start of a request to the last byte of its body.
    pub total_timeout: Duration,
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
    /// Private, loopback or link-local ranges that may be fetched from all the same.
    pub allow: Vec<IpNet>,
    /// Ports that may be fetched from.
    pub allow_ports: Vec<u16>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            user_agent: format!("pactwatch/{}", env!("CARGO_PKG_VERSION")),
            connect_timeout: 10 * SECOND,
            read_timeout: 15 * SECOND,
            total_timeout: 30 * SECOND,
            max_feed_bytes: 10_000_000,
            max_page_bytes: 10_000_000,
            max_redirects: 10,
            per_host_interval: 2 * SECOND,
            parallelism: 8,
            robots: true,
            allow: Vec::new(),
            allow_ports: vec![80, 443],
        }
    }
}

pub(super) fn read(section: &mut Section<'_>) -> FetchSettings {
    let usual = FetchSettings::default();
    let size = value::bytes(10_000, 100_000_000);
    let port = value::number(1, 65_535);
    let ports = section.list("allow_ports", &port);
    let settings = FetchSettings {
        user_agent: user_agent(section).unwrap_or(usual.user_agent),
        connect_timeout: section
            .optional("connect_timeout", value::duration(SECOND, MINUTE))
            .unwrap_or(usual.connect_timeout),
        read_timeout: section
            .optional("read_timeout", value::duration(SECOND, 5 * MINUTE))
            .unwrap_or(usual.read_timeout),
        total_timeout: section
            .optional("total_timeout", value::duration(SECOND, 10 * MINUTE))
            .unwrap_or(usual.total_timeout),
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
        allow: section.list("allow", value::network),
        allow_ports: if ports.is_empty() {
            usual.allow_ports
        } else {
            ports.into_iter().filter_map(|port| u16::try_from(port).ok()).collect()
        },
    };
    section.finish();
    settings
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
