//! Takes the furniture out of a page before anything is scored. Each decision looks only at the
//! element and what stands below it, so that a change elsewhere on the page changes nothing here.

use super::html::{NodeId, Tree, dashed, is_inline};
use super::measure::{Counts, Measure};
use super::words::{self, Mark};

/// A note of more characters is a page of its own.
const LONGEST_NOTE: usize = 1000;

/// Which nodes are out of play; whole subtrees are marked.
pub(super) struct Dropped(Vec<bool>);

impl Dropped {
    pub(super) fn contains(&self, id: NodeId) -> bool {
        self.0.get(id).copied().unwrap_or(false)
    }

    pub(super) fn drop_below(&mut self, tree: &Tree, id: NodeId) {
        let end = tree.node(id).end;
        if let Some(range) = self.0.get_mut(id..end) {
            range.fill(true);
        }
    }
}

/// How much is believed to be furniture. The wider nets are for pages on which next to nothing
/// was found with the strict one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Net {
    Strict,
    /// Class names are not believed.
    NoClasses,
    /// Only code is dropped.
    Plain,
}

/// Marks the furniture of a page, innermost first, so that an element is judged by what is left
/// of it.
pub(super) fn clean(tree: &Tree, measure: &Measure, net: Net) -> Dropped {
    let mut dropped = Dropped(vec![false; tree.len()]);
    let page = measure.below(tree, 0);
    let mut left: Vec<Counts> = (0..tree.len()).map(|id| measure.own(id)).collect();
    for id in (1..tree.len()).rev() {
        let node = tree.node(id);
        let mut counts = left.get(id).copied().unwrap_or_default();
        let tag = tree.tag(id);
        let drop = !node.is_text()
            && match net {
                Net::Plain => is_code(tag),
                Net::Strict => is_furniture(tree, id, counts, page, mark_of(tree, id)),
                Net::NoClasses => is_furniture(tree, id, counts, page, Mark::None),
            };
        if drop {
            dropped.drop_below(tree, id);
            counts = Counts { scraps: scraps(counts), ..Counts::default() };
        }
        if let Some(parent) = left.get_mut(node.parent) {
            *parent = parent.plus(counts);
        }
    }
    dropped
}

/// Whether what is dropped was only a headline or a field, whose box is still to be judged.
fn scraps(dropped: Counts) -> usize {
    let bare = dropped.chars < dropped.links + 20;
    let parts = dropped.linked_lines + dropped.inputs + dropped.scraps;
    if bare { parts.min(1) } else { 0 }
}

/// Elements whose content is never words of the article.
fn is_code(tag: &str) -> bool {
    matches!(
        tag,
        "head"
            | "script"
            | "style"
            | "iframe"
            | "input"
            | "select"
            | "textarea"
            | "svg"
            | "math"
            | "canvas"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "datalist"
            | "option"
            | "map"
            | "noembed"
            | "noframes"
            | "xmp"
            | "title"
    )
}

fn is_furniture(tree: &Tree, id: NodeId, below: Counts, page: Counts, mark: Mark) -> bool {
    let tag = tree.tag(id);
    if is_code(tag) {
        return true;
    }
    if tag == "template" {
        return tree.attr(id, "shadowrootmode").is_none();
    }
    if matches!(tag, "noscript" | "button" | "dialog") {
        return below.prose * 2 <= page.prose;
    }
    if matches!(tag, "html" | "body") {
        return false;
    }
    let surely = mark == Mark::Never || matches!(tag, "nav" | "aside" | "menu" | "search");
    // Whatever it is called: the best part of all the page's prose.
    if !surely && below.prose > 1 && below.prose * 2 > page.prose {
        return false;
    }
    (by_element(tree, id, below) || by_class(tree, id, mark, below) || by_shape(tree, id, below))
        && !is_note(tree, id, below)
}

/// The outlet's note about its own article, wherever the layout puts it.
fn is_note(tree: &Tree, id: NodeId, below: Counts) -> bool {
    below.chars > 30
        && below.chars < LONGEST_NOTE
        && below.links * 3 < below.chars
        && words::is_correction(&words::plain(tree.text(id), 12))
}

/// What the element says it is.
fn by_element(tree: &Tree, id: NodeId, below: Counts) -> bool {
    let role = tree.attr(id, "role").unwrap_or_default();
    if matches!(
        role,
        "navigation"
            | "complementary"
            | "dialog"
            | "alertdialog"
            | "search"
            | "menu"
            | "menubar"
            | "toolbar"
            | "tooltip"
            | "contentinfo"
    ) {
        return below.marks == 0;
    }
    if is_hidden(tree, id) {
        return below.prose < 3;
    }
    match tree.tag(id) {
        "nav" | "menu" | "search" => true,
        "aside" => below.marks == 0,
        "footer" => below.prose < 4,
        "header" => below.prose < 2,
        "form" | "fieldset" => below.prose < 3,
        "a" => is_note_mark(tree, id),
        _ => false,
    }
}

/// The little number that leads to a footnote: glued to the word before it, it would make another
/// word of it, or worse, another number.
fn is_note_mark(tree: &Tree, id: NodeId) -> bool {
    let near = tree.attr(id, "href").is_some_and(|href| href.starts_with('#') && href.len() > 1);
    let text = tree.text(id).trim();
    let mark = text.trim_matches(['[', ']', '(', ')']);
    near && !mark.is_empty()
        && mark.chars().count() <= 3
        && mark.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§'))
}

/// Text that exists but is not shown. Long hidden text may be the article behind "show more".
fn is_hidden(tree: &Tree, id: NodeId) -> bool {
    if tree.attr(id, "hidden").is_some_and(|v| v != "until-found") {
        return true;
    }
    if tree.attr(id, "aria-hidden") == Some("true") {
        return true;
    }
    tree.attr(id, "style").is_some_and(|style| {
        let style: String =
            style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

/// What the class names say it is.
fn by_class(tree: &Tree, id: NodeId, mark: Mark, below: Counts) -> bool {
    let tag = tree.tag(id);
    // The everyday words for meta data are also put on words inside a sentence.
    let inline = matches!(tag, "a" | "span" | "b" | "i" | "em" | "strong" | "time" | "sup" | "sub");
    if matches!(tag, "main" | "article") && below.prose > 1 {
        return false;
    }
    match mark {
        Mark::None => false,
        Mark::Usually if inline => false,
        // Paragraphs of the article itself are called `paywall`, `ad-follows` and worse.
        Mark::Usually if tag == "p" => {
            let scrap = below.chars < 40 && !tree.text(id).trim_end().ends_with(['.', '!', '?']);
            scrap || below.links * 2 > below.chars
        }
        Mark::Usually => below.marks == 0 && below.prose < 3,
        Mark::Never => below.marks == 0,
    }
}

fn mark_of(tree: &Tree, id: NodeId) -> Mark {
    let names = |name: &str| {
        matches!(
            name,
            "id" | "data-testid"
                | "data-test-id"
                | "data-component"
                | "data-component-name"
                | "data-module"
                | "data-type"
                | "data-qa"
                | "aria-label"
        )
    };
    let custom = Some(tree.tag(id)).filter(|tag| tag.contains('-'));
    tree.attrs(id)
        .iter()
        .filter(|a| names(a.name))
        .map(|a| a.value.as_str())
        .chain(custom)
        .map(|value| words::class_mark(&dashed(value)))
        .chain(std::iter::once(words::class_mark(tree.class(id))))
        .max()
        .unwrap_or(Mark::None)
}

/// What it looks like: a sign-up box, a teaser card, a list of links.
fn by_shape(tree: &Tree, id: NodeId, below: Counts) -> bool {
    let boxed = matches!(
        tree.tag(id),
        "div" | "section" | "article" | "li" | "ul" | "ol" | "dl" | "table" | "figure" | "details"
    );
    if !boxed || below.marks > 0 {
        return false;
    }
    let links = below.anchors > 1
        && below.prose == 0
        && below.chars > 25
        && below.links * 10 >= below.chars * 8;
    if links {
        return true;
    }
    if below.prose > 1 || below.chars > 800 {
        return false;
    }
    // One paragraph may be the teaser's own, or a paragraph of the article in the same box.
    let begins = || starts_linked(tree, id);
    let card = below.linked_lines > 0 && (below.prose == 0 || begins());
    let sign_up = below.inputs > 0 && (below.prose == 0 || invites(tree, id));
    let rest = below.scraps > 0
        && below.chars < 400
        && ((below.prose == 0 && (below.chars < 30 || begins())) || invites(tree, id));
    card || sign_up || rest || opens_with_label(tree, id)
}

/// The first words below an element, as their text node.
fn first_words(tree: &Tree, id: NodeId) -> Option<NodeId> {
    (id + 1..tree.node(id).end)
        .find(|n| tree.node(*n).is_text() && tree.text(*n).chars().any(|c| !c.is_whitespace()))
}

fn starts_linked(tree: &Tree, id: NodeId) -> bool {
    first_words(tree, id).is_some_and(|first| tree.node(first).linked)
}

/// An invitation to subscribe, anywhere in the box.
fn invites(tree: &Tree, id: NodeId) -> bool {
    words::is_invitation(&words::plain(tree.text(id), 80))
}

/// `Advertisement`, `Related` and the like on a line of their own above the rest of the box.
fn opens_with_label(tree: &Tree, id: NodeId) -> bool {
    let end = tree.node(id).end;
    let Some(first) = first_words(tree, id) else { return false };
    let holder = tree.node(first).parent;
    if holder == id || tree.text(first).len() > 60 {
        return false;
    }
    // An inline label must be followed by a block: otherwise it begins a sentence.
    let next = tree.node(holder).end;
    let own_line = !is_inline(tree.tag(holder))
        || (next < end && !tree.node(next).is_text() && !is_inline(tree.tag(next)));
    own_line && words::is_label(&words::plain(tree.text(holder), 8))
}
