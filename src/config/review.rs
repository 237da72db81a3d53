//! Who may open the review pages, and by which names. Beyond this machine nobody does without a
//! token.

use std::net::SocketAddr;

use url::Url;

use super::secret::{self, Found, Place};
use super::section::Section;
use super::source::Node;
use super::value::{self, Fault};
use crate::base::Secret;

/// Shorter ones can be guessed by somebody with patience.
const SHORTEST_TOKEN: usize = 32;

/// The guards of the review pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewSettings {
    /// Any of them opens the pages: several, so that one can replace another. Empty: no token is
    /// asked for, or this command does not read secrets.
    pub tokens: Vec<Secret>,
    /// Names the pages are asked by beside the address they listen on; some with a port.
    pub hosts: Vec<String>,
    /// Where people open them; without a slash at its end. Alerts link there.
    pub url: Option<String>,
}

/// Reads `[review]`, and holds it against where the pages listen.
pub(super) fn read(
    root: &mut Section<'_>,
    place: &Place<'_>,
    listen: Option<SocketAddr>,
) -> ReviewSettings {
    let mut section = root.section("review");
    let found = secret::read(&mut section, place, &secret::TOKEN, is_token);
    let hosts = section.list("hosts", host);
    let url = section.optional("url", origin);
    section.finish();
    if let Some(address) = listen.filter(|address| !address.ip().is_loopback()) {
        let reached = format!("{} can be reached from outside", address.ip());
        if matches!(found, Found::None) {
            let mend = "name a file with a token: token_file = \"review.token\" in [review]; or \
                        write \"127.0.0.1:8787\"";
            root.wrong("listen", Fault::new(format!("{reached}, and no token is set"), mend));
        }
        if address.ip().is_unspecified() && url.is_none() && !section.has("url") {
            let mend =
                "add url = \"https://watch.example.com\" to [review]: where people open them";
            let what = format!("no alert can link to pages at {}", address.ip());
            root.wrong("listen", Fault::new(what, mend));
        }
    }
    ReviewSettings { tokens: found.lines(), hosts, url }
}

fn is_token(secret: &Secret) -> Result<(), Fault> {
    let token = secret.reveal();
    let what = if token.chars().count() < SHORTEST_TOKEN {
        format!("is shorter than {SHORTEST_TOKEN} characters")
    } else if !token.chars().all(|c| c.is_ascii_graphic()) {
        "has characters that a header cannot carry".to_owned()
    } else {
        return Ok(());
    };
    Err(Fault::new(what, "make one with: head -c 32 /dev/urandom | base64 -w0"))
}

/// A name as a browser asks by it: `watch.example.com`, or with its port.
fn host(node: &Node) -> Result<String, Fault> {
    const MEND: &str = "write \"watch.example.com\" or \"watch.example.com:8443\"";
    let text = value::text(node)?.to_lowercase();
    let known = Url::parse(&format!("http://{text}/"))
        .is_ok_and(|url| url.path() == "/" && url.host_str().is_some_and(|h| text.starts_with(h)));
    if known && !text.contains(['/', '@', '?', '#']) {
        return Ok(text);
    }
    Err(Fault::new(format!("{text:?} is no host name"), MEND))
}

/// Scheme, host and port, and nothing after them.
fn origin(node: &Node) -> Result<String, Fault> {
    let url = value::url(node)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        let mend = "write scheme and host alone, as \"https://watch.example.com\"";
        return Err(Fault::new("names more than a host; the pages have no folder", mend));
    }
    Ok(url.origin().ascii_serialization())
}
