//! `why`: every link of the chain is there, checks out, and what was not told has its reason.

use pactwatch::base::id;
use pactwatch::store::{Mode, Store};
use serde_json::Value;

use super::stored::{QUAY, Stored, story};
use super::text;

fn why(stored: &Stored, id: &str) -> Value {
    stored.lines(&["why", id, "--json"]).remove(0)
}

/// From the delivery back to the fetch and the entry, and the bytes are what they are said to be.
#[test]
fn an_alert_leads_back_to_bytes_that_hash_to_what_is_shown() {
    let stored = story();
    let trace = why(&stored, &stored.finding("changed"));
    assert_eq!(trace["about"], "finding");
    assert_eq!(trace["finding"]["term"], "lease.until");
    let sides: Vec<&Value> = trace["evidence"].as_array().unwrap().iter().collect();
    assert_eq!((&sides[0]["side"], &sides[1]["side"]), (&"from".into(), &"to".into()));
    for (side, year, version) in [(sides[0], "2043", 1), (sides[1], "2041", 2)] {
        assert_eq!(side["claim"]["value"], year);
        assert_eq!(side["quote_stands"], true);
        assert_eq!(side["snapshot"]["version"], version);
        assert_eq!(side["observation"]["state"], "ok");
        assert_eq!(side["observation"]["http_status"], 200);
        assert_eq!(side["entries"][0]["feed"], "Quay News");
        assert_eq!(side["entries"][0]["follow"], "names_party");
        let hash = side["snapshot"]["raw_hash"].as_str().unwrap();
        assert!(raw(&stored, hash).contains(year), "{hash}");
    }
    assert_eq!(trace["decisions"][0]["receiver"], "desk");
    assert_eq!(trace["decisions"][0]["reason"], "routed");
    let alert = &trace["alerts"][0];
    assert_eq!(alert["deliveries"][0]["state"], "sent");
    assert_eq!(alert["deliveries"][0]["attempts"][0]["number"], 1);

    // The same chain from its other end, by the start of an id.
    let delivery = alert["deliveries"][0]["id"].as_str().unwrap();
    for wanted in [delivery, &delivery[..14], alert["alert"].as_str().unwrap()] {
        let back = why(&stored, wanted);
        assert_eq!(back["about"], "alert", "{wanted}");
        assert_eq!(back["findings"][0]["finding"]["id"], trace["finding"]["id"]);
    }
}

fn raw(stored: &Stored, hash: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let bytes = runtime.block_on(async {
        let store = Store::open(&stored.database(), Mode::ReadOnly).await.unwrap();
        store.blob(hash).await.unwrap().unwrap()
    });
    assert_eq!(id::hash(&bytes), hash);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn what_was_not_told_says_why() {
    let stored = story();
    let article = why(&stored, QUAY);
    assert_eq!(article["about"], "article");
    assert_eq!(article["versions"], 2);
    let findings = article["findings"].as_array().unwrap();
    let licence = findings.iter().find(|f| f["finding"]["term"] == "license.exclusivity").unwrap();
    assert_eq!(licence["decisions"][0]["reason"], "no_route");
    assert_eq!(licence["decisions"][0]["receiver"], Value::Null);
    assert_eq!(licence["alerts"], serde_json::json!([]));
    let shown = stored.shown(&["why", licence["finding"]["id"].as_str().unwrap()]);
    assert!(shown.contains("not told: everybody"), "{shown}");
    assert!(shown.contains("no_route: no route asks for it"), "{shown}");

    let first = why(&stored, "https://coast-post.example/1");
    let baseline = &first["findings"][0];
    assert_eq!(baseline["finding"]["flags"]["baseline"], true);
    let shown = stored.shown(&["why", baseline["finding"]["id"].as_str().unwrap()]);
    assert!(shown.contains("not told: baseline"), "{shown}");
    let claim = &first["claims"][0];
    assert_eq!(claim["term"], "lease.until");
    assert!(claim["because"].as_str().unwrap().len() > 10, "{claim}");
}

#[test]
fn a_page_that_was_not_fetched_says_why() {
    let stored = story();
    let shown = stored.shown(&["why", "https://quay-news.example/0"]);
    assert!(shown.contains("entry of Quay News"), "{shown}");
    assert!(shown.contains("not followed (unrelated): Rain on the coast"), "{shown}");
    let answer = why(&stored, "https://quay-news.example/0");
    assert_eq!(answer["about"], "entries");
    assert_eq!(answer["entries"][0]["follow"], "unrelated");
}

#[test]
fn a_page_cannot_steer_the_terminal_and_an_unknown_id_is_told() {
    let stored = story();
    let shown = stored.shown(&["why", QUAY]);
    assert!(!shown.contains('\u{1b}'), "{shown}");
    assert!(shown.contains("bytes ") && shown.contains("the stored text has it there"), "{shown}");
    for wanted in ["f_nothing", ""] {
        let done = stored.run(&["why", wanted]);
        assert_eq!(done.status.code(), Some(1));
        assert!(text(&done.stderr).contains("pactwatch log"), "{}", text(&done.stderr));
    }
    let done = stored.run(&["why", "f_"]);
    assert!(text(&done.stderr).contains("fits several"), "{}", text(&done.stderr));
}
