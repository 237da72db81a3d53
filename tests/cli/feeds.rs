//! `feeds`: the promised JSON of a document, what a site has, lists in and out.

use serde_json::Value;

use super::server::Server;
use super::stored::story;
use super::{file, json_lines, run_in, text};

fn parse(arguments: &[&str], input: &[u8]) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec!["feeds", "parse"];
    all.extend(arguments);
    run_in(folder.path(), &all, input)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

const RSS: &str = "<rss version=\"2.0\"><channel><title>Quay\u{1b}[31m</title>\
    <link>https://quay.example/</link><item><title>One</title><guid>1</guid>\
    <link>/one?a=1&b=2</link><pubDate>Mon, 04 Mar 2024 08:00:00 GMT</pubDate>\
    <description>&lt;p&gt;Some &lt;b&gt;text&lt;/b&gt;&lt;/p&gt;</description></item></channel>";

#[test]
fn a_document_is_one_object_with_the_promised_keys() {
    let done = parse(&["--json", "-"], RSS.as_bytes());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let line = &json_lines(&done)[0];
    assert_eq!(keys(line), ["entries", "link", "title", "warnings"]);
    assert_eq!(line["link"], "https://quay.example/");
    let entry = &line["entries"][0];
    assert_eq!(keys(entry), ["id", "link", "published", "summary", "title", "updated"]);
    for (key, value) in [
        ("id", "1"),
        ("title", "One"),
        ("link", "https://quay.example/one?a=1&b=2"),
        ("published", "2024-03-04T08:00:00Z"),
        ("summary", "Some text"),
    ] {
        assert_eq!(entry[key], value, "{key}");
    }
    let codes: Vec<&Value> =
        line["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, ["repaired"], "its last tag is missing");
    let shown = text(&parse(&["-"], RSS.as_bytes()).stdout);
    assert!(shown.contains("(rss2, 1 entries)") && shown.contains("warning: repaired"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
}

/// What is no feed fails and says what it is instead; a program still gets its object.
#[test]
fn what_is_no_feed_says_what_it_is() {
    let page = b"<!doctype html><html><body>Hello</body></html>";
    let cases: [(&[u8], &str, &str); 4] = [
        (b"", "empty", "an empty body"),
        (page, "html_page", "an HTML page"),
        (b"{\"a\": 1}", "json_error", "JSON that is no feed"),
        (b"\x00\x01\x02\x03 noise", "unparseable", "not readable as a feed"),
    ];
    for (bytes, code, words) in cases {
        let done = parse(&["--json", "-"], bytes);
        assert_eq!(done.status.code(), Some(1), "{code}");
        let line = &json_lines(&done)[0];
        assert_eq!(line["entries"], serde_json::json!([]));
        assert_eq!(line["warnings"][0]["code"], code);
        assert!(text(&done.stderr).contains(&format!("pactwatch: -: {words}")), "{code}");
    }
    let done = parse(&["absent.xml"], b"");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("absent.xml: No such file"), "{}", text(&done.stderr));
}

#[test]
fn a_site_shows_its_feeds_and_guesses_only_where_it_names_none() {
    let page = "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" title=\"All\" \
                href=\"http://127.0.0.2:PORT/rss\"></head><body>Hello</body></html>";
    let server = Server::start_with(|port| {
        vec![
            ("/", 200, "text/html", "", page.replace("PORT", &port.to_string()).into_bytes()),
            ("/rss", 200, "application/rss+xml", "", RSS.as_bytes().to_vec()),
            ("/feed", 200, "application/rss+xml", "", RSS.as_bytes().to_vec()),
        ]
    });
    let folder = tempfile::tempdir().unwrap();
    let port = server.address.port();
    let config =
        format!("watch = \"w.toml\"\n[fetch]\nallow = [\"127.0.0.0/8\"]\nallow_ports = [{port}]\n");
    std::fs::write(folder.path().join("p.toml"), config).unwrap();
    let run = |url: &str| {
        let all = ["--config", "p.toml", "feeds", "discover", "--json", url];
        run_in(folder.path(), &all, b"")
    };
    let lines = json_lines(&run(&server.url("/")));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["url"], server.url_at(2, "/rss"));
    assert_eq!((&lines[0]["evidence"], &lines[0]["entries"]), (&"declared".into(), &1.into()));
    assert_eq!(lines[0]["newest"], "2024-03-04T08:00:00Z");
    assert!(!server.asked().iter().any(|head| head.starts_with("get /feed")));
    let lines = json_lines(&run(&server.url("/rss")));
    assert_eq!(lines[0]["evidence"], "itself");
    let done = run(&server.url("/absent"));
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("answered HTTP 404"), "{}", text(&done.stderr));
}

#[test]
fn a_list_becomes_tables_that_the_configuration_takes() {
    let stored = story();
    let list = file("feeds/list.opml");
    let done = stored.run(&["feeds", "import", list.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let tables = text(&done.stdout);
    let expected = "[[feed]]\nname = 'Mill & Co \"news\"'\nurl = \"https://mill.example/feed\"\n\
                    tier = \"primary\"\n\n[[feed]]\nname = \"Quay News (other.example)\"\n\
                    url = \"https://other.example/quay.xml\"\n\n";
    assert_eq!(tables, expected);
    let told = text(&done.stderr);
    assert!(told.contains("2 feeds to add to the configuration, 1 there already"), "{told}");
    assert!(told.contains("bad_address: ftp://quay.example/feed"), "{told}");

    let config = stored.folder.path().join("p.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{before}\n{tables}")).unwrap();
    let shown = stored.shown(&["check"]);
    assert!(shown.contains("ok, 4 feeds"), "{shown}");
}

/// Out as OPML and in again: the same names, addresses and tiers.
#[test]
fn the_way_through_opml_loses_nothing() {
    let stored = story();
    let config = stored.folder.path().join("p.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    let more = "[[feed]]\nname = \"Mill <&>\"\nurl = \"https://mill.example/f?a=1&b=2\"\n\
                tier = \"primary\"\n";
    std::fs::write(&config, format!("{before}\n{more}")).unwrap();
    let list = stored.shown(&["feeds", "export"]);
    let empty = tempfile::tempdir().unwrap();
    let done = run_in(empty.path(), &["feeds", "import", "-"], list.as_bytes());
    let watch = before.lines().next().unwrap();
    let tables = format!("{watch}\n{}", text(&done.stdout));
    std::fs::write(empty.path().join("q.toml"), tables).unwrap();
    let get = |done: &std::process::Output| {
        let mut feeds: Vec<String> = json_lines(done)
            .iter()
            .map(|line| format!("{} {} {} {}", line["id"], line["name"], line["url"], line["tier"]))
            .collect();
        feeds.sort();
        feeds
    };
    let second = run_in(empty.path(), &["--config", "q.toml", "feeds", "list", "--json"], b"");
    let first = stored.run(&["feeds", "list", "--json"]);
    assert_eq!(get(&first), get(&second));
    assert_eq!(get(&first).len(), 3);
}

#[test]
fn the_list_says_how_each_feed_is_doing() {
    let stored = story();
    let lines = stored.lines(&["feeds", "list", "--json"]);
    assert_eq!(lines[0]["name"], "Coast Post");
    assert_eq!((&lines[0]["state"], &lines[0]["tier"]), (&"not_modified".into(), &"press".into()));
    assert!(lines[0]["last_ok"].is_string() && lines[0]["next_poll"].is_string());
    std::fs::remove_file(stored.database()).unwrap();
    let shown = stored.shown(&["feeds", "list"]);
    assert_eq!(shown.matches("not polled").count(), 2, "{shown}");
}

fn site(port: u16) -> Vec<super::server::Page> {
    let link = |path: &str| {
        format!(
            "<link rel=alternate type=application/rss+xml href='http://127.0.0.2:{port}{path}'>"
        )
    };
    let rss = |path| (path, 200, "application/rss+xml", "", RSS.as_bytes().to_vec());
    let html = |path, body: String| (path, 200, "text/html", "", body.into_bytes());
    vec![
        html("/one", link("/a.rss")),
        html("/two", link("/a.rss") + &link("/b.rss")),
        html("/none", "<p>Nothing of the kind.</p>".to_owned()),
        rss("/a.rss"),
        rss("/b.rss"),
        ("/moved", 301, "text/plain", "Location: /a.rss\r\n", Vec::new()),
    ]
}

/// Each run: what is asked, the exit code, and what is said; then the file, comments and all.
#[test]
fn a_feed_is_added_at_the_end_of_the_file_once() {
    let server = Server::start_with(site);
    let folder = tempfile::tempdir().unwrap();
    let port = server.address.port();
    let before = format!(
        "# mine\nwatch = \"w.toml\"  # the deal\n[fetch]\nallow = [\"127.0.0.0/8\"]\n\
         allow_ports = [{port}]\n\n[[feed]]\nname = \"All news\"\n\
         url = \"https://a.example/feed\"\n# the last line, without an end"
    );
    let config = folder.path().join("p.toml");
    std::fs::write(&config, &before).unwrap();
    let run = |more: &[&str]| {
        let all = [&["--config", "p.toml", "feeds", "add"], more].concat();
        run_in(folder.path(), &all, b"")
    };
    let read = || std::fs::read_to_string(&config).unwrap();
    let fails = |address: &str, why: &str| {
        let text_before = read();
        let done = run(&[address]);
        assert_eq!(done.status.code(), Some(1), "{address}");
        assert!(text(&done.stderr).contains(why), "{address}: {}", text(&done.stderr));
        assert_eq!(read(), text_before, "{address}");
    };
    fails(&server.url("/none"), "no feed found");
    fails(&server.url("/two"), "2 feeds; name the one to add");
    fails(&server.url("/absent"), "answered HTTP 404");
    fails("ftp://a.example/", "no web address");

    let done = run(&[&server.url("/one"), "--tier", "primary", "--dry-run"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(read(), before, "a dry run writes nothing");
    let done = run(&[&server.url("/one"), "--tier", "primary"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let added = read().strip_prefix(&before).unwrap().to_owned();
    let url = server.url_at(2, "/a.rss");
    assert!(added.starts_with("\n\n[[feed]]\nname = "), "{added}");
    assert!(added.ends_with(&format!("url = \"{url}\"\ntier = \"primary\"\n")), "{added}");
    let shown = text(&done.stdout);
    assert!(shown.contains("+++ p.toml\n+[[feed]]\n") && shown.contains(&url), "{shown}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");

    fails(&server.url("/one"), "it is there already");
    fails(&format!("{url}?utm_source=x#top"), "it is there already");
    fails(&server.url_at(2, "/moved"), "it is there already");

    // A name that is taken says where the second one is from.
    let done = run(&[&server.url_at(3, "/b.rss"), "--name", "All news"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(read().contains("name = \"All news (127.0.0.3)\""), "{}", read());
}
