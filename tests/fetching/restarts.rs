//! Being killed and started again, being two, and being cut off: none asks more often or blames.

use pactwatch::base::http::{FetchError, Headers};
use pactwatch::base::time::after;

use super::press::{World, feed, hours, minutes, rss, start};

#[tokio::test]
async fn twenty_restarts_poll_no_feed_within_its_floor() {
    let feeds = (0..5).map(|n| feed(&format!("https://h{n}.example/feed.xml"))).collect();
    let world = World::new(feeds, |request, _| Ok(rss(request, &[("x", "https://o.example/1")])));
    for _ in 0..20 {
        let app = world.daemon().await;
        world.run(&[&app], minutes(5)).await;
    }
    for host in 0..5 {
        let asked = world.asked(&format!("h{host}.example"));
        assert!(!asked.is_empty(), "h{host} was never asked");
        let gaps = asked.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at));
        assert!(gaps.min().is_none_or(|gap| gap >= minutes(60)), "h{host}: {}", asked.len());
    }
}

#[tokio::test]
async fn two_daemons_on_one_store_share_the_work() {
    let feeds = (0..20).map(|n| feed(&format!("https://h{}.example/{n}", n % 4))).collect();
    let world = World::new(feeds, |request, _| Ok(rss(request, &[("x", "https://o.example/1")])));
    let (one, two) = (world.daemon().await, world.daemon().await);
    world.run(&[&one, &two], hours(6)).await;
    for n in 0..20 {
        let asked = world.asked(&format!("h{}.example/{n}", n % 4));
        let asked: Vec<_> = asked.iter().filter(|a| a.url.ends_with(&format!("/{n}"))).collect();
        let gaps = asked.windows(2).map(|pair| pair[1].at.duration_since(pair[0].at));
        assert!(gaps.min().is_none_or(|gap| gap >= minutes(60)), "feed {n}");
        assert!(!asked.is_empty());
    }
    for host in 0..4 {
        let asked = world.asked(&format!("h{host}.example"));
        let gap = super::press::shortest_gap(&asked).unwrap();
        assert!(gap >= pactwatch::base::time::SignedDuration::from_secs(2), "h{host}: {gap}");
    }
}

#[tokio::test]
async fn validators_survive_being_killed() {
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, _| {
        let mut reply = rss(request, &[("x", "https://o.example/1")]);
        reply.headers.push("ETag", "W/\"odd one\"");
        reply.headers.push("Last-Modified", "last tuesday");
        Ok(reply)
    });
    let killed = world.daemon().await;
    world.run(&[&killed], minutes(1)).await;
    // Nothing is told to stop: what is not committed is lost.
    std::mem::forget(killed);
    let app = world.daemon().await;
    world.run(&[&app], hours(24)).await;
    let asked = world.asked("a.example");
    assert!(asked.len() >= 2);
    let header = |headers: &Headers, name: &str| headers.get(name).map(str::to_owned);
    assert_eq!(header(&asked[0].request.headers, "If-None-Match"), None);
    let second = &asked[1].request.headers;
    assert_eq!(header(second, "If-None-Match").as_deref(), Some("W/\"odd one\""));
    assert_eq!(header(second, "If-Modified-Since").as_deref(), Some("last tuesday"));
}

/// The machine's own network is down from the second hour to the twentieth.
#[tokio::test]
async fn a_machine_without_network_blames_no_feed_and_asks_again_when_it_is_back() {
    let feeds = (0..6).map(|n| feed(&format!("https://h{n}.example/feed.xml"))).collect();
    let (down, back) = (after(start(), hours(2)), after(start(), hours(20)));
    let world = World::new(feeds, move |request, at| {
        if at >= down && at < back {
            return Err(FetchError::Connect("the network is unreachable".to_owned()));
        }
        Ok(rss(request, &[("x", "https://o.example/1")]))
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(19)).await;
    let open = app.store.incidents(None).await.unwrap();
    let kinds: Vec<&str> = open.iter().map(|incident| incident.kind.as_str()).collect();
    assert_eq!(kinds, ["offline"], "one trouble, and no feed's");
    world.run(&[&app], hours(2)).await;
    assert!(app.store.incidents(None).await.unwrap().is_empty(), "and it is over");
    for host in 0..6 {
        let asked = world.asked(&format!("h{host}.example"));
        let first = asked.iter().find(|one| one.at >= back).unwrap();
        assert!(first.at <= after(back, minutes(10)), "h{host} at {}", first.at);
    }
}
