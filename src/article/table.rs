//! Tables: which hold data rather than layout, and what heads a cell's column and row.

use super::clean::Dropped;
use super::html::{NodeId, Tree};

/// Cells longer than this on average are layout.
const LONGEST_MEAN_CELL: usize = 120;
/// Columns beyond this are not followed.
const MOST_COLUMNS: usize = 100;

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

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a row names the columns: header cells throughout, or the first row of a table when it
/// bears no figure and the next one does.
fn heads_columns(tree: &Tree, table: NodeId, row: NodeId) -> bool {
    let row_cells = cells(tree, row);
    if row_cells.len() < 2 {
        return false;
    }
    if row_cells.iter().all(|(_, c)| tree.tag(*c) == "th")
        || tree.tag(tree.node(row).parent) == "thead"
    {
        return true;
    }
    let mut rows = rows(tree, table);
    rows.next() == Some(row)
        && !has_digit(tree.text(row))
        && rows.next().is_some_and(|next| has_digit(tree.text(next)))
}

fn rows(tree: &Tree, table: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    (table + 1..tree.node(table).end).filter(|id| tree.tag(*id) == "tr")
}

/// The column header and the row label of a cell, where the table has them.
pub(super) fn heads(tree: &Tree, cell: NodeId) -> (Option<String>, Option<String>) {
    let row = tree.node(cell).parent;
    let Some(table) = of(tree, cell) else { return (None, None) };
    if tree.tag(row) != "tr" || heads_columns(tree, table, row) {
        return (None, None);
    }
    let row_cells = cells(tree, row);
    let Some(column) = row_cells.iter().find(|(_, c)| *c == cell).map(|(column, _)| *column) else {
        return (None, None);
    };
    let header = rows(tree, table)
        .take_while(|r| *r < row)
        .filter(|r| heads_columns(tree, table, *r))
        .last()
        .and_then(|r| cells(tree, r).into_iter().rev().find(|(at, _)| *at <= column))
        .map(|(_, c)| tree.line(c))
        .filter(|text| !text.is_empty());
    let label = row_cells
        .first()
        .filter(|(_, first)| *first != cell)
        .map(|(_, first)| tree.line(*first))
        .filter(|text| text.chars().any(char::is_alphabetic));
    (header, label)
}
