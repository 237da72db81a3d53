//! The real program, run as a person or a service manager runs it.

mod check;
mod check_online;
mod diff;
mod extract;
mod extract_run;
mod feeds;
mod keeping;
mod logging;
mod notify;
mod review;
mod server;
mod silence;
mod stored;
mod table;
mod timeline;
mod why;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::config::data;

/// Runs the program in the folder of test configurations, with nothing of this environment.
fn pactwatch(arguments: &[&str]) -> Output {
    run_in(&data("bad"), arguments, b"")
}

/// Runs the program in a folder, with nothing of this environment and something to read.
fn run_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pactwatch"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    // A program that does not read its input closes the pipe: that is its good right.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// A file or folder of this module's test data.
fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/cli").join(name)
}

/// The lines of JSON a command printed.
fn json_lines(output: &Output) -> Vec<serde_json::Value> {
    let text = text(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let done = pactwatch(&["--help"]);
    assert_eq!(done.status.code(), Some(0));
    let shown = text(&done.stdout);
    for word in [
        "run",
        "poll",
        "check",
        "extract",
        "eval",
        "claims",
        "articles",
        "diff",
        "timeline",
        "feeds",
        "why",
        "review",
        "suggest",
        "export",
        "backup",
        "verify",
        "log",
        "outbox",
        "silence",
        "alert-test",
        "demo",
        "completions",
        "man",
        "--config",
        "--log-format",
        "--log-level",
        "Exit codes",
    ] {
        assert!(shown.contains(word), "no {word} in:\n{shown}");
    }
}

#[test]
fn a_wrong_command_line_is_told_apart_from_a_failure() {
    let cases: [&[&str]; 5] = [
        &["brew"],
        &["check", "--offline"],
        &["extract"],
        &["check", "--log-format", "xml"],
        &["check", "--log-level", "pactwatch=loud", "--config", "../good/minimal.toml"],
    ];
    for arguments in cases {
        let done = pactwatch(arguments);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        assert!(done.stdout.is_empty() && !done.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_command_stops_at_a_wrong_configuration() {
    let cases: [&[&str]; 16] = [
        &["run"],
        &[],
        &["poll"],
        &["extract", "-"],
        &["claims"],
        &["articles"],
        &["diff", "x"],
        &["log"],
        &["outbox", "list"],
        &["why", "x"],
        &["timeline", "x"],
        &["feeds", "list"],
        &["review"],
        &["export", "claims"],
        &["verify"],
        &["suggest"],
    ];
    for arguments in cases {
        let mut all = vec!["--config", "top.toml"];
        all.extend(arguments);
        let done = pactwatch(&all);
        assert_eq!(done.status.code(), Some(78), "{arguments:?}");
        let shown = text(&done.stderr);
        assert!(shown.contains("top.toml:2:1: wacth: is no key here"), "{arguments:?}: {shown}");
    }
}
