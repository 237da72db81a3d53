//! Articles from the entry that names them to the versions that are kept.

use pactwatch::article::sight::{Blindness, Look, gaps};
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::feed::model::ObservationState;
use pactwatch::port::Clock as _;

use super::press::{World, article, feed, hours, minutes, page, reply, rss, start};

const TITLE: &str = "OpenAI and Microsoft sign a new agreement";

#[tokio::test]
async fn the_same_article_in_several_feeds_is_one_article() {
    let feeds = vec![feed("https://a.example/all.xml"), feed("https://b.example/tech.xml")];
    let world = World::new(feeds, |request, _| match request.url.path() {
        "/all.xml" => Ok(rss(request, &[(TITLE, "https://a.example/s?utm_source=rss")])),
        "/tech.xml" => Ok(rss(request, &[(TITLE, "https://a.example/s?fbclid=x#top")])),
        _ => Ok(page(request, &article(TITLE, "The bridge is closed."))),
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(1)).await;
    let mut asked: Vec<String> = world.asked("a.example/s").into_iter().map(|a| a.url).collect();
    asked.dedup();
    assert_eq!(asked, ["https://a.example/s"]);
    let row = app.store.find_article("https://a.example/s").await.unwrap().unwrap();
    let origins = app.store.entries_of(&row.id).await.unwrap();
    assert_eq!(origins.len(), 2, "one article, and both entries lead to it");
}

/// An old token holds its target; of a new one only its owner knows where it leads: the entry is
/// kept with its link and that reason, and nobody is asked.
#[tokio::test]
async fn a_link_that_only_its_owner_can_open_is_kept_and_said_to_be_closed() {
    let token = format!("CBMikAFBVV95cUxO{}", "A".repeat(192));
    let closed = format!("https://news.google.com/rss/articles/{token}?oc=5");
    let open = "https://news.google.com/rss/articles/CBMiMWh0dHBzOi8vd3d3LmV4YW1wbGUuY29tLzIwMjQvMDEvc29tZS1hcnRpY2xlLmh0bWzSAQA?oc=5";
    let link = closed.clone();
    let world = World::new(vec![feed("https://list.example/feed.xml")], move |request, _| {
        match request.url.path() {
            "/feed.xml" => Ok(rss(request, &[(TITLE, link.as_str()), (TITLE, open)])),
            _ => Ok(page(request, &article(TITLE, "The bridge is closed."))),
        }
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(1)).await;
    let kept = app.store.entries_like(&closed).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].link.as_deref(), &*kept[0].follow), (Some(&*closed), "unresolved_link"));
    assert!(world.asked("news.google.com").is_empty());
    assert!(!world.asked("www.example.com/2024/01/some-article.html").is_empty());
}

/// A date from the day after tomorrow and none at all: such entries count from when they were seen
/// first, also when the feed repeats them later.
#[tokio::test]
async fn an_entry_without_a_date_to_believe_counts_from_when_it_was_first_seen() {
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, _| {
        let item = |name: &str, date: &str| {
            format!("<item><title>{name}</title><link>https://a.example/{name}</link>{date}</item>")
        };
        let ahead = "<pubDate>Thu, 06 Mar 2031 06:00:00 GMT</pubDate>";
        let items = item("ahead", ahead) + &item("undated", "");
        let body = format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>");
        Ok(reply(request, 200, "application/rss+xml", &body))
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(30)).await;
    let first = world.asked("feed.xml")[0].at;
    for name in ["ahead", "undated"] {
        let kept = app.store.entries_like(&format!("https://a.example/{name}")).await.unwrap();
        assert_eq!(kept.len(), 1, "{name}");
        assert_eq!((kept[0].published_at, kept[0].first_seen_at), (None, first), "{name}");
    }
}

/// A host's feeds and its pages wait for each other: one request at a time, and the gap between any
/// two of them.
#[tokio::test]
async fn feeds_and_pages_of_one_host_are_one_queue() {
    let feeds = (0..10).map(|n| feed(&format!("https://a.example/{n}.xml"))).collect();
    let world = World::new(feeds, |request, _| {
        let Some(number) = request.url.path().strip_suffix(".xml") else {
            return Ok(page(request, &article(TITLE, "The bridge is closed.")));
        };
        let links = [1, 2, 3].map(|n| format!("https://a.example{number}/story/{n}"));
        Ok(rss(request, &links.each_ref().map(|link| (TITLE, link.as_str()))))
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(3)).await;
    let asked = world.asked("a.example");
    let pages = asked.iter().filter(|one| one.url.contains("/story/")).count();
    assert!(pages >= 60 && asked.len() - pages >= 10, "{pages} of {}", asked.len());
    let gap = super::press::shortest_gap(&asked).unwrap();
    assert!(gap >= SignedDuration::from_secs(2), "{gap}");
    assert_eq!(world.most_open(), 1);
}

#[tokio::test]
async fn a_canonical_link_joins_articles_of_one_site_only() {
    let links = ["https://a.example/s", "https://a.example/print/s", "https://c.example/s"];
    let world = World::new(vec![feed("https://a.example/all.xml")], move |request, _| {
        if request.url.path() == "/all.xml" {
            return Ok(rss(request, &links.map(|link| (TITLE, link))));
        }
        let body = article(TITLE, "The bridge is closed.");
        let link = "<link rel=canonical href='https://a.example/s'></head>";
        Ok(page(request, &body.replace("</head>", link)))
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(1)).await;
    let mut versions = Vec::new();
    for link in links {
        versions.push(app.store.find_article(link).await.unwrap().unwrap().versions);
    }
    assert_eq!(versions, [1, 0, 1], "a foreign site may not claim to be the page");
}

/// Walled between the second and the fifth hour, empty for the rest of the day, then edited.
#[tokio::test]
async fn a_wall_is_no_version_and_the_time_behind_it_is_named() {
    let world = World::new(vec![feed("https://a.example/all.xml")], |request, at| {
        let hour = at.duration_since(start()).as_hours();
        let wall = "<html><title>Just a moment...</title><body>Checking your browser";
        match (request.url.path(), hour) {
            ("/all.xml", _) => Ok(rss(request, &[(TITLE, "https://a.example/s")])),
            (_, 2..=4) => Ok(reply(request, 403, "text/html", wall)),
            (_, 5..=20) => Ok(page(request, "<html><body><p>Please wait.</p></body></html>")),
            (_, ..=4) => Ok(page(request, &article(TITLE, "The bridge is closed."))),
            _ => Ok(page(request, &article(TITLE, "The bridge is open again."))),
        }
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(72)).await;
    let row = app.store.find_article("https://a.example/s").await.unwrap().unwrap();
    assert_eq!(row.versions, 2, "the article before and after, and nothing in between");
    let mut looks = app.store.observations(&row.id, start(), 1000).await.unwrap();
    looks.reverse();
    let state = |word: &str| serde_json::from_value(word.into()).unwrap();
    let looks: Vec<Look> =
        looks.iter().map(|look| Look { at: look.at, state: state(&look.state) }).collect();
    let gaps = gaps(&looks, None, world.clock.now());
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].why, Blindness::Failed);
    let (from, until) = (gaps[0].from.unwrap(), gaps[0].until.unwrap());
    assert!(
        from < after(start(), hours(2)) && until >= after(start(), hours(21)),
        "{from} {until}"
    );
    assert_eq!(gaps[0].states[0], ObservationState::Blocked);
    assert!(gaps[0].states.len() >= 2, "{:?}", gaps[0].states);
}

#[tokio::test]
async fn pages_are_asked_conditionally_and_ever_less_often() {
    let world = World::new(vec![feed("https://a.example/all.xml")], |request, _| {
        if request.url.path() == "/all.xml" {
            return Ok(rss(request, &[(TITLE, "https://b.example/s")]));
        }
        if request.headers.get("If-None-Match") == Some("\"one\"") {
            return Ok(reply(request, 304, "text/html", ""));
        }
        let mut whole = page(request, &article(TITLE, "The bridge is closed."));
        whole.headers.push("ETag", "\"one\"");
        Ok(whole)
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(5 * 24)).await;
    let asked = world.asked("b.example");
    let conditional = asked.iter().filter(|a| a.request.headers.get("If-None-Match").is_some());
    assert_eq!(conditional.count(), asked.len() - 1, "all but the first");
    let day = |n: i64| {
        let within =
            |at| at >= after(start(), hours(24 * n)) && at < after(start(), hours(24 * n + 24));
        asked.iter().filter(|a| within(a.at)).count()
    };
    assert!(day(0) > 2 * day(2) && day(2) >= 6, "{} {} {}", day(0), day(1), day(2));
}

/// Hourly, then three-hourly; a change brings back the quarter of an hour.
#[tokio::test]
async fn a_change_heats_an_article_up_again() {
    const EDIT: i64 = 40;
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, at| {
        if request.url.path() == "/feed.xml" {
            return Ok(rss(request, &[("OpenAI and Microsoft", "https://b.example/s")]));
        }
        let year = if at < after(start(), hours(EDIT)) { 2030 } else { 2032 };
        let text = format!("Microsoft holds its license to OpenAI's models until {year}.");
        Ok(page(request, &article("A story", &text)))
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(EDIT + 12)).await;
    let visits: Vec<_> = world.asked("b.example").into_iter().map(|asked| asked.at).collect();
    let edited = visits.iter().position(|at| *at >= after(start(), hours(EDIT))).unwrap();
    let gap = |index: usize| visits[index + 1].duration_since(visits[index]).as_mins();
    assert!((15..=17).contains(&gap(0)), "new: {}", gap(0));
    let hour = visits.iter().position(|at| *at >= after(start(), hours(6))).unwrap();
    assert!((60..=66).contains(&gap(hour)), "of today: {}", gap(hour));
    assert!((180..=198).contains(&gap(edited - 2)), "of this week: {}", gap(edited - 2));
    assert!((15..=17).contains(&gap(edited)), "edited: {}", gap(edited));
    assert!((60..=66).contains(&gap(visits.len() - 2)), "cooling: {}", gap(visits.len() - 2));
    let row = app.store.find_article("https://b.example/s").await.unwrap().unwrap();
    assert_eq!(row.versions, 2);
}

/// Where a host allows far fewer visits than are due, the one that is latest by its own measure
/// comes first: none is left out.
#[tokio::test]
async fn no_article_of_a_busy_host_starves() {
    const ARTICLES: usize = 12;
    let links: Vec<String> = (0..ARTICLES).map(|n| format!("https://b.example/s/{n}/")).collect();
    let mut world = World::new(vec![feed("https://a.example/feed.xml")], move |request, _| {
        if request.url.path() == "/feed.xml" {
            let items: Vec<_> =
                links.iter().map(|link| ("OpenAI and Microsoft", link.as_str())).collect();
            return Ok(rss(request, &items));
        }
        Ok(page(request, &article("A story", &format!("About {}.", request.url.path()))))
    });
    world.pace.host_gap = minutes(10);
    let app = world.daemon().await;
    world.run(&[&app], hours(24)).await;
    let counts: Vec<usize> =
        (0..ARTICLES).map(|number| world.asked(&format!("b.example/s/{number}/")).len()).collect();
    assert!(counts.iter().all(|count| (6..=16).contains(count)), "{counts:?}");
}

/// After two years without a change an article is left alone; not one that a live claim rests on.
#[tokio::test]
async fn an_article_cited_by_a_live_claim_is_never_left_alone() {
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, _| {
        if request.url.path() == "/feed.xml" {
            let cited = ("OpenAI and Microsoft", "https://b.example/cited");
            return Ok(rss(
                request,
                &[cited, ("Microsoft opens a hall", "https://c.example/hall")],
            ));
        }
        if request.headers.get("If-None-Match").is_some() {
            return Ok(reply(request, 304, "text/html", ""));
        }
        let text = match request.url.path() {
            "/cited" => "Microsoft holds its license to OpenAI's models until 2032.",
            _ => "The hall has room for nine hundred people and a garden, it said.",
        };
        let mut whole = page(request, &article("A story", text));
        whole.headers.push("ETag", "\"one\"");
        Ok(whole)
    });
    let app = world.daemon().await;
    world.run(&[&app], hours(24 * 850)).await;
    let late = |host: &str| {
        let since = after(start(), hours(24 * 775));
        world.asked(host).iter().filter(|asked| asked.at > since).count()
    };
    assert!((1..=3).contains(&late("b.example")), "monthly: {}", late("b.example"));
    assert_eq!(late("c.example"), 0, "nothing rests on it");
    let row = app.store.find_article("https://c.example/hall").await.unwrap().unwrap();
    assert_eq!((row.next_visit_at, row.versions), (None, 1), "kept, and not visited again");
}
