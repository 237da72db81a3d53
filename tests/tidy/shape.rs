//! How every file looks: its size, its first line, its names, what it must not contain.

use regex::Regex;

use super::lexer::{self, Kind};
use super::{File, assert_none, files_with, rust_files};

const LONGEST_FILE_LINES: usize = 400;

/// Names that tell nothing, and so gather everything.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "types", "helpers", "helper", "common", "misc"];

/// Parties, people and rivals of the deal that ships: they belong in the watch file.
const DEAL_NAMES: [&str; 12] = [
    "Microsoft",
    "OpenAI",
    "Azure",
    "Altman",
    "Nadella",
    "Musk",
    "Amazon",
    "Anthropic",
    "ChatGPT",
    "Copilot",
    "Redmond",
    "Bedrock",
];

/// Rust sources of the program and of its tests.
fn sources() -> Vec<File> {
    ["src", "tests"].into_iter().flat_map(rust_files).collect()
}

/// Everything a person writes, except test data, which is as it was found.
fn written() -> Vec<File> {
    let folders = ["src", "tests", "config", "systemd", ".ci"];
    let mine = |path: &std::path::Path| !path.to_string_lossy().contains("/tests/data/");
    folders.into_iter().flat_map(|folder| files_with(folder, mine)).collect()
}

fn numbered(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.text.split('\n').enumerate().map(|(index, line)| (index + 1, line))
}

#[test]
fn no_file_is_too_long_to_read() {
    let long = |file: &File| {
        let lines = file.text.lines().count();
        (lines > LONGEST_FILE_LINES).then(|| format!("{}: {lines} lines", file.path))
    };
    let broken: Vec<String> = sources().iter().filter_map(long).collect();
    assert_none("files over 400 lines", &broken);
}

#[test]
fn every_file_says_first_what_it_is() {
    let files = sources().into_iter().filter(|file| !file.text.starts_with("//! "));
    assert_none("no //! line first", &files.map(|file| file.path).collect::<Vec<_>>());
}

#[test]
fn no_module_has_an_empty_name() {
    let empty = |file: &File| {
        file.path.trim_end_matches(".rs").split('/').any(|part| EMPTY_NAMES.contains(&part))
    };
    let files = sources().into_iter().filter(empty);
    assert_none("empty names", &files.map(|file| file.path).collect::<Vec<_>>());
}

#[test]
fn no_line_ends_in_space() {
    let mut broken = Vec::new();
    for file in written() {
        let lines = numbered(&file).filter(|(_, line)| line.ends_with([' ', '\t', '\r']));
        broken.extend(lines.map(|(number, _)| format!("{}:{number}", file.path)));
        if !file.text.ends_with('\n') {
            broken.push(format!("{}: no line end at its end", file.path));
        }
    }
    assert_none("trailing space", &broken);
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Put together here, so that this file passes too.
    let folders = ["work", "home", "root", "Users"].map(|name| format!("/{name}/"));
    let mut broken = Vec::new();
    for file in written() {
        let lines = numbered(&file).filter(|(_, line)| {
            // Addresses on the web have such folders as well.
            let inside = |folder: &String| line.contains(folder.as_str()) && !line.contains("://");
            folders.iter().any(inside)
        });
        broken.extend(lines.map(|(number, line)| format!("{}:{number}: {line}", file.path)));
    }
    assert_none("paths of one machine", &broken);
}

#[test]
fn the_deal_stands_in_the_watch_file_not_in_code() {
    let mut broken = Vec::new();
    for file in rust_files("src") {
        if file.path.starts_with("src/cli/demo") {
            continue;
        }
        // A comment may take its example from the deal; nothing that runs may.
        let pieces = lexer::pieces(&file.text);
        for (_, piece) in pieces.iter().filter(|(kind, _)| *kind != Kind::Comment) {
            let named = DEAL_NAMES.into_iter().filter(|name| piece.contains(name));
            broken.extend(named.map(|name| format!("{}: {name}", file.path)));
        }
    }
    assert_none("names of the deal in code", &broken);
}

#[test]
fn sql_stands_only_in_the_store() {
    let statement = Regex::new(concat!(
        r"(?is)^\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|",
        r"delete\s+from\s|create\s+(unique\s+)?(table|index)\s|pragma\s|with\s+\w+\s+as\s*\()"
    ))
    .unwrap();
    let mut broken = Vec::new();
    for file in rust_files("src") {
        let pieces = lexer::pieces(&file.text);
        let literals = pieces.iter().filter(|(kind, _)| *kind == Kind::Literal);
        let sql = literals.filter(|(_, text)| statement.is_match(text));
        if file.module() != Some("store") {
            broken.extend(sql.map(|(_, text)| format!("{}: {text}", file.path)));
        }
    }
    assert_none("SQL outside the store", &broken);
}
