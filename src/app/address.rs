//! Keys made of addresses: an article's id, and the queue a request waits in.

use url::Url;

use crate::base::id;
use crate::base::url::identity;

/// All spellings of one page's address have one id.
pub(super) fn article_id(page: &Url) -> String {
    id::make("a", &[&identity(page)])
}

/// The key of the queue a URL belongs to.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
