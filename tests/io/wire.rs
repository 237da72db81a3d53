//! What stands on the wire: exactly these headers, and validators byte for byte.

use pactwatch::io::http::HttpFetch;
use pactwatch::port::Fetch;

use super::guard::{request, settings};
use super::server::{Answer, Server, reply};

#[tokio::test]
async fn a_request_says_who_asks_and_nothing_more() {
    let server = Server::start(|_| reply("200 OK", &[("Set-Cookie", "a=b")], b"")).await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    for _ in 0..2 {
        let mut asked = request(server.url("/feed?x=1"));
        asked.headers.push("Accept", "application/atom+xml, */*;q=0.1");
        asked.headers.push("If-None-Match", "\"v1\"");
        fetch.fetch(asked).await.unwrap();
    }
    for seen in server.seen() {
        assert!(seen.head.starts_with("GET /feed?x=1 HTTP/1.1\r\n"), "{}", seen.head);
        assert_eq!(seen.header("user-agent"), Some("pactwatch/0.0 (test)"));
        assert_eq!(seen.header("accept-encoding"), Some("zstd,gzip,deflate,br"));
        assert_eq!(seen.header("host"), Some(server.address.to_string().as_str()));
        let names = ["accept", "if-none-match", "user-agent", "accept-encoding", "host"];
        assert_eq!(seen.header_names(), names, "no cookie, no referrer, in a steady order");
    }
}

#[tokio::test]
async fn validators_survive_byte_for_byte_even_when_they_are_no_text() {
    let odd = b"HTTP/1.1 200 OK\r\nETag: W/\"\xe9\xff-\xc3\xa9\"\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start(|_| Answer::Bytes(odd.to_vec())).await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let etag = fetch.fetch(request(server.url("/"))).await.unwrap();
    let mut asked = request(server.url("/"));
    asked.headers.push("If-None-Match", etag.headers.get("etag").unwrap());
    fetch.fetch(asked).await.unwrap();
    let raw = server.seen()[1].header("if-none-match").unwrap().to_owned();
    assert_eq!(raw, String::from_utf8_lossy(b"W/\"\xe9\xff-\xc3\xa9\""));
}

#[tokio::test]
async fn repeated_reply_headers_keep_their_order() {
    let headers = [("Link", "<a>; rel=hub"), ("Link", "<b>; rel=self"), ("ETag", "x")];
    let server = Server::start(move |_| reply("304 Not Modified", &headers, b"")).await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let reply = fetch.fetch(request(server.url("/"))).await.unwrap();
    let links: Vec<_> = reply.headers.0.iter().filter(|(n, _)| n == "link").collect();
    assert_eq!((reply.status, links.len()), (304, 2));
    assert_eq!(links[0].1, "<a>; rel=hub");
}

#[tokio::test]
async fn a_header_that_would_break_the_request_is_never_sent() {
    let server = Server::start(|_| reply("200 OK", &[], b"")).await;
    let mut asked = request(server.url("/"));
    asked.headers.push("If-None-Match", "a\r\nX-Evil: 1");
    let error = HttpFetch::new(&settings(0)).unwrap().fetch(asked).await.unwrap_err();
    assert_eq!(error.kind(), "protocol");
    assert!(server.seen().is_empty());
}

/// A proxy would look names up itself, past the guard. The environment belongs to the whole process,
/// so another test of this binary runs in a child that has the variables set: to a port where
/// nothing listens, so that a request through it would fail.
#[test]
fn proxy_variables_are_ignored() {
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "io::wire::a_request_says_who_asks_and_nothing_more"])
        .envs(["http_proxy", "HTTP_PROXY", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:1")))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}
