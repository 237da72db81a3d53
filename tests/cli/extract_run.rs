//! `extract` as it is run: files, standard input, addresses, and what is no text at all.

use serde_json::Value;

use super::server::Server;
use super::{file, json_lines, run_in, text};
use crate::config::data;

const KEYS: [&str; 8] =
    ["title", "byline", "published", "modified", "canonical", "site", "language", "text"];

/// Reads with the watch of the configuration tests.
fn extract(arguments: &[&str], input: &[u8]) -> std::process::Output {
    let watch = data("good/watch.toml");
    let mut all = vec!["extract", "--json", "--watch", watch.to_str().unwrap()];
    all.extend(arguments);
    run_in(&file("extract"), &all, input)
}

/// The promise: these keys and no others, and evidence that is the text's own bytes.
fn check_shape(line: &Value) {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(line), sorted(&["source", "article", "claims", "warnings"]));
    assert_eq!(keys(&line["article"]), sorted(&KEYS));
    let text = line["article"]["text"].as_str().unwrap();
    for claim in line["claims"].as_array().unwrap() {
        let wanted = ["term", "value", "status", "by", "confidence", "evidence"];
        assert_eq!(keys(claim), sorted(&wanted));
        let evidence = &claim["evidence"];
        let place = |key: &str| usize::try_from(evidence[key].as_u64().unwrap()).unwrap();
        assert_eq!(text.get(place("start")..place("end")).unwrap(), evidence["text"]);
    }
}

fn sorted(keys: &[&str]) -> Vec<String> {
    let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    keys.sort();
    keys
}

fn codes(line: &Value) -> Vec<&str> {
    line["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect()
}

#[test]
fn a_page_gives_every_field_and_its_claim_with_the_bytes_that_prove_it() {
    let done = extract(&["page.html"], b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let lines = json_lines(&done);
    let line = &lines[0];
    check_shape(line);
    assert_eq!(line["source"], "page.html");
    let article = &line["article"];
    for (key, value) in [
        ("title", "Brookfield keeps its quay"),
        ("byline", "Ada Winter"),
        ("published", "2024-03-04"),
        ("modified", "2024-03-05"),
        ("canonical", "https://www.coast-post.example/business/quay"),
        ("site", "Coast Post"),
        ("language", "en"),
    ] {
        assert_eq!(article[key], value, "{key}");
    }
    let claims = line["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0]["term"], "lease.until");
    assert_eq!(claims[0]["value"], "2041");
    assert_eq!(claims[0]["status"], "current");
    assert_eq!(claims[0]["evidence"]["text"], "Brookfield leases the quay at Halden until 2041.");
    assert_eq!(codes(line), Vec::<&str>::new());
}

#[test]
fn a_text_is_kept_byte_for_byte_and_takes_its_date_from_the_command_line() {
    let bytes = std::fs::read(file("extract/text.txt")).unwrap();
    let arguments = ["--published", "2024-03-04", "--outlet", "www.coast-post.example", "-"];
    let lines = json_lines(&extract(&arguments, &bytes));
    check_shape(&lines[0]);
    assert_eq!(lines[0]["source"], "-");
    assert_eq!(lines[0]["article"]["text"].as_str().unwrap().as_bytes(), bytes);
    assert_eq!(lines[0]["article"]["title"], "Brookfield keeps its quay");
    assert_eq!(lines[0]["article"]["published"], "2024-03-04");
    assert_eq!(lines[0]["article"]["language"], "en");
    assert_eq!(lines[0]["claims"][0]["value"], "2041");
}

/// The page's own date stands: the command line only fills the gap.
#[test]
fn a_page_that_gives_its_date_keeps_it() {
    let lines = json_lines(&extract(&["page.html", "--published", "2020-01-01"], b""));
    assert_eq!(lines[0]["article"]["published"], "2024-03-04");
}

/// What is no text is one object with a warning, and no failure.
#[test]
fn nothing_breaks_on_what_is_no_text() {
    let mut binary = vec![0x7f, b'E', b'L', b'F'];
    binary.extend((0..=255).cycle().take(4000));
    let noise: Vec<u8> =
        (0..6000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("empty", vec![], &["empty"]),
        ("only space", b" \n\t\r\n".to_vec(), &["empty"]),
        ("a program", binary, &["not_html"]),
        ("noise", noise, &["not_html"]),
        ("a pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 stream".to_vec(), &["not_html"]),
        ("data", br#"{"a": [1, 2, 3]}"#.to_vec(), &["not_html"]),
        ("more than is read", vec![b'a'; (16 << 20) + 1], &["too_large"]),
        ("nested without end", b"<div>".repeat(200_000), &["too_deep"]),
    ];
    for (name, bytes, expected) in cases {
        let done = extract(&["-"], &bytes);
        assert_eq!(done.status.code(), Some(0), "{name}: {}", text(&done.stderr));
        let lines = json_lines(&done);
        assert_eq!(lines.len(), 1, "{name}");
        check_shape(&lines[0]);
        assert_eq!(codes(&lines[0]), expected, "{name}");
        assert_eq!(lines[0]["article"]["text"], "", "{name}");
        assert_eq!(lines[0]["claims"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn texts_that_look_a_little_like_something_else_are_texts() {
    for start in ["[Update] ", "{aside} ", "a <b>bold</b> word, 1 < 2. ", "\u{feff}", "caf\u{e9} "]
    {
        let bytes = format!("{start}Brookfield leases the quay at Halden until 2041.");
        let lines = json_lines(&extract(&["-"], bytes.as_bytes()));
        check_shape(&lines[0]);
        assert_eq!(lines[0]["claims"][0]["value"], "2041", "{start:?}: {}", lines[0]);
    }
    let latin = b"Caf\xe9. Brookfield leases the quay at Halden until 2041.".to_vec();
    let lines = json_lines(&extract(&["-"], &latin));
    assert_eq!(lines[0]["claims"][0]["value"], "2041");
    assert_eq!(codes(&lines[0]), ["charset-guessed"]);
}

#[test]
fn a_source_that_fails_is_named_and_the_others_are_read() {
    let done = extract(&["absent.html", "page.html", "/", "text.txt"], b"");
    assert_eq!(done.status.code(), Some(1));
    let lines = json_lines(&done);
    let sources: Vec<&Value> = lines.iter().map(|line| &line["source"]).collect();
    assert_eq!(sources, ["page.html", "text.txt"]);
    let shown = text(&done.stderr);
    assert!(shown.contains("pactwatch: absent.html: No such file"), "{shown}");
    assert!(shown.contains("pactwatch: /: "), "{shown}");
}

#[test]
fn without_any_configuration_the_watch_must_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let done = run_in(folder.path(), &["extract", "-"], b"Some text.");
    assert_eq!(done.status.code(), Some(78));
    assert!(text(&done.stderr).contains("--watch FILE"), "{}", text(&done.stderr));
    std::fs::create_dir(folder.path().join("config")).unwrap();
    let beside = folder.path().join("config/partnership.toml");
    std::fs::copy(data("good/watch.toml"), beside).unwrap();
    let input = b"Brookfield leases the quay at Halden until 2041.";
    let done = run_in(folder.path(), &["extract", "--json", "-"], input);
    assert_eq!(json_lines(&done)[0]["claims"][0]["value"], "2041");
}

#[test]
fn an_address_is_fetched_through_the_guard_with_the_configured_limits() {
    let page = std::fs::read(file("extract/page.html")).unwrap();
    let server = Server::start(vec![
        ("/quay", 200, "text/html", "", page),
        ("/locked", 403, "text/html", "", b"<p>No.</p>".to_vec()),
        ("/huge", 200, "text/html", "", vec![b'a'; 20_000]),
    ]);
    let (quay, locked, huge) = (server.url("/quay"), server.url("/locked"), server.url("/huge"));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("p.toml");
    let watch = data("good/watch.toml");
    let closed = format!("watch = {:?}\n[fetch]\nmax_page_bytes = 10_000\n", watch.display());
    std::fs::write(&config, &closed).unwrap();
    let run = |sources: &[&str]| {
        let mut all = vec!["--config", config.to_str().unwrap(), "extract", "--json"];
        all.extend(sources);
        run_in(folder.path(), &all, b"")
    };
    let done = run(&[&quay]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("address refused"), "{}", text(&done.stderr));
    assert_eq!(server.asked().len(), 0, "nothing was asked");

    let port = server.address.port();
    let open = format!("{closed}allow = [\"127.0.0.1\"]\nallow_ports = [{port}]\n");
    std::fs::write(&config, open).unwrap();
    let done = run(&[&quay, &locked, &huge]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains(&format!("{locked}: answered HTTP 403")));
    let lines = json_lines(&done);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["source"], quay);
    assert_eq!(lines[0]["claims"][0]["value"], "2041");
    assert_eq!(codes(&lines[1]), ["too_large"]);
    assert!(server.asked()[0].contains("user-agent: pactwatch/"));
}
