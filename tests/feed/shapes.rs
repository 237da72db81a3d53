//! The shapes documents come in: dialects, charsets, damage.

use pactwatch::feed::model::Format;
use pactwatch::feed::{FeedInput, NotAFeed, parse};
use url::Url;

use super::parsing::{at, atom, channel, feed, item, link};
use super::{now, read};

#[test]
fn every_dialect_is_recognised() {
    let atom = "<title>F</title><entry><title>T</title><id>x</id></entry>";
    let rss = "<channel><title>F</title><item><title>T</title></item></channel>";
    let table = [
        (format!("<rss>{rss}</rss>"), Format::Rss2),
        (format!("<rss version='0.91'>{rss}</rss>"), Format::Rss09x),
        (format!("<rss version='0.92'>{rss}</rss>"), Format::Rss09x),
        (format!("<rss version='0.93'>{rss}</rss>"), Format::Rss09x),
        (format!("<rss version='0.94'>{rss}</rss>"), Format::Rss09x),
        (format!("<rss version='2.0'>{rss}</rss>"), Format::Rss2),
        (format!("<rss version='2.00'>{rss}</rss>"), Format::Rss2),
        (format!("<rss version='2.0.1'>{rss}</rss>"), Format::Rss2),
        ("<channel><title>F</title><item><title>T</title></item></channel>".into(), Format::Rss2),
        (format!("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>{rss}</rdf:RDF>"), Format::Rss1),
        (format!("<RDF xmlns='http://channel.netscape.com/rdf/simple/0.9/'>{rss}</RDF>"), Format::Rss090),
        (format!("<feed version='0.3' xmlns='http://purl.org/atom/ns#'>{atom}</feed>"), Format::Atom03),
        (format!("<feed xmlns='http://www.w3.org/2005/Atom'>{atom}</feed>"), Format::Atom10),
        (format!("<feed>{atom}</feed>"), Format::Atom10),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>F</a:title><a:entry><a:title>T</a:title></a:entry></a:feed>".into(),
            Format::Atom10,
        ),
        (
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","title":"T"}]}"#.into(),
            Format::JsonFeed,
        ),
        (
            r#"{"version":"https://jsonfeed.org/version/1","title":"F","items":[{"id":"1","title":"T"}]}"#.into(),
            Format::JsonFeed,
        ),
        (r#"{"title":"F","items":[{"id":7,"title":"T"}]}"#.into(), Format::JsonFeed),
    ];
    for (text, format) in table {
        let parsed = feed(&text);
        assert_eq!((parsed.format, &*parsed.title), (format, "F"), "{text}");
        assert_eq!(parsed.entries.len(), 1, "{text}");
        assert_eq!(parsed.entries[0].title, "T", "{text}");
    }
}

#[test]
fn every_charset_is_read() {
    let text =
        "<?xml version='1.0' encoding='ENC'?><rss><channel><title>BODY</title></channel></rss>";
    let table = [
        ("shift_jis", "日本語の表示"),
        ("euc-jp", "日本語の表示"),
        ("iso-2022-jp", "日本語の表示"),
        ("euc-kr", "한국어 뉴스"),
        ("ks_c_5601-1987", "한국어 뉴스"),
        ("gbk", "中文标题"),
        ("gb18030", "中文標題"),
        ("big5", "中文標題"),
        ("koi8-r", "Привет мир"),
        ("windows-1251", "Привет мир"),
        ("cp1252", "café “q” €"),
        ("iso-8859-15", "café €"),
        ("iso-8859-2", "žluťoučký kůň"),
        ("windows-1253", "Ελληνικά"),
        ("windows-1254", "İstanbul"),
    ];
    for (label, body) in table {
        let (_, rest) = text.split_once('?').unwrap();
        let document = format!("<?{rest}").replace("ENC", label).replace("BODY", body);
        let label = if label == "cp1252" { "windows-1252" } else { label };
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (bytes, _, lossy) = encoding.encode(&document);
        assert!(!lossy, "{label}");
        assert_eq!(read(&bytes).unwrap().title, body, "{label}");
        // HTTP says the same when the document says nothing.
        let silent = document.replace(&format!(" encoding='{label}'"), "");
        let (bytes, _, _) = encoding.encode(&silent);
        let content_type = format!("text/xml; charset=\"{label}\"");
        let url = Url::parse("https://example.com/feed").unwrap();
        let input =
            FeedInput { bytes: &bytes, content_type: Some(&content_type), url: &url, now: now() };
        assert_eq!(parse(&input).unwrap().title, body, "{label} by HTTP");
    }
    let units = "<rss><channel><title>Ünïcode 😀</title></channel></rss>";
    let be: Vec<u8> = units.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let le: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be32: Vec<u8> = units.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let le32: Vec<u8> = units.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
    let documents = [
        be.clone(),
        le.clone(),
        be32.clone(),
        le32.clone(),
        marked(&[0xfe, 0xff], &be),
        marked(&[0xff, 0xfe], &le),
        marked(&[0, 0, 0xfe, 0xff], &be32),
        marked(&[0xff, 0xfe, 0, 0], &le32),
        marked(&[0xef, 0xbb, 0xbf], units.as_bytes()),
    ];
    for (index, bytes) in documents.iter().enumerate() {
        assert_eq!(read(bytes).unwrap().title, "Ünïcode 😀", "{index}");
    }
}

/// Each title as it is written and as it is read; the entry beside it is never lost.
#[test]
fn bad_entities_and_control_characters_are_repaired() {
    for (written, expected) in [
        ("AT&T & Co", "AT&T & Co"),
        ("a&nbsp;b", "a\u{a0}b"),
        ("fish &amp;amp; chips", "fish & chips"),
        ("&amp;#8217;s and &#x26;#8217;", "’s and ’"),
        ("&bogus; stays, &so &does this", "&bogus; stays, &so &does this"),
        ("open &amp now &lt 3", "open & now < 3"),
        ("&#8217 unclosed", "’ unclosed"),
        ("&#55357;&#56832; in halves", "😀 in halves"),
        ("&#55357; alone", "\u{fffd} alone"),
        ("&#xD800;&#x41; no pair", "\u{fffd}A no pair"),
        ("&#99999999999; too large", "\u{fffd} too large"),
        ("&#xZZ; no number, &#; none", "&#xZZ; no number, &#; none"),
        ("&#0;nul\0byte", "nulbyte"),
        ("ver\u{b}tical \u{1f}bell\u{7}", "vertical bell"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b"),
    ] {
        let item = format!(
            "<item><title>{written}</title><link>https://a.example/?x=1&lt=2&y=3</link></item>"
        );
        let entries = channel(&format!("{item}<item><title>next</title></item>")).entries;
        assert_eq!(entries.len(), 2, "{written}");
        assert_eq!((entries[0].title.as_str(), entries[1].title.as_str()), (expected, "next"));
        assert_eq!(link(&entries[0]), "https://a.example/?x=1&lt=2&y=3", "{written}");
    }
    // Within tags, too.
    let hidden = "<rss\0 version='2.0'><chan\0nel><ti\u{1}tle>seen</title><item\u{c}><title>one</title></item></channel></rss>";
    let parsed = feed(hidden);
    assert_eq!((parsed.title.as_str(), parsed.entries.len()), ("seen", 1));
    // What a document declares itself is taken once; what lies elsewhere never.
    let declared = "<!DOCTYPE rss [<!ENTITY co 'Acme &amp; Sons'><!ENTITY two '&co;&co;'>\
                    <!ENTITY out SYSTEM 'file:///etc/hostname'>]><rss version='2.0'><channel>\
                    <title>&co;|&two;|&out;</title></channel></rss>";
    assert_eq!(feed(declared).title, "Acme & Sons|&co;&co;|&out;");
}

/// What the web platform never knew and old systems still write.
#[test]
fn code_pages_of_old_systems_are_read() {
    let document = |label: &str, byte: u8| {
        let head = format!("<?xml version='1.0' encoding='{label}'?><rss><channel><title>");
        [head.as_bytes(), &[byte], b"</title></channel></rss>"].concat()
    };
    for (label, byte, expected) in [
        ("cp437", 0x80, "Ç"),
        ("IBM850", 0xd5, "\u{131}"),
        ("cp737", 0x80, "Α"),
        ("cp_855", 0x80, "ђ"),
        ("ibm-862", 0x80, "א"),
        ("koi8-t", 0x80, "қ"),
        ("x-mac-centraleurope", 0x82, "ā"),
        ("mac_greek", 0x80, "Ä"),
    ] {
        assert_eq!(read(&document(label, byte)).unwrap().title, expected, "{label}");
    }
    // A wrong label does not win over plain UTF-8.
    let utf8 = document("cp437", b'?');
    let utf8 =
        String::from_utf8(utf8).unwrap().replace('?', "é").replace("<é", "<?").replace("éé>", "?>");
    let utf8 = utf8.replace("'é>", "'?>");
    assert_eq!(read(utf8.as_bytes()).unwrap().title, "é");
    // EBCDIC: the letters, digits and signs of this document in code page 37.
    let signs = "abcdefghijklmnopqrstuvwxyz0123456789<>?/='. -\"A";
    let places = "818283848586878889919293949596979899a2a3a4a5a6a7a8a9f0f1f2f3f4f5f6f7f8f9\
                  4c6e6f617e7d4b40607fc1";
    let place = |c: char| {
        let at = signs.chars().position(|sign| sign == c).unwrap() * 2;
        u8::from_str_radix(&places[at..at + 2], 16).unwrap()
    };
    let text = "<?xml version='1.0' encoding='cp037'?><rss><channel><title>A title</title></channel></rss>";
    let bytes: Vec<u8> = text.chars().map(place).collect();
    assert_eq!(read(&bytes).unwrap().title, "A title");
}

/// Control characters above ASCII are windows-1252 that somebody widened.
#[test]
fn widened_windows_1252_is_read_as_meant() {
    for (written, expected) in [
        ("don\u{92}t", "don’t"),
        ("don&#146;t", "don’t"),
        ("\u{93}q\u{94}\u{85}", "“q”…"),
        ("a\u{81}b", "ab"),
    ] {
        let document = format!("<rss><channel><title>{written}</title></channel></rss>");
        assert_eq!(read(document.as_bytes()).unwrap().title, expected, "{written:?}");
    }
}

#[test]
fn no_foreign_vocabulary_overrides_a_field() {
    let media = "xmlns:media='http://search.yahoo.com/mrss/'";
    for foreign in [
        format!("<media:title {media}>BAD</media:title>"),
        format!("<media:group {media}><media:title>BAD</media:title></media:group>"),
        "<x:title xmlns:x='urn:x'>BAD</x:title>".to_owned(),
        "<y:title>BAD</y:title>".to_owned(),
        "<image><title>BAD</title><link>https://bad.example/</link></image>".to_owned(),
        "<source url='https://bad.example/'>BAD</source>".to_owned(),
        "<source><title>BAD</title><link href='https://bad.example/'/></source>".to_owned(),
        "<comments>https://bad.example/</comments>".to_owned(),
    ] {
        let own = "<title>Good</title><link>https://example.com/1</link>";
        for order in [format!("{own}{foreign}"), format!("{foreign}{own}")] {
            let entry = item(&order);
            assert_eq!((&*entry.title, link(&entry)), ("Good", "https://example.com/1"), "{order}");
        }
    }
    // Where the own field is missing a known vocabulary stands in.
    let entry = item("<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>Dublin</dc:title>");
    assert_eq!(entry.title, "Dublin");
}

#[test]
fn truncated_and_oversized_documents_are_named() {
    let whole = "<rss><channel><title>F</title><item><title>A</title><guid>1</guid></item><item><title>B</title><guid>2</guid></item></channel></rss>";
    let cut = feed(&whole[..whole.len() - 40]);
    assert_eq!((cut.entries.len(), cut.truncated), (1, true));
    assert!(cut.warnings.iter().any(|warning| warning.code == "truncated"));
    let unclosed = feed(&whole[..whole.len() - 6]);
    assert_eq!((unclosed.entries.len(), unclosed.truncated), (2, false));
    let huge = vec![b' '; 10 * 1024 * 1024 + 1];
    assert_eq!(read(&huge), Err(NotAFeed::TooLarge { limit: 10 * 1024 * 1024 }));
}

#[test]
fn an_article_about_captchas_does_not_make_its_feed_a_wall() {
    let parsed = channel(
        "<item><title>Just a moment... cf-challenge explained</title><description>&lt;html&gt; access denied</description></item>",
    );
    assert_eq!(parsed.entries.len(), 1);
}

#[test]
fn json_feeds_are_read_loosely() {
    let parsed = feed(
        r#"{"version":"https://jsonfeed.org/version/1","title":"F","home_page_url":"https://example.com/","items":[
        {"id":"1","url":"https://example.com/1","title":"T & <b>","content_html":"<p>x</p>","date_published":"2026-04-26T10:00:00+02:00","authors":[{"name":"Ann"}],"tags":["AI",5]},
        {"id":2.5,"url":null,"external_url":"https://example.org/2","content_text":"a < b","title":7},
        "garbage"]}"#,
    );
    assert_eq!(parsed.link.as_deref(), Some("https://example.com/"));
    assert_eq!(parsed.entries.len(), 2);
    let first = &parsed.entries[0];
    assert_eq!((&*first.title, &*first.summary, &*first.id), ("T & <b>", "x", "1"));
    assert_eq!(first.published, at("2026-04-26T08:00:00Z"));
    assert_eq!(
        (&first.authors, &first.categories),
        (&vec!["Ann".to_owned()], &vec!["AI".to_owned()])
    );
    let second = &parsed.entries[1];
    assert_eq!(
        (&*second.id, link(second), &*second.summary),
        ("2.5", "https://example.org/2", "a < b")
    );
}

#[test]
fn less_usual_shapes_are_understood() {
    let cdf = feed(
        "<CHANNEL HREF='https://example.com/'><TITLE>F</TITLE><ITEM HREF='https://example.com/1' LASTMOD='2026-04-01T10:00'><TITLE>T</TITLE><ABSTRACT>A</ABSTRACT></ITEM></CHANNEL>",
    );
    let entry = &cdf.entries[0];
    assert_eq!(cdf.link.as_deref(), Some("https://example.com/"));
    assert_eq!((&*entry.title, &*entry.summary, link(entry)), ("T", "A", "https://example.com/1"));
    assert_eq!(entry.updated, at("2026-04-01T10:00:00Z"));
    // A video feed says what its entry is about in a group.
    let entry = atom(
        "<title>Own</title><media:group xmlns:media='http://search.yahoo.com/mrss/'><media:title>Other</media:title><media:description>About</media:description></media:group>",
    );
    assert_eq!((&*entry.title, &*entry.summary), ("Own", "About"));
    let entry = atom("<content type='application/octet-stream' mode='base64'>SGVsbG8=</content>");
    assert_eq!(entry.summary, "Hello");
    let entry = atom("<content type='image/png'>iVBORw0KGgo=</content><title>T</title>");
    assert_eq!(entry.summary, "");
    // Items of RSS 1.1 stand in a wrapper, links of RDF may be attributes.
    let rdf = feed(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://example.com/'><title>F</title><items><rdf:Seq><rdf:li resource='x'/></rdf:Seq></items></channel><item><title>T</title><link rdf:resource='https://example.com/1'/></item></rdf:RDF>",
    );
    assert_eq!(link(&rdf.entries[0]), "https://example.com/1");
    let entry = item("<title>T</title><content>&lt;p&gt;Body&lt;/p&gt;</content>");
    assert_eq!(entry.content.as_deref(), Some("<p>Body</p>"));
    // Prefixed, and with the format's own address as default namespace of an item.
    let parsed = feed(
        "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel><r:title>F</r:title><r:item><r:title>T</r:title><r:link>https://example.com/1</r:link></r:item></r:channel></r:rss>",
    );
    assert_eq!((&*parsed.title, &*parsed.entries[0].title), ("F", "T"));
    assert_eq!(link(&parsed.entries[0]), "https://example.com/1");
}

#[test]
fn broken_tags_cost_as_little_as_possible() {
    let table = [
        // An unclosed title ends where its neighbour starts.
        (
            "<item><title>A<link>https://example.com/1</link></item><item><title>B</title></item>",
            vec!["A", "B"],
        ),
        ("<item><title>A</title><item><title>B</title></item>", vec!["A", "B"]),
        ("<item><title>A</titel></item><item><title>B</title></item>", vec!["A", "B"]),
        ("<item><title>A</b></title></item></item><item><title>B</title></item>", vec!["A", "B"]),
        (
            "<item><description><p>x<ul><li>y</description><title>A</title></item><item><title>B</title></item>",
            vec!["A", "B"],
        ),
        ("<item><title a=\"b>A</title></item><item><title>B</title></item>", vec!["A", "B"]),
        ("<item><title>A & B < C > D</title></item>", vec!["A & B < C > D"]),
        ("<item><title>A</title><foo <bar></item><item><title>B</title></item>", vec!["A", "B"]),
        ("<item><title><![CDATA[A</title></item><item><title>B</title></item>", vec!["A", "B"]),
        ("<item><title>A</title><!-- open </item><item><title>B</title></item>", vec!["A", "B"]),
        (
            "<item><guid>1<title>A</title><link>https://a/1</item><item><title>B</title></item>",
            vec!["A", "B"],
        ),
        (
            "<image><title>I</title><item><title>A</title></item><item><title>B</title></item>",
            vec!["A", "B"],
        ),
        ("<ITEM><Title>A</tITLE></Item>", vec!["A"]),
        ("<item><title>A<br>B</title></item>", vec!["A B"]),
    ];
    for (inside, titles) in table {
        let parsed = channel(inside);
        let found: Vec<&str> = parsed.entries.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(found, titles, "{inside}");
    }
}
