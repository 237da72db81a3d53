//! Builds the tree from tokens: implied end tags, walls an end tag does not pass, foreign content.
//! Misnested inline tags are simply closed with their parent: only links need care, and a text
//! node remembers by itself whether it stood in one.

use std::borrow::Cow;

use super::entity::Decoder;
use super::names;
use super::token::{Token, Tokens};
use super::{Attr, Limits, Node, NodeId, Stop, Tree};

/// Tokens between two looks at the clock.
const CLOCK_EVERY: usize = 512;

/// Reads a whole page. `expired` is asked now and then whether the time is up.
pub(crate) fn parse(
    source: &str,
    limits: Limits,
    expired: &dyn Fn() -> bool,
) -> Result<Tree, Stop> {
    let mut builder = Builder::new();
    let mut tokens = Tokens::new(source);
    let mut count = 0_usize;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => builder.text(text),
            Token::End(name) => builder.end(&names::element(name)),
            Token::Start { name, attrs, closed } => {
                let tag = names::element(name);
                let raw = names::is_raw(&tag) && !(closed && builder.foreign.is_some());
                builder.start(tag.clone(), &attrs, closed);
                if raw {
                    let content = tokens.raw(name);
                    builder.raw(&tag, content);
                }
            }
        }
        builder.check(limits)?;
        count += 1;
        if count.is_multiple_of(CLOCK_EVERY) && expired() {
            return Err(Stop::Time);
        }
    }
    Ok(builder.finish())
}

struct Builder {
    tree: Tree,
    open: Vec<NodeId>,
    /// Depth of the open stack at which `svg` or `math` began.
    foreign: Option<usize>,
    in_link: bool,
    in_head: bool,
    decoder: Decoder,
}

impl Builder {
    fn new() -> Self {
        let root = Node { tag: Cow::Borrowed("#document"), ..Node::default() };
        let tree = Tree { nodes: vec![root], attrs: Vec::new(), text: String::new() };
        Self {
            tree,
            open: vec![0],
            foreign: None,
            in_link: false,
            in_head: false,
            decoder: Decoder::default(),
        }
    }

    fn check(&self, limits: Limits) -> Result<(), Stop> {
        if self.open.len() > limits.depth {
            return Err(Stop::Depth);
        }
        if self.tree.nodes.len() > limits.nodes {
            return Err(Stop::Nodes);
        }
        Ok(())
    }

    fn finish(mut self) -> Tree {
        self.close_to(0);
        let end = self.tree.nodes.len();
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
        }
        self.tree
    }

    fn parent(&self) -> NodeId {
        self.open.last().copied().unwrap_or(0)
    }

    fn open_tag(&self, at: usize) -> &str {
        self.open.get(at).map_or("", |id| self.tree.tag(*id))
    }

    /// Closes open elements until `keep` remain (the document always remains).
    fn close_to(&mut self, keep: usize) {
        let end = self.tree.nodes.len();
        while self.open.len() > keep.max(1) {
            let Some(id) = self.open.pop() else { break };
            if let Some(node) = self.tree.nodes.get_mut(id) {
                node.end = end;
                match &*node.tag {
                    "a" => self.in_link = false,
                    "head" => self.in_head = false,
                    _ => {}
                }
            }
        }
        if self.foreign.is_some_and(|depth| self.open.len() <= depth) {
            self.foreign = None;
        }
    }

    fn text(&mut self, raw: &str) {
        let blank = raw.bytes().all(|b| b.is_ascii_whitespace());
        let tag = self.tree.tag(self.parent());
        if blank && matches!(tag, "#document" | "html" | "head" | "table" | "tr" | "ul" | "ol") {
            return;
        }
        if !blank && tag == "head" {
            self.leave_head();
        }
        self.push_text(raw);
    }

    fn push_text(&mut self, raw: &str) {
        let start = self.tree.text.len();
        self.decoder.decode(raw, &mut self.tree.text);
        let id = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            parent: self.parent(),
            end: id + 1,
            text: start,
            linked: self.in_link,
            ..Node::default()
        });
    }

    fn leave_head(&mut self) {
        if !self.in_head {
            return;
        }
        let head = (0..self.open.len()).rev().find(|at| self.open_tag(*at) == "head");
        if let Some(at) = head {
            self.close_to(at);
        }
    }

    fn start(&mut self, tag: Cow<'static, str>, attrs: &[(&'static str, &str)], closed: bool) {
        if self.repeats(&tag) {
            return;
        }
        if self.foreign.is_some() && (names::ends_paragraph(&tag) || tag == "body") {
            let depth = self.foreign.unwrap_or(1);
            self.close_to(depth);
        }
        if self.foreign.is_none() {
            if !names::in_head(&tag) {
                self.leave_head();
            }
            self.imply_ends(&tag);
        }
        let childless = names::is_void(&tag) || (closed && self.foreign.is_some());
        let id = self.push_element(tag, attrs);
        if !childless {
            self.opened(id);
        }
    }

    /// A second `html`, `head`, `body` or nested `form` opens nothing.
    fn repeats(&self, tag: &str) -> bool {
        matches!(tag, "html" | "body" | "head" | "form")
            && self.open.iter().any(|id| self.tree.tag(*id) == tag)
    }

    fn push_element(&mut self, tag: Cow<'static, str>, attrs: &[(&'static str, &str)]) -> NodeId {
        let from = self.tree.attrs.len();
        for (name, raw) in attrs {
            let mut value = String::with_capacity(raw.len());
            self.decoder.decode(raw, &mut value);
            if *name == "class" {
                self.tree.attrs.push(Attr { name: "#class", value: names::dashed(&value) });
            }
            self.tree.attrs.push(Attr { name, value });
        }
        let id = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            tag,
            parent: self.parent(),
            end: id + 1,
            text: self.tree.text.len(),
            linked: false,
            attrs: from..self.tree.attrs.len(),
        });
        id
    }

    fn opened(&mut self, id: NodeId) {
        let tag = self.tree.tag(id);
        if matches!(tag, "svg" | "math") && self.foreign.is_none() {
            self.foreign = Some(self.open.len());
        }
        if tag == "a" && self.tree.attr(id, "href").is_some() {
            self.in_link = true;
        } else if tag == "head" {
            self.in_head = true;
        }
        self.open.push(id);
    }

    /// Structured data is kept with its script; a title's words are text; all else is nothing.
    fn raw(&mut self, tag: &str, content: &str) {
        match tag {
            "title" | "textarea" | "xmp" => self.push_text(content),
            "script" => {
                let id = self.parent();
                if self.tree.attr(id, "type").is_some_and(|t| t.contains("ld+json")) {
                    self.tree.attrs.push(Attr { name: "#json", value: content.to_owned() });
                    let end = self.tree.attrs.len();
                    if let Some(node) = self.tree.nodes.get_mut(id) {
                        node.attrs.end = end;
                    }
                }
            }
            _ => {}
        }
        let keep = self.open.len().saturating_sub(1);
        self.close_to(keep);
    }

    /// Closes what the start of `tag` ends without an end tag of its own.
    fn imply_ends(&mut self, tag: &str) {
        if names::ends_paragraph(tag) {
            self.close_nearest(&["p"], names::is_scope);
        }
        match tag {
            "li" => self.close_nearest(&["li"], |t| {
                matches!(t, "ul" | "ol" | "menu" | "dir") || names::is_scope(t)
            }),
            "dd" | "dt" => self.close_nearest(&["dd", "dt"], |t| t == "dl" || names::is_scope(t)),
            "option" => self.close_nearest(&["option"], |t| t == "select"),
            "optgroup" => self.close_nearest(&["option", "optgroup"], |t| t == "select"),
            "tr" => self.close_nearest(&["tr"], |t| matches!(t, "table" | "template")),
            "td" | "th" => {
                self.close_nearest(&["td", "th"], |t| matches!(t, "table" | "tr" | "template"));
            }
            "tbody" | "thead" | "tfoot" => {
                self.close_nearest(&["tbody", "thead", "tfoot"], |t| {
                    matches!(t, "table" | "template")
                });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let last = self.open.len().saturating_sub(1);
                if matches!(self.open_tag(last), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                    self.close_to(last);
                }
            }
            "a" => {
                self.close_nearest(&["a"], |t| !names::is_inline(t));
                self.in_link = false;
            }
            "button" => self.close_nearest(&["button"], |t| t == "template"),
            _ => {}
        }
    }

    /// Closes the nearest open element named in `tags`, unless a `wall` stands before it.
    fn close_nearest(&mut self, tags: &[&str], wall: impl Fn(&str) -> bool) {
        for at in (1..self.open.len()).rev() {
            let tag = self.open_tag(at);
            if tags.contains(&tag) {
                return self.close_to(at);
            }
            if wall(tag) {
                return;
            }
        }
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "html" | "body" => {}
            "br" => {
                self.push_element(Cow::Borrowed("br"), &[]);
            }
            "a" => {
                self.in_link = false;
                self.close_nearest(&["a"], |t| !names::is_inline(t));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close_nearest(&["h1", "h2", "h3", "h4", "h5", "h6"], names::is_scope);
            }
            "table" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => {
                self.close_nearest(&[tag], |t| t == "table" && tag != "table");
            }
            "template" | "button" | "object" => self.close_nearest(&[tag], |_| false),
            inline if names::is_inline(inline) => {
                self.close_nearest(&[inline], |t| !names::is_inline(t));
            }
            "p" => self.close_nearest(&["p"], names::is_scope),
            "li" => self.close_nearest(&["li"], |t| matches!(t, "ul" | "ol") || names::is_scope(t)),
            other => self.close_nearest(&[other], |t| names::is_scope(t) && t != other),
        }
    }
}
