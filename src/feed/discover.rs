//! Finds the feeds of a web page: those it declares, those it links to, and where feeds usually
//! are. It only names candidates; whether one is a feed shows when it is fetched.

use url::Url;

use super::text::collapse;
use super::xml::entity;
use super::xml::token::{Attribute, Token, Tokens};
use crate::base::url::{same_site, web_url};

/// Why an address may be a feed, the best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// `<link rel="alternate" type="application/rss+xml">`
    Declared,
    /// A link that looks like one.
    Linked,
    /// A usual place.
    Guessed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub url: Url,
    pub title: String,
    pub evidence: Evidence,
}

const TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "text/xml",
    "application/xml",
];

const USUAL: &[&str] =
    &["feed", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json", "feeds/all.xml"];

const MOST: usize = 40;

/// Candidates of a page, best first, each address once.
pub fn discover(html: &str, page: &Url) -> Vec<Candidate> {
    let mut base = page.clone();
    let mut found: Vec<Candidate> = Vec::new();
    let mut hidden: Option<&'static str> = None;
    for token in Tokens::new(html) {
        match token {
            Token::Start { name, attributes, empty, .. } if hidden.is_none() => {
                let get = |wanted: &str| attribute(&attributes, wanted);
                match name.to_ascii_lowercase().as_str() {
                    "base" => base = get("href").and_then(|h| page.join(&h).ok()).unwrap_or(base),
                    "link" => found.extend(declared(&get, &base)),
                    "a" => found.extend(linked(&get, &base)),
                    "script" if !empty => hidden = Some("script"),
                    "style" if !empty => hidden = Some("style"),
                    _ => {}
                }
            }
            Token::End { name } if hidden.is_some_and(|h| name.eq_ignore_ascii_case(h)) => {
                hidden = None;
            }
            Token::Start { .. }
            | Token::End { .. }
            | Token::Text(_)
            | Token::Cdata(_)
            | Token::Doctype(_) => {}
        }
    }
    found.extend(usual(page));
    found.sort_by_key(|candidate| candidate.evidence);
    let mut once: Vec<Candidate> = Vec::new();
    for candidate in found {
        if once.len() < MOST && !once.iter().any(|known| known.url == candidate.url) {
            once.push(candidate);
        }
    }
    once
}

fn attribute(attributes: &[Attribute<'_>], wanted: &str) -> Option<String> {
    let (_, value) = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    Some(entity::decode(value).trim().to_owned())
}

fn target(href: &str, base: &Url) -> Option<Url> {
    let href = href.strip_prefix("feed:").unwrap_or(href);
    let mut url = base.join(href).ok().and_then(|url| web_url(url.as_str()))?;
    url.set_fragment(None);
    Some(url)
}

fn declared(get: &dyn Fn(&str) -> Option<String>, base: &Url) -> Option<Candidate> {
    let rel = get("rel")?.to_ascii_lowercase();
    let kind = get("type").unwrap_or_default().to_ascii_lowercase();
    let mut rels = rel.split_ascii_whitespace();
    let is_feed = rels.any(|rel| match rel {
        "alternate" => TYPES.iter().any(|known| kind.starts_with(known)),
        "feed" => true,
        _ => false,
    });
    let url = target(&get("href")?, base).filter(|_| is_feed)?;
    let title = collapse(&get("title").unwrap_or_default());
    Some(Candidate { url, title, evidence: Evidence::Declared })
}

fn linked(get: &dyn Fn(&str) -> Option<String>, base: &Url) -> Option<Candidate> {
    let url = target(&get("href")?, base)?;
    let path = url.path().to_ascii_lowercase();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let looks_like = matches!(last, "feed" | "feeds" | "rss" | "atom" | "rss2" | "index.rdf")
        || [".rss", ".atom", "rss.xml", "feed.xml", "atom.xml", "feed.json"]
            .iter()
            .any(|end| last.ends_with(end));
    let title = collapse(&get("title").unwrap_or_default());
    looks_like.then_some(Candidate { url, title, evidence: Evidence::Linked })
}

fn usual(page: &Url) -> Vec<Candidate> {
    let guess = |place: &&str| {
        let url = page.join(&format!("/{place}")).ok().filter(|url| same_site(url, page))?;
        Some(Candidate { url, title: String::new(), evidence: Evidence::Guessed })
    };
    USUAL.iter().filter_map(guess).collect()
}
