//! An HTTP exchange as plain data: what a planner asks for and what an interpreter reads.

use serde::{Deserialize, Serialize};
use url::Url;

/// Header names compare without case; order and repetition are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }
}

/// What a GET may cost. The adapter enforces it on decoded bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub url: Url,
    /// Conditional and content headers of this request; the adapter adds its User-Agent.
    pub headers: Headers,
    pub max_bytes: usize,
    /// Follow redirects (feeds, pages) or hand them back as replies (webhooks never follow).
    pub max_redirects: u8,
    /// Asked by the heartbeat, of the daemon's own page: nothing else may be led there.
    pub own: bool,
}

/// One redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    pub status: u16,
    pub to: Url,
}

/// A complete reply; `body` is content-decoded (gzip and friends) but not charset-decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    /// Where the body came from, after redirects.
    pub url: Url,
    pub hops: Vec<Hop>,
}

/// Where a reply leads, when that may be followed: `None` when it leads nowhere, or when none may be.
pub fn redirect(
    (status, location): (u16, Option<&str>),
    from: &Url,
    hops: &[Hop],
    max: u8,
) -> Result<Option<Url>, FetchError> {
    let leads = matches!(status, 301 | 302 | 303 | 307 | 308);
    let Some(location) = location.filter(|_| leads && max > 0) else { return Ok(None) };
    let to = from
        .join(location)
        .map_err(|error| FetchError::Redirect(format!("the target is no URL: {error}")))?;
    if hops.len() >= usize::from(max) {
        return Err(FetchError::Redirect(format!("more than {max}")));
    }
    if to == *from || hops.iter().any(|hop| hop.to == to) {
        return Err(FetchError::Redirect(format!("a loop after {}", hops.len() + 1)));
    }
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(FetchError::Redirect("from https down to http".to_owned()));
    }
    Ok(Some(to))
}

/// Why there is no reply. Each kind is counted and handled apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("name not resolved: {0}")]
    Dns(String),
    #[error("no connection: {0}")]
    Connect(String),
    #[error("TLS failed: {0}")]
    Tls(String),
    #[error("timed out: {0}")]
    Timeout(String),
    #[error("larger than {limit} bytes decoded")]
    TooLarge { limit: usize },
    #[error("redirects: {0}")]
    Redirect(String),
    #[error("address refused: {0}")]
    Refused(String),
    #[error("HTTP protocol: {0}")]
    Protocol(String),
}

impl FetchError {
    /// The stable word for logs, metrics and the store.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dns(_) => "dns",
            Self::Connect(_) => "connect",
            Self::Tls(_) => "tls",
            Self::Timeout(_) => "timeout",
            Self::TooLarge { .. } => "too_large",
            Self::Redirect(_) => "redirect",
            Self::Refused(_) => "refused",
            Self::Protocol(_) => "protocol",
        }
    }
}
