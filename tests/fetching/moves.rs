//! Feeds that move onto one another.

use pactwatch::base::http::{Hop, Reply, Request};

use super::press::{World, feed, hours, rss};

fn moved(request: &Request) -> Reply {
    let to: url::Url = "https://a.example/new.xml".parse().unwrap();
    let mut reply = rss(request, &[("x", "https://o.example/1")]);
    reply.hops = vec![Hop { status: 301, to: to.clone() }];
    reply.url = to;
    reply
}

#[tokio::test]
async fn a_feed_that_moves_onto_another_is_merged_and_comes_back_when_that_one_goes() {
    let feeds = vec![feed("https://a.example/old.xml"), feed("https://a.example/new.xml")];
    let mut world = World::new(feeds, |request, _| match request.url.path() {
        "/old.xml" => Ok(moved(request)),
        _ => Ok(rss(request, &[("x", "https://o.example/1")])),
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(4 * 24)).await;
    assert_eq!(world.asked("old.xml").len(), 3, "believed at the third sighting, then at rest");
    let rows = app.store.feeds().await.unwrap();
    let old = rows.iter().find(|row| row.url.ends_with("old.xml")).unwrap();
    assert_eq!(old.last_reason.as_deref(), Some("merged"));
    let incidents = app.store.incidents(None).await.unwrap();
    assert_eq!(incidents.iter().map(|i| i.kind.as_str()).collect::<Vec<_>>(), ["feed_merged"]);
    drop(app);
    world.feeds.pop();
    let before = world.asked("new.xml").len();
    let app = world.daemon().await;
    world.run(&[&app], hours(24)).await;
    assert!(world.asked("new.xml").len() > before, "now it is polled at its new address");
    assert!(app.store.incidents(None).await.unwrap().is_empty(), "and the incident is over");
}
