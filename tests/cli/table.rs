//! Listings: for people and for programs, from the same rows.

use pactwatch::cli::table::{Row, print};
use serde::Serialize;

#[derive(Serialize)]
struct Seen {
    outlet: &'static str,
    title: &'static str,
}

impl Row for Seen {
    const HEADERS: &'static [&'static str] = &["outlet", "title"];
    const NONE: &'static str = "Nothing seen yet.";

    fn cells(&self) -> Vec<String> {
        vec![self.outlet.to_owned(), self.title.to_owned()]
    }
}

const ROWS: [Seen; 2] = [
    Seen { outlet: "a.example", title: "One \u{1b}[2J deal" },
    Seen { outlet: "long.example", title: "Two" },
];

fn shown(rows: &[Seen], json: bool, width: Option<u16>) -> String {
    let mut out = Vec::new();
    print(&mut out, rows, json, width).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn columns_line_up_and_nothing_steers_the_terminal() {
    let expected = "outlet        title\na.example     One \\u001b[2J deal\nlong.example  Two\n";
    assert_eq!(shown(&ROWS, false, None), expected);
}

#[test]
fn a_narrow_terminal_folds_cells_and_a_pipe_does_not() {
    let folded = shown(&ROWS, false, Some(24));
    assert!(folded.lines().all(|line| line.chars().count() <= 24), "{folded}");
    assert!(folded.lines().count() > 3, "{folded}");
    assert_eq!(shown(&ROWS, false, None).lines().count(), 3);
}

#[test]
fn json_is_one_row_a_line() {
    let text = shown(&ROWS, true, Some(24));
    let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(first["title"], "One \u{1b}[2J deal");
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn an_empty_listing_says_so_to_people_only() {
    assert_eq!(shown(&[], false, None), "Nothing seen yet.\n");
    assert_eq!(shown(&[], true, None), "");
}
