//! What a page says about itself is taken as said, with the place it was said; what it does not
//! say stays unknown.

use pactwatch::article::Page;
use pactwatch::article::model::{Article, Dated};

use super::{at, read};

const BODY: &str = "<p>The licence runs until 2038, the two companies said on Tuesday, in a joint statement.</p>\
    <p>Northgate pays nothing to Halden under the new terms, while Halden pays a share of its income.</p>";

fn article(head: &str, top: &str, url: &str) -> Article {
    let html = format!("<html><head>{head}</head><body><main>{top}{BODY}</main></body></html>");
    read(html.as_bytes(), url).expect("an article").article
}

fn said(dated: Option<&Dated>) -> String {
    dated.map_or("-".to_owned(), |d| format!("{} {} {}", d.at, d.date, d.source))
}

const PLAIN: &str = "https://outlet.example/story";

#[test]
fn a_date_is_the_one_declared_and_says_where() {
    let ld = |date: &str| {
        format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"datePublished\":\"{date}\"}}</script>"
        )
    };
    let meta = |name: &str, date: &str| format!("<meta property=\"{name}\" content=\"{date}\">");
    let published = "article:published_time";
    let cases = [
        ("JSON-LD", ld("2031-03-04T08:15:00+01:00"), "", PLAIN, "2031-03-04T07:15:00Z 2031-03-04 json-ld"),
        ("its calendar day is the outlet's", ld("2031-03-04T00:30:00+09:00"), "", PLAIN, "2031-03-03T15:30:00Z 2031-03-04 json-ld"),
        ("a day without a time", ld("2031-03-04"), "", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 json-ld"),
        ("a time without a zone", ld("2031-03-04 08:15:00"), "", PLAIN, "2031-03-04T08:15:00Z 2031-03-04 json-ld"),
        ("an offset without a colon", ld("2031-03-04T08:15:00.000+0100"), "", PLAIN, "2031-03-04T07:15:00Z 2031-03-04 json-ld"),
        ("a mail date", ld("Tue, 04 Mar 2031 08:15:00 +0100"), "", PLAIN, "2031-03-04T07:15:00Z 2031-03-04 json-ld"),
        ("words", ld("March 4, 2031 8:15 am"), "", PLAIN, "2031-03-04T08:15:00Z 2031-03-04 json-ld"),
        ("JSON-LD before meta", ld("2031-03-04") + &meta(published, "2031-03-01"), "", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 json-ld"),
        ("broken JSON-LD", "<script type=\"application/ld+json\">{nonsense</script>".to_owned() + &meta(published, "2031-03-01"), "", PLAIN, "2031-03-01T00:00:00Z 2031-03-01 meta"),
        ("an empty declaration", ld("") + &meta("og:published_time", "2031-03-01"), "", PLAIN, "2031-03-01T00:00:00Z 2031-03-01 meta"),
        ("a line break in a string", "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"description\":\"a\nb\",\"datePublished\":\"2031-03-04\"}</script>".to_owned(), "", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 json-ld"),
        ("another article's date", "<script type=\"application/ld+json\">{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"NewsArticle\",\"datePublished\":\"2031-01-01\"}]}</script>".to_owned(), "", PLAIN, "-"),
        ("marked time", String::new(), "<time itemprop=\"datePublished\" datetime=\"2031-03-04T08:15Z\">today</time>", PLAIN, "2031-03-04T08:15:00Z 2031-03-04 time"),
        ("time at the headline", String::new(), "<h1>Title</h1><time datetime=\"2031-03-04\">4 March</time>", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 time"),
        ("an updated time is not published", String::new(), "<h1>Title</h1><p>Updated <time datetime=\"2031-03-04\">4 March</time></p>", PLAIN, "-"),
        ("a byline", String::new(), "<h1>Title</h1><p>Published 4 March 2031</p>", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 byline"),
        ("a byline with a name", String::new(), "<h1>Title</h1><p>By Ines Calloway, March 4, 2031</p>", PLAIN, "2031-03-04T00:00:00Z 2031-03-04 byline"),
        ("an age is no date", String::new(), "<h1>Title</h1><p>3 hours ago</p>", PLAIN, "-"),
        ("a date in a sentence is no date", String::new(), "<h1>Title</h1><p>They met on March 4, 2031, in Oslo, and agreed on nothing at all.</p>", PLAIN, "-"),
        ("a teaser's date is no date", String::new(), "<h1>Title</h1><aside><time datetime=\"2031-03-01\">1 March</time></aside>", PLAIN, "-"),
        ("the address", String::new(), "", "https://outlet.example/2031/03/04/story", "2031-03-04T00:00:00Z 2031-03-04 url"),
        ("the address with a month's name", String::new(), "", "https://outlet.example/business/2031/mar/04/story", "2031-03-04T00:00:00Z 2031-03-04 url"),
        ("the address with dashes", String::new(), "", "https://outlet.example/2031-03-04-story", "2031-03-04T00:00:00Z 2031-03-04 url"),
        ("an address without a day", String::new(), "", "https://outlet.example/2031/03/story", "-"),
        ("a number in the address", String::new(), "", "https://outlet.example/20991231999/story", "-"),
        ("a date far ahead", ld("2041-01-01"), "", PLAIN, "-"),
        ("nothing", String::new(), "", PLAIN, "-"),
    ];
    for (name, head, top, url, wanted) in cases {
        let found = article(&head, top, url);
        assert_eq!(said(found.published.as_ref()), wanted, "{name}");
    }
}

#[test]
fn a_change_date_is_never_taken_for_the_first_one() {
    let head = "<meta property=\"article:modified_time\" content=\"2031-03-05T10:00:00Z\">";
    let found = article(head, "", PLAIN);
    assert_eq!(said(found.published.as_ref()), "-");
    assert_eq!(said(found.modified.as_ref()), "2031-03-05T10:00:00Z 2031-03-05 meta");
    let found = article("", "<h1>T</h1><p>Last updated March 5, 2031 at 10:00 UTC</p>", PLAIN);
    assert_eq!(said(found.published.as_ref()), "-");
    assert_eq!(said(found.modified.as_ref()), "2031-03-05T10:00:00Z 2031-03-05 byline");
}

#[test]
fn title_site_language_author_and_address_are_read() {
    let head = "<html lang=\"en-GB\"><title>A new licence &amp; a cap | The Post</title>\
        <meta property=\"og:site_name\" content=\"The Post\"><meta name=\"author\" content=\"Ruth Amadi\">\
        <link rel=\"canonical\" href=\"/2031/story?x=1\">";
    let found = article(head, "", "https://outlet.example/amp/story");
    assert_eq!(found.title, "A new licence & a cap");
    assert_eq!(found.site.as_deref(), Some("The Post"));
    assert_eq!(found.byline.as_deref(), Some("Ruth Amadi"));
    assert_eq!(found.canonical.as_deref(), Some("https://outlet.example/2031/story?x=1"));
    let cases = [
        (
            "a visible headline that the page confirms",
            "<title>A new licence - The Post</title>",
            "<h1>A new licence for Halden</h1>",
            "A new licence for Halden",
        ),
        (
            "a headline of the site",
            "<meta property=\"og:title\" content=\"A new licence\">",
            "<h1>The Daily Post</h1>",
            "A new licence",
        ),
        (
            "entities in JSON",
            "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"Halden &amp; Northgate\"}</script>",
            "",
            "Halden & Northgate",
        ),
        ("a dash that is part of it", "<title>Licence - or not</title>", "", "Licence - or not"),
        ("none", "", "", ""),
    ];
    for (name, head, top, title) in cases {
        assert_eq!(article(head, top, PLAIN).title, title, "{name}");
    }
    for (head, language) in [
        ("<meta property=\"og:locale\" content=\"de_DE\">", Some("de")),
        ("<meta http-equiv=\"content-language\" content=\"fr\">", Some("fr")),
        ("", Some("en")),
    ] {
        assert_eq!(article(head, BODY, PLAIN).language.as_deref(), language, "{head}");
    }
}

#[test]
fn characters_are_read_in_the_set_they_were_written_in() {
    let text = |inner: &str, head: &str| {
        format!(
            "<html><head>{head}</head><body><p>{inner}</p><p>{inner} Again, at some length, with commas.</p></body></html>"
        )
    };
    let german = "Halden öffnet seine Lizenz „für alle“ – und Northgate verliert, wie erwartet, die Exklusivität.";
    let russian =
        "Компания открыла лицензию для всех верфей, и это, как и ожидалось, никого не удивило.";
    let japanese =
        "ハルデンはライセンスを七月一日から公開し、他の造船所にも設計を販売すると発表した。";
    let cases: [(&str, &str, &'static encoding_rs::Encoding, Option<&str>, &str); 9] = [
        ("UTF-8 by default", german, encoding_rs::UTF_8, None, ""),
        (
            "the header",
            german,
            encoding_rs::WINDOWS_1252,
            Some("text/html; charset=ISO-8859-1"),
            "",
        ),
        ("a meta tag", german, encoding_rs::WINDOWS_1252, None, "<meta charset=windows-1252>"),
        (
            "an old meta tag",
            russian,
            encoding_rs::WINDOWS_1251,
            None,
            "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        ),
        (
            "the header before the tag",
            russian,
            encoding_rs::KOI8_R,
            Some("text/html;charset=koi8-r"),
            "<meta charset=utf-8>",
        ),
        ("Shift_JIS", japanese, encoding_rs::SHIFT_JIS, None, "<meta charset=\"Shift_JIS\">"),
        ("nothing declared", german, encoding_rs::WINDOWS_1252, None, ""),
        (
            "UTF-8 that says Latin-1",
            german,
            encoding_rs::UTF_8,
            Some("text/html; charset=iso-8859-1"),
            "",
        ),
        (
            "Latin-1 that says UTF-8",
            german,
            encoding_rs::WINDOWS_1252,
            Some("text/html; charset=utf-8"),
            "",
        ),
    ];
    let url = PLAIN.parse().expect("a URL");
    for (name, inner, encoding, content_type, head) in cases {
        let page = text(inner, head);
        let bytes = encoding.encode(&page).0.into_owned();
        let page = Page { bytes: &bytes, content_type, url: &url, now: at("2031-03-08T00:00:00Z") };
        let found = pactwatch::article::extract(&page, &|| false).expect("an article").article;
        assert!(found.text.contains(inner), "{name}: {}", found.text);
    }
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text(german, "").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert!(read(&wide, PLAIN).expect("an article").article.text.contains(german), "UTF-16");
}
