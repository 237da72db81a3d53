//! What a feed document means.

use pactwatch::feed::{Entry, ParsedFeed};

use super::read;

pub(crate) fn feed(text: &str) -> ParsedFeed {
    read(text.as_bytes()).unwrap()
}

pub(crate) fn channel(inside: &str) -> ParsedFeed {
    feed(&format!(
        "<rss version='2.0'><channel><title>F</title><link>https://example.com/</link>{inside}</channel></rss>"
    ))
}

pub(crate) fn item(inside: &str) -> Entry {
    channel(&format!("<item>{inside}</item>")).entries.remove(0)
}

pub(crate) fn atom(inside: &str) -> Entry {
    let text = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><link href='https://example.com/'/><entry>{inside}</entry></feed>"
    );
    feed(&text).entries.remove(0)
}

pub(crate) fn link(entry: &Entry) -> &str {
    entry.link.as_deref().unwrap_or_default()
}

pub(crate) fn at(text: &str) -> Option<jiff::Timestamp> {
    text.parse().ok()
}

#[test]
fn titles_are_plain_text_whatever_they_are_wrapped_in() {
    let table = [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("a &lt; b", "a < b"),
        ("&lt;b&gt;Bold&lt;/b&gt; news", "Bold news"),
        ("<![CDATA[<b>Bold</b> &amp; news]]>", "Bold & news"),
        ("It&amp;#8217;s", "It\u{2019}s"),
        ("It&#x2019;s &#146;so&#146;", "It\u{2019}s \u{2019}so\u{2019}"),
        ("Vec&lt;T&gt; in Rust", "Vec<T> in Rust"),
        ("  two\n   lines ", "two lines"),
        ("100% &unknown; &", "100% &unknown; &"),
        ("<![CDATA[a]]> and <![CDATA[b]]>", "a and b"),
    ];
    for (given, expected) in table {
        assert_eq!(item(&format!("<title>{given}</title>")).title, expected, "{given}");
    }
    let table = [
        ("<title>Tags: &lt;b&gt; &amp; co</title>", "Tags: <b> & co"),
        ("<title type='text'>Tags: &lt;b&gt;</title>", "Tags: <b>"),
        ("<title type='html'>&lt;b&gt;Bold&lt;/b&gt; &amp;amp; co</title>", "Bold & co"),
        ("<title type='text/html'>&lt;b&gt;Bold&lt;/b&gt;</title>", "Bold"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>b</b> &lt; c</div></title>",
            "A b < c",
        ),
        ("<title>It&amp;#8217;s</title>", "It\u{2019}s"),
    ];
    for (given, expected) in table {
        assert_eq!(atom(given).title, expected, "{given}");
    }
}

#[test]
fn links_are_absolute_and_well_chosen() {
    let table = [
        ("<link>https://example.com/1</link>", "https://example.com/1"),
        ("<link> https://example.com/a?x=1&amp;y=2 </link>", "https://example.com/a?x=1&y=2"),
        ("<link>https://example.com/a?x=1&amp;amp;y=2</link>", "https://example.com/a?x=1&y=2"),
        ("<link><![CDATA[https://example.com/1]]></link>", "https://example.com/1"),
        ("<link>/path/1</link>", "https://example.com/path/1"),
        ("<link>//cdn.example.org/1</link>", "https://cdn.example.org/1"),
        ("<link>https://example.com/a b</link>", "https://example.com/a%20b"),
        ("<guid>https://example.com/g</guid>", "https://example.com/g"),
        ("<guid isPermaLink='true'>https://example.com/g</guid>", "https://example.com/g"),
        ("<guid isPermaLink='false'>https://example.com/g</guid>", ""),
        ("<guid>urn:x:1</guid>", ""),
        ("<guid>relative/g</guid>", ""),
        ("<guid isPermaLink='true'>relative/g</guid>", "https://example.com/relative/g"),
        ("<link></link><guid>https://example.com/g</guid>", "https://example.com/g"),
        ("<link>urn:uuid:1</link><guid>https://example.com/g</guid>", "https://example.com/g"),
        (
            "<link>https://redirect.example/1</link><feedburner:origLink xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://example.com/1</feedburner:origLink>",
            "https://example.com/1",
        ),
        (
            "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='https://x/self'/><link>https://example.com/1</link>",
            "https://example.com/1",
        ),
        ("<link href='https://example.com/attr'/>", "https://example.com/attr"),
        ("<enclosure url='https://example.com/a.mp3' length='1' type='audio/mpeg'/>", ""),
    ];
    for (given, expected) in table {
        assert_eq!(link(&item(&format!("{given}<title>T</title>"))), expected, "{given}");
    }
    let table = [
        ("<link href='https://example.com/1'/>", "https://example.com/1"),
        ("<link rel='alternate' href='1'/>", "https://example.com/1"),
        (
            "<link rel='edit' href='https://example.com/e'/><link href='https://example.com/1'/>",
            "https://example.com/1",
        ),
        (
            "<link rel='alternate' type='application/pdf' href='https://example.com/p'/><link rel='alternate' type='text/html' href='https://example.com/1'/>",
            "https://example.com/1",
        ),
        ("<content src='https://example.com/c' type='text/html'/>", "https://example.com/c"),
        ("<id>https://example.com/id</id>", "https://example.com/id"),
        ("<id>tag:example.com,2026:1</id>", ""),
        ("<link xml:base='https://base.example/dir/' href='x'/>", "https://base.example/dir/x"),
    ];
    for (given, expected) in table {
        assert_eq!(link(&atom(given)), expected, "{given}");
    }
}

#[test]
fn relative_links_resolve_by_xml_base_then_the_feed_then_the_address() {
    let text = |base: &str, own: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {base}><title>F</title>{own}<entry><link href='x'/></entry></feed>"
        )
    };
    let own = "<link rel='self' href='https://self.example/f/feed'/>";
    let first = |text: &str| feed(text).entries[0].link.clone().unwrap();
    assert_eq!(first(&text("xml:base='https://base.example/b/'", own)), "https://base.example/b/x");
    assert_eq!(first(&text("xml:base='sub/'", "")), "https://feeds.example.com/news/sub/x");
    assert_eq!(first(&text("", own)), "https://self.example/f/x");
    let site = "<link href='https://site.example/s/'/>";
    assert_eq!(first(&text("", site)), "https://site.example/s/x");
    assert_eq!(first(&text("", &format!("{site}{own}"))), "https://self.example/f/x");
    assert_eq!(first(&text("", "")), "https://feeds.example.com/news/x");
}

#[test]
fn dates_are_taken_from_wherever_they_stand_and_the_future_is_not_believed() {
    let dc = "xmlns:dc='http://purl.org/dc/elements/1.1/'";
    let entry = item("<pubDate>Mon, 27 Apr 2026 10:00:00 +0200</pubDate>");
    assert_eq!(entry.published, at("2026-04-27T08:00:00Z"));
    assert_eq!(entry.updated, entry.published);
    let entry = item(&format!("<dc:date {dc}>2026-04-26</dc:date>"));
    assert_eq!(entry.published, at("2026-04-26T00:00:00Z"));
    let entry =
        atom("<published>2026-04-01T00:00:00Z</published><updated>2026-04-02T00:00:00Z</updated>");
    assert_eq!(
        (entry.published, entry.updated),
        (at("2026-04-01T00:00:00Z"), at("2026-04-02T00:00:00Z"))
    );
    let entry = atom("<updated>2026-04-02T00:00:00Z</updated>");
    assert_eq!(entry.published, at("2026-04-02T00:00:00Z"));
    // It is noon of 27 April.
    let entry = item("<pubDate>Tue, 28 Apr 2026 11:00:00 GMT</pubDate>");
    assert_eq!(entry.published, at("2026-04-28T11:00:00Z"));
    for text in ["Wed, 29 Apr 2026 11:00:00 GMT", "soon", "", "0001-01-01T00:00:00Z", "32 Apr 2026"]
    {
        assert_eq!(
            item(&format!("<pubDate>{text}</pubDate><title>T</title>")).published,
            None,
            "{text}"
        );
    }
    let parsed = channel("<item><pubDate>Wed, 29 Apr 2026 11:00:00 GMT</pubDate></item>");
    assert_eq!(parsed.warnings[0].code, "future_date");
}

#[test]
fn summaries_are_plain_and_content_is_html() {
    let content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'";
    let entry = item(&format!(
        "<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two &amp;amp; three&lt;/p&gt;</description><content:encoded {content}><![CDATA[<p>All</p>]]></content:encoded>"
    ));
    assert_eq!(entry.summary, "One two & three");
    assert_eq!(entry.content.as_deref(), Some("<p>All</p>"));
    let entry =
        item(&format!("<content:encoded {content}><![CDATA[<p>All</p>]]></content:encoded>"));
    assert_eq!(entry.summary, "All");
    let entry = item("<description>plain a &lt; b</description>");
    assert_eq!(entry.summary, "plain a < b");
    let entry = atom(
        "<summary>S</summary><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>A &lt; B</p></div></content>",
    );
    assert_eq!(entry.summary, "S");
    assert!(entry.content.unwrap().contains("<p>A &lt; B</p>"));
    let entry = atom("<content type='text'>1 &lt; 2</content>");
    assert_eq!((&*entry.summary, entry.content.as_deref()), ("1 < 2", Some("1 &lt; 2")));
}

#[test]
fn authors_and_categories_are_collected() {
    let entry = item(
        "<author>jane@example.com (Jane Roe)</author><dc:creator>John Doe</dc:creator><dc:creator>Jane Roe</dc:creator><category>AI</category><category domain='x'>Cloud &amp;amp; chips</category><category>AI</category>",
    );
    assert_eq!(entry.authors, ["Jane Roe", "John Doe"]);
    assert_eq!(entry.categories, ["AI", "Cloud & chips"]);
    let entry = atom(
        "<author><name>Ann</name><email>a@example.com</email></author><category term='ai' label='AI'/>",
    );
    assert_eq!((entry.authors, entry.categories), (vec!["Ann".to_owned()], vec!["AI".to_owned()]));
}

#[test]
fn a_feed_says_where_it_lives_and_how_often_it_changes() {
    let parsed = channel(
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='https://example.com/feed'/><atom:link rel='hub' href='https://hub.example.com/'/><ttl>30</ttl><skipHours><hour>24</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
    );
    assert_eq!(parsed.link.as_deref(), Some("https://example.com/"));
    assert_eq!(parsed.self_link.unwrap().as_str(), "https://example.com/feed");
    assert_eq!(parsed.hubs[0].as_str(), "https://hub.example.com/");
    assert_eq!(parsed.hints.ttl_minutes, Some(30));
    assert_eq!(parsed.hints.skip_hours, [0, 3]);
    assert_eq!(parsed.hints.skip_days, [6]);
    assert_eq!(parsed.hints.update_seconds, Some(900));
}

#[test]
fn keys_are_stable() {
    let key = |inside: &str| item(inside).key;
    let guid = "<guid isPermaLink='false'>abc</guid>";
    assert_eq!(
        key(&format!("{guid}<title>A</title>")),
        key(&format!("{guid}<title>B</title><link>/1</link>"))
    );
    // Without a guid the link; tracking parameters, scheme and www do not count.
    let same = [
        "<link>https://news.example.org/a?utm_source=rss</link>",
        "<link>http://www.news.example.org/a</link>",
        "<link>http://news.example.org/a/</link><title>Other</title>",
    ];
    assert!(same.iter().all(|inside| key(inside) == key(same[0])));
    // An address as guid: http or https, and any host of the feed's own site.
    let flips = [
        "http://example.com/?p=1",
        "https://example.com/?p=1",
        "https://www.example.com/?p=1",
        "https://staging.example.com/?p=1",
    ];
    let keys: Vec<String> = flips.iter().map(|url| key(&format!("<guid>{url}</guid>"))).collect();
    assert!(keys.iter().all(|k| *k == keys[0]), "{keys:?}");
    // Sections of a site count their posts on their own.
    assert_ne!(keys[0], key("<guid>https://sports.example.com/?p=1</guid>"));
    assert_ne!(keys[0], key("<guid>https://other.org/?p=1</guid>"));
    assert_ne!(keys[0], key("<guid>https://example.com/?p=2</guid>"));
    // Neither guid nor link: title and date.
    let nameless = "<title>T</title><pubDate>Mon, 27 Apr 2026 10:00:00 GMT</pubDate>";
    assert_eq!(key(nameless), key(&format!("{nameless}<description>changed</description>")));
    // The same in every process, today and after the next restart.
    assert_eq!(key(nameless), "entry_faa4b23ddffe4172ae79");
    assert_ne!(
        key(nameless),
        key("<title>T</title><pubDate>Tue, 28 Apr 2026 10:00:00 GMT</pubDate>")
    );
    // Entries of one page that differ in their anchors are different entries.
    let parsed = channel(
        "<item><guid>https://example.com/log#1</guid></item><item><guid>https://example.com/log#2</guid></item>",
    );
    assert_ne!(parsed.entries[0].key, parsed.entries[1].key);
    // One guid for everything, as some feeds have it.
    let parsed = channel(
        "<item><guid>https://example.com/</guid><link>https://example.com/1</link></item><item><guid>https://example.com/</guid><link>https://example.com/2</link></item>",
    );
    assert_ne!(parsed.entries[0].key, parsed.entries[1].key);
}
