//! Marked test alerts: what `alert-test` sends, so that an operator sees how real ones will look.

use super::model::{Alert, AlertItem, Form, Links, Severity, Statement, Support};
use crate::base::{Timestamp, id};
use crate::claim::model::Status;
use crate::ledger::FindingKind;

/// What is no finding of the ledger: kind, what it is, severity.
const INCIDENTS: [(&str, &str, Severity); 2] = [
    ("incident_opened", "an incident", Severity::High),
    ("incident_closed", "the end of an incident", Severity::High),
];

/// A made-up alert of every kind for one receiver, and a digest. Every text says that it is a test.
pub fn samples(receiver: &str, now: Timestamp) -> Vec<Alert> {
    let findings = FindingKind::ALL.iter().enumerate().map(|(at, kind)| {
        // Each severity is among them, the weightiest kinds first.
        let severity = match at {
            0..=2 => Severity::High,
            3..=7 => Severity::Medium,
            _ => Severity::Low,
        };
        (kind.as_str(), format!("a finding \"{}\"", kind.as_str().replace('_', " ")), severity)
    });
    let incidents = INCIDENTS.iter().map(|(kind, what, grave)| (*kind, (*what).to_owned(), *grave));
    let all = findings.chain(incidents);
    let mut alerts: Vec<Alert> = all
        .map(|(kind, what, severity)| {
            alert(receiver, item(receiver, (kind, &what, severity), now), now)
        })
        .collect();
    let mut digest = sample(receiver, now);
    digest.form = Form::Digest;
    digest.id = id::make("alert", &["digest", &digest.id]);
    digest.notes = vec!["Test: I could see 14 of 14 outlets.".to_owned()];
    alerts.push(digest);
    alerts
}

/// One of them.
pub fn sample(receiver: &str, now: Timestamp) -> Alert {
    alert(receiver, item(receiver, ("sample", "a changed term", Severity::Low), now), now)
}

fn item(
    receiver: &str,
    (kind, what, severity): (&str, &str, Severity),
    now: Timestamp,
) -> AlertItem {
    let is_incident = kind.starts_with("incident");
    let side = |value: &str| {
        let quote = format!("In this test the term runs until {value}.");
        (!is_incident).then(|| statement(value, &quote, now))
    };
    let values = if is_incident { "" } else { " 2030 -> 2032" };
    let support = Support { value: "2032".to_owned(), families: 2, ..Support::default() };
    AlertItem {
        id: id::make("find", &["sample", receiver, kind, &now.to_string()]),
        kind: kind.to_owned(),
        headline: format!("Test: {what} looks like this{values} - Example Outlet"),
        term: if is_incident { String::new() } else { "sample.term".to_owned() },
        term_label: "sample term".to_owned(),
        severity,
        outlet: "Example Outlet".to_owned(),
        title: "A test of pactwatch".to_owned(),
        from: side("2030"),
        to: side("2032"),
        support: if is_incident { Vec::new() } else { vec![support] },
        detail: "Nothing happened. Somebody asked pactwatch to send a test.".to_owned(),
        flags: vec!["test".to_owned()],
        observed: now,
        links: Links { article: Some("https://example.com/test".to_owned()), ..Links::default() },
        ..AlertItem::default()
    }
}

fn alert(receiver: &str, item: AlertItem, now: Timestamp) -> Alert {
    let group_key = id::make("group", &["sample", receiver, &item.kind]);
    Alert {
        id: id::make("alert", &[&group_key, &item.id]),
        receiver: receiver.to_owned(),
        route: "test".to_owned(),
        group_key,
        form: Form::Findings,
        items: vec![item],
        notes: Vec::new(),
        at: now,
    }
}

fn statement(value: &str, quote: &str, now: Timestamp) -> Statement {
    Statement {
        value: value.to_owned(),
        status: Status::Current,
        quote: quote.to_owned(),
        outlet: "Example Outlet".to_owned(),
        url: "https://example.com/test".to_owned(),
        article_id: "sample".to_owned(),
        snapshot_id: "sample".to_owned(),
        by: None,
        published: Some(now),
        observed: now,
    }
}
