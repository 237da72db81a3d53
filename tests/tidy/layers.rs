//! Who may use whom. Imports only go down, so there can be no cycle; what is pure names nothing
//! that could reach outside.

use regex::Regex;

use super::lexer::{self, Kind};
use super::{File, assert_none, rust_files};

/// The layers from the bottom. Modules on one line never use each other.
const LAYERS: [&[&str]; 12] = [
    &["base"],
    &["feed"],
    &["article"],
    &["claim"],
    &["ledger"],
    &["alert"],
    &["outbox"],
    &["port"],
    &["store", "io"],
    &["config"],
    &["app", "web"],
    &["cli"],
];

/// From the bottom up to here nothing knows a clock, a socket, a database or chance.
const LAST_PURE: &str = "outbox";

/// What a pure module never says.
const IMPURE: [&str; 15] = [
    r"\btokio\b",
    r"\breqwest\b",
    r"\brusqlite\b",
    r"\bgetrandom\b",
    r"\bSystemTime\b",
    r"\bInstant\b",
    r"\bTimestamp::now\b",
    r"\bZoned::now\b",
    r"\bUtc::now\b",
    r"\bstd::env\b",
    r"\bstd::fs\b",
    r"\bstd::net::(Tcp|Udp)",
    r"\bstd::thread\b",
    r"\basync\b",
    r"\bThreadRng\b",
];

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The top modules a source names: `crate::a`, the members of `crate::{a, b::c}`, and those
/// reached by climbing with `super`.
fn used(file: &File) -> Vec<String> {
    let code = lexer::only(&file.text, Kind::Code);
    let single = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let group = Regex::new(r"\bcrate::\{").unwrap();
    let depth = file.path.matches('/').count() - usize::from(file.path.ends_with("/mod.rs"));
    let climb = Regex::new(&format!(r"\b(?:super::){{{depth},}}([a-z_]+)")).unwrap();
    let mut names: Vec<String> =
        single.captures_iter(&code).map(|found| found[1].to_owned()).collect();
    names.extend(group.find_iter(&code).flat_map(|found| members(&code[found.end()..])));
    let climbed = climb.captures_iter(&code).map(|found| found[1].to_owned());
    names.extend(climbed.filter(|name| rank(name).is_some()));
    names
}

/// The first words of a group's members: `a` and `b` of `a, b::{c, d}}`.
fn members(after_brace: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut level = 0_u32;
    let mut start = true;
    for (at, c) in after_brace.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level == 0 => break,
            '}' => level -= 1,
            ',' if level == 0 => start = true,
            c if start && level == 0 && c.is_alphabetic() => {
                let word = after_brace[at..].split(|c: char| !(c.is_alphanumeric() || c == '_'));
                names.extend(word.take(1).map(str::to_owned));
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn upward_uses(file: &File) -> Vec<String> {
    let Some(module) = file.module() else { return Vec::new() };
    let Some(own) = rank(module) else {
        return vec![format!("{}: {module} stands in no layer", file.path)];
    };
    let is_wrong = |name: &&String| *name != module && rank(name).is_none_or(|rank| rank >= own);
    let wrong = used(file).into_iter().filter(|name| is_wrong(&name));
    wrong.map(|name| format!("{}: {module} uses {name}", file.path)).collect()
}

#[test]
fn a_module_uses_only_layers_below_it() {
    let broken: Vec<String> = rust_files("src").iter().flat_map(upward_uses).collect();
    assert_none("uses that do not go down", &broken);
}

#[test]
fn the_library_lists_its_modules_in_the_order_of_the_layers() {
    let library = rust_files("src").into_iter().find(|file| file.path == "src/lib.rs").unwrap();
    let module = Regex::new(r"(?m)^pub mod ([a-z_]+);").unwrap();
    let ranks: Vec<usize> =
        module.captures_iter(&library.text).map(|found| rank(&found[1]).unwrap()).collect();
    assert!(!ranks.is_empty() && ranks.is_sorted(), "{ranks:?}");
}

#[test]
fn pure_modules_name_nothing_that_reaches_outside() {
    let last = rank(LAST_PURE).unwrap();
    let words: Vec<Regex> = IMPURE.iter().map(|word| Regex::new(word).unwrap()).collect();
    let mut broken = Vec::new();
    for file in rust_files("src") {
        if file.module().and_then(rank).is_none_or(|rank| rank > last) {
            continue;
        }
        let code = lexer::only(&file.text, Kind::Code);
        let found = words.iter().filter_map(|word| word.find(&code));
        broken.extend(found.map(|word| format!("{}: {}", file.path, word.as_str())));
    }
    assert_none("impure words in pure modules", &broken);
}

#[test]
fn only_config_reads_the_environment() {
    let environment = Regex::new(r"\bstd::env\b|\benv::var").unwrap();
    let files = rust_files("src").into_iter().filter(|file| file.module() != Some("config"));
    let reads = files.filter(|file| environment.is_match(&lexer::only(&file.text, Kind::Code)));
    assert_none("reads of the environment", &reads.map(|file| file.path).collect::<Vec<_>>());
}

/// The rule itself is tested on sources that break it.
#[test]
fn uses_are_found_however_they_are_written() {
    let cases = [
        ("src/feed/a.rs", "use crate::article::model::Article;", "article"),
        ("src/feed/a.rs", "use crate::{base::id, ledger::{b, c}};", "ledger"),
        ("src/feed/a.rs", "fn f() -> crate::app::X {}", "app"),
        ("src/feed/mod.rs", "use super::claim::model;", "claim"),
        ("src/feed/deep/a.rs", "use super::super::super::store::Store;", "store"),
        ("src/store/a.rs", "use crate::io::http;", "io"),
        ("src/novel.rs", "", "stands in no layer"),
    ];
    for (path, text, expected) in cases {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        let found = upward_uses(&file);
        assert!(found.len() == 1 && found[0].contains(expected), "{path} {text}: {found:?}");
    }
    let clean = [
        ("src/cli/mod.rs", "use crate::{app::notify, config}; // crate::web"),
        ("src/config/a.rs", "use super::feed::X; let s = \"crate::cli::main\";"),
        ("src/main.rs", "use pactwatch::cli;"),
    ];
    for (path, text) in clean {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(upward_uses(&file), Vec::<String>::new(), "{path} {text}");
    }
}
