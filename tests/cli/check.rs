//! `check` over good and bad files. A bad file stands beside the lines it must bring.

use super::stored::story;
use super::{file, pactwatch, run_in, text};
use crate::config::data;

#[test]
fn every_mistake_of_every_bad_file_is_told_at_once() {
    let mut seen = 0;
    for entry in std::fs::read_dir(data("bad")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let done = pactwatch(&["check", "--config", name]);
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap();
        assert_eq!(text(&done.stderr), expected, "{name}");
        assert_eq!(done.status.code(), Some(78), "{name}");
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} bad files");
}

/// A webhook's address and a store's password are secrets; wrong ones are still not shown.
#[test]
fn no_mistake_repeats_a_secret() {
    for name in ["receivers.toml", "store.toml", "feeds.toml"] {
        let done = pactwatch(&["check", "--config", name]);
        let shown = text(&done.stderr) + &text(&done.stdout);
        assert!(!shown.contains("hunter2") && !shown.contains("T0KEN"), "{shown}");
    }
}

#[test]
fn a_good_file_is_said_to_be_good() {
    let done = pactwatch(&["check", "--config", "../good/everything.toml"]);
    let shown = text(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(shown.starts_with("../good/everything.toml: ok, 2 feeds, 10 receivers, 2 routes\n"));
    let watch = "../good/watch.toml: ok, An example, 2 terms, version ";
    assert!(shown.contains(watch), "{shown}");
    assert!(!shown.contains("note:"), "{shown}");
}

#[test]
fn what_is_allowed_but_hardly_meant_is_noted() {
    let done = pactwatch(&["check", "--config", "../good/minimal.toml"]);
    assert_eq!(done.status.code(), Some(0));
    assert!(text(&done.stdout).starts_with("note: ../good/minimal.toml:1:1: feed: no feed is"));
}

#[test]
fn a_missing_configuration_says_where_it_was_looked_for() {
    let done = pactwatch(&["check"]);
    assert_eq!(done.status.code(), Some(78));
    let shown = text(&done.stderr);
    for word in ["config/pactwatch.toml", "/etc/pactwatch/pactwatch.toml", "--config"] {
        assert!(shown.contains(word), "{shown}");
    }
}

#[test]
fn a_missing_watch_file_is_a_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    std::fs::write(&path, "watch = \"absent.toml\"\n").unwrap();
    let done = pactwatch(&["check", "--config", path.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(78));
    assert!(text(&done.stderr).contains("absent.toml: cannot be read"));
}

#[test]
fn mistakes_of_both_files_are_listed_at_once() {
    let done = run_in(&file("check"), &["check", "--config", "both.toml"], b"");
    assert_eq!(done.status.code(), Some(78));
    let shown = text(&done.stderr);
    let expected = std::fs::read_to_string(file("check/both.expected")).unwrap();
    assert_eq!(shown, expected);
}

#[test]
fn an_example_that_does_not_come_out_is_a_mistake_with_its_line() {
    let done = run_in(&file("check"), &["check", "--config", "example.toml"], b"");
    assert_eq!(done.status.code(), Some(78));
    let shown = text(&done.stderr);
    for part in [
        "example.watch.toml:20:",
        "term.\"lease.until\".examples: should give 2042@current but gives 2041@current",
        "a counter-example must stay silent but gives 2041@current",
    ] {
        assert!(shown.contains(part), "no {part:?} in:\n{shown}");
    }
}

#[test]
fn a_route_to_a_term_that_is_not_there_and_a_receiver_without_route_are_noted() {
    let done = run_in(&file("check"), &["check", "--config", "routes.toml"], b"");
    let shown = text(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    for part in [
        "note: routes.toml: route[1].match.terms: \"lease.til\" matches no term; ",
        "did you mean lease.until?",
        "note: routes.toml:3:1: receiver: no route leads to \"spare\"",
    ] {
        assert!(shown.contains(part), "no {part:?} in:\n{shown}");
    }
    assert!(!shown.contains("\"license.*\""), "{shown}");
}

/// The files are checked; what a store holds is looked at when it can be.
#[test]
fn a_store_that_cannot_be_read_is_a_note_and_no_mistake_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.db"), "this is no database").unwrap();
    let watch = data("good/watch.toml");
    let config = format!("watch = {:?}\nstore = \"sqlite:p.db\"\n", watch.display());
    std::fs::write(folder.path().join("p.toml"), config).unwrap();
    let done = run_in(folder.path(), &["check", "--config", "p.toml"], b"");
    let shown = text(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let note = "note: p.db: cannot be read, so its silences were not looked at: ";
    assert!(shown.contains(note), "{shown}");
}

/// A silence of a misspelt term keeps nothing quiet: the note names it, and how to lift it.
#[test]
fn a_silence_that_matches_nothing_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let watch = data("good/watch.toml");
    let config = format!("watch = {:?}\nstore = \"sqlite:p.db\"\n", watch.display());
    std::fs::write(folder.path().join("p.toml"), config).unwrap();
    let run = |arguments: &[&str]| {
        let done = run_in(folder.path(), &[&["--config", "p.toml"], arguments].concat(), b"");
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        text(&done.stdout)
    };
    run(&["silence", "add", "--term", "lease.til", "--for", "7d"]);
    let shown = run(&["check"]);
    for part in [
        "note: p.db: sil_",
        ".term: \"lease.til\" matches no term, so it keeps nothing quiet; did you mean lease.until?",
        "Else lift it: pactwatch silence lift sil_",
    ] {
        assert!(shown.contains(part), "no {part:?} in:\n{shown}");
    }
}

/// A pattern that stored articles match is not listed; one that they do not is, with its term.
#[test]
fn patterns_that_no_stored_article_matched_are_listed() {
    let stored = story();
    let shown = stored.shown(&["check", "--coverage"]);
    let last = shown.lines().last().unwrap();
    let never: usize = last.split(' ').next().unwrap().parse().unwrap();
    assert!(last.contains("patterns matched nothing in"), "{shown}");
    assert_eq!(shown.lines().filter(|l| l.contains(": ") && !l.contains(": ok")).count(), never);
    assert!(never > 0, "{shown}");
}
