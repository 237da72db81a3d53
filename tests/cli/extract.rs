//! The two forms of an extract: the promised JSON, and the one for people.

use pactwatch::article::model::{Article, Dated};
use pactwatch::base::{Timestamp, Warning};
use pactwatch::claim::model::{Claim, Evidence, Reading, Unclassified};
use pactwatch::cli::extract::{Extract, human, json_line};

fn example() -> Extract {
    let day = Dated {
        at: "2026-04-27T22:30:00Z".parse::<Timestamp>().unwrap(),
        date: "2026-04-28".parse().unwrap(),
        source: "json-ld".to_owned(),
    };
    let text = "The licence runs until 2032.".to_owned();
    let evidence =
        Evidence { text: text.clone(), start: 0, end: text.len(), ..Evidence::default() };
    let claim = Claim {
        term: "license.until".to_owned(),
        value: "2032".to_owned(),
        by: Some("Buyer".to_owned()),
        confidence: 0.9,
        evidence: evidence.clone(),
        ..Claim::default()
    };
    let article = Article {
        title: "A deal\u{1b}[31m".to_owned(),
        published: Some(day),
        text,
        warnings: vec![Warning::new("short", "few words")],
        ..Article::default()
    };
    let open = vec![Unclassified { cluster: "c".to_owned(), score: 5.0, evidence }];
    let reading = Reading { claims: vec![claim], open, read: true, warnings: Vec::new() };
    Extract { source: "a.html".to_owned(), article, reading }
}

#[test]
fn the_json_is_one_line_with_the_promised_keys_in_their_order() {
    let mut out = Vec::new();
    json_line(&mut out, &example()).unwrap();
    let expected = concat!(
        r#"{"source":"a.html","article":{"title":"A deal\u001b[31m","byline":null,"#,
        r#""published":"2026-04-28","modified":null,"canonical":null,"site":null,"#,
        r#""language":null,"text":"The licence runs until 2032."},"claims":[{"#,
        r#""term":"license.until","value":"2032","status":"current","by":"Buyer","#,
        r#""confidence":0.9,"evidence":{"text":"The licence runs until 2032.","start":0,"#,
        r#""end":28}}],"warnings":[{"code":"short","detail":"few words"}]}"#,
        "\n"
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_person_sees_each_claim_above_its_quote_and_no_control_character() {
    let mut out = Vec::new();
    human(&mut out, &example()).unwrap();
    let shown = String::from_utf8(out).unwrap();
    for line in [
        "a.html",
        "  title      A deal\\u001b[31m",
        "  published  2026-04-28 (from json-ld)",
        "  license.until = 2032  (current, said by Buyer, confidence 0.90)",
        "    \"The licence runs until 2032.\"",
        "  unclassified (score 5)",
        "  warning: short: few words",
    ] {
        assert!(shown.lines().any(|found| found == line), "no {line:?} in:\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'));
}

#[test]
fn a_text_in_another_language_is_said_to_be_unread() {
    let mut extract = example();
    extract.reading = Reading::default();
    let mut out = Vec::new();
    human(&mut out, &extract).unwrap();
    assert!(String::from_utf8(out).unwrap().contains("Not read for claims"));
}
