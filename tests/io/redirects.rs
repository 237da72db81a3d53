//! Redirects: every hop passes the guard and is recorded; nothing secret crosses to another origin.

use pactwatch::base::http::{FetchError, Hop, Request};
use pactwatch::feed::poll::PollPolicy;
use pactwatch::io::http::HttpFetch;
use pactwatch::port::Fetch;

use super::guard::{request, settings};
use super::server::{Server, redirect, reply};

#[tokio::test]
async fn hops_are_recorded_in_order_and_the_reply_knows_where_it_came_from() {
    let server = Server::start(|seen| match seen.path() {
        "/a" => redirect("301 Moved", "/b?x=1"),
        "/b?x=1" => redirect("308 Moved", "c"),
        "/c" => redirect("302 Found", "./d"),
        _ => reply("200 OK", &[], b"here"),
    })
    .await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let reply = fetch.fetch(request(server.url("/a"))).await.unwrap();
    let hop = |status, path: &str| Hop { status, to: server.url(path) };
    assert_eq!(reply.hops, [hop(301, "/b?x=1"), hop(308, "/c"), hop(302, "/d")]);
    assert_eq!((reply.url, reply.body), (server.url("/d"), b"here".to_vec()));
}

#[tokio::test]
async fn a_hop_to_an_inside_address_is_refused_before_any_connection() {
    let inside = Server::at("127.0.0.2:0", |_| reply("200 OK", &[], b"secret")).await;
    let port = inside.address.port();
    for to in [inside.url("/").to_string(), format!("http://[::ffff:127.0.0.2]:{port}/")] {
        let server = Server::start(move |_| redirect("302 Found", &to)).await;
        let fetch = HttpFetch::new(&settings(port)).unwrap();
        let error = fetch.fetch(request(server.url("/"))).await.unwrap_err();
        assert_eq!(error.kind(), "refused", "{error}");
    }
    assert_eq!(inside.seen().len(), 0);
}

#[tokio::test]
async fn a_hop_to_another_scheme_or_name_inside_is_refused() {
    let targets = ["file:///etc/passwd", "ftp://news.example/", "http://u:p@news.example/"];
    for to in targets {
        let server = Server::start(move |_| redirect("302 Found", to)).await;
        let fetch = HttpFetch::new(&settings(0)).unwrap();
        let error = fetch.fetch(request(server.url("/"))).await.unwrap_err();
        assert_eq!(error.kind(), "refused", "{to}: {error}");
    }
}

#[tokio::test]
async fn loops_and_long_chains_end_in_an_error() {
    let turning = Server::start(|seen| match seen.path() {
        "/a" => redirect("302 Found", "/b"),
        _ => redirect("302 Found", "/a"),
    })
    .await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let error = fetch.fetch(request(turning.url("/a"))).await.unwrap_err();
    assert_eq!(error.kind(), "redirect", "{error}");
    assert_eq!(turning.seen().len(), 3, "the third request would have been the first again");
    let itself = Server::start(|_| redirect("302 Found", "/")).await;
    assert_eq!(fetch.fetch(request(itself.url("/"))).await.unwrap_err().kind(), "redirect");
    assert_eq!(itself.seen().len(), 1);
    let growing = Server::start(|seen| redirect("302 Found", &format!("{}x", seen.path()))).await;
    // As many as a feed may have.
    let max_redirects = PollPolicy::default().max_redirects;
    let asked = Request { max_redirects, ..request(growing.url("/")) };
    let error = fetch.fetch(asked).await.unwrap_err();
    assert_eq!(error, FetchError::Redirect("more than 10".to_owned()));
    assert_eq!(growing.seen().len(), 11);
}

#[tokio::test]
async fn no_redirects_asked_for_means_the_redirect_is_the_reply() {
    let server = Server::start(|_| redirect("302 Found", "/elsewhere")).await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let asked = pactwatch::base::http::Request { max_redirects: 0, ..request(server.url("/")) };
    let reply = fetch.fetch(asked).await.unwrap();
    assert_eq!((reply.status, reply.headers.get("location")), (302, Some("/elsewhere")));
    assert!(reply.hops.is_empty());
}

#[tokio::test]
async fn a_redirect_without_a_target_is_a_reply_and_a_broken_target_an_error() {
    let bare = Server::start(|_| reply("302 Found", &[], b"body")).await;
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    assert_eq!(fetch.fetch(request(bare.url("/"))).await.unwrap().status, 302);
    let broken = Server::start(|_| redirect("302 Found", "http://[::bad/")).await;
    assert_eq!(fetch.fetch(request(broken.url("/"))).await.unwrap_err().kind(), "redirect");
    let choices = Server::start(|_| redirect("300 Multiple Choices", "/a")).await;
    assert_eq!(fetch.fetch(request(choices.url("/"))).await.unwrap().status, 300);
}

#[tokio::test]
async fn every_hop_has_the_same_headers_but_credentials_stay_at_home() {
    let away = Server::start(|_| reply("200 OK", &[], b"")).await;
    let to = away.url("/b").to_string();
    let home = Server::start(move |seen| match seen.path() {
        "/a" => redirect("302 Found", "/again"),
        _ => redirect("302 Found", &to),
    })
    .await;
    let mut asked = request(home.url("/a"));
    for (name, value) in [
        ("Authorization", "Bearer x"),
        ("Cookie", "a=b"),
        ("If-None-Match", "W/\"1\""),
        ("Accept", "application/rss+xml"),
    ] {
        asked.headers.push(name, value);
    }
    HttpFetch::new(&settings(0)).unwrap().fetch(asked).await.unwrap();
    let (home, away) = (home.seen(), away.seen());
    assert_eq!(home[1].header("authorization"), Some("Bearer x"), "same origin");
    assert_eq!((away[0].header("authorization"), away[0].header("cookie")), (None, None));
    for name in ["if-none-match", "accept", "user-agent", "accept-encoding"] {
        assert_eq!(home[0].header(name), away[0].header(name), "{name}");
        assert!(away[0].header(name).is_some(), "{name}");
    }
    assert_eq!(away[0].header("referer"), None);
}
