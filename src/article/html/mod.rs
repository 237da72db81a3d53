//! A tolerant HTML reader of our own: linear in the input, bounded in nodes and depth, never
//! recursive. It exists because a page must not be able to stall or overflow the process; it does
//! not try to be a browser, and it must never panic on any input.

mod build;
mod entity;
mod names;
mod token;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use build::parse;
pub(crate) use names::{dashed, is_inline};

/// Index of a node; nodes stand in document order, so a subtree is a contiguous range.
pub(crate) type NodeId = usize;

/// What a page may cost before it is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) nodes: usize,
    pub(crate) depth: usize,
}

/// Why parsing stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    Depth,
    Nodes,
    Time,
}

/// An attribute kept by the reader; names are lower case.
#[derive(Clone, Debug)]
pub(crate) struct Attr {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// An element (`tag` set) or a run of text (`tag` empty).
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Lower-case element name; empty for text.
    pub(crate) tag: Cow<'static, str>,
    pub(crate) parent: NodeId,
    /// One past the last node of the subtree.
    pub(crate) end: NodeId,
    /// Where this node's text begins in `Tree::text`.
    pub(crate) text: usize,
    /// Text inside a link.
    pub(crate) linked: bool,
    attrs: Range<usize>,
}

impl Node {
    pub(crate) fn is_text(&self) -> bool {
        self.tag.is_empty()
    }
}

/// A page as nodes in document order over one text buffer. Node 0 is the document itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    attrs: Vec<Attr>,
    text: String,
}

static NOTHING: Node =
    Node { tag: Cow::Borrowed("#none"), parent: 0, end: 0, text: 0, linked: false, attrs: 0..0 };

impl Tree {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node, or an empty one for an id that is not in the tree.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id).unwrap_or(&NOTHING)
    }

    pub(crate) fn tag(&self, id: NodeId) -> &str {
        &self.node(id).tag
    }

    pub(crate) fn attrs(&self, id: NodeId) -> &[Attr] {
        self.attrs.get(self.node(id).attrs.clone()).unwrap_or_default()
    }

    pub(crate) fn attr(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attrs(id).iter().find(|a| a.name == name).map(|a| a.value.as_str())
    }

    /// The words of the class attribute, dashed: `-article-body- -wide-`; empty without one.
    pub(crate) fn class(&self, id: NodeId) -> &str {
        self.attr(id, "#class").unwrap_or_default()
    }

    /// All the text below a node, as it stands in the source (white space unchanged).
    pub(crate) fn text(&self, id: NodeId) -> &str {
        let node = self.node(id);
        let end = self.nodes.get(node.end).map_or(self.text.len(), |n| n.text);
        self.text.get(node.text..end).unwrap_or_default()
    }

    /// The text below a node with white space folded.
    pub(crate) fn line(&self, id: NodeId) -> String {
        let mut line = String::new();
        fold_into(&mut line, self.text(id));
        line.truncate(line.trim_end().len());
        line
    }

    /// Ids of all elements, in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().enumerate().filter(|(_, n)| !n.is_text()).map(|(id, _)| id)
    }

    /// The ancestors of a node, nearest first, without the document.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.node(at).parent;
            (at != 0).then_some(at)
        })
    }

    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).end;
        let mut at = id + 1;
        std::iter::from_fn(move || {
            let child = at;
            (child < end).then(|| {
                at = self.node(child).end.max(child + 1);
                child
            })
        })
    }
}

/// Appends `text` with every run of white space as one space, none at the start of a line, and
/// without characters that show nothing.
pub(crate) fn fold_into(line: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !invisible(c) {
            line.push(c);
        }
    }
}

/// Control, soft-hyphen, zero-width and direction characters: they come and go without meaning.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffc}')
}
