//! What stands before the pages: names, headers, escaping, stopping.

use std::sync::Arc;

use pactwatch::feed::model::Tier;
use pactwatch::web::{Access, Guards, Pen, Places, Site, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{HARBOUR, NORTH, Pages};
use crate::world::World;
use crate::world::setup::{Setup, story};

/// A name that merely resolves to this host is turned away: that is how rebinding works.
#[tokio::test]
async fn only_our_own_names_are_answered() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let pages = Pages::over(world).await;
    let port = pages.base.rsplit(':').next().unwrap().to_owned();
    for (host, expected) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("LOCALHOST:{port}"), 200),
        (format!("attacker.example:{port}"), 421),
        ("attacker.example".to_owned(), 421),
        (format!("127.0.0.1.attacker.example:{port}"), 421),
    ] {
        let request = pages.client.get(format!("{}/healthz", pages.base)).header("host", &host);
        assert_eq!(pages.send(request).await.status, expected, "{host}");
    }
}

/// Every answer, also a refusal, carries the headers.
#[tokio::test]
async fn every_answer_carries_the_guards() {
    let pages = Pages::open().await;
    let mut paths = pages.addresses().await;
    paths.extend(["/nowhere", "/findings/f_none", "/style.css", "/feed.atom"].map(str::to_owned));
    for path in paths {
        let page = pages.get(&path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert!(!page.body.contains(" style=\""), "{path}: the policy forbids inline style");
        assert!(!page.body.contains("<script>"), "{path}: the policy forbids inline script");
    }
}

/// Text of a page is text here, whatever it says.
#[tokio::test]
async fn scraped_text_is_always_escaped() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let mut hostile = story("before");
    hostile.title.push_str(" &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;");
    hostile.paragraphs.push("&lt;img src=x onerror=alert(2)&gt; they said.".to_owned());
    world.publish_story(HARBOUR, "hostile", hostile);
    world.run_for(8).await;
    let pages = Pages::over(world).await;
    let listed = pages.get("/api/v1/articles").await.json();
    let id = listed["items"][0]["id"].as_str().expect("the article was read").to_owned();
    for path in ["/articles".to_owned(), format!("/articles/{id}"), "/search?q=said".to_owned()] {
        let page = pages.get(&path).await;
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(!page.body.contains("<img src=x"), "{path}");
    }
    let searched = pages.get("/search?q=%3Cscript%3Ealert(3)%3C/script%3E").await;
    assert!(searched.body.contains("&lt;script&gt;alert(3)"), "{}", searched.body);
}

/// A stored page is a download, never a page of ours.
#[tokio::test]
async fn a_capture_is_only_ever_downloaded() {
    let pages = Pages::open().await;
    let article = pages.edited().await;
    let raw = pages.get(&format!("/articles/{article}/versions/1/raw")).await;
    assert_eq!(raw.status, 200);
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert!(raw.header("content-disposition").starts_with("attachment"));
    assert!(raw.body.contains("<html") || raw.body.contains("<!"), "{}", raw.body);
    let none = pages.get(&format!("/articles/{article}/versions/99/raw")).await;
    assert_eq!(none.status, 404);
}

/// A page that listens hears that there is something new, and nothing of what it is.
#[tokio::test]
async fn an_open_page_hears_of_news() {
    let pages = Pages::open().await;
    let mut open = pages.client.get(format!("{}/live", pages.base)).send().await.unwrap();
    let first = open.chunk().await.unwrap().unwrap();
    assert_eq!(first, ": listening\n\n");
    pages.world.publish(NORTH, "second");
    pages.world.run_for(2).await;
    let next = open.chunk().await.unwrap().unwrap();
    assert_eq!(next, "event: news\ndata: {}\n\n");
}

/// A page that listens for news does not keep the daemon from stopping.
#[tokio::test]
async fn the_server_stops_while_somebody_listens() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let site = Arc::new(Site {
        store: world.file_store().await,
        pen: Pen::new(world.file_store().await),
        watch: Arc::clone(&world.setup.watch),
        receivers: Vec::new(),
        time: Arc::new(pactwatch::io::clock::SystemClock),
        token: "t".to_owned(),
        access: Access::new(Guards::default(), listen, "k"),
        stop: stop.clone(),
        places: Places::default(),
    });
    let served = tokio::spawn(serve(listener, site));
    let pages = Pages::over(world).await;
    let mut open = pages.client.get(format!("http://{listen}/live")).send().await.unwrap();
    assert_eq!(open.status().as_u16(), 200);
    assert!(open.chunk().await.unwrap().is_some(), "the stream begins");
    stop.cancel();
    served.await.unwrap().unwrap();
}
