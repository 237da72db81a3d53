//! Commands of the one who reviews: what was said of findings as gold, the log as it comes, colours,
//! completions and manual pages.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use clap::Parser as _;
use pactwatch::base::Timestamp;
use pactwatch::cli::{self, Arguments, Context};
use pactwatch::config::Environment;
use pactwatch::store::findings::open_incident;
use pactwatch::store::{Batch, Mode, Store};

use super::stored::{Stored, story};
use super::{pactwatch, text};

impl Stored {
    /// Gold made of the verdicts, and what `eval` makes of it: right, extra, missed.
    fn measured(&self) -> (usize, [u64; 3]) {
        let gold = self.shown(&["export", "gold"]);
        std::fs::write(self.folder.path().join("gold.json"), &gold).unwrap();
        let documents: Vec<serde_json::Value> = serde_json::from_str(&gold).unwrap();
        let report: serde_json::Value =
            serde_json::from_str(&self.shown(&["eval", "gold.json", "--json"])).unwrap();
        let count = |name: &str| report["strict"][name].as_u64().unwrap();
        (documents.len(), [count("right"), count("extra"), count("missed")])
    }
}

/// Right is wanted, wrong is held against the reading, and what nobody judged counts neither way.
#[test]
fn verdicts_become_gold_that_is_measured_against() {
    let stored = story();
    let done = stored.run(&["export", "gold"]);
    assert_eq!(text(&done.stdout), "[\n]\n");
    assert!(text(&done.stderr).contains("no finding was judged"), "{}", text(&done.stderr));
    let finding = stored.finding("contradicts");
    stored.shown(&["review", &finding, "--verdict", "right"]);
    let (documents, counts) = stored.measured();
    assert_eq!((documents, counts), (2, [2, 0, 0]), "both quotes, each in its version");
    stored.shown(&["review", &finding, "--verdict", "wrong", "--note", "another quay"]);
    let (documents, counts) = stored.measured();
    assert_eq!((documents, counts), (1, [0, 1, 0]), "the newest word counts");
    stored.shown(&["review", &finding, "--verdict", "ignore"]);
    assert_eq!(stored.measured(), (0, [0, 0, 0]));
}

/// What happens while one looks appears below what happened before.
#[test]
fn the_log_can_be_followed() {
    let stored = story();
    let before = stored.shown(&["log", "--limit", "5"]);
    let newest = before.lines().nth(1).unwrap().split_whitespace().nth(4).unwrap().to_owned();
    let mut child = Command::new(env!("CARGO_BIN_EXE_pactwatch"))
        .args(["--config", "p.toml", "log", "--follow", "--limit", "5"])
        .current_dir(stored.folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let shown: Vec<String> = lines.by_ref().take(5).collect();
    assert!(shown.last().unwrap().contains(&newest), "oldest first: {shown:#?} {newest}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&stored.database(), Mode::ReadWrite).await.unwrap();
        let at: Timestamp = "2024-03-07T08:00:00Z".parse().unwrap();
        let incident = open_incident("feed_failing", "coast-post", "no answer", at);
        store.apply(Batch(vec![incident])).await.unwrap();
    });
    let next = lines.next().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(next.contains("incident") && next.ends_with("opened: no answer"), "{next}");
}

#[test]
fn the_log_shows_what_is_asked_for() {
    let stored = story();
    for what in ["finding", "incident", "delivery", "observation"] {
        let lines = stored.lines(&["log", "--only", what, "--json"]);
        assert!(lines.iter().all(|line| line["what"] == what), "{what}: {lines:?}");
        assert!(!lines.is_empty(), "{what}");
    }
    let all = stored.lines(&["log", "--json"]);
    assert!(all.iter().all(|line| line["what"] != "observation"), "looks only when asked for");
}

/// Runs a command with a terminal of this width, or none.
fn on(width: Option<u16>, no_colour: bool, stored: &Stored, arguments: &[&str]) -> String {
    let config = stored.folder.path().join("p.toml");
    let database = format!("sqlite:{}", stored.database().display());
    let mut variables = vec![("PACTWATCH__STORE", database.as_str())];
    variables.extend(no_colour.then_some(("NO_COLOR", "1")));
    let line = ["pactwatch", "--config", config.to_str().unwrap()];
    let Arguments { global, command } = Arguments::parse_from(line.iter().chain(arguments));
    let environment = Environment::from_pairs(variables);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut context = Context { global, environment, out: &mut out, err: &mut err, width };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(cli::run(command.unwrap(), &mut context));
    assert_eq!(text(&err), "", "{arguments:?}");
    text(&out)
}

/// On a terminal, unless it is asked not to; never into a pipe, and never in JSON.
#[test]
fn colours_are_for_a_terminal() {
    let stored = story();
    let commands: [&[&str]; 6] = [
        &["log"],
        &["claims"],
        &["articles"],
        &["timeline", "lease.until"],
        &["silence", "list"],
        &["review"],
    ];
    stored.shown(&["review", &stored.finding("contradicts"), "--verdict", "wrong"]);
    stored.shown(&["silence", "add", "--term", "lease.*", "--for", "1h"]);
    for arguments in commands {
        let coloured = on(Some(120), false, &stored, arguments);
        assert!(coloured.contains("\u{1b}[1m"), "{arguments:?}: {coloured}");
        let plain = on(Some(120), true, &stored, arguments);
        assert!(!plain.contains('\u{1b}'), "{arguments:?}: {plain}");
        let bare: String = coloured.split("\u{1b}[").enumerate().fold(String::new(), strip);
        assert_eq!(bare, plain, "{arguments:?}: colour changes no letter");
        assert!(!on(None, false, &stored, arguments).contains('\u{1b}'), "{arguments:?}");
        let json: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
        assert!(!on(Some(120), false, &stored, &json).contains("\u{1b}[1m"), "{arguments:?}");
    }
    let said = on(Some(120), false, &stored, &["review"]);
    assert!(said.contains("\u{1b}[31mwrong\u{1b}[0m"), "{said}");
}

fn strip(text: String, (place, part): (usize, &str)) -> String {
    let rest = if place == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) };
    text + rest
}

#[test]
fn every_shell_can_complete() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let done = pactwatch(&["completions", shell]);
        let script = text(&done.stdout);
        assert_eq!(done.status.code(), Some(0), "{shell}: {}", text(&done.stderr));
        for word in ["silence", "alert-test", "log-format", "follow"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
    }
    assert_eq!(pactwatch(&["completions", "dos"]).status.code(), Some(2));
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let printed = pactwatch(&["man"]);
    assert!(text(&printed.stdout).contains(".TH pactwatch 1"), "{}", text(&printed.stdout));
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("man1");
    let done = pactwatch(&["man", "--dir", place.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    for command in ["", "-run", "-claims", "-silence-add", "-outbox-retry", "-log", "-man"] {
        let page = std::fs::read_to_string(place.join(format!("pactwatch{command}.1"))).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{command}: {page}");
    }
    let told = text(&done.stdout);
    let pages = std::fs::read_dir(&place).unwrap().count();
    assert!(told.starts_with(&format!("{pages} pages in ")), "{told}");
}
