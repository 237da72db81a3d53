//! `check --online` against a server on this machine: what it shows, what it asks, what it leaves
//! alone.

use pactwatch::base::{Timestamp, id};
use pactwatch::feed::model::Tier;
use pactwatch::feed::poll::{FeedState, Validators};
use pactwatch::store::record::FeedRow;
use pactwatch::store::{Mode, Store};
use serde_json::Value;

use super::server::Server;
use super::{file, json_lines, run_in, text};
use crate::config::data;

fn rss(link: &str) -> Vec<u8> {
    let item = "<item><title>Old</title><link>http://127.0.0.1/old</link>\
                <pubDate>Mon, 04 Mar 2024 08:00:00 GMT</pubDate></item>";
    format!(
        "<rss version=\"2.0\"><channel><title>News</title>{item}<item>\
         <title>Brookfield keeps its quay</title><link>{link}</link>\
         <pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    .into_bytes()
}

fn server() -> Server {
    let page = std::fs::read(file("extract/page.html")).unwrap();
    let robots = b"User-agent: *\nDisallow: /closed/\n".to_vec();
    Server::start_with(|port| {
        let link = |path: &str| format!("http://127.0.0.2:{port}{path}");
        vec![
            ("/open", 200, "application/rss+xml", "etag: \"v1\"", rss(&link("/quay"))),
            ("/shut", 200, "application/rss+xml", "", rss(&link("/closed/quay"))),
            ("/quay", 200, "text/html", "", page),
            ("/robots.txt", 200, "text/plain", "", robots),
        ]
    })
}

/// A configuration with these feeds, by name and URL.
fn configure(folder: &std::path::Path, server: &Server, feeds: &[(&str, String)], more: &str) {
    let watch = data("good/watch.toml");
    let port = server.address.port();
    let feeds: Vec<String> = feeds
        .iter()
        .map(|(name, url)| format!("[[feed]]\nname = \"{name}\"\nurl = \"{url}\"\n"))
        .collect();
    let config = format!(
        "watch = {:?}\nstore = \"sqlite:p.db\"\n[fetch]\nallow = [\"127.0.0.0/8\"]\n\
         allow_ports = [{port}]\n[deliver]\nallow = [\"127.0.0.0/8\"]\n{more}{}",
        watch.display(),
        feeds.concat()
    );
    std::fs::write(folder.join("p.toml"), config).unwrap();
}

const RECEIVERS: &str = "
[[receiver]]
name = \"near\"
kind = \"webhook\"
url = \"http://127.0.0.9:PORT/hook/T0KEN\"
secret_file = \"desk.secret\"
";

#[test]
fn every_feed_shows_what_it_is_and_what_would_be_read_from_it() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    std::fs::copy(data("good/desk.secret"), folder.path().join("desk.secret")).unwrap();
    let feeds = [
        ("Open", server.url_at(3, "/open")),
        ("Shut", server.url_at(4, "/shut")),
        ("Missing", server.url_at(5, "/missing")),
    ];
    let port = server.address.port().to_string();
    configure(folder.path(), &server, &feeds, &RECEIVERS.replace("PORT", &port));
    let arguments = ["check", "--config", "p.toml", "--online", "--json"];
    let done = run_in(folder.path(), &arguments, b"");
    assert_eq!(done.status.code(), Some(1), "one feed is missing: {}", text(&done.stderr));
    let lines = json_lines(&done);
    assert_eq!(lines.len(), 4);

    let open = &lines[0];
    for (key, value) in [
        ("what", Value::from("feed")),
        ("ok", true.into()),
        ("state", "ok".into()),
        ("reason", "baseline".into()),
        ("http_status", 200.into()),
        ("format", "rss2".into()),
        ("entries", 2.into()),
        ("newest", "2024-03-05T08:00:00Z".into()),
        ("validators", serde_json::json!(["etag"])),
        ("conditional", false.into()),
    ] {
        assert_eq!(open[key], value, "{key}: {open}");
    }
    let article = &open["article"];
    assert_eq!(article["robots"], "allowed");
    assert_eq!(article["title"], "Brookfield keeps its quay");
    assert_eq!(article["claims"], 1);
    assert!(article["words"].as_u64().unwrap() > 50, "{article}");

    assert_eq!(lines[1]["article"]["robots"], "closed");
    assert_eq!(lines[1]["article"]["trouble"], "not fetched");
    assert_eq!((&lines[2]["ok"], &lines[2]["reason"]), (&false.into(), &"not_found".into()));
    assert_eq!((&lines[3]["what"], &lines[3]["ok"]), (&"receiver".into(), &true.into()));

    let asked = server.asked();
    let heads: Vec<&str> = asked.iter().map(|head| head.lines().next().unwrap()).collect();
    assert!(
        !heads.iter().any(|head| head.contains("/closed") || head.contains("/hook")),
        "{heads:?}"
    );
    assert!(heads.contains(&"head / http/1.1"), "the receiver's machine: {heads:?}");
    assert!(!folder.path().join("p.db").exists(), "nothing is stored");
}

#[test]
fn a_feed_that_is_known_is_asked_conditionally() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    let url = server.url_at(3, "/open");
    configure(folder.path(), &server, &[("Open", url.clone())], "");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(remember(&folder.path().join("p.db"), &url));
    let arguments = ["check", "--config", "p.toml", "--online"];
    let done = run_in(folder.path(), &arguments, b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let shown = text(&done.stdout);
    let row = shown.lines().find(|line| line.starts_with("Open")).unwrap();
    for cell in ["not_modified (not_modified)", " 17 ", " etag "] {
        assert!(row.contains(cell), "no {cell:?} in {row}");
    }
    assert!(shown.contains("\nlog       log   ok      needs no connection\n"), "{shown}");
    assert!(server.asked()[0].contains("if-none-match: \"v1\""));
}

async fn remember(database: &std::path::Path, url: &str) {
    let store = Store::open(database, Mode::ReadWrite).await.unwrap();
    let url: url::Url = url.parse().unwrap();
    let mut state = FeedState::new(url.clone());
    state.validators = Validators { etag: Some("\"v1\"".to_owned()), last_modified: None };
    state.last_entries = 17;
    state.baseline_at = Some(now());
    state.last_audit_at = Some(now());
    let row = FeedRow {
        id: id::make("f", &[&pactwatch::base::url::identity(&url)]),
        name: "Open".to_owned(),
        url: url.to_string(),
        outlet: "127.0.0.3".to_owned(),
        tier: Tier::Press,
        host: "127.0.0.3".to_owned(),
        state: serde_json::to_string(&state).unwrap(),
        next_poll_at: now(),
        last_poll_at: None,
        last_ok_at: None,
        last_state: None,
        last_reason: None,
        baseline: None,
    };
    store.sync_feeds(&[row], now()).await.unwrap();
}

/// Recent enough that "not modified" is not put to the test.
#[expect(clippy::disallowed_methods, reason = "the program under test reads the same clock")]
fn now() -> Timestamp {
    Timestamp::now()
}
