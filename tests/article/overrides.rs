//! What a configuration says of one outlet's pages is done, and nonsense is refused by name.

use pactwatch::article::{Overrides, Page, Selector, extract_with};

use super::at;

const PAGE: &str = "<body><div id=\"wrap\" class=\"c1 c2\"><div class=\"story main\" data-type=\"text\">\
    <p>The licence runs until 2038, the two companies said on Tuesday, in a joint statement.</p>\
    <p class=\"promo-line\">Norlife insures boats on this coast, and would like to insure yours.</p>\
    <p>Northgate pays nothing to Halden, while Halden pays a share of its income until 2033.</p>\
    </div><section><p>Something else that reads like prose, with commas, and goes on for a while.</p>\
    </section></div></body>";

fn text(keep: &[&str], drop: &[&str]) -> String {
    let parse = |list: &[&str]| -> Vec<Selector> {
        list.iter().map(|s| s.parse().expect("a selector")).collect()
    };
    let overrides = Overrides { keep: parse(keep), drop: parse(drop) };
    let url = "https://outlet.example/".parse().expect("a URL");
    let page = Page {
        bytes: PAGE.as_bytes(),
        content_type: None,
        url: &url,
        now: at("2031-03-08T00:00:00Z"),
    };
    extract_with(&page, &overrides, &|| false).map(|e| e.article.text).unwrap_or_default()
}

#[test]
fn kept_elements_are_the_article_and_dropped_ones_are_not() {
    for keep in [
        ".story",
        "div.story.main",
        "#wrap > .story",
        "#wrap div[data-type=text]",
        "nav, [data-type]",
    ] {
        let found = text(&[keep], &[]);
        assert!(found.contains("licence") && !found.contains("Something else"), "{keep}: {found}");
    }
    assert!(text(&["section"], &[]).starts_with("Something else"));
    let found = text(&[".story"], &["p.promo-line"]);
    assert!(!found.contains("Norlife") && found.lines().count() == 2, "{found}");
    assert!(!text(&[], &[".story > p[class=promo-line]"]).contains("Norlife"));
    assert_eq!(text(&[".nowhere"], &[]), "", "a selector that finds nothing says so");
}

#[test]
fn what_is_not_understood_is_an_error_that_says_where() {
    for wrong in ["", ">", "a >", "> a", "p:first-child", "a,,b", ".", "[", "[=x]", "*", "a ~ b"] {
        let error = wrong.parse::<Selector>().expect_err(wrong).to_string();
        assert!(error.contains("not understood"), "{error}");
    }
    let json = serde_json::to_string(&"div.a > p".parse::<Selector>().expect("one")).expect("JSON");
    assert_eq!(json, "\"div.a > p\"");
    assert!(serde_json::from_str::<Overrides>("{\"keep\":[\"p:hover\"]}").is_err());
    assert!(serde_json::from_str::<Overrides>("{\"kep\":[]}").is_err());
}
