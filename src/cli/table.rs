//! Listings: the same rows as a table for people or as JSON lines for programs.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, TableStyle};
use serde::Serialize;

use super::visible::visible;

/// A row of a listing. Its JSON is its `Serialize`.
pub trait Row: Serialize {
    const HEADERS: &'static [&'static str];
    /// What the table says when there is no row.
    const NONE: &'static str;

    fn cells(&self) -> Vec<String>;
}

/// Prints rows. `width` folds long cells to a terminal; `None` leaves each row on one line.
pub fn print<R: Row>(
    out: &mut dyn Write,
    rows: &[R],
    json: bool,
    width: Option<u16>,
) -> io::Result<()> {
    if json {
        return rows.iter().try_for_each(|row| print_json(out, row));
    }
    if rows.is_empty() {
        return writeln!(out, "{}", R::NONE);
    }
    let mut table = comfy_table::Table::new();
    table.load_style(TableStyle::new()).set_header(R::HEADERS.iter().copied());
    match width {
        Some(width) => {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    for row in rows {
        table.add_row(row.cells().iter().map(|cell| visible(cell).into_owned()));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

const RED: &str = "31";
const GREEN: &str = "32";
/// Words that get a colour where they stand alone in a column.
const TONES: [(&str, &str); 12] = [
    ("high", RED),
    ("contradicts", RED),
    ("self_conflict", RED),
    ("wrong", RED),
    ("dead", RED),
    ("blocked", RED),
    ("error", RED),
    ("gone", RED),
    ("right", GREEN),
    ("sent", GREEN),
    ("ok", GREEN),
    ("current", GREEN),
];

/// A printed table with its header set off and its telling words in colour.
pub fn coloured(table: &str) -> String {
    let mut lines = table.lines();
    let mut text = lines.next().map_or_else(String::new, |head| format!("\x1b[1m{head}\x1b[0m\n"));
    for line in lines {
        // Columns stand two spaces apart; a word of a quote never does.
        let cells: Vec<String> = line.split("  ").map(toned).collect();
        text.push_str(&cells.join("  "));
        text.push('\n');
    }
    text
}

fn toned(cell: &str) -> String {
    let word = cell.trim();
    match TONES.iter().find(|(known, _)| *known == word) {
        Some((_, colour)) => cell.replace(word, &format!("\x1b[{colour}m{word}\x1b[0m")),
        None => cell.to_owned(),
    }
}

/// One object on one line.
pub fn print_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let line = serde_json::to_string(value).map_err(io::Error::other)?;
    writeln!(out, "{line}")
}
