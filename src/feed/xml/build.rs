//! Builds the tree from whatever tags came: ends are matched leniently, what was left open is closed,
//! and the inside of a text construct is kept as one string of HTML or text. It never fails.

use std::rc::Rc;

use url::Url;

use super::entity::{self, Declared};
use super::namespace::Vocabulary;
use super::role::{is_foreign_island, is_frame, is_item, is_leaf, is_text_construct};
use super::token::{Attribute, Token, Tokens, local, prefix};
use super::tree::{Element, Tree};

/// More elements than any feed has; beyond it a document is cut.
const MOST_ELEMENTS: usize = 200_000;
/// Deeper elements are taken for their text only.
const DEEPEST: usize = 40;
/// More attributes of one element, or namespaces in force at once, are not looked at.
const MOST_ATTRIBUTES: usize = 64;
const MOST_BINDINGS: usize = 200;
/// A longer base is no address that anyone meant, in bytes.
const LONGEST_BASE: usize = 2048;

struct Open<'a> {
    index: usize,
    name: &'a str,
}

/// The text construct being read.
struct Raw<'a> {
    name: &'a str,
    /// Elements of the same name opened inside.
    nested: u32,
    had_cdata: bool,
}

struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    vocabulary: Vocabulary,
}

struct Builder<'a> {
    tree: Tree,
    open: Vec<Open<'a>>,
    bindings: Vec<Binding<'a>>,
    raw: Option<Raw<'a>>,
    declared: Declared,
    root_vocabulary: Vocabulary,
    root_prefix: &'a str,
    finished: bool,
}

/// Builds the tree of the first feed root in the text; anything before and after it is skipped.
/// Without one the tree is empty. `base` is what relative `xml:base` values resolve against.
pub(in crate::feed) fn build(text: &str, base: Option<&Url>) -> Tree {
    let mut builder = Builder {
        tree: Tree::default(),
        open: Vec::new(),
        bindings: Vec::new(),
        raw: None,
        declared: Declared::default(),
        root_vocabulary: Vocabulary::Rss,
        root_prefix: "",
        finished: false,
    };
    let mut tokens = Tokens::new(text);
    for token in tokens.by_ref() {
        builder.take(token, base);
        if builder.finished {
            break;
        }
    }
    builder.finish(tokens.cut)
}

impl<'a> Builder<'a> {
    fn take(&mut self, token: Token<'a>, base: Option<&Url>) {
        match token {
            Token::Doctype(text) if self.open.is_empty() => self.declared = Declared::read(text),
            Token::Doctype(_) => {}
            Token::Text(text) => self.text(text),
            Token::Cdata(text) => self.cdata(text),
            Token::Start { name, attributes, empty, source } => {
                self.start(name, &attributes, (empty, source), base);
            }
            Token::End { name } => self.end(name),
        }
    }

    fn current(&mut self) -> Option<&mut Element> {
        let index = self.open.last()?.index;
        self.tree.elements.get_mut(index)
    }

    fn text(&mut self, text: &str) {
        let is_raw = self.raw.is_some();
        let Some(index) = self.open.last().map(|open| open.index) else { return };
        let Some(element) = self.tree.elements.get_mut(index) else { return };
        if is_raw && element.markup {
            let mut plain = String::new();
            entity::push_decoded(&mut plain, text, &self.declared);
            entity::push_escaped(&mut element.text, &plain);
        } else {
            entity::push_decoded(&mut element.text, text, &self.declared);
        }
    }

    fn cdata(&mut self, text: &str) {
        if let Some(raw) = &mut self.raw {
            raw.had_cdata = true;
        }
        let Some(element) = self.current() else { return };
        // Among the tags of XHTML a CDATA section is text; everywhere else it carries HTML.
        if element.markup && element.attribute("type").is_some_and(|kind| kind.contains("xhtml")) {
            entity::push_escaped(&mut element.text, text);
        } else {
            entity::push_clean(&mut element.text, text);
        }
    }

    /// Appends a tag to the text construct; the text before it becomes HTML too.
    fn raw_tag(&mut self, source: &str) {
        let had_cdata = self.raw.as_ref().is_some_and(|raw| raw.had_cdata);
        let Some(element) = self.current() else { return };
        if !element.markup && !had_cdata {
            let mut escaped = String::with_capacity(element.text.len());
            entity::push_escaped(&mut escaped, &element.text);
            element.text = escaped;
        }
        element.markup = true;
        entity::push_clean(&mut element.text, source);
    }

    /// Does this start tag show that the text construct was never closed?
    fn ends_raw(&self, raw_name: &str, name: &str) -> bool {
        let lower = local(name).to_ascii_lowercase();
        if prefix(name) != self.root_prefix {
            return false;
        }
        let is_title = local(raw_name).eq_ignore_ascii_case("title");
        match lower.as_str() {
            "item" | "entry" | "channel" | "pubdate" | "guid" | "lastbuilddate" => true,
            "link" | "description" | "updated" | "published" => is_title,
            _ => false,
        }
    }

    fn start(
        &mut self,
        name: &'a str,
        attributes: &[Attribute<'a>],
        (empty, source): (bool, &'a str),
        base: Option<&Url>,
    ) {
        if let Some(raw) = &self.raw {
            if self.ends_raw(raw.name, name) {
                self.close_last();
            } else {
                if !empty && name.eq_ignore_ascii_case(raw.name) {
                    self.nest(1);
                }
                self.raw_tag(source);
                return;
            }
        }
        if self.open.is_empty() && !self.accept_root(name) {
            return;
        }
        self.close_open_leaf();
        let lower = local(name).to_ascii_lowercase();
        self.bind(attributes);
        let vocabulary = self.vocabulary(name);
        let own = matches!(vocabulary, Vocabulary::Core) || vocabulary == self.root_vocabulary;
        if own && is_item(&lower) {
            self.close_to_frame();
        }
        if self.open.len() >= DEEPEST || self.tree.elements.len() >= MOST_ELEMENTS {
            self.tree.too_many |= self.tree.elements.len() >= MOST_ELEMENTS;
            self.unbind();
            return;
        }
        let construct =
            !self.open.is_empty() && is_text_construct(vocabulary, self.root_vocabulary, &lower);
        self.push(
            name,
            Element {
                vocabulary,
                name: lower,
                attributes: self.attributes(attributes),
                text: String::new(),
                markup: false,
                cut: false,
                base: None,
                children: Vec::new(),
            },
            base,
        );
        if empty {
            self.close_last();
        } else if construct {
            self.raw = Some(Raw { name, nested: 0, had_cdata: false });
        }
    }

    /// Is this the root of a feed? Then its vocabulary is the document's own.
    fn accept_root(&mut self, name: &'a str) -> bool {
        if !self.tree.elements.is_empty() {
            return false;
        }
        self.root_vocabulary = match local(name).to_ascii_lowercase().as_str() {
            "feed" | "entry" => Vocabulary::Atom,
            "rss" | "rdf" | "channel" => Vocabulary::Rss,
            _ => return false,
        };
        // The items of `<rdf:RDF>` have no prefix, those of `<atom:feed>` have the same one.
        if !local(name).eq_ignore_ascii_case("rdf") {
            self.root_prefix = prefix(name);
        }
        true
    }

    fn attributes(&self, raw: &[Attribute<'a>]) -> Vec<(String, String)> {
        let decode = |value: &str| {
            let mut out = String::with_capacity(value.len());
            entity::push_decoded(&mut out, value, &self.declared);
            out
        };
        // The first of two attributes of one name counts.
        let mut out: Vec<(String, String)> = Vec::with_capacity(raw.len().min(16));
        for (name, value) in raw.iter().take(MOST_ATTRIBUTES) {
            let name = name.to_ascii_lowercase();
            if !out.iter().any(|(n, _)| *n == name) {
                out.push((name, decode(value)));
            }
        }
        out
    }

    fn bind(&mut self, attributes: &[Attribute<'a>]) {
        let depth = self.open.len();
        for &(name, value) in attributes.iter().take(MOST_ATTRIBUTES) {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => rest.strip_prefix(':').unwrap_or_default(),
                None => continue,
            };
            // A default namespace on the root says nothing that the root's name does not.
            if depth == 0 && prefix.is_empty() {
                continue;
            }
            let vocabulary = Vocabulary::of_address(value);
            if self.bindings.len() < MOST_BINDINGS {
                self.bindings.push(Binding { depth, prefix, vocabulary });
            }
        }
    }

    fn unbind(&mut self) {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.depth >= depth) {
            self.bindings.pop();
        }
    }

    fn vocabulary(&self, name: &str) -> Vocabulary {
        let prefix = prefix(name);
        let bound = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        let found = match bound {
            Some(binding) => binding.vocabulary,
            None if prefix == self.root_prefix => Vocabulary::Core,
            None if prefix.is_empty() => Vocabulary::Core,
            None => Vocabulary::of_usual_prefix(prefix),
        };
        let unknown_default = prefix.is_empty() && found == Vocabulary::Other;
        if found == self.root_vocabulary || unknown_default && !is_foreign_island(name) {
            Vocabulary::Core
        } else {
            found
        }
    }

    fn push(&mut self, name: &'a str, mut element: Element, base: Option<&Url>) {
        let parent = self.open.last().and_then(|open| self.tree.elements.get(open.index));
        let inherited = parent.and_then(|parent| parent.base.as_ref());
        let own = element.attribute("xml:base");
        let own = own.filter(|own| own.len() <= LONGEST_BASE);
        let resolve = |own: &str| resolve_base(own, inherited.map(Rc::as_ref).or(base));
        element.base = own.and_then(resolve).map(Rc::new).or_else(|| inherited.cloned());
        let index = self.tree.elements.len();
        if let Some(parent) = self.current() {
            parent.children.push(index);
        }
        self.tree.elements.push(element);
        self.open.push(Open { index, name });
    }

    fn nest(&mut self, by: i32) {
        if let Some(raw) = &mut self.raw {
            raw.nested = raw.nested.saturating_add_signed(by);
        }
    }

    fn close_last(&mut self) {
        self.raw = None;
        self.open.pop();
        self.unbind();
    }

    /// An element that can have no elements inside was never closed.
    fn close_open_leaf(&mut self) {
        let Some(open) = self.open.last().filter(|_| self.open.len() > 1) else { return };
        let element = self.tree.elements.get(open.index);
        let is_own = |e: &Element| e.vocabulary == Vocabulary::Core;
        if element.is_some_and(|element| is_own(element) && is_leaf(&element.name)) {
            self.tree.repaired = true;
            self.close_last();
        }
    }

    /// Items stand in the feed, its channel or its list, whatever was left open before.
    fn close_to_frame(&mut self) {
        let holds_items = |open: &Open<'_>| {
            matches!(
                local(open.name).to_ascii_lowercase().as_str(),
                "channel" | "feed" | "items" | "rdf" | "rss"
            )
        };
        let depth = self.open.iter().rposition(holds_items).map_or(0, |position| position + 1);
        if depth > 0 && depth < self.open.len() {
            self.tree.repaired = true;
            self.close_to(depth);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close_last();
        }
    }

    fn end(&mut self, name: &'a str) {
        if let Some(raw) = &self.raw {
            if name.eq_ignore_ascii_case(raw.name) {
                if raw.nested == 0 {
                    self.close_last();
                } else {
                    self.nest(-1);
                    self.raw_tag(&format!("</{name}>"));
                }
                return;
            }
            let lower = local(name).to_ascii_lowercase();
            if !(is_frame(&lower) && self.is_open(name)) {
                self.raw_tag(&format!("</{name}>"));
                return;
            }
            self.tree.repaired = true;
            self.close_last();
        }
        let exact = self.open.iter().rposition(|open| open.name == name);
        let position =
            exact.or_else(|| self.open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)));
        match position {
            Some(position) => {
                self.tree.repaired |= position + 1 != self.open.len();
                self.close_to(position);
                self.finished = self.open.is_empty();
            }
            None => self.tree.repaired |= !self.open.is_empty(),
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name.eq_ignore_ascii_case(name))
    }

    fn finish(mut self, cut: bool) -> Tree {
        let mut in_item = false;
        for open in &self.open {
            if let Some(element) = self.tree.elements.get_mut(open.index) {
                in_item |= is_item(&element.name);
                element.cut = true;
            }
        }
        self.tree.repaired |= !self.open.is_empty();
        self.tree.truncated = in_item || (cut && !self.open.is_empty()) || self.tree.too_many;
        self.tree
    }
}

fn resolve_base(value: &str, base: Option<&Url>) -> Option<Url> {
    let resolved = match base {
        Some(base) => base.join(value).ok(),
        None => Url::parse(value).ok(),
    };
    resolved.filter(|url| url.as_str().len() <= LONGEST_BASE)
}
