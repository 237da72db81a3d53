//! The vocabularies a feed may mix, however their addresses are spelt.

/// A vocabulary. `Core` is the feed format's own: Atom's in an Atom feed, RSS's in an RSS feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::feed) enum Vocabulary {
    Core,
    Atom,
    Rss,
    Rdf,
    DublinCore,
    DublinCoreTerms,
    Content,
    Itunes,
    Media,
    Syndication,
    Feedburner,
    Xhtml,
    Other,
}

const ATOM: &[&str] = &[
    "www.w3.org/2005/atom",
    "purl.org/atom/ns",
    "purl.org/atom/ns#draft-ietf-atompub-format",
    "purl.org/atom/app",
    "purl.org/echo",
    "purl.org/pie",
    "purl.org/rss/pie",
    "example.com/newformat",
    "example.com/necho",
    "uri/of/echo/namespace",
];

const RSS: &[&str] = &[
    "purl.org/rss/1.0",
    "purl.org/net/rss1.1",
    "my.netscape.com/rdf/simple/0.9",
    "my.netscape.com/publish/formats/rss-0.91",
    "channel.netscape.com/rdf/simple/0.9",
    "my.netscape.com/rdf/simple/0.9/",
    "blogs.law.harvard.edu/tech/rss",
    "cyber.law.harvard.edu/rss/rss.html",
    "cyber.harvard.edu/rss/rss.html",
    "www.rssboard.org/rss-specification",
];

impl Vocabulary {
    /// By namespace address; scheme, case and a final `/` or `#` do not count.
    pub(in crate::feed) fn of_address(address: &str) -> Self {
        let address = address.trim().to_ascii_lowercase();
        let address = address.strip_prefix("https://").unwrap_or(&address);
        let address = address.strip_prefix("http://").unwrap_or(address);
        let address = address.trim_end_matches(['/', '#']);
        if ATOM.contains(&address) {
            return Self::Atom;
        }
        if RSS.contains(&address) || address.starts_with("backend.userland.com/rss") {
            return Self::Rss;
        }
        match address {
            "www.w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => Self::DublinCore,
            "purl.org/dc/terms" => Self::DublinCoreTerms,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => {
                Self::Itunes
            }
            "search.yahoo.com/mrss" | "www.rssboard.org/media-rss" => Self::Media,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "rssnamespace.org/feedburner/ext/1.0" => Self::Feedburner,
            "www.w3.org/1999/xhtml" => Self::Xhtml,
            _ => Self::Other,
        }
    }

    /// By the prefix everybody uses, for documents that forgot to declare it.
    pub(in crate::feed) fn of_usual_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "atom" | "atom10" | "atom03" | "a10" => Self::Atom,
            "rss" => Self::Rss,
            "rdf" => Self::Rdf,
            "dc" => Self::DublinCore,
            "dcterms" | "dct" => Self::DublinCoreTerms,
            "content" => Self::Content,
            "itunes" => Self::Itunes,
            "media" => Self::Media,
            "sy" => Self::Syndication,
            "feedburner" => Self::Feedburner,
            "xhtml" => Self::Xhtml,
            _ => Self::Other,
        }
    }
}
