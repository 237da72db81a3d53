//! The webhook's JSON.

use pactwatch::alert::kind::webhook::{MAX_BYTES, render};
use pactwatch::alert::{Alert, Form};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::{KINDS, alert, alert_of, assert_clean, cases, hostile_text, item};

fn json_of(alert: &Alert) -> Value {
    let payload = render(alert);
    assert_eq!(payload.content_type, "application/json");
    assert!(payload.body.len() <= MAX_BYTES, "{} bytes", payload.body.len());
    serde_json::from_str(&payload.body).unwrap()
}

#[test]
fn the_envelope_and_a_finding_hold_every_fact() {
    let body = json_of(&alert(vec![item("contradicts")]));
    assert_eq!(body["type"], "finding.contradicts");
    assert_eq!(body["timestamp"], "2026-04-27T13:20:00Z");
    let data = &body["data"];
    assert_eq!(data["alert_id"], "alert_1");
    assert_eq!(data["severity"], "high");
    assert_eq!(data["subject"], "contradicts: licence until 2030 vs 2032 - Courier");
    assert_eq!((&data["count"], &data["omitted"]), (&json!(1), &json!(0)));
    let finding = &data["findings"][0];
    assert_eq!(finding["term"], json!({"id": "license.until", "label": "licence until"}));
    assert_eq!(finding["article"]["title"], "Partners redraw their pact");
    assert_eq!(finding["article"]["published_at"], "2026-04-27T13:00:00Z");
    assert_eq!(finding["claim"]["value"], "2030");
    assert_eq!(finding["claim"]["quote"], "The licence ends in 2030, it said.");
    assert_eq!(finding["claim"]["snapshot_id"], "snap_2");
    assert_eq!(finding["previous"]["value"], "2032");
    assert_eq!(finding["previous"]["url"], "https://gazette.example/deal");
    assert_eq!(finding["support"][0]["families"], 4);
    assert_eq!(finding["support"][0]["primary"], true);
    assert_eq!(finding["links"]["review"], "http://127.0.0.1:8787/finding/find_1");
}

#[test]
fn the_type_names_the_gravest_finding_or_the_form() {
    for kind in KINDS {
        let body = json_of(&alert(vec![item(kind), item("changed")]));
        assert_eq!(body["type"], format!("finding.{kind}"));
        assert_eq!(body["data"]["findings"].as_array().unwrap().len(), 2);
    }
    let digest = Alert { form: Form::Digest, ..alert(Vec::new()) };
    assert_eq!(json_of(&digest)["type"], "digest.ready");
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let alert = alert(vec![item("changed"), item("stale")]);
    assert_eq!(render(&alert), render(&alert));
}

#[test]
fn what_does_not_fit_is_counted() {
    let data = &json_of(&alert(vec![item("changed"); 200]))["data"];
    let shown = data["findings"].as_array().unwrap().len();
    assert!(shown >= 10, "{shown}");
    assert_eq!(data["omitted"], 200 - shown);
    assert_eq!(data["count"], 200);
}

#[test]
fn one_finding_of_ten_thousand_letters_in_every_field_still_fits() {
    for text in ["x", "\"", "漢", "👩‍👩‍👧‍👦", "é"] {
        let body = json_of(&alert_of(&text.repeat(10_000), 1));
        assert_eq!(body["data"]["omitted"], 0, "{text}");
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_text_makes_valid_json_within_the_limit(text in hostile_text(), count in 1usize..30) {
        fn visit(value: &Value) {
            match value {
                Value::String(text) => assert_clean(text),
                Value::Array(list) => list.iter().for_each(visit),
                Value::Object(map) => map.values().for_each(visit),
                _ => {}
            }
        }
        visit(&json_of(&alert_of(&text, count)));
    }
}
