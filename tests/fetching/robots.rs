//! What robots.txt does to the running program.

use pactwatch::base::time::SignedDuration;

use super::press::{World, article, feed, hours, page, reply, rss, shortest_gap};

const TITLES: [&str; 3] = [
    "OpenAI and Microsoft sign a new agreement",
    "Microsoft keeps its OpenAI licence",
    "OpenAI to pay Microsoft a share of revenue",
];

fn press(robots: &'static str, status: u16) -> World {
    let links: Vec<String> = (0..3).map(|n| format!("https://www.a.example/story/{n}")).collect();
    let mut world =
        World::new(vec![feed("https://feeds.b.example/feed.xml")], move |request, _| {
            let path = request.url.path();
            if path == "/robots.txt" {
                return Ok(reply(request, status, "text/plain", robots));
            }
            if path.starts_with("/story/") {
                return Ok(page(
                    request,
                    &article("A story", "The bridge is closed until Tuesday."),
                ));
            }
            let items: Vec<(&str, &str)> =
                TITLES.into_iter().zip(links.iter().map(String::as_str)).collect();
            Ok(rss(request, &items))
        });
    world.pace.robots = true;
    world
}

#[tokio::test]
async fn robots_is_asked_once_a_day_and_origin_before_any_page() {
    let world = press("User-agent: *\nDisallow: /story/1\n", 200);
    let app = world.daemon().await;
    world.run(&[&app], hours(47)).await;
    let asked = world.asked("www.a.example");
    assert!(asked[0].url.ends_with("/robots.txt"), "{}", asked[0].url);
    let gap = shortest_gap(&asked).unwrap();
    assert!(gap >= SignedDuration::from_secs(2), "robots.txt is a request like any other: {gap}");
    let robots = world.asked("www.a.example/robots.txt");
    assert_eq!(robots.len(), 2);
    assert!(shortest_gap(&robots).unwrap() >= hours(24));
    assert!(world.asked("/story/0").len() > 5);
    assert_eq!(world.asked("/story/1").len(), 0, "closed by a rule");
    let rows = app.store.find_article("https://www.a.example/story/1").await.unwrap().unwrap();
    assert_eq!(rows.last_reason.as_deref(), Some("robots"));
    assert_eq!(world.asked("b.example/robots.txt").len(), 0, "a feed is offered to be polled");
}

#[tokio::test]
async fn a_server_in_trouble_closes_its_pages_and_a_missing_file_closes_none() {
    for (status, read) in [(503, false), (404, true)] {
        let world = press("", status);
        let app = world.daemon().await;
        world.run(&[&app], hours(2)).await;
        assert_eq!(!world.asked("/story/0").is_empty(), read, "{status}");
    }
}

#[tokio::test]
async fn a_crawl_delay_keeps_every_request_to_the_host_apart() {
    let world = press("User-agent: pactwatch\nCrawl-delay: 45\n", 200);
    let app = world.daemon().await;
    world.run(&[&app], hours(6)).await;
    let mut asked = world.asked("www.a.example");
    assert!(asked.len() > 20);
    // The request for robots.txt itself came before anybody knew.
    asked.remove(0);
    let gap = shortest_gap(&asked).unwrap();
    assert!(gap >= SignedDuration::from_secs(45), "{gap}");
}

/// A redirect is no way around the rules of where it leads.
#[tokio::test]
async fn a_page_that_moved_elsewhere_obeys_the_rules_of_that_place() {
    for (rules, read) in [("User-agent: *\nDisallow: /moved/\n", false), ("", true)] {
        let link = "https://short.example/1";
        let mut world = World::new(vec![feed("https://b.example/feed.xml")], move |request, _| {
            let (host, path) = (request.url.host_str().unwrap(), request.url.path());
            match (host, path) {
                (_, "/robots.txt") if host == "paper.example" => {
                    Ok(reply(request, 200, "text/plain", rules))
                }
                (_, "/robots.txt") => Ok(reply(request, 404, "text/plain", "")),
                ("short.example", _) => {
                    let mut moved = reply(request, 302, "text/plain", "");
                    moved.headers.push("Location", "https://paper.example/moved/1");
                    Ok(moved)
                }
                ("paper.example", _) => Ok(page(request, &article(TITLES[0], "It is signed."))),
                _ => Ok(rss(request, &[(TITLES[0], link)])),
            }
        });
        world.pace.robots = true;
        let app = world.daemon().await;
        world.run(&[&app], hours(1)).await;
        assert_eq!(world.asked("paper.example/moved/").is_empty(), !read, "{rules:?}");
        assert_eq!(world.asked("paper.example/robots.txt").len(), 1);
        let row = app.store.find_article(link).await.unwrap().unwrap();
        assert_eq!(row.versions, i64::from(read), "{rules:?}");
        let reason = row.last_reason.unwrap();
        assert_eq!(reason == "robots", !read, "{reason}");
        let gap = shortest_gap(&world.asked("paper.example"));
        assert!(gap.is_none_or(|gap| gap >= SignedDuration::from_secs(2)), "{gap:?}");
    }
}
