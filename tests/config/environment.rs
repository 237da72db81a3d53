//! What a variable may set, and how its mistakes are told.

use std::time::Duration;

use pactwatch::alert::Kind;
use pactwatch::config::{Environment, StoreAddress};

use super::load;

#[test]
fn a_variable_is_stronger_than_the_file() {
    let settings = load(
        "good/everything.toml",
        &[
            ("PACTWATCH__STORE", "sqlite:/elsewhere.db"),
            ("PACTWATCH__FETCH__ROBOTS", "true"),
            ("PACTWATCH__FETCH__PARALLELISM", "3"),
            ("PACTWATCH__FETCH__PER_HOST_INTERVAL", "1m"),
            ("PACTWATCH__FETCH__ALLOW", "10.0.0.0/8, 127.0.0.1"),
            ("PACTWATCH__FEED__2__NAME", "Renamed"),
            ("PACTWATCH__ROUTE__1__MATCH__TERMS", ""),
            ("PATH", "/bin"),
            ("PACTWATCH_CORPUS", "not ours"),
        ],
    )
    .unwrap();
    assert_eq!(settings.store, StoreAddress::Sqlite("/elsewhere.db".into()));
    assert!(settings.fetch.robots);
    assert_eq!(settings.fetch.parallelism, 3);
    assert_eq!(settings.fetch.per_host_interval, Duration::from_mins(1));
    assert_eq!(settings.fetch.adapter.allow.len(), 2);
    assert_eq!(settings.feeds[1].name, "Renamed");
    assert_eq!(settings.routes[0].matches.terms, Vec::<String>::new());
}

#[test]
fn variables_can_add_a_whole_receiver() {
    let settings = load(
        "good/minimal.toml",
        &[
            ("PACTWATCH__RECEIVER__1__NAME", "desk"),
            ("PACTWATCH__RECEIVER__1__KIND", "webhook"),
            ("PACTWATCH__RECEIVER__1__URL", "https://hooks.example.com/x"),
            ("PACTWATCH__RECEIVER__1__SECRET_ENV", "DESK"),
            ("DESK", "whsec_bmV3IGtleSwgdHdlbnR5LWZvdXIgYnl0ZXMgbG9uZw=="),
        ],
    )
    .unwrap();
    let Kind::Webhook(webhook) = &settings.receivers[0].kind else { panic!() };
    assert_eq!(webhook.secrets.len(), 1);
}

#[test]
fn a_credential_is_found_where_systemd_laid_it() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "whsec_bmV3IGtleSwgdHdlbnR5LWZvdXIgYnl0ZXMgbG9uZw==\n";
    std::fs::write(folder.path().join("desk"), secret).unwrap();
    let settings = load(
        "good/minimal.toml",
        &[
            ("PACTWATCH__RECEIVER__1__NAME", "desk"),
            ("PACTWATCH__RECEIVER__1__KIND", "webhook"),
            ("PACTWATCH__RECEIVER__1__URL", "https://hooks.example.com/x"),
            ("PACTWATCH__RECEIVER__1__CREDENTIAL", "desk"),
            ("CREDENTIALS_DIRECTORY", folder.path().to_str().unwrap()),
        ],
    )
    .unwrap();
    let Kind::Webhook(webhook) = &settings.receivers[0].kind else { panic!() };
    assert_eq!(webhook.secrets[0].reveal(), secret.trim());
}

#[test]
fn a_wrong_variable_is_named() {
    let cases = [
        ("PACTWATCH__FETCH__ROBOT", "true", "fetch.robot: is no key here; did you mean robots?"),
        ("PACTWATCH__FETCH__ROBOTS", "maybe", "fetch.robots: expected true or false, found text; "),
        ("PACTWATCH__FEED__7__NAME", "x", "feed.7.name: names no place; "),
        ("PACTWATCH__STORE__PATH", "x", "store.path: names no place; "),
        ("PACTWATCH____STORE", "x", ".store: names no place; "),
    ];
    for (variable, value, expected) in cases {
        let problems = load("good/everything.toml", &[(variable, value)]).unwrap_err();
        let shown = problems[0].to_string();
        let start = format!("environment {variable}: {expected}");
        assert!(problems.len() == 1 && shown.starts_with(&start), "{shown}");
    }
}

#[test]
fn the_environment_is_not_printed() {
    let environment = Environment::from_pairs([("DESK", "hunter2")]);
    assert!(!format!("{environment:?}").contains("hunter2"));
}
