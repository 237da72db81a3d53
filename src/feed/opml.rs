//! OPML: lists of feeds in folders, as readers exchange them. Reading is as tolerant as for feeds.

use std::collections::HashSet;

use url::Url;

use super::text::collapse;
use super::xml::entity::{self, Declared};
use super::xml::token::{Attribute, Token, Tokens, local};
use crate::base::Warning;
use crate::base::url::web_url;

/// One feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub name: String,
    pub url: Url,
    /// The page of the site.
    pub site: Option<Url>,
    /// From the outermost inwards.
    pub folders: Vec<String>,
}

/// Deeper folders count as the deepest.
const DEEPEST: usize = 8;

/// Reads a list. Feeds with an unusable address are warnings, a feed listed twice counts once.
pub fn parse(text: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let mut found: Vec<Subscription> = Vec::new();
    let mut addresses: HashSet<Url> = HashSet::new();
    let mut warnings = Vec::new();
    // One element for each open outline: a folder's name, or nothing for a feed.
    let mut open: Vec<Option<String>> = Vec::new();
    for token in Tokens::new(text) {
        match token {
            Token::Start { name, attributes, empty, .. } if is_outline(name) => {
                let outline = Outline::read(&attributes);
                if let Some(address) = &outline.address {
                    match outline.subscription(address, &open) {
                        Some(new) if !addresses.insert(new.url.clone()) => {
                            warnings.push(Warning::new("listed_twice", new.url.as_str()));
                        }
                        Some(new) => found.push(new),
                        None => warnings.push(Warning::new("bad_address", address.as_str())),
                    }
                }
                if !empty {
                    let folder = outline.address.is_none().then_some(outline.name);
                    open.push(folder.filter(|name| !name.is_empty()));
                }
            }
            Token::End { name } if is_outline(name) => {
                open.pop();
            }
            Token::Start { .. }
            | Token::End { .. }
            | Token::Text(_)
            | Token::Cdata(_)
            | Token::Doctype(_) => {}
        }
    }
    (found, warnings)
}

fn is_outline(name: &str) -> bool {
    local(name).eq_ignore_ascii_case("outline")
}

struct Outline {
    name: String,
    address: Option<String>,
    site: Option<String>,
    category: Option<String>,
}

impl Outline {
    fn read(attributes: &[Attribute<'_>]) -> Self {
        let value = |wanted: &str| {
            let (_, raw) = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
            let mut text = String::new();
            entity::push_decoded(&mut text, raw, &Declared::default());
            let text = collapse(&text);
            (!text.is_empty()).then_some(text)
        };
        Self {
            name: value("title").or_else(|| value("text")).unwrap_or_default(),
            address: value("xmlUrl").or_else(|| value("url").filter(|_| value("type").is_some())),
            site: value("htmlUrl"),
            category: value("category"),
        }
    }

    fn subscription(&self, address: &str, open: &[Option<String>]) -> Option<Subscription> {
        let address = address.strip_prefix("feed:").unwrap_or(address);
        let address =
            address.strip_prefix("//").map_or(address.to_owned(), |a| format!("https://{a}"));
        let url = web_url(&address)?;
        let mut folders: Vec<String> = open.iter().flatten().cloned().collect();
        if folders.is_empty() {
            // `category="/News/AI,/Other"`: the first path.
            let path =
                self.category.as_deref().and_then(|c| c.split(',').next()).unwrap_or_default();
            folders.extend(path.split('/').map(collapse).filter(|name| !name.is_empty()));
        }
        folders.truncate(DEEPEST);
        let name =
            if self.name.is_empty() { url.host_str()?.to_owned() } else { self.name.clone() };
        Some(Subscription { name, url, site: self.site.as_deref().and_then(web_url), folders })
    }
}

/// Writes a list that [`parse`] reads back the same, feeds of one folder together.
pub fn write(title: &str, subscriptions: &[Subscription]) -> String {
    let mut sorted: Vec<&Subscription> = subscriptions.iter().collect();
    // Stable: within a folder the order stays.
    sorted.sort_by(|a, b| a.folders.cmp(&b.folders));
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    out.push_str("  <head><title>");
    entity::push_escaped(&mut out, title);
    out.push_str("</title></head>\n  <body>\n");
    let mut open: Vec<&str> = Vec::new();
    for subscription in sorted {
        let folders: Vec<&str> = subscription.folders.iter().map(String::as_str).collect();
        let common = open.iter().zip(&folders).take_while(|(a, b)| a == b).count();
        close_folders(&mut out, &mut open, common);
        for name in folders.iter().skip(common) {
            indent(&mut out, open.len());
            out.push_str("<outline");
            attribute(&mut out, "text", name);
            out.push_str(">\n");
            open.push(name);
        }
        indent(&mut out, open.len());
        out.push_str("<outline type=\"rss\"");
        attribute(&mut out, "text", &subscription.name);
        attribute(&mut out, "xmlUrl", subscription.url.as_str());
        if let Some(site) = &subscription.site {
            attribute(&mut out, "htmlUrl", site.as_str());
        }
        out.push_str("/>\n");
    }
    close_folders(&mut out, &mut open, 0);
    out.push_str("  </body>\n</opml>\n");
    out
}

fn close_folders(out: &mut String, open: &mut Vec<&str>, keep: usize) {
    while open.len() > keep {
        open.pop();
        indent(out, open.len());
        out.push_str("</outline>\n");
    }
}

fn indent(out: &mut String, depth: usize) {
    out.push_str(&"  ".repeat(depth + 2));
}

fn attribute(out: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\""] {
        out.push_str(part);
    }
    entity::push_escaped(out, value);
    out.push('"');
}
