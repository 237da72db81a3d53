//! Turns the chosen units into blocks: one block per line of one text, each with its byte range
//! and the context a line needs to be understood alone. Never joins what the page keeps apart.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::filter;
use super::html::{NodeId, Tree, fold_into};
use super::model::{Block, BlockKind};
use super::table::{self, Heads};
use super::unit::Unit;
use super::words;

/// Notes longer than this are paragraphs.
const LONGEST_NOTE: usize = 1200;
/// A line between these lengths that stood before is a second rendering of the same thing.
const SHORTEST_REPEAT: usize = 25;
const LONGEST_REPEAT: usize = 160;
/// A line without an end that is shorter than this says nothing by itself.
const LONGEST_SCRAP: usize = 60;
const ENDS: [char; 11] = ['.', '!', '?', ':', '"', '”', '’', ')', '»', '…', '。'];
/// A heading longer than this is a paragraph in large type.
const LONGEST_HEADING: usize = 200;
/// Levels above a line that can say what it is.
const LEVELS: usize = 24;
/// A caption says something from this many words on; shorter ones are credits and labels.
const SHORTEST_CAPTION: usize = 6;

/// The text and its blocks.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
}

impl Rendered {
    fn push(&mut self, kind: BlockKind, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(line);
        self.blocks.push(Block { kind, start, end: self.text.len() });
    }

    fn last_line(&self) -> Option<&str> {
        self.blocks.last().and_then(|b| self.text.get(b.start..b.end))
    }
}

/// Renders the units below `roots`, and correction notes that stand after them on the page.
pub(super) fn render(tree: &Tree, units: &[Unit], roots: &[NodeId], titles: &[&str]) -> Rendered {
    let inside = |id: NodeId| roots.iter().any(|r| *r <= id && id < tree.node(*r).end);
    let begins = roots.first().copied().unwrap_or(0);
    let tables: Vec<NodeId> = units
        .iter()
        .filter(|u| u.cell && inside(u.first))
        .filter_map(|u| table::of(tree, u.block))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let heads = table::heads(tree, &tables);
    let titles: Vec<String> = titles.iter().map(|t| words::plain(t, 60)).collect();
    let mut kept: Vec<(&Unit, BlockKind)> = Vec::new();
    // Whether a line was dropped since the last kept one: a heading left alone goes too.
    let mut gap = false;
    let mut seen: HashSet<&str> = HashSet::new();
    for unit in units {
        let kind = kind_of(tree, unit, &heads);
        let late_note = unit.first > begins && kind == BlockKind::Correction && note_end(unit);
        if !inside(unit.first) && !late_note {
            continue;
        }
        let repeats_title = filter::is_heading(tree.tag(unit.block))
            && titles.contains(&words::plain(&unit.text, 60));
        let repeats_line = unit.text.len() > SHORTEST_REPEAT
            && unit.text.len() < LONGEST_REPEAT
            && !matches!(kind, BlockKind::Cell { .. })
            && !seen.insert(unit.text.as_str());
        if repeats_title || repeats_line || drops(tree, unit, &kind) {
            gap = true;
            continue;
        }
        if gap && kind == BlockKind::Heading {
            strip_heading(&mut kept);
        }
        gap = false;
        kept.push((unit, kind));
    }
    trim_edges(&mut kept);
    // A heading with nothing below it heads something that was dropped.
    strip_heading(&mut kept);
    compose(tree, kept)
}

fn strip_heading(kept: &mut Vec<(&Unit, BlockKind)>) {
    while kept.last().is_some_and(|(_, kind)| *kind == BlockKind::Heading) {
        kept.pop();
    }
}

/// Scraps before the first and after the last sentence: names, places, counters, tools.
fn trim_edges(kept: &mut Vec<(&Unit, BlockKind)>) {
    let scrap = |(unit, kind): &(&Unit, BlockKind)| {
        *kind == BlockKind::Paragraph
            && unit.text.chars().count() < LONGEST_SCRAP
            && (unit.linked(50)
                || !unit.text.ends_with(ENDS)
                || (unit.links > 0 && !unit.text.ends_with('.')))
    };
    while kept.last().is_some_and(scrap) {
        kept.pop();
    }
    let first = kept.iter().position(|line| !scrap(line)).unwrap_or(0);
    kept.drain(..first);
}

fn drops(tree: &Tree, unit: &Unit, kind: &BlockKind) -> bool {
    if filter::furniture(tree, unit).is_some() {
        return true;
    }
    let short = unit.text.split_whitespace().count() < SHORTEST_CAPTION;
    *kind == BlockKind::Caption && (short || unit.linked(50))
}

fn note_end(unit: &Unit) -> bool {
    unit.text.len() < LONGEST_NOTE && unit.text.len() > 40 && !unit.linked(50)
}

fn compose(tree: &Tree, kept: Vec<(&Unit, BlockKind)>) -> Rendered {
    let mut out = Rendered::default();
    // The list being read and what introduced it.
    let mut list: Vec<(NodeId, Option<String>)> = Vec::new();
    for (unit, mut kind) in kept {
        if let BlockKind::ListItem { intro } = &mut kind {
            let node = list_of(tree, unit.block);
            if list.iter().all(|(known, _)| *known != node) {
                let before = out.last_line().filter(|l| l.ends_with(':')).map(str::to_owned);
                list.push((node, before));
            }
            *intro = list.iter().find(|(known, _)| *known == node).and_then(|(_, i)| i.clone());
        }
        out.push(kind, &unit.text);
    }
    out
}

fn list_of(tree: &Tree, id: NodeId) -> NodeId {
    std::iter::once(id)
        .chain(tree.ancestors(id))
        .take(LEVELS)
        .find(|a| matches!(tree.tag(*a), "ul" | "ol" | "menu" | "dl"))
        .unwrap_or(0)
}

fn kind_of(tree: &Tree, unit: &Unit, heads: &HashMap<NodeId, Heads>) -> BlockKind {
    let tag = tree.tag(unit.block);
    if filter::is_heading(tag) && unit.text.len() < LONGEST_HEADING {
        return BlockKind::Heading;
    }
    if unit.cell {
        let Heads { column, row } = heads.get(&unit.block).cloned().unwrap_or_default();
        return BlockKind::Cell { column, row };
    }
    if is_note(tree, unit) {
        return BlockKind::Correction;
    }
    for id in std::iter::once(unit.block).chain(tree.ancestors(unit.block)).take(LEVELS) {
        match tree.tag(id) {
            "figcaption" | "caption" => return BlockKind::Caption,
            "blockquote" => return BlockKind::Quote,
            "li" | "dd" => return BlockKind::ListItem { intro: None },
            "article" | "main" | "body" | "td" => break,
            _ if tree.class(id).contains("-caption-") => return BlockKind::Caption,
            _ => {}
        }
    }
    BlockKind::Paragraph
}

/// A note by its first words, or by the class of an element that holds little else.
fn is_note(tree: &Tree, unit: &Unit) -> bool {
    if unit.text.len() > LONGEST_NOTE {
        return false;
    }
    let update = ["Update:", "UPDATE:", "Update (", "UPDATE (", "Updated:"];
    words::is_correction(&words::plain(&unit.text, 12))
        || update.iter().any(|u| unit.text.starts_with(u))
        || std::iter::once(unit.block).chain(tree.ancestors(unit.block)).take(3).any(|id| {
            tree.text(id).len() < LONGEST_NOTE * 2
                && ["-correction-", "-corrections-", "-clarification-", "-editors-note-"]
                    .iter()
                    .any(|word| tree.class(id).contains(word))
        })
}

impl Rendered {
    /// Adds a line of text that came without markup.
    pub(super) fn paragraph(&mut self, text: &str) {
        let mut line = String::new();
        fold_into(&mut line, text);
        let line = line.trim_end();
        if !line.is_empty() {
            self.push(BlockKind::Paragraph, line);
        }
    }
}
