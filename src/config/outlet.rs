//! Rules for single outlets: where their article stands on the page, what is no part of it, and
//! headers they want to see. Most outlets need none.

use std::collections::HashSet;

use super::section::Section;
use super::source::{Node, Value};
use super::value::{self, Fault};
use crate::article::{Overrides, Selector, SelectorError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletSettings {
    /// Unique; the registrable domain the rules are for.
    pub domain: String,
    pub overrides: Overrides,
    /// Sent with every request to the outlet, beside those of the program.
    pub headers: Vec<(String, String)>,
    pub content: Content,
}

/// Where an outlet's articles are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    #[default]
    Page,
    /// In its feed, which holds them whole; its pages are never fetched.
    Feed,
}

const CONTENTS: [(&str, Content); 2] = [("page", Content::Page), ("feed", Content::Feed)];

/// What the program says itself, and what is a secret.
const NOT_THESE: [&str; 12] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-modified-since",
    "if-none-match",
    "proxy-authorization",
    "range",
    "transfer-encoding",
    "user-agent",
];

pub(super) fn read(sections: &mut [Section<'_>]) -> Vec<OutletSettings> {
    let mut domains = HashSet::new();
    sections.iter_mut().filter_map(|section| read_one(section, &mut domains)).collect()
}

fn read_one(section: &mut Section<'_>, domains: &mut HashSet<String>) -> Option<OutletSettings> {
    let domain = section.required("domain", domain_name);
    section.unique("domain", domain.as_ref(), domains);
    let overrides =
        Overrides { keep: section.list("keep", selector), drop: section.list("drop", selector) };
    let headers = section.optional("headers", headers).unwrap_or_default();
    let content = section.optional("content", value::word(&CONTENTS)).unwrap_or_default();
    section.finish();
    Some(OutletSettings { domain: domain?, overrides, headers, content })
}

/// A registrable domain, since that is what an outlet is.
fn domain_name(node: &Node) -> Result<String, Fault> {
    let text = value::name(node)?.to_ascii_lowercase();
    let url = url::Url::parse(&format!("https://{text}/"));
    let outlet = url.ok().filter(|url| url.host_str() == Some(&text));
    let Some(outlet) = outlet.map(|url| crate::base::url::outlet(&url)) else {
        return Err(Fault::new(format!("{text:?} is no domain"), "write it as \"example.com\""));
    };
    if outlet != text {
        let what = format!("{text:?} is part of the outlet {outlet:?}");
        return Err(Fault::new(what, format!("write \"{outlet}\"")));
    }
    Ok(text)
}

fn selector(node: &Node) -> Result<Selector, Fault> {
    const MEND: &str = "use names, #id, .class, [attribute=value], spaces, > and commas";
    let text = value::name(node)?;
    text.parse().map_err(|error: SelectorError| {
        Fault::new(format!("{:?} is not understood at {:?}", error.selector, error.at), MEND)
    })
}

fn headers(node: &Node) -> Result<Vec<(String, String)>, Fault> {
    const MEND: &str = "write headers = { \"Accept-Language\" = \"en\" }";
    let Value::Table(table) = &node.value else {
        return Err(Fault::new(format!("expected a table, found {}", node.value.kind()), MEND));
    };
    let mut headers = Vec::new();
    for entry in &table.0 {
        let name = entry.key.to_ascii_lowercase();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(Fault::new(format!("{:?} is no header", entry.key), MEND));
        }
        if NOT_THESE.contains(&name.as_str()) {
            let what = format!("{} is not for this file to set", entry.key);
            return Err(Fault::new(what, "remove it"));
        }
        let text = value::text(&entry.node)?;
        if !text.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
            let what = format!("the value of {} cannot stand in a header", entry.key);
            return Err(Fault::new(what, "use plain ASCII letters, digits and signs"));
        }
        headers.push((entry.key.clone(), text));
    }
    Ok(headers)
}
