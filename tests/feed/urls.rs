//! URLs as identities.

use pactwatch::base::url::{
    Wrapped, canonical, identity, outlet, path_and_query, registrable_domain, same_site, unwrap,
};
use url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn tracking_goes_and_everything_else_stays_byte_for_byte() {
    let table = [
        ("https://a.com/x?utm_source=rss&utm_medium=feed&id=7", "https://a.com/x?id=7"),
        ("https://a.com/x?id=7&fbclid=abc#top", "https://a.com/x?id=7"),
        ("https://a.com/x?UTM_Source=rss", "https://a.com/x"),
        ("https://a.com/x?gclid=1&mc_cid=2&mc_eid=3&_hsenc=4&mkt_tok=5", "https://a.com/x"),
        ("https://a.com/x?at_medium=RSS&at_campaign=KARANGA", "https://a.com/x"),
        ("https://a.com/x?ref=rss", "https://a.com/x"),
        ("https://a.com/x?ref=nav&source=print", "https://a.com/x?ref=nav&source=print"),
        ("https://a.com/x#!/route", "https://a.com/x#!/route"),
    ];
    for (given, expected) in table {
        assert_eq!(canonical(&url(given)).as_str(), expected);
    }
    let untouched = [
        "https://a.com/?p=1",
        "https://a.com/x?",
        "https://a.com/x?b=2&a=1&a=%C3%A4&&c",
        "https://a.com/x?q=a+b%20c&utm=1",
        "https://a.com/A%2fb/%7Ec//d/",
        "http://a.com:8080/x;v=1?attention=1&atom=2",
    ];
    for text in untouched {
        assert_eq!(canonical(&url(text)).as_str(), text);
    }
}

#[test]
fn spellings_of_one_page_are_one_identity() {
    let same = [
        "https://www.example.com/a/",
        "http://example.com/a",
        "https://example.com/a?utm_source=x",
        "https://example.com:443/a#comments",
    ];
    for text in same {
        assert_eq!(identity(&url(text)), "example.com/a");
    }
    assert_eq!(path_and_query(&url("https://example.com/a/?q=1#x")), "/a/?q=1");
    assert_ne!(
        identity(&url("https://example.com/a?id=1")),
        identity(&url("https://example.com/a"))
    );
    assert_ne!(
        identity(&url("https://example.com:8443/a")),
        identity(&url("https://example.com/a"))
    );
}

#[test]
fn outlets_are_registrable_domains() {
    let table = [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("WWW.Example.COM.", "example.com"),
        ("user.github.io", "user.github.io"),
        ("github.io", "github.io"),
        ("localhost", "localhost"),
        ("192.168.1.10", "192.168.1.10"),
        ("xn--bcher-kva.example.de", "example.de"),
    ];
    for (host, domain) in table {
        assert_eq!(registrable_domain(host), domain);
    }
    assert_eq!(outlet(&url("http://[::1]:8080/x")), "[::1]");
    assert!(same_site(&url("https://a.example.com/"), &url("http://b.example.com/x")));
}

#[test]
fn wrapped_links_are_opened_offline_or_said_to_be_closed() {
    let target = "https://www.example.com/2024/01/some-article.html";
    let open = [
        "https://news.google.com/rss/articles/CBMiMWh0dHBzOi8vd3d3LmV4YW1wbGUuY29tLzIwMjQvMDEvc29tZS1hcnRpY2xlLmh0bWzSAQA?oc=5",
        "https://news.google.com/articles/CBMiMWh0dHBzOi8vd3d3LmV4YW1wbGUuY29tLzIwMjQvMDEvc29tZS1hcnRpY2xlLmh0bWzSATFodHRwczovL2FtcC5leGFtcGxlLmNvbS8yMDI0LzAxL3NvbWUtYXJ0aWNsZS5odG1s",
        "https://www.google.com/url?rct=j&url=https://www.example.com/2024/01/some-article.html&ct=ga",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fwww.example.com%2f2024%2f01%2fsome-article.html&c=1",
    ];
    for link in open {
        assert_eq!(unwrap(&url(link)), Wrapped::Around(url(target)), "{link}");
    }
    let opaque = "A".repeat(192);
    let closed = [
        format!("https://news.google.com/rss/articles/CBMikAFBVV95cUxO{opaque}?oc=5"),
        "https://news.google.com/rss/articles/CBMiMWh0dHBzOi8vd3d3LmV4?oc=5".to_owned(),
        "https://news.google.com/rss/articles/!!!".to_owned(),
        "https://www.google.com/url?sa=t".to_owned(),
    ];
    for link in closed {
        assert_eq!(unwrap(&url(&link)), Wrapped::Unresolved, "{link}");
    }
    for link in
        ["https://news.google.com/rss/search?q=x", "https://example.com/url?url=https://b.com"]
    {
        assert_eq!(unwrap(&url(link)), Wrapped::Not, "{link}");
    }
}
