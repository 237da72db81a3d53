//! `check` over good and bad files. A bad file stands beside the lines it must bring.

use super::{pactwatch, text};
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
    assert!(shown.contains("../good/watch.toml: "), "{shown}");
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
