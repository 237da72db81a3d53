//! The bytes of a source: a file, standard input or an address. It never looks into them.

use std::io::Read;

use anyhow::Context as _;
use url::Url;

use super::polite::Polite;
use crate::base::http::{FetchError, Reply};
use crate::base::url::web_url;

/// More of a file is not read.
const MOST_BYTES: u64 = 16 << 20;

pub(super) struct Input {
    pub(super) bytes: Vec<u8>,
    /// There was more than is ever read, so it is not read at all.
    pub(super) too_large: bool,
    pub(super) content_type: Option<String>,
    /// Where it was fetched, after redirects.
    pub(super) url: Option<Url>,
}

/// Reads one source. `web` is asked only for addresses.
pub(super) async fn read(source: &str, web: &mut Polite) -> anyhow::Result<Input> {
    if source == "-" {
        return local(std::io::stdin().lock());
    }
    if let Some(url) = web_url(source) {
        return fetch(url, web).await;
    }
    local(std::fs::File::open(source)?)
}

fn local(from: impl Read) -> anyhow::Result<Input> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let too_large = bytes.len() as u64 > MOST_BYTES;
    Ok(Input { bytes, too_large, content_type: None, url: None })
}

async fn fetch(url: Url, web: &mut Polite) -> anyhow::Result<Input> {
    let asked = url.clone();
    let reply = match web.page(url).await {
        Ok(reply) => reply,
        Err(FetchError::TooLarge { .. }) => {
            let (bytes, content_type) = (Vec::new(), None);
            return Ok(Input { bytes, too_large: true, content_type, url: Some(asked) });
        }
        Err(error) => return Err(error).context("cannot be fetched"),
    };
    from_reply(reply)
}

/// A page as fetched; anything but success is no page.
pub(super) fn from_reply(reply: Reply) -> anyhow::Result<Input> {
    anyhow::ensure!((200..=299).contains(&reply.status), "answered HTTP {}", reply.status);
    Ok(Input {
        content_type: reply.headers.get("content-type").map(str::to_owned),
        bytes: reply.body,
        too_large: false,
        url: Some(reply.url),
    })
}
