//! A marked test alert: what `alert-test` sends, so that an operator sees how real ones will look.

use super::model::{Alert, AlertItem, Form, Links, Severity, Statement, Support};
use crate::base::{Timestamp, id};
use crate::claim::model::Status;

/// A made-up finding for one receiver. Every text says that it is a test.
pub fn sample(receiver: &str, now: Timestamp) -> Alert {
    let item = AlertItem {
        id: id::make("find", &["sample", receiver, &now.to_string()]),
        kind: "sample".to_owned(),
        headline: "Test: a changed term looks like this 2030 -> 2032 - Example Outlet".to_owned(),
        term: "sample.term".to_owned(),
        term_label: "sample term".to_owned(),
        severity: Severity::Low,
        outlet: "Example Outlet".to_owned(),
        title: "A test of pactwatch".to_owned(),
        from: Some(statement("2030", "In this test the term runs until 2030.", now)),
        to: Some(statement("2032", "In this test the term runs until 2032.", now)),
        support: vec![Support { value: "2032".to_owned(), families: 2, ..Support::default() }],
        detail: "Nothing happened. Somebody asked pactwatch to send a test.".to_owned(),
        flags: vec!["test".to_owned()],
        observed: now,
        links: Links { article: Some("https://example.com/test".to_owned()), ..Links::default() },
        ..AlertItem::default()
    };
    let group_key = id::make("group", &["sample", receiver]);
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
