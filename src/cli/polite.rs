//! The web as a command asks for it: through the guarded client, and never two requests to one
//! host closer together than the configuration allows.

use std::collections::HashMap;

use anyhow::Context as _;
use url::Url;

use super::Trouble;
use crate::base::Timestamp;
use crate::base::http::{FetchError, Headers, Reply, Request};
use crate::base::time::{SignedDuration, after};
use crate::base::url::registrable_domain;
use crate::config::FetchSettings;
use crate::io::clock::SystemClock;
use crate::io::http::HttpFetch;
use crate::port::{Clock as _, Fetch as _};

pub(super) struct Polite {
    web: HttpFetch,
    settings: FetchSettings,
    gap: SignedDuration,
    /// When a site was last asked, by registrable domain.
    asked: HashMap<String, Timestamp>,
}

impl Polite {
    pub(super) fn new(settings: &FetchSettings) -> Result<Self, Trouble> {
        let web = HttpFetch::new(&settings.adapter).context("the web client")?;
        let gap = SignedDuration::try_from(settings.per_host_interval)
            .context("fetch.per_host_interval")?;
        Ok(Self { web, settings: settings.clone(), gap, asked: HashMap::new() })
    }

    /// A page, with the limits of pages.
    pub(super) async fn page(&mut self, url: Url) -> Result<Reply, FetchError> {
        let mut headers = Headers::default();
        headers.push("Accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1");
        let (max_bytes, max_redirects) =
            (self.settings.max_page_bytes, self.settings.max_redirects);
        self.ask(Request { url, headers, max_bytes, max_redirects, own: false }).await
    }

    /// One request, after the pause its site is owed.
    pub(super) async fn ask(&mut self, request: Request) -> Result<Reply, FetchError> {
        let site = registrable_domain(request.url.host_str().unwrap_or_default());
        if let Some(last) = self.asked.get(&site) {
            SystemClock.sleep_until(after(*last, self.gap)).await;
        }
        self.asked.insert(site, SystemClock.now());
        self.web.fetch(request).await
    }
}
