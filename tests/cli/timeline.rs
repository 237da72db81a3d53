//! `timeline`: who held which value when, as a picture, as rows, as JSON.

use super::stored::story;
use super::text;

#[test]
fn each_outlet_has_its_line_and_its_changes() {
    let stored = story();
    let shown = stored.shown(&["timeline", "lease.until"]);
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    let coast = line("coast-post.example");
    assert!(coast.ends_with('A') && !coast.contains(" .") && !coast.contains('B'), "{shown}");
    let quay = line("quay-news.example");
    let (before, after) = (quay.find('B').unwrap(), quay.rfind('A').unwrap());
    assert!(quay.contains(" .") && before < after && quay.ends_with('A'), "{shown}");
    assert!(shown.contains("\n  A 2041\n  B 2043\n"), "{shown}");

    let lines = stored.lines(&["timeline", "lease.until", "--json"]);
    let told: Vec<(&str, &str, &str)> = lines
        .iter()
        .map(|line| {
            let get = |key: &str| line[key].as_str().unwrap();
            (get("event"), get("outlet"), get("value"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("says", "coast-post.example", "2041"),
            ("says", "quay-news.example", "2043"),
            ("says", "quay-news.example", "2041"),
            ("stops", "quay-news.example", "2043"),
        ]
    );
    assert_eq!(lines[3]["at"], lines[2]["at"], "one edit");
    let last = stored.lines(&["timeline", "lease.until", "--json", "--limit", "1"]);
    assert_eq!(last.len(), 1, "the newest is kept");
    assert_eq!(last[0]["event"], "stops");
}

#[test]
fn a_term_nobody_mentions_is_not_a_term_that_does_not_exist() {
    let stored = story();
    let done = stored.run(&["timeline", "lease.untill"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("did you mean lease.until?"), "{}", text(&done.stderr));
}
