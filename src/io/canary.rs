//! The daemon's own press, for the heartbeat: a feed, a page in two versions and a mailbox on
//! loopback, under a path that nobody can guess. Nothing here is about anything that exists, and
//! nothing but the heartbeat asks for it.

use std::future::IntoFuture as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use tokio::net::TcpListener;
use url::Url;

use super::ids::RandomIds;
use crate::port::Ids as _;

/// They differ in one year.
const VERSIONS: [&str; 2] = [include_str!("canary/before.html"), include_str!("canary/after.html")];

/// Where it is, and how often its page was asked for.
#[derive(Debug)]
pub struct Canary {
    address: SocketAddr,
    token: String,
    asked: AtomicUsize,
}

impl Canary {
    /// Listens on this port of loopback, 0 for any, and answers as long as the program runs.
    pub async fn open(port: u16) -> std::io::Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let canary = Arc::new(Self::new(listener.local_addr()?, RandomIds::default().token()));
        let pages = Arc::clone(&canary);
        let pages = Router::new().fallback(move |request: Request| {
            let (status, kind, body) = pages.answer(request.uri().path());
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
            async move { (status, [(CONTENT_TYPE, kind)], body) }
        });
        tokio::spawn(axum::serve(listener, pages).into_future());
        Ok(canary)
    }

    pub fn new(address: SocketAddr, token: String) -> Self {
        Self { address, token, asked: AtomicUsize::new(0) }
    }

    /// The one address and port that the guards let the heartbeat through to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its feed is; `None` never, as an address and a token always make a URL.
    pub fn feed(&self) -> Option<Url> {
        self.url("feed.xml")
    }

    /// Where it takes messages.
    pub fn inbox(&self) -> Option<Url> {
        self.url("inbox")
    }

    fn url(&self, name: &str) -> Option<Url> {
        Url::parse(&format!("http://{}/{}/{name}", self.address, self.token)).ok()
    }

    /// Status, type and body of what stands at a path. The page is another version each time.
    pub fn answer(&self, path: &str) -> (u16, &'static str, String) {
        let own = path.trim_start_matches('/').strip_prefix(self.token.as_str());
        match own.and_then(|rest| rest.strip_prefix('/')) {
            Some("feed.xml") => (200, "application/rss+xml", self.feed_text()),
            Some("lease") => {
                let number = self.asked.fetch_add(1, Ordering::Relaxed);
                let page = VERSIONS.get(number % VERSIONS.len()).copied().unwrap_or_default();
                (200, "text/html; charset=utf-8", page.to_owned())
            }
            Some("inbox") => (204, "text/plain", String::new()),
            Some(_) | None => (404, "text/plain", String::new()),
        }
    }

    fn feed_text(&self) -> String {
        let page = self.url("lease").map(|url| url.to_string()).unwrap_or_default();
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The heartbeat</title>\
             <link>{page}</link><description>Made up by pactwatch</description><item>\
             <title>Canary Works and Shaft Holdings: the lease</title><link>{page}</link>\
             <guid>{page}</guid></item></channel></rss>"
        )
    }
}
