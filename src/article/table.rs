//! Tables: which hold data rather than layout, and what heads a cell's column and row.

use std::collections::HashMap;

use super::clean::Dropped;
use super::html::{NodeId, Tree};

/// Cells longer than this on average are layout.
const LONGEST_MEAN_CELL: usize = 120;
/// Columns beyond this are not followed.
const MOST_COLUMNS: usize = 100;
/// Characters of a header or label that are kept.
const LONGEST_HEAD: usize = 160;

/// The nearest table around a node.
pub(super) fn of(tree: &Tree, id: NodeId) -> Option<NodeId> {
    tree.ancestors(id).find(|a| tree.tag(*a) == "table")
}

/// Tables whose cells are values of their own: a header cell, or at least two by two short cells.
pub(super) fn data_tables(tree: &Tree, dropped: &Dropped) -> Vec<NodeId> {
    tree.elements()
        .filter(|id| tree.tag(*id) == "table" && !dropped.contains(*id))
        .filter(|id| is_data(tree, *id))
        .collect()
}

fn is_data(tree: &Tree, table: NodeId) -> bool {
    let (mut rows, mut cells, mut heads, mut chars) = (0_usize, 0_usize, 0_usize, 0_usize);
    for id in table + 1..tree.node(table).end {
        match tree.tag(id) {
            "table" | "h1" | "h2" | "article" | "section" => return false,
            "tr" => rows += 1,
            "td" | "th" => {
                cells += 1;
                heads += usize::from(tree.tag(id) == "th");
                chars += tree.line(id).chars().count();
            }
            _ => {}
        }
    }
    let short = chars <= cells * LONGEST_MEAN_CELL;
    short && rows > 1 && (heads > 0 || cells >= rows * 2)
}

/// What a cell needs to be understood alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    pub(super) column: Option<String>,
    pub(super) row: Option<String>,
}

/// The column header and row label of every cell of these tables, where there are any.
pub(super) fn heads(tree: &Tree, tables: &[NodeId]) -> HashMap<NodeId, Heads> {
    let mut found = HashMap::new();
    for table in tables {
        let rows: Vec<NodeId> =
            (table + 1..tree.node(*table).end).filter(|id| tree.tag(*id) == "tr").collect();
        let mut header: Vec<(usize, String)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cells = cells(tree, *row);
            if heads_columns(tree, *row, &cells, rows.get(at + 1).filter(|_| at == 0)) {
                header = cells.iter().map(|(column, c)| (*column, short(tree, *c))).collect();
            } else {
                label_row(tree, &cells, &header, &mut found);
            }
        }
    }
    found
}

/// A row of a table: its cells with the column each begins in.
fn cells(tree: &Tree, row: NodeId) -> Vec<(usize, NodeId)> {
    let mut column = 0;
    let mut found = Vec::new();
    for cell in tree.children(row).filter(|c| matches!(tree.tag(*c), "td" | "th")) {
        found.push((column, cell));
        let span = tree.attr(cell, "colspan").and_then(|s| s.trim().parse().ok()).unwrap_or(1);
        column += usize::clamp(span, 1, MOST_COLUMNS);
        if found.len() > MOST_COLUMNS {
            break;
        }
    }
    found
}

fn short(tree: &Tree, cell: NodeId) -> String {
    tree.line(cell).chars().take(LONGEST_HEAD).collect()
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a row names the columns: header cells throughout, or the first row of a table when it
/// bears no figure and the one after it does.
fn heads_columns(
    tree: &Tree,
    row: NodeId,
    cells: &[(usize, NodeId)],
    after_first: Option<&NodeId>,
) -> bool {
    if cells.len() < 2 {
        return false;
    }
    cells.iter().all(|(_, c)| tree.tag(*c) == "th")
        || tree.tag(tree.node(row).parent) == "thead"
        || (!has_digit(tree.text(row)) && after_first.is_some_and(|r| has_digit(tree.text(*r))))
}

fn label_row(
    tree: &Tree,
    cells: &[(usize, NodeId)],
    header: &[(usize, String)],
    found: &mut HashMap<NodeId, Heads>,
) {
    let label = cells
        .first()
        .map(|(_, first)| short(tree, *first))
        .filter(|text| text.chars().any(char::is_alphabetic));
    for (index, (column, cell)) in cells.iter().enumerate() {
        let head = header
            .iter()
            .rfind(|(at, _)| at <= column)
            .map(|(_, text)| text.clone())
            .filter(|text| !text.is_empty());
        let row = label.clone().filter(|_| index > 0);
        found.insert(*cell, Heads { column: head, row });
    }
}
