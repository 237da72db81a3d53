//! Rules a person gives for one outlet's pages.

use pactwatch::article::shape::Shape;
use pactwatch::article::{Page, extract_shaped};

const PAGE: &str = "<html><body>
    <div id=lead class='text wide'><p>The council has decided about the bridge, after a long
      debate, and the repair begins in May, when the river is low.</p>
      <p class='aside-x'>The bridge was built by an engineer of some renown, long ago.</p></div>
    <section data-testid='second part'><div><p>The river is low in May, the council said, and the
      engineers agreed to that, if with doubts, on Tuesday.</p></div></section>
    <div class=text><span><p>Readers liked this story about ducks, and many others too, which they
      shared with their friends, neighbours, and families, every day of the week.</p></span></div>
    </body></html>";

fn lines(keep: &[&str], drop: &[&str]) -> Vec<String> {
    let list = |selectors: &[&str]| selectors.iter().map(|s| (*s).to_owned()).collect();
    let shape = Shape { keep: list(keep), drop: list(drop) };
    let url = "https://a.example/s".parse().unwrap();
    let now = super::at("2031-03-08T00:00:00Z");
    let page = Page { bytes: PAGE.as_bytes(), content_type: None, url: &url, now };
    let article = extract_shaped(&page, &shape, &|| false).unwrap().article;
    let first = |line: &str| line.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    article.text.lines().map(first).collect()
}

const LEAD: &str = "The council has";
const ASIDE: &str = "The bridge was";
const SECOND: &str = "The river is";
const DUCKS: &str = "Readers liked this";

#[test]
fn what_is_kept_is_the_article_and_what_is_dropped_is_not() {
    let table: &[(&[&str], &[&str], &[&str])] = &[
        (&["#lead"], &[], &[LEAD, ASIDE]),
        (&["#lead"], &[".aside-x"], &[LEAD]),
        (&["#lead, section > div"], &["p.aside-x"], &[LEAD, SECOND]),
        (&["#lead", "[data-testid^=second]"], &["[class*=aside]"], &[LEAD, SECOND]),
        (&["[data-testid='second part']"], &[], &[SECOND]),
        (&["div.text.wide > p"], &[], &[LEAD, ASIDE]),
        (&["body > div.text p"], &["#lead"], &[DUCKS]),
        (&["body span > p"], &[], &[DUCKS]),
        (&["body > span p"], &["#lead", "section"], &[DUCKS]),
        (&["DIV[id=lead]"], &["[data-testid~=part]"], &[LEAD, ASIDE]),
    ];
    for (keep, drop, want) in table {
        assert_eq!(lines(keep, drop), *want, "{keep:?} without {drop:?}");
    }
}

#[test]
fn a_selector_that_cannot_be_read_is_refused_with_the_reason() {
    let table = [
        ("", "an element is missing"),
        ("div >", "an element is missing"),
        ("> div", "a > without an element before it"),
        ("p:first-child", ":first-child is not understood"),
        ("[onclick]", "the attribute \"onclick\" is not among those that are read"),
        ("div[class", "\"div[class\" has no closing ]"),
        ("a,,b", "an element is missing"),
        ("d!v", "\"d!v\" is no name"),
    ];
    for (selector, want) in table {
        assert_eq!(Shape::check(selector), Err(want.to_owned()), "{selector:?}");
    }
}

#[test]
fn other_rules_are_another_version_and_no_rules_are_none() {
    let shape = |keep: &str| Shape { keep: vec![keep.to_owned()], drop: Vec::new() };
    assert_eq!(Shape::default().version(), "");
    assert_ne!(shape("p").version(), shape("div").version());
    let moved = Shape { drop: vec!["p".to_owned()], keep: Vec::new() };
    assert_ne!(shape("p").version(), moved.version());
}
