//! How often and how closely hosts and feeds are asked.

use pactwatch::base::time::SignedDuration;

use pactwatch::port::Clock as _;

use super::press::{World, feed, hours, minutes, reply, rss, shortest_gap};

#[tokio::test]
async fn subscribing_asks_exactly_once() {
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, _| {
        Ok(rss(request, &[("Something else", "https://a.example/1")]))
    });
    let app = world.daemon().await;
    world.run(&[&app], minutes(30)).await;
    assert_eq!(world.asked("").len(), 1);
}

#[tokio::test]
async fn fifty_feeds_of_one_host_are_asked_one_by_one_two_seconds_apart() {
    let feeds = (0..50).map(|n| feed(&format!("https://one.example/{n}.xml"))).collect();
    let world =
        World::new(feeds, |request, _| Ok(rss(request, &[("Old news", "https://o.example/1")])));
    let app = world.daemon().await;
    world.run(&[&app], hours(12)).await;
    let asked = world.asked("one.example");
    assert!(asked.len() >= 100, "{} polls", asked.len());
    assert!(shortest_gap(&asked).unwrap() >= SignedDuration::from_secs(2));
    assert_eq!(world.most_open(), 1);
}

#[tokio::test]
async fn no_more_hosts_are_asked_at_once_than_the_plan_allows() {
    let feeds = (0..40).map(|n| feed(&format!("https://h{n}.example/feed.xml"))).collect();
    let mut world =
        World::new(feeds, |request, _| Ok(rss(request, &[("x", "https://o.example/1")])));
    world.pace.parallelism = 3;
    let app = world.daemon().await;
    world.run(&[&app], minutes(1)).await;
    assert_eq!(world.asked("").len(), 40);
    assert!((2..=3).contains(&world.most_open()), "{}", world.most_open());
}

#[tokio::test]
async fn many_feeds_due_after_a_day_away_are_spread() {
    let feeds: Vec<_> = (0..2000).map(|n| feed(&format!("https://h{n}.example/f"))).collect();
    let world = World::new(feeds, |request, _| Ok(reply(request, 200, "text/xml", SMALL)));
    let app = world.daemon().await;
    world.run(&[&app], minutes(30)).await;
    assert_eq!(world.asked("").len(), 2000, "the first pass is over in half an hour");
    drop(app);
    world.clock.jump_to(pactwatch::base::time::after(super::press::start(), hours(25)));
    let before = world.asked("").len();
    let app = world.daemon().await;
    world.run(&[&app], minutes(1)).await;
    let at_once = world.asked("").len() - before;
    assert!((50..=200).contains(&at_once), "{at_once} in the first minute");
    let rows = app.store.feeds().await.unwrap();
    let latest = pactwatch::base::time::after(world.clock.now(), minutes(30));
    let waiting = rows.iter().filter(|row| row.next_poll_at < latest);
    assert!(waiting.count() >= 2000 - at_once, "and all of them within half an hour");
}

const SMALL: &str = "<rss version=\"2.0\"><channel><title>t</title><item><title>a</title>\
                     <guid>a</guid></item></channel></rss>";

#[tokio::test]
async fn a_rate_limited_page_pauses_its_whole_domain() {
    let title = "OpenAI and Microsoft amend their agreement";
    let feeds = vec![feed("https://news.a.example/feed.xml"), feed("https://rss.a.example/b.xml")];
    let world = World::new(feeds, move |request, _| match request.url.path() {
        "/story" => {
            let mut limited = reply(request, 429, "text/html", "slow down");
            // Longer than either feed would rest by itself.
            limited.headers.push("Retry-After", "57600");
            Ok(limited)
        }
        _ => Ok(rss(request, &[(title, "https://www.a.example/story")])),
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(24)).await;
    let limited = world.asked("/story")[0].at;
    let after_it = world.asked("a.example").into_iter().find(|one| one.at > limited).unwrap();
    let pause = after_it.at.duration_since(limited);
    assert!(pause >= hours(16), "{} after {pause}", after_it.url);
}
