//! Which entry is which: stable keys, the same after a restart, whatever the feed does to its ids.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::draft::DraftEntry;
use crate::base::{id, url as address};

/// Keys are kept below this length, in bytes; longer ones become hashes.
const LONGEST: usize = 240;

/// Entry keys of one document.
pub(super) struct Keys<'a> {
    /// Registrable domains that are the feed's own: where it was fetched and what it links to.
    pub(super) own_domains: &'a [String],
}

impl Keys<'_> {
    /// One key for each entry with its link. Entries that share an identifier but lead to different
    /// pages are told apart by their links.
    pub(super) fn of(&self, entries: &[(&DraftEntry, Option<&str>)]) -> Vec<String> {
        let plain: Vec<String> = entries.iter().map(|(e, link)| self.plain(e, *link)).collect();
        let mut pages: HashMap<&str, Vec<Option<&str>>> = HashMap::new();
        for (key, (_, link)) in plain.iter().zip(entries) {
            pages.entry(key).or_default().push(*link);
        }
        let shared: HashSet<&str> =
            pages.into_iter().filter(|(_, links)| lead_apart(links)).map(|(key, _)| key).collect();
        let keys = plain.iter().zip(entries).map(|(key, (_, link))| match link {
            Some(link) if shared.contains(key.as_str()) => qualified(key, link),
            _ => shorten(key.clone()),
        });
        keys.collect()
    }

    fn plain(&self, entry: &DraftEntry, link: Option<&str>) -> String {
        match (entry.id.as_deref(), link) {
            (Some(id), _) => self.of_identifier(id),
            (None, Some(link)) => link_identity(link),
            (None, None) => nameless(entry),
        }
    }

    /// An identifier is taken as it is, unless it is an address: there, http and https are the same,
    /// and so are the technical hosts of the feed's own site.
    fn of_identifier(&self, identifier: &str) -> String {
        let Some(url) = address::web_url(identifier) else { return identifier.to_owned() };
        if self.own_domains.contains(&address::outlet(&url)) {
            return format!("own:{}{}", section(&url), address::place(&without_tracking(&url)));
        }
        link_identity(identifier)
    }
}

/// Do these links lead to more than one page?
fn lead_apart(links: &[Option<&str>]) -> bool {
    let Some((first, rest)) = links.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return false;
    };
    let first = first.map(link_identity);
    rest.iter().any(|link| link.map(link_identity) != first)
}

/// The part of a host that tells sections of a site apart, such as `sports.`; empty for hosts that
/// only serve the site, which change when it moves.
fn section(url: &Url) -> String {
    const TECHNICAL: [&str; 21] = [
        "admin", "amp", "api", "backend", "beta", "blog", "cdn", "cms", "dev", "feed", "feeds",
        "m", "mobile", "new", "old", "origin", "preview", "rss", "staging", "test", "www",
    ];
    let domain = address::outlet(url);
    let host = url.host_str().unwrap_or_default();
    let labels = host.strip_suffix(domain.as_str()).unwrap_or_default().split('.');
    let kept = labels.filter(|l| !l.is_empty() && TECHNICAL.binary_search(l).is_err());
    kept.flat_map(|label| [label, "."]).collect()
}

/// The key an entry has when its identifier turns out to be shared.
pub(super) fn qualified(key: &str, link: &str) -> String {
    shorten(format!("{key} {}", link_identity(link)))
}

fn without_tracking(url: &Url) -> Url {
    let mut clean = address::canonical(url);
    if url.fragment().is_some() {
        clean.set_fragment(telling(url));
    }
    clean
}

/// The fragment, unless it only says where the reader came from: many entries of one page differ
/// only there.
fn telling(url: &Url) -> Option<&str> {
    url.fragment().filter(|f| !f.contains('=') && !f.eq_ignore_ascii_case("rss"))
}

fn link_identity(link: &str) -> String {
    let Some(url) = address::web_url(link) else { return link.to_owned() };
    let mut identity = address::identity(&url);
    if let Some(fragment) = telling(&url).filter(|_| !identity.contains('#')) {
        identity.push('#');
        identity.push_str(fragment);
    }
    identity
}

/// Neither identifier nor link: what the entry says and when.
fn nameless(entry: &DraftEntry) -> String {
    let value = |text: &Option<super::draft::Text>| {
        text.as_ref().map(|text| super::text::collapse(&text.value)).unwrap_or_default()
    };
    let title = value(&entry.title);
    let date = entry.published.as_deref().or(entry.updated.as_deref()).unwrap_or_default();
    if title.is_empty() {
        let body = if entry.summary.is_some() { &entry.summary } else { &entry.content };
        return id::make("entry", &[&value(body), date]);
    }
    id::make("entry", &[&title, date])
}

fn shorten(key: String) -> String {
    if key.len() <= LONGEST { key } else { id::make("entry", &[&key]) }
}
