//! The chats: their own limits and markup, whatever text an alert holds.

use pactwatch::alert::kind::{discord, endpoint, mattermost, ntfy, slack, teams, webhook};
use pactwatch::alert::model::{Alert, Form};
use pactwatch::alert::{Kind, render};
use pactwatch::base::Secret;
use proptest::prelude::*;
use serde_json::Value;

use super::golden::all_kinds;
use super::sample::{alert, alert_of, assert_clean, cases, hostile_text, item};

fn units(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

fn each_text(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(list) => list.iter().for_each(|value| each_text(value, visit)),
        Value::Object(map) => map.values().for_each(|value| each_text(value, visit)),
        _ => {}
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn check_slack(body: &Value) {
    let blocks = list(&body["blocks"]);
    assert!((1..=50).contains(&blocks.len()));
    assert!((1..=slack::HEADER).contains(&units(&blocks[0]["text"]["text"])));
    assert!(body.to_string().encode_utf16().count() <= slack::TOTAL);
    assert!(!body["text"].as_str().unwrap().contains(['<', '>']), "the fallback rings nobody");
    let foreign = body["blocks"].to_string();
    assert!(!foreign.contains("mrkdwn"), "foreign text stands in elements without markup");
    for block in blocks.iter().filter(|block| block["type"] == "rich_text") {
        for section in list(&block["elements"]) {
            for element in list(&section["elements"]) {
                assert!(element["type"] != "text" || units(&element["text"]) > 0, "empty text");
            }
        }
    }
    for element in blocks.iter().filter(|block| block["type"] == "context") {
        assert!((1..=10).contains(&list(&element["elements"]).len()));
    }
}

fn check_discord(body: &Value) {
    assert!((1..=discord::CONTENT).contains(&units(&body["content"])));
    assert_eq!(body["allowed_mentions"]["parse"], serde_json::json!([]));
    let embeds = list(&body["embeds"]);
    assert!(embeds.len() <= 10);
    let mut total = 0;
    for embed in embeds {
        assert!(units(&embed["title"]) <= discord::TITLE);
        assert!(units(&embed["description"]) <= discord::DESCRIPTION);
        assert!(list(&embed["fields"]).len() <= discord::FIELDS);
        total += units(&embed["title"]) + units(&embed["description"]);
        for field in list(&embed["fields"]) {
            assert!((1..=256).contains(&units(&field["name"])));
            assert!((1..=discord::FIELD).contains(&units(&field["value"])));
            total += units(&field["name"]) + units(&field["value"]);
        }
    }
    assert!(total <= discord::TOTAL, "{total}");
}

fn check_teams(body: &Value) {
    assert!(body.to_string().len() <= teams::MAX_BYTES);
    let card = &body["attachments"][0]["content"];
    assert_eq!((&card["type"], &card["version"]), (&"AdaptiveCard".into(), &"1.4".into()));
    for block in list(&card["body"]) {
        assert_eq!(block["type"], "RichTextBlock", "the one block that knows no markup");
    }
}

fn check_mattermost(body: &Value) {
    assert!(body.to_string().encode_utf16().count() <= mattermost::TOTAL);
    for attachment in list(&body["attachments"]) {
        assert!(attachment["fallback"].is_string());
    }
    each_text(body, &mut |text| {
        for ring in ["@all", "@here", "@channel"] {
            assert!(!text.contains(ring), "{text}");
        }
    });
}

fn check_ntfy(payload: &pactwatch::alert::Payload) {
    assert!(payload.body.len() <= ntfy::MESSAGE);
    for (name, value) in &payload.headers.0 {
        assert!(value.bytes().all(|b| (0x20..0x7f).contains(&b)), "{name}: {value}");
        assert!(value.len() < 6000);
    }
}

fn check(kind: &Kind, alert: &Alert) {
    let payload = render(kind, alert);
    assert_clean(&payload.body.replace("\r\n", "\n"));
    let json = || serde_json::from_str::<Value>(&payload.body).unwrap();
    match kind {
        Kind::Slack(_) => check_slack(&json()),
        Kind::Discord(_) => check_discord(&json()),
        Kind::Teams(_) => check_teams(&json()),
        Kind::Mattermost(_) => check_mattermost(&json()),
        Kind::Ntfy(_) => check_ntfy(&payload),
        Kind::Webhook(_) => assert!(payload.body.len() <= webhook::MAX_BYTES),
        Kind::Log | Kind::Email(_) => {}
    }
    if payload.content_type == "application/json" {
        each_text(&json(), &mut |text| assert_clean(text));
    }
}

/// One glance must do: kind, term, both values, both quotes, who holds what, where to click.
#[test]
fn every_kind_tells_the_whole_story() {
    for kind in all_kinds() {
        let payload = render(&kind, &alert(vec![item("contradicts")]));
        let headers: Vec<&str> = payload.headers.0.iter().map(|(_, v)| v.as_str()).collect();
        let all = format!("{}\n{}", headers.join("\n"), payload.body);
        let plain = all.replace("\\\\", "").replace("\\\"", "\"");
        for part in [
            "contradicts: licence until 2030 vs 2032 - Courier",
            "The licence now runs through 2032.",
            "The licence ends in 2030, it said.",
            "Gazette",
            "pactwatch silence --term license.until --value 2030",
            "http://127.0.0.1:8787/finding/find_1",
        ] {
            assert!(plain.contains(part), "{}: {part}\n{all}", kind.as_str());
        }
        if kind.as_str() != "webhook" {
            for part in ["2032: 4 independent sources", "state 2032", "seen 2026-04-27 13:20 UTC"] {
                assert!(plain.contains(part), "{}: {part}\n{all}", kind.as_str());
            }
        }
    }
}

#[test]
fn a_test_alert_says_that_it_is_one() {
    let sample = pactwatch::alert::sample::sample("desk", super::sample::at(0));
    for kind in all_kinds() {
        check(&kind, &sample);
        let body = render(&kind, &sample).body;
        let said =
            body.contains("Test: ") && body.contains("Somebody asked pactwatch to send a test");
        assert!(said || kind.as_str() == "ntfy", "{body}");
    }
}

#[test]
fn an_empty_digest_is_a_payload_too() {
    for kind in all_kinds() {
        let digest = Alert { form: Form::Digest, ..alert(Vec::new()) };
        check(&kind, &digest);
        check(&kind, &alert(Vec::new()));
    }
}

#[test]
fn ten_thousand_letters_everywhere_leave_room_for_one_finding() {
    for kind in all_kinds() {
        for text in ["x", "&", "*", "<", "漢", "\"", "é", "👩‍👩‍👧‍👦", " "] {
            let alert = alert_of(&text.repeat(10_000), 3);
            check(&kind, &alert);
            let body = render(&kind, &alert).body;
            assert!(body.contains("2030"), "{} {text}: {body}", kind.as_str());
        }
    }
}

#[test]
fn what_is_not_shown_is_counted() {
    for kind in all_kinds() {
        check(&kind, &alert(vec![item("changed"); 200]));
        let payload = render(&kind, &alert(vec![item("changed"); 200]));
        let counted = payload.body.contains("more") || payload.body.contains("\"omitted\":");
        assert!(counted, "{}", kind.as_str());
    }
}

#[test]
fn payloads_never_hold_the_receivers_secrets() {
    let url = || Secret::new("https://hooks.example/T0KEN?x=1");
    let kinds = [
        Kind::Webhook(webhook::Config { url: url(), secrets: vec![Secret::new("whsec_T0KEN")] }),
        Kind::Slack(slack::Config { url: url() }),
        Kind::Discord(discord::Config { url: url() }),
        Kind::Teams(teams::Config { url: url() }),
        Kind::Mattermost(mattermost::Config { url: url() }),
        Kind::Ntfy(ntfy::Config { url: url(), token: Some(Secret::new("tk_T0KEN")) }),
    ];
    for kind in kinds {
        let payload = render(&kind, &alert(vec![item("contradicts")]));
        assert!(!format!("{payload:?} {kind:?}").contains("T0KEN"), "{}", kind.as_str());
        let endpoint = endpoint(&kind).unwrap();
        assert!(endpoint.url.starts_with("https://hooks.example/T0KEN?x=1"));
        assert_eq!(endpoint.url.ends_with("&wait=true"), kind.as_str() == "discord");
        assert_eq!(endpoint.bearer.is_some(), kind.as_str() == "ntfy");
        assert_eq!(endpoint.signing.is_some(), kind.as_str() == "webhook");
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn no_text_breaks_a_payload(text in hostile_text(), count in 1usize..6) {
        let alert = alert_of(&text, count);
        for kind in all_kinds() {
            check(&kind, &alert);
        }
    }
}
