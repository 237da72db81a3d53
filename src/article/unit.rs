//! Cuts what is left of a page into units: the lines a reader would see, each with the element it
//! stands in and how much of it is link. Cells of data tables stay apart.

use super::clean::Dropped;
use super::html::{NodeId, Tree, fold_into, is_inline};
use super::table;

/// One line of text on the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Unit {
    /// The nearest element that is no mere inline markup.
    pub(super) block: NodeId,
    /// The first text node of the line: lines are in the order of these.
    pub(super) first: NodeId,
    pub(super) text: String,
    /// The whole content of one cell of a data table.
    pub(super) cell: bool,
    /// Characters without white space, and those of them inside links.
    pub(super) chars: usize,
    pub(super) links: usize,
}

impl Unit {
    /// At least this many hundredths of the line are link.
    pub(super) fn linked(&self, hundredths: usize) -> bool {
        self.links > 0 && self.links * 100 >= self.chars * hundredths
    }
}

struct Cutter<'a> {
    tree: &'a Tree,
    units: Vec<Unit>,
    line: Unit,
    /// Open blocks: (element, end of its subtree).
    open: Vec<(NodeId, usize)>,
    /// The data-table cell being read, until the end of its subtree.
    cell: Option<(NodeId, usize)>,
}

/// The units of a page in reading order.
pub(super) fn cut(tree: &Tree, dropped: &Dropped) -> Vec<Unit> {
    let data = table::data_tables(tree, dropped);
    let mut cutter = Cutter {
        tree,
        units: Vec::new(),
        line: Unit::default(),
        open: vec![(0, usize::MAX)],
        cell: None,
    };
    let mut id = 1;
    while id < tree.len() {
        cutter.close(id);
        let node = tree.node(id);
        if dropped.contains(id) {
            // What was taken out of a line leaves a gap, not a join.
            if !is_inline(&node.tag) && cutter.cell.is_none() && !node.is_text() {
                cutter.flush();
            }
            id = node.end.max(id + 1);
            continue;
        }
        if node.is_text() {
            cutter.text(id);
        } else {
            cutter.element(id, &data);
        }
        id += 1;
    }
    cutter.close(usize::MAX - 1);
    cutter.flush();
    cutter.units
}

impl Cutter<'_> {
    fn close(&mut self, id: NodeId) {
        if self.cell.is_some_and(|(_, end)| end <= id) {
            self.cell = None;
        }
        while let Some((_, end)) = self.open.last().copied()
            && end <= id
        {
            self.flush();
            self.open.pop();
        }
    }

    fn text(&mut self, id: NodeId) {
        let node = self.tree.node(id);
        let text = self.tree.text(id);
        let chars = text.chars().filter(|c| !c.is_whitespace()).count();
        if self.line.text.is_empty() {
            self.line.first = id;
            self.line.block = self.open.last().map_or(0, |(block, _)| *block);
        }
        self.line.cell = self.cell.is_some();
        fold_into(&mut self.line.text, text);
        self.line.chars += chars;
        if node.linked {
            self.line.links += chars;
        }
    }

    fn element(&mut self, id: NodeId, data: &[NodeId]) {
        let node = self.tree.node(id);
        let tag = self.tree.tag(id);
        if tag == "br" {
            return self.line_break(id);
        }
        if is_inline(tag) {
            return;
        }
        if self.cell.is_some() {
            return fold_into(&mut self.line.text, " ");
        }
        self.flush();
        if matches!(tag, "td" | "th") && table::of(self.tree, id).is_some_and(|t| data.contains(&t))
        {
            self.cell = Some((id, node.end));
        }
        self.open.push((id, node.end));
    }

    /// Two breaks end a paragraph; one does after a finished sentence.
    fn line_break(&mut self, id: NodeId) {
        if self.cell.is_some() {
            return fold_into(&mut self.line.text, " ");
        }
        let mut before = id;
        let mut second = false;
        while before > 1 {
            before -= 1;
            if self.tree.tag(before) == "br" {
                second = true;
                break;
            }
            let blank = self.tree.node(before).is_text()
                && self.tree.text(before).chars().all(char::is_whitespace);
            if !blank {
                break;
            }
        }
        let finished = self.line.text.trim_end().ends_with(['.', '!', '?', ':', '”', '"', ';']);
        if second || finished {
            self.flush();
        } else {
            fold_into(&mut self.line.text, " ");
        }
    }

    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end().len());
        if line.text.chars().any(char::is_alphanumeric) {
            self.units.push(line);
        }
    }
}
