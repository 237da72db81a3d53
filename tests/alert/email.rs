//! The mail: headers that cannot be injected into, threads, and an HTML part without foreign code.

use pactwatch::alert::kind::email::{Config, SUBJECT, render};
use pactwatch::alert::model::{Alert, AlertItem, Form};
use proptest::prelude::*;

use super::sample::{alert, alert_of, cases, hostile_text, item};

fn config() -> Config {
    Config {
        from: "pactwatch <alerts@desk.example>".to_owned(),
        to: vec!["ann@desk.example".to_owned()],
        ..Config::default()
    }
}

fn header(alert: &Alert, name: &str) -> Option<String> {
    render(&config(), alert).headers.get(name).map(str::to_owned)
}

#[test]
fn the_message_id_is_the_alerts_and_the_thread_the_terms() {
    let (one, two) = (alert(vec![item("changed")]), alert(vec![item("contradicts")]));
    let two = Alert { id: "alert_2".to_owned(), ..two };
    let id = |alert: &Alert| header(alert, "Message-ID").unwrap();
    assert_eq!(id(&one), id(&one.clone()), "a repeated attempt is the same message");
    assert_ne!(id(&one), id(&two));
    assert!(id(&one).starts_with("<msg_") && id(&one).ends_with("@desk.example>"), "{}", id(&one));
    let thread = |alert: &Alert| header(alert, "References").unwrap();
    assert_eq!(thread(&one), thread(&two), "one term, one thread");
    assert_eq!(Some(thread(&one)), header(&one, "In-Reply-To"));
    let other = AlertItem { term: "cloud.commitment".to_owned(), ..item("changed") };
    assert_ne!(thread(&one), thread(&alert(vec![other])));
    let digest = Alert { form: Form::Digest, ..alert(Vec::new()) };
    assert!(header(&digest, "References").is_some());
}

#[test]
fn the_headers_a_mail_of_a_machine_should_have() {
    let alert = alert(vec![item("contradicts")]);
    let table = [
        ("From", "pactwatch <alerts@desk.example>"),
        ("To", "ann@desk.example"),
        ("Subject", "contradicts: licence until 2030 vs 2032 - Courier"),
        ("Date", "Mon, 27 Apr 2026 13:20:00 +0000"),
        ("List-Id", "pactwatch alerts <alerts.desk.example>"),
        ("List-Unsubscribe", "<mailto:alerts@desk.example?subject=unsubscribe%20desk>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Pactwatch-Alert-Id", "alert_1"),
    ];
    for (name, expected) in table {
        assert_eq!(header(&alert, name).as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn a_sender_without_a_domain_still_gives_an_id() {
    for from in ["", "nobody", "x@", "x@>", "x@a b\r\nBcc: y"] {
        let odd = Config { from: from.to_owned(), ..config() };
        let payload = render(&odd, &alert(vec![item("changed")]));
        let id = payload.headers.get("message-id").unwrap().to_owned();
        assert!(id.starts_with("<msg_") && id.ends_with('>') && !id.contains([' ', '\r']), "{id}");
    }
}

#[test]
fn a_password_is_never_shown() {
    let config = Config { password: Some(pactwatch::base::Secret::new("T0KEN")), ..config() };
    let shown = format!("{config:?} {:?}", render(&config, &alert(vec![item("changed")])));
    assert!(!shown.contains("T0KEN"));
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn no_text_adds_a_header_or_a_tag(text in hostile_text(), count in 1usize..8) {
        let alert = alert_of(&text, count);
        let payload = render(&config(), &alert);
        for (name, value) in &payload.headers.0 {
            prop_assert!(!value.contains(char::is_control), "{name}: {value:?}");
        }
        let subject = payload.headers.get("subject").unwrap();
        prop_assert!(subject.encode_utf16().count() <= SUBJECT);
        let html = payload.html.unwrap();
        let tags: Vec<&str> = html.split('<').skip(1).collect();
        let known = ["!doctype", "html", "/html", "head", "/head", "meta", "title", "/title",
            "style", "/style", "body", "/body", "div", "/div", "h1", "/h1", "h2", "/h2", "span",
            "/span", "blockquote", "/blockquote", "p", "/p", "code", "/code", "a", "/a"];
        for tag in tags {
            let name: String = tag.chars().take_while(|c| !matches!(c, ' ' | '>')).collect();
            prop_assert!(known.contains(&name.as_str()), "<{name}");
            let inside = tag.split('>').next().unwrap();
            let attributes = ["", "lang=", "charset=", "name=", "content=", "class=", "href="];
            for part in inside.split(' ').skip(1).filter(|part| part.contains('=')) {
                let ours = attributes.iter().any(|name| !name.is_empty() && part.starts_with(name));
                prop_assert!(ours || inside.starts_with("meta"), "{inside}");
            }
            if let Some(link) = inside.strip_prefix("a ") {
                prop_assert!(link.contains("href=\"http"), "{link}");
            }
        }
        prop_assert!(!html.contains("<script") && !html.contains("src="));
    }
}
