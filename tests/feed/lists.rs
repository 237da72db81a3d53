//! Feed lists come and go as OPML, and pages name their feeds.

use pactwatch::feed::discover::{Evidence, discover};
use pactwatch::feed::opml::{Subscription, parse, write};
use url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn a_list_survives_the_round_trip() {
    let feed = |name: &str, address: &str, folders: &[&str]| Subscription {
        name: name.to_owned(),
        url: url(address),
        site: Some(url("https://example.com/")),
        folders: folders.iter().map(|&f| f.to_owned()).collect(),
    };
    let list = [
        feed("Top & \"level\" <x>", "https://a.com/feed?a=1&b=2", &[]),
        feed("One", "https://b.com/feed", &["AI"]),
        feed("Two", "https://c.com/feed", &["AI", "Labs & co"]),
        feed("Three", "https://d.com/feed", &["AI", "Labs & co"]),
        feed("Four", "https://e.com/feed", &["Press"]),
    ];
    let text = write("My <feeds>", &list);
    let (read, warnings) = parse(&text);
    assert_eq!(read, list);
    assert!(warnings.is_empty());
    assert_eq!(write("My <feeds>", &read), text);
}

#[test]
fn lists_of_other_readers_are_read() {
    let text = r#"<?xml version="1.0"?><OPML version="1.0"><head><title>x</title></head><body>
        <outline text="Folder" title="Folder"><outline TEXT="A" xmlurl="http://a.com/rss" type="rss"></outline>
          <outline text="B" xmlUrl="feed://b.com/rss"/><outline text="bad" xmlUrl="not a url"/></outline>
        <outline text="Again" xmlUrl="http://a.com/rss"/>
        <outline text="C" xmlUrl="http://c.com/rss?x=1&y=2" category="/News/AI,/Other"/>
        <outline xmlUrl="http://d.com/rss"/>"#;
    let (read, warnings) = parse(text);
    let names: Vec<(&str, Vec<&str>)> = read
        .iter()
        .map(|s| (s.name.as_str(), s.folders.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        names,
        [
            ("A", vec!["Folder"]),
            ("B", vec!["Folder"]),
            ("C", vec!["News", "AI"]),
            ("d.com", vec![])
        ]
    );
    assert_eq!(read[2].url.as_str(), "http://c.com/rss?x=1&y=2");
    let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["bad_address", "listed_twice"]);
}

#[test]
fn a_page_names_its_feeds_best_first() {
    let html = r#"<!doctype html><html><head><base href="/blog/">
        <link rel="stylesheet" href="x.css"><LINK REL="Alternate" TYPE="application/rss+xml" TITLE="News &amp; more" HREF="rss.xml?a=1&amp;b=2">
        <link rel=alternate type=application/atom+xml href=//cdn.example.com/atom>
        <link rel="alternate" hreflang="de" href="/de/"><script>document.write('<link rel="alternate" type="application/rss+xml" href="/fake">')</script>
        </head><body><a href="/comments/feed/">RSS</a><a href="about">About</a></body></html>"#;
    let found = discover(html, &url("https://example.com/page"));
    let first: Vec<(&str, &str, Evidence)> =
        found.iter().take(3).map(|c| (c.url.as_str(), c.title.as_str(), c.evidence)).collect();
    assert_eq!(
        first,
        [
            ("https://example.com/blog/rss.xml?a=1&b=2", "News & more", Evidence::Declared),
            ("https://cdn.example.com/atom", "", Evidence::Declared),
            ("https://example.com/comments/feed/", "", Evidence::Linked),
        ]
    );
    assert!(found.iter().skip(3).all(|c| c.evidence == Evidence::Guessed));
    assert!(found.iter().all(|c| !c.url.path().contains("fake")));
}
