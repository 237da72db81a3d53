//! What stands below each node, counted once for the whole page: because a subtree is a contiguous
//! range, every question afterwards is one subtraction. Knows nothing of what is furniture.

use super::html::{NodeId, Tree, is_inline};

/// Non-blank characters that make a paragraph prose rather than a label.
const PROSE_CHARS: usize = 70;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Characters that are not white space.
    pub(super) chars: usize,
    /// Those of them inside links.
    pub(super) links: usize,
    pub(super) anchors: usize,
    /// Paragraphs of running text.
    pub(super) prose: usize,
    /// Headings of level one, and bodies the page itself marks as the article.
    pub(super) marks: usize,
    /// Fields a reader could type into.
    pub(super) inputs: usize,
    /// Lines of their own that are links from end to end: headlines of other articles.
    pub(super) linked_lines: usize,
    /// Bare headlines and bare fields already taken out: what is left around them is their rest.
    pub(super) scraps: usize,
}

impl Counts {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            chars: self.chars + other.chars,
            links: self.links + other.links,
            anchors: self.anchors + other.anchors,
            prose: self.prose + other.prose,
            marks: self.marks + other.marks,
            inputs: self.inputs + other.inputs,
            linked_lines: self.linked_lines + other.linked_lines,
            scraps: self.scraps + other.scraps,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            chars: self.chars - other.chars,
            links: self.links - other.links,
            anchors: self.anchors - other.anchors,
            prose: self.prose - other.prose,
            marks: self.marks - other.marks,
            inputs: self.inputs - other.inputs,
            linked_lines: self.linked_lines - other.linked_lines,
            scraps: self.scraps - other.scraps,
        }
    }
}

/// Running totals over the nodes in document order.
pub(super) struct Measure {
    before: Vec<Counts>,
}

impl Measure {
    pub(super) fn of(tree: &Tree) -> Self {
        // Text first: whether an element is prose depends on the text below it.
        let plain = Self::sum(tree, |id| text_counts(tree, id));
        Self::sum(tree, |id| element_counts(tree, id, &plain).plus(text_counts(tree, id)))
    }

    fn sum(tree: &Tree, count: impl Fn(NodeId) -> Counts) -> Self {
        let mut before = Vec::with_capacity(tree.len() + 1);
        let mut total = Counts::default();
        before.push(total);
        for id in 0..tree.len() {
            total = total.plus(count(id));
            before.push(total);
        }
        Self { before }
    }

    /// What a node counts by itself.
    pub(super) fn own(&self, id: NodeId) -> Counts {
        let at = |i: usize| self.before.get(i).copied().unwrap_or_default();
        at(id + 1).minus(at(id))
    }

    /// What stands in the subtree of `id`, itself included.
    pub(super) fn below(&self, tree: &Tree, id: NodeId) -> Counts {
        let at = |i: usize| self.before.get(i).copied().unwrap_or_default();
        at(tree.node(id).end.max(id)).minus(at(id))
    }
}

fn text_counts(tree: &Tree, id: NodeId) -> Counts {
    let node = tree.node(id);
    if !node.is_text() || matches!(tree.tag(node.parent), "title" | "textarea" | "xmp") {
        return Counts::default();
    }
    let chars = tree.text(id).chars().filter(|c| !c.is_whitespace()).count();
    // Text straight in a division is a paragraph too, if it is long enough by itself.
    let in_paragraph = std::iter::once(node.parent)
        .chain(tree.ancestors(node.parent))
        .find(|a| !is_inline(tree.tag(*a)))
        .is_some_and(|block| tree.tag(block) == "p");
    let prose = !node.linked && !in_paragraph && chars > PROSE_CHARS + 30;
    Counts {
        chars,
        links: if node.linked { chars } else { 0 },
        prose: usize::from(prose),
        ..Counts::default()
    }
}

fn element_counts(tree: &Tree, id: NodeId, plain: &Measure) -> Counts {
    let mut counts = Counts::default();
    match tree.tag(id) {
        "p" => {
            let text = plain.below(tree, id);
            let prose = text.chars > PROSE_CHARS && text.links * 2 < text.chars;
            counts.prose = usize::from(prose);
        }
        "h1" => counts.marks = 1,
        "h2" | "h3" | "h4" | "h5" | "h6" => {
            let text = plain.below(tree, id);
            counts.linked_lines = usize::from(is_linked(text, 12));
            // A sentence in large type.
            counts.prose = usize::from(text.chars > PROSE_CHARS * 2 && text.links == 0);
        }
        "a" => counts.anchors = usize::from(tree.attr(id, "href").is_some()),
        "input" => {
            let hidden = matches!(tree.attr(id, "type"), Some("hidden" | "checkbox" | "radio"));
            counts.inputs = usize::from(!hidden);
        }
        "textarea" | "select" => counts.inputs = 1,
        _ => {}
    }
    // Only a link that opens its box is the headline of a teaser.
    let opens = tree.node(id).parent + 1 == id && tree.tag(tree.node(id).parent) != "p";
    if opens && matches!(tree.tag(id), "a" | "p" | "div" | "span" | "strong") {
        counts.linked_lines += usize::from(is_linked(plain.below(tree, id), 24));
    }
    if tree.attr(id, "itemprop").is_some_and(|p| p.split_whitespace().any(|w| w == "articleBody")) {
        counts.marks += 1;
    }
    counts
}

fn is_linked(text: Counts, least: usize) -> bool {
    text.chars >= least && text.links * 10 >= text.chars * 9
}
