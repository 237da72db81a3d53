//! The dialects of RSS, RDF and Atom: which element means what. Reads a tree into a draft; it never
//! lets a foreign vocabulary override one of the feed's own fields.

use super::draft::{Draft, DraftEntry, DraftLink, Markup, Text};
use super::hints;
use super::model::Format;
use super::xml::namespace::Vocabulary;
use super::xml::tree::{Element, Tree};
use crate::base::url::web_url;

/// More entries than any feed has; the rest is left out.
pub(super) const MOST_ENTRIES: usize = 20_000;

/// Reads the tree, or `None` when its root is no feed.
pub(super) fn read(tree: &Tree) -> Option<Draft> {
    let root = tree.root()?;
    let format = format(root)?;
    // An RSS channel may be missing, doubled or closed too early; its children count all the same.
    let mut fields: Vec<&Element> = Vec::new();
    let mut items: Vec<&Element> = Vec::new();
    let mut frames = vec![root];
    while let Some(frame) = frames.pop() {
        for child in tree.children(frame) {
            match child.name.as_str() {
                "channel" | "items" if !is_atom(format) => frames.push(child),
                "item" | "entry" if is_own(child) => items.push(child),
                _ => fields.push(child),
            }
        }
    }
    if root.name == "entry" {
        items = vec![root];
        fields.clear();
    }
    let scope = Scope { tree, fields: &fields, format };
    let (mut links, self_link, hubs) = feed_links(&scope);
    links.extend(root.attribute("href").map(|href| link(root, href)));
    // A feed that names no site may be named by an address.
    let id = scope.value(&[(Vocabulary::Core, "id")]).filter(|id| web_url(id).is_some());
    links.extend(id.map(|href| link(root, &href)));
    Some(Draft {
        format,
        title: scope.text(&[(Vocabulary::Core, "title"), (Vocabulary::DublinCore, "title")]),
        links,
        self_link,
        hubs,
        hints: hints::from_elements(tree, &fields),
        authors: authors(&scope),
        truncated: tree.truncated,
        entries: items.iter().take(MOST_ENTRIES).map(|item| entry(tree, item, format)).collect(),
    })
}

fn is_atom(format: Format) -> bool {
    matches!(format, Format::Atom03 | Format::Atom10)
}

fn is_own(element: &Element) -> bool {
    matches!(element.vocabulary, Vocabulary::Core | Vocabulary::Rss | Vocabulary::Atom)
}

fn format(root: &Element) -> Option<Format> {
    let version = root.attribute("version").unwrap_or_default();
    let namespace = root.attribute("xmlns").unwrap_or_default();
    match root.name.as_str() {
        "rdf" if namespace.contains("0.9") => Some(Format::Rss090),
        "rdf" => Some(Format::Rss1),
        "rss" if version.starts_with("0.9") => Some(Format::Rss09x),
        "rss" | "channel" => Some(Format::Rss2),
        "feed" | "entry" if version.starts_with("0.") || namespace.contains("purl.org/atom") => {
            Some(Format::Atom03)
        }
        "feed" | "entry" => Some(Format::Atom10),
        _ => None,
    }
}

/// The children of a channel, feed, item or entry.
struct Scope<'t> {
    tree: &'t Tree,
    fields: &'t [&'t Element],
    format: Format,
}

type Field<'n> = (Vocabulary, &'n str);

impl<'t> Scope<'t> {
    /// All elements of these names, in the order of the names: the first is the best.
    fn all<'a>(
        &'a self,
        names: &'a [Field<'a>],
    ) -> impl Iterator<Item = &'t Element> + use<'a, 't> {
        names.iter().flat_map(|&(vocabulary, name)| {
            self.fields.iter().copied().filter(move |e| e.is(vocabulary, name))
        })
    }

    fn value(&self, names: &[Field<'_>]) -> Option<String> {
        let mut texts = self.all(names).map(|element| element.text.trim());
        texts.find(|text| !text.is_empty()).map(str::to_owned)
    }

    fn text(&self, names: &[Field<'_>]) -> Option<Text> {
        let mut elements = self.all(names).filter(|element| !element.text.trim().is_empty());
        elements.next().map(|element| text(element, self.format))
    }

    fn summary(&self) -> Option<Text> {
        let is_own = |e: &&&Element| {
            e.vocabulary == Vocabulary::Core && OWN_SUMMARY.contains(&e.name.as_str())
        };
        let mut own = self.fields.iter().filter(is_own).filter(|e| !e.text.trim().is_empty());
        own.next().map(|e| text(e, self.format)).or_else(|| self.text(SUMMARY))
    }
}

/// The text of a text construct and how it is to be read.
fn text(element: &Element, format: Format) -> Text {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    // Only Atom says that a text is a text. Where a body says nothing, producers often err.
    let says_text = matches!(kind.as_str(), "text" | "text/plain" | "plain")
        || (kind.is_empty()
            && element.name == "title"
            && format == Format::Atom10
            && element.vocabulary == Vocabulary::Core);
    let encoded = element.attribute("mode").is_some_and(|m| m.eq_ignore_ascii_case("base64"))
        || (!kind.is_empty() && is_binary(&kind));
    let markup = match kind.as_str() {
        _ if element.markup => Markup::Html,
        "html" | "xhtml" | "text/html" => Markup::Html,
        k if k.ends_with("xml") => Markup::Html,
        _ if says_text && is_atom(format) => Markup::Plain,
        _ => Markup::Unknown,
    };
    let value = if encoded {
        // A picture or the like is no text at all.
        let as_written = if kind.contains('/') { "" } else { &element.text };
        decode_base64(&element.text).unwrap_or_else(|| as_written.to_owned())
    } else {
        element.text.clone()
    };
    Text { value, markup }
}

/// Atom carries media types other than text and XML in base 64.
fn is_binary(kind: &str) -> bool {
    kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml")
}

fn decode_base64(text: &str) -> Option<String> {
    use base64::Engine;
    let compact: String = text.split_ascii_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(compact).ok()?;
    String::from_utf8(bytes).ok()
}

fn link(element: &Element, href: &str) -> DraftLink {
    DraftLink { href: href.trim().to_owned(), base: element.base.clone() }
}

/// `href` of an Atom link with this relation (no relation means `alternate`).
fn atom_link<'e>(element: &'e Element, relation: &str) -> Option<&'e str> {
    let rel = element.attribute("rel").unwrap_or("alternate").to_ascii_lowercase();
    let rel = rel.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(&rel);
    if rel != relation && !(rel.is_empty() && relation == "alternate") {
        return None;
    }
    element.attribute("href").filter(|href| !href.is_empty())
}

/// Is the target of an alternate link a page (and not another rendition such as a PDF or a feed)?
fn leads_to_page(element: &Element) -> bool {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    kind.is_empty() || kind.contains("html")
}

fn is_link(element: &Element) -> bool {
    let own = matches!(element.vocabulary, Vocabulary::Core | Vocabulary::Atom | Vocabulary::Rss);
    own && element.name == "link"
}

fn alternates(scope: &Scope<'_>) -> Vec<DraftLink> {
    let links = || scope.fields.iter().copied().filter(|e| is_link(e));
    let text = links().filter(|e| !e.text.trim().is_empty()).map(|e| link(e, &e.text));
    let resource = links().filter_map(|e| e.attribute("rdf:resource").map(|href| link(e, href)));
    let pages = links().filter(|e| leads_to_page(e));
    let others = links().filter(|e| !leads_to_page(e));
    let alternate = |e: &Element| atom_link(e, "alternate").map(|href| link(e, href));
    let atom = pages.filter_map(alternate).chain(others.filter_map(alternate));
    text.chain(atom).chain(resource).collect()
}

fn feed_links(scope: &Scope<'_>) -> (Vec<DraftLink>, Option<DraftLink>, Vec<String>) {
    let links = || scope.fields.iter().copied().filter(|e| is_link(e));
    let self_link = links().find_map(|e| atom_link(e, "self").map(|href| link(e, href)));
    let hubs = links().filter_map(|e| atom_link(e, "hub")).map(str::to_owned).collect();
    (alternates(scope), self_link, hubs)
}

/// Where an entry has both, the first is meant as its summary.
const OWN_SUMMARY: [&str; 2] = ["summary", "description"];
const SUMMARY: &[Field<'static>] = &[
    (Vocabulary::Core, "abstract"),
    (Vocabulary::Atom, "summary"),
    (Vocabulary::DublinCore, "description"),
    (Vocabulary::Itunes, "summary"),
    (Vocabulary::Media, "description"),
    (Vocabulary::Itunes, "subtitle"),
];
const CONTENT: &[Field<'static>] = &[
    (Vocabulary::Content, "encoded"),
    (Vocabulary::Core, "content"),
    (Vocabulary::Atom, "content"),
    (Vocabulary::Xhtml, "body"),
    (Vocabulary::Xhtml, "div"),
    (Vocabulary::Core, "fulltext"),
    (Vocabulary::Core, "fullitem"),
    (Vocabulary::Core, "body"),
];
const TITLE: &[Field<'static>] = &[
    (Vocabulary::Core, "title"),
    (Vocabulary::DublinCore, "title"),
    (Vocabulary::Atom, "title"),
    (Vocabulary::Itunes, "title"),
    (Vocabulary::Media, "title"),
];
const PUBLISHED: &[Field<'static>] = &[
    (Vocabulary::Core, "published"),
    (Vocabulary::Core, "pubdate"),
    (Vocabulary::Core, "issued"),
    (Vocabulary::Atom, "published"),
    (Vocabulary::DublinCoreTerms, "issued"),
    (Vocabulary::DublinCore, "date"),
    (Vocabulary::Core, "created"),
    (Vocabulary::DublinCoreTerms, "created"),
];
const UPDATED: &[Field<'static>] = &[
    (Vocabulary::Core, "updated"),
    (Vocabulary::Core, "modified"),
    (Vocabulary::Atom, "updated"),
    (Vocabulary::DublinCoreTerms, "modified"),
    (Vocabulary::DublinCore, "date"),
];
const IDENTIFIER: &[Field<'static>] =
    &[(Vocabulary::Core, "guid"), (Vocabulary::Core, "id"), (Vocabulary::Atom, "id")];

fn entry(tree: &Tree, element: &Element, format: Format) -> DraftEntry {
    let mut fields: Vec<&Element> = tree.children(element).collect();
    // What a media group says stands in for what the entry itself does not say.
    let group = fields.iter().copied().find(|e| e.is(Vocabulary::Media, "group"));
    fields.extend(group.into_iter().flat_map(|group| tree.children(group)));
    let scope = Scope { tree, fields: &fields, format };
    let about = element.attributes.iter().find(|(name, _)| name.ends_with("about"));
    let about = about.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty());
    let other = || scope.value(&[(Vocabulary::DublinCore, "identifier")]);
    let id = scope.value(IDENTIFIER).or_else(|| about.clone()).or_else(other);
    DraftEntry {
        id,
        links: entry_links(&scope, element, about),
        title: scope.text(TITLE),
        summary: scope.summary(),
        content: scope.text(CONTENT),
        published: scope.value(PUBLISHED),
        // The attribute is that of the Channel Definition Format.
        updated: scope.value(UPDATED).or_else(|| element.attribute("lastmod").map(str::to_owned)),
        authors: authors(&scope),
        categories: categories(&scope),
        cut: element.cut,
    }
}

fn entry_links(scope: &Scope<'_>, item: &Element, about: Option<String>) -> Vec<DraftLink> {
    let mut links = Vec::new();
    // Behind a redirecting feed service the original address is given apart.
    let original = scope.value(&[(Vocabulary::Feedburner, "origlink")]);
    links.extend(original.map(|href| link(item, &href)));
    links.extend(alternates(scope));
    links.extend(item.attribute("href").map(|href| link(item, href)));
    // A guid is a link unless it says it is not.
    let guid = scope.fields.iter().find(|e| e.is(Vocabulary::Core, "guid"));
    let permanent = guid.filter(|e| {
        !e.attribute("ispermalink").is_some_and(|value| value.eq_ignore_ascii_case("false"))
    });
    let is_web = |text: &str| web_url(text).is_some();
    // A relative one must say so in as many words: most are only identifiers.
    let is_link = |e: &&&Element| e.attribute("ispermalink").is_some() || is_web(e.text.trim());
    links.extend(permanent.filter(is_link).map(|e| link(e, &e.text)));
    links.extend(about.filter(|href| is_web(href)).map(|href| link(item, &href)));
    let content = scope.fields.iter().find(|e| e.name == "content" && e.attribute("src").is_some());
    links.extend(content.and_then(|e| e.attribute("src").map(|src| link(e, src))));
    let id = scope.value(&[(Vocabulary::Core, "id")]).filter(|id| is_web(id));
    links.extend(id.map(|href| link(item, &href)));
    links
}

/// More authors or categories of one entry are not kept.
const MOST_NAMES: usize = 100;

fn authors(scope: &Scope<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for element in scope.fields {
        let is_author = match element.name.as_str() {
            "author" => element.vocabulary != Vocabulary::Other,
            "creator" => element.vocabulary == Vocabulary::DublinCore,
            "managingeditor" => element.vocabulary == Vocabulary::Core,
            _ => false,
        };
        if !is_author {
            continue;
        }
        let part = |name: &str| {
            let mut children = scope.tree.children(element);
            children.find(|c| c.name == name).map(|c| c.text.trim()).filter(|t| !t.is_empty())
        };
        let own = Some(element.text.trim()).filter(|text| !text.is_empty());
        if let Some(name) = part("name").or(own).or_else(|| part("email")) {
            let name = person(name);
            if found.len() < MOST_NAMES && !name.is_empty() && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// `editor@example.com (Jane Roe)` is Jane Roe.
fn person(text: &str) -> String {
    let inner = text.split_once('(').and_then(|(before, rest)| {
        let name = rest.split_once(')')?.0.trim();
        (before.contains('@') && !name.is_empty()).then_some(name)
    });
    let outer = text.split_once('<').and_then(|(before, rest)| {
        (rest.contains('@') && !before.trim().is_empty()).then_some(before.trim())
    });
    inner.or(outer).unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn categories(scope: &Scope<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for element in scope.fields {
        let value = match (element.vocabulary, element.name.as_str()) {
            (Vocabulary::Core | Vocabulary::Atom, "category") => {
                let label = element.attribute("label").or_else(|| element.attribute("term"));
                label.unwrap_or(element.text.trim())
            }
            (Vocabulary::DublinCore, "subject") => element.text.trim(),
            _ => continue,
        };
        if found.len() < MOST_NAMES
            && !value.is_empty()
            && !found.iter().any(|known| known == value)
        {
            found.push(value.to_owned());
        }
    }
    found
}
