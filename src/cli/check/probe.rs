//! Whether a receiver's machine answers. Only its front door is asked, with an empty request: the
//! address that takes alerts is a secret and gets nothing.

use serde::Serialize;
use url::Url;

use crate::alert::Receiver;
use crate::alert::kind::endpoint;
use crate::base::http::{FetchError, Headers, Request};
use crate::cli::table::Row;
use crate::config::DeliverSettings;
use crate::io::http::{FetchSettings, HttpFetch};
use crate::port::Fetch as _;

/// An answer is not read further.
const MOST_BYTES: usize = 64 * 1024;

#[derive(Serialize)]
pub(super) struct ReceiverLine {
    what: &'static str,
    name: String,
    kind: &'static str,
    pub(super) ok: bool,
    /// How it answered, or why it did not.
    detail: String,
}

impl Row for ReceiverLine {
    const HEADERS: &'static [&'static str] = &["RECEIVER", "KIND", "STATUS", "DETAIL"];
    const NONE: &'static str = "no receiver";

    fn cells(&self) -> Vec<String> {
        let status = if self.ok { "ok" } else { "error" };
        vec![self.name.clone(), self.kind.to_owned(), status.to_owned(), self.detail.clone()]
    }
}

pub(super) async fn probe(receiver: &Receiver, settings: &DeliverSettings) -> ReceiverLine {
    let (ok, detail) = match endpoint(&receiver.kind) {
        None => (true, "needs no connection".to_owned()),
        Some(endpoint) => match knock(&endpoint.url, settings).await {
            Ok(status) => (true, format!("its machine answers (HTTP {status})")),
            // It says more than is read: it is there.
            Err(FetchError::TooLarge { .. }) => (true, "its machine answers".to_owned()),
            Err(error) => (false, error.to_string()),
        },
    };
    let name = receiver.name.clone();
    ReceiverLine { what: "receiver", name, kind: receiver.kind.as_str(), ok, detail }
}

/// The front page of the machine the address is on.
async fn knock(address: &str, settings: &DeliverSettings) -> Result<u16, FetchError> {
    // Neither the address nor the parser's word about it may be shown.
    let bad = || FetchError::Protocol("the URL is none".to_owned());
    let url = Url::parse(address.trim()).map_err(|_| bad())?;
    let url = url.join("/").map_err(|_| bad())?;
    let ports = url.port_or_known_default().into_iter().collect();
    let web = HttpFetch::new(&FetchSettings { ports, ..settings.adapter.clone() })?;
    let headers = Headers::default();
    let request = Request { url, headers, max_bytes: MOST_BYTES, max_redirects: 0 };
    web.fetch(request).await.map(|reply| reply.status)
}
