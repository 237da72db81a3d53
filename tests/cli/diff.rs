//! `diff` over a store: claim changes first, then the text; articles by id, its start, or address.

use super::stored::{QUAY, story};
use super::text;

#[test]
fn an_edit_shows_the_claim_with_both_quotes_above_the_text() {
    let stored = story();
    let shown = stored.shown(&["diff", QUAY]);
    let claim = shown.find("Brookfield leases the quay until 2043 -> 2041  (silently)").unwrap();
    let old = shown.find("  - \"Brookfield leases the quay at Halden until 2043.\"").unwrap();
    let new = shown.find("  + \"Brookfield leases the quay at Halden until 2041.\"").unwrap();
    let words = shown.find("~ Brookfield leases the quay at Halden until [-2043.-] {+2041.+}");
    let words = words.or_else(|| shown.find("until [-2043-] {+2041+}")).expect(&shown);
    assert!(claim < old && old < new && new < words, "{shown}");
    assert!(shown.contains("Brookfield's licence exclusive (current) -> nothing"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no colour in a pipe, and none from a page");

    let line = &stored.lines(&["diff", QUAY, "--json"])[0];
    assert_eq!(line["versions"], 2);
    assert_eq!((&line["from"]["version"], &line["to"]["version"]), (&1.into(), &2.into()));
    let claims = line["claims"].as_array().unwrap();
    let lease = claims.iter().find(|claim| claim["term"] == "lease.until").unwrap();
    assert_eq!(lease["change"], "changed");
    assert_eq!(lease["from"]["value"], "2043");
    assert_eq!(lease["to"]["value"], "2041");
    assert_eq!(lease["to"]["quote"], "Brookfield leases the quay at Halden until 2041.");
    assert_eq!(lease["stealth"], true);
    assert_eq!(line["extent"], "edited");
    let edited = line["text"].as_array().unwrap();
    assert!(edited.iter().any(|change| change["change"] == "edited"), "{line}");
}

#[test]
fn an_article_is_found_by_any_spelling_that_fits_one() {
    let stored = story();
    let id = stored.lines(&["diff", QUAY, "--json"])[0]["article"]["id"].clone();
    let id = id.as_str().unwrap();
    let spelled = "http://www.quay-news.example/2/?utm_source=feed";
    for wanted in [id, &id[..10], spelled] {
        assert_eq!(stored.lines(&["diff", wanted, "--json"])[0]["article"]["id"], id, "{wanted}");
    }
    let done = stored.run(&["diff", "a_"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("fits several articles"), "{}", text(&done.stderr));
    let done = stored.run(&["diff", "https://nowhere.example/"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("pactwatch articles"), "{}", text(&done.stderr));
}

#[test]
fn one_version_is_said_to_be_one_and_a_missing_one_to_be_missing() {
    let stored = story();
    let shown = stored.shown(&["diff", "https://coast-post.example/1"]);
    assert!(shown.contains("one version, observed 2024-03-04 08:0"), "{shown}");
    let line = &stored.lines(&["diff", "https://coast-post.example/1", "--json"])[0];
    assert_eq!(line["from"], serde_json::Value::Null);
    assert_eq!(line["to"]["version"], 1);
    let done = stored.run(&["diff", QUAY, "--from", "7"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("no version 7: the article has 2"));
    let same = &stored.lines(&["diff", QUAY, "--from", "2", "--to", "2", "--json"])[0];
    assert_eq!(same["extent"], "identical");
    assert_eq!(same["claims"], serde_json::json!([]));
    let back = &stored.lines(&["diff", QUAY, "--from", "2", "--to", "1", "--json"])[0];
    let claims = back["claims"].as_array().unwrap();
    assert!(claims.iter().any(|c| c["from"]["value"] == "2041" && c["to"]["value"] == "2043"));
}

#[test]
fn a_page_of_html_holds_both_quotes_and_nothing_that_runs() {
    let stored = story();
    let page = stored.shown(&["diff", QUAY, "--html"]);
    let quote = "Brookfield leases the quay at Halden until 204";
    assert!(page.contains(&format!("<del>{quote}3.</del>")), "{page}");
    assert!(page.contains(&format!("<ins>{quote}1.</ins>")), "{page}");
    assert!(page.contains("<title>=Halden, its quay and &quot;more&quot;"), "{page}");
    assert!(page.contains("default-src 'none'") && !page.contains("<script"), "{page}");
}
