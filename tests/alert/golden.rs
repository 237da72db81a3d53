//! Every kind's payload of the same alerts, as files. `UPDATE=1` rewrites them; the diff is the
//! review.

use std::path::PathBuf;

use pactwatch::alert::kind::{discord, email, mattermost, ntfy, slack, teams, webhook};
use pactwatch::alert::model::{Alert, AlertItem, Form};
use pactwatch::alert::{Kind, Payload, render};

use super::sample::{alert, item};

pub(crate) fn all_kinds() -> Vec<Kind> {
    vec![
        Kind::Log,
        Kind::Webhook(webhook::Config::default()),
        Kind::Slack(slack::Config::default()),
        Kind::Discord(discord::Config::default()),
        Kind::Teams(teams::Config::default()),
        Kind::Mattermost(mattermost::Config::default()),
        Kind::Ntfy(ntfy::Config::default()),
        Kind::Email(email::Config {
            from: "pactwatch <alerts@desk.example>".to_owned(),
            to: vec!["ann@desk.example".to_owned(), "bob@desk.example".to_owned()],
            ..email::Config::default()
        }),
    ]
}

pub(crate) fn shown(payload: &Payload) -> String {
    let headers = payload.headers.0.iter().map(|(name, value)| format!("{name}: {value}\n"));
    let body = match serde_json::from_str::<serde_json::Value>(&payload.body) {
        Ok(json) => serde_json::to_string_pretty(&json).unwrap(),
        Err(_) => payload.body.replace("\r\n", "\n"),
    };
    format!("{}\n{}\n{body}\n", payload.content_type, headers.collect::<String>())
}

#[expect(clippy::disallowed_methods, reason = "a test may be told to rewrite its files")]
fn check(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/alert").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, stored, "{} (UPDATE=1 rewrites it)", path.display());
}

#[test]
fn payloads_are_as_reviewed() {
    let incident = AlertItem {
        kind: "incident_opened".to_owned(),
        id: "inc_1".to_owned(),
        headline: "Cannot see: Courier's feed".to_owned(),
        severity: pactwatch::alert::Severity::Low,
        detail: "the feed of Courier has failed for 3 h: HTTP 503".to_owned(),
        observed: super::sample::at(20),
        ..AlertItem::default()
    };
    let digest = Alert {
        form: Form::Digest,
        notes: vec!["13 of 14 outlets could be seen".to_owned()],
        ..alert(vec![item("changed"), incident])
    };
    for kind in all_kinds() {
        let name = kind.as_str();
        let one = render(&kind, &alert(vec![item("contradicts")]));
        check(&format!("contradiction.{name}.txt"), &shown(&one));
        if let Some(html) = one.html {
            check(&format!("contradiction.{name}.html"), &html.replace("\r\n", "\n"));
        }
        check(&format!("digest.{name}.txt"), &shown(&render(&kind, &digest)));
    }
}
