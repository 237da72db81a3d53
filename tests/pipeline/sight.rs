//! What pactwatch sees of a page and what it does not: furniture is no news, a wall is no version.

use pactwatch::base::http::FetchError;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;

use super::story::{HARBOUR, NORTH, PRIMARY, setup};
use crate::world::setup::{Setup, feed_id, feed_url, page_url, story};
use crate::world::web::Answer;
use crate::world::{World, at};

const EVENING: &str = "2026-04-27 20:00";

/// Feeds once an hour: these stories take days.
fn slow_setup() -> Setup {
    Setup { schedule: Schedule::parse("0 * * * *", None).unwrap(), ..setup() }
}

/// One article, read by two in the afternoon and not edited since.
async fn one_article() -> (World, String) {
    let world = World::new(slow_setup()).await;
    world.run_until(at("2026-04-27 13:00")).await;
    let url = world.publish(HARBOUR, "second");
    world.run_until(at("2026-04-27 15:00")).await;
    assert_eq!(world.article(&url).await.versions, 1);
    (world, url)
}

/// Advertisements, tickers, counters and footers differ on every visit of this press.
#[tokio::test]
async fn a_week_of_furniture_is_no_version_and_no_finding() {
    let (world, url) = one_article().await;
    world.run_until(at("2026-05-04 12:00")).await;
    let visits = world.web.requests(&url);
    let bodies: std::collections::BTreeSet<Option<String>> = world
        .store()
        .observations(&world.article(&url).await.id, at("2026-04-27"), 1000)
        .await
        .unwrap()
        .into_iter()
        .map(|look| look.body_hash)
        .collect();
    assert!(visits.len() > 60 && bodies.len() > 60, "{} visits", visits.len());
    assert_eq!(world.looks(&url).await, ["ok first_version", "ok same_text"]);
    assert_eq!(world.article(&url).await.versions, 1);
    assert_eq!(world.news(at("2026-04-27 15:00")).await, Vec::<String>::new());
}

/// Whatever stands in an article's place, the last good version stays and nothing is withdrawn.
#[tokio::test]
async fn what_is_not_the_article_changes_nothing() {
    let challenge = "<html><head><title>Just a moment...</title></head><body><div \
                     id=\"cf-challenge\">Checking your browser before accessing the site. \
                     <script src=\"/cdn-cgi/challenge-platform/h/b/x.js\"></script></div></body></html>";
    let consent = "https://consent.harbour.example/collect";
    let teaser = "<html><body><article><h1>Microsoft gives up its exclusive licence to OpenAI \
                  models</h1><p>The most watched contract of the technology business has a new \
                  version, and it was signed on Monday</p></article></body></html>";
    let refused = |status, body: &str| match Answer::html(body) {
        Answer::Page { headers, body, .. } => Answer::Page { status, headers, body },
        other @ (Answer::RedirectsTo(_) | Answer::Fails(_)) => other,
    };
    let cases = [
        (Answer::status(404), "error not_found_yet"),
        (refused(403, challenge), "blocked forbidden"),
        (Answer::html(challenge), "blocked challenge_page"),
        (Answer::RedirectsTo(consent.to_owned()), "consent consent_page"),
        (Answer::html(teaser), "truncated prefix_of_last_good"),
        (Answer::status(503), "error server_error"),
        (Answer::Fails(FetchError::Timeout("read".to_owned())), "error fetch_failed"),
    ];
    for (answer, look) in cases {
        let (world, url) = one_article().await;
        world.web.set(consent, Answer::html("<p>We value your privacy</p>"));
        world.web.set(&url, answer);
        world.run_until(at(EVENING)).await;
        assert_eq!(world.looks(&url).await, ["ok first_version", "ok same_text", look]);
        let article = world.article(&url).await;
        assert_eq!(article.versions, 1, "{look}");
        assert_eq!(world.news(at("2026-04-27 15:00")).await, Vec::<String>::new(), "{look}");
        let claims = world.store().appearances(&article.id).await.unwrap();
        assert!(!claims.is_empty(), "{look}: what it said stands");
        world.web.mend(&url);
        world.run_until(at("2026-04-30 20:00")).await;
        let looks = world.looks(&url).await;
        assert_eq!(looks.last().unwrap(), "ok same_text", "{look}: seen again: {looks:?}");
    }
}

/// An article that two feeds show is one article, visited once.
#[tokio::test]
async fn one_article_in_two_feeds_is_one() {
    let mut setup = setup();
    let second = "https://harbour.example/business.xml";
    setup.feeds.push(("Harbour business".to_owned(), second.to_owned(), Tier::Press));
    let world = World::new(setup).await;
    world.web.press(|press| press.feeds.insert(second.to_owned(), Vec::new()));
    world.run_until(at("2026-04-27 13:00")).await;
    let url = world.publish(HARBOUR, "second");
    world.web.press(|press| press.feeds.insert(second.to_owned(), vec![url.clone()]));
    world.run_until(at("2026-04-27 13:14")).await;
    assert_eq!(world.store().articles("", 9).await.unwrap().len(), 1);
    assert_eq!(world.web.requests(&url).len(), 1);
}

/// A page that names another address as its own is not read twice.
#[tokio::test]
async fn a_canonical_twin_is_not_a_second_article() {
    let (world, url) = one_article().await;
    let mut twin = story("second");
    twin.canonical = Some(url.clone());
    let other = world.publish_story(HARBOUR, "amp-second", twin);
    world.run_until(at(EVENING)).await;
    let article = world.article(&other).await;
    assert_eq!((article.versions, article.next_visit_at), (0, None));
    let looks = world.looks(&other).await;
    assert_eq!(looks.len(), 1);
    assert!(looks[0].starts_with("ok same_article_as a_"), "{looks:?}");
    assert_eq!(world.news(at("2026-04-27 15:00")).await, Vec::<String>::new());
}

/// A feed that fails opens one incident, and closes it when it answers again; the desk hears both.
#[tokio::test]
async fn a_failing_feed_is_one_incident() {
    let (world, _) = one_article().await;
    let feed = feed_url(NORTH);
    world.web.set(&feed, Answer::status(500));
    world.run_until(at("2026-04-28 15:00")).await;
    let open = world.store().incidents(None).await.unwrap();
    let of: Vec<_> = open.iter().map(|i| (i.kind.as_str(), i.subject.clone())).collect();
    assert_eq!(of, [("feed_failing", feed_id(&feed))]);
    assert!(open[0].detail.contains("500"), "{:?}", open[0]);
    world.web.mend(&feed);
    world.run_until(at("2026-05-01 15:00")).await;
    assert_eq!(world.store().incidents(None).await.unwrap(), []);
    let all = world.store().incidents(Some(at("2026-04-27"))).await.unwrap();
    assert_eq!(all.len(), 1, "opened once: {all:?}");
    assert!(all[0].closed_at.is_some());
    let told = world.told().concat();
    let said = |start: &str| told.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((said("Cannot see: north"), said("Can see again: north")), (1, 1), "{told:?}");
}

/// Validators go back as they came, and "not modified" is a look, not a version.
#[tokio::test]
async fn what_is_not_modified_is_not_fetched_again() {
    let world = World::new(setup()).await;
    world.run_until(at("2026-04-27 13:00")).await;
    let mut kept = story("second");
    kept.validators = true;
    let url = world.publish_story(HARBOUR, "second", kept);
    world.run_until(at(EVENING)).await;
    assert_eq!(world.looks(&url).await, ["ok first_version", "not_modified not_modified"]);
    let asked = world.web.requests(&url);
    let tags: Vec<_> =
        asked.iter().map(|(_, request)| request.headers.get("if-none-match")).collect();
    assert!(tags[0].is_none() && tags[1..].iter().all(Option::is_some), "{tags:?}");
    let row = world.store().feed(&feed_id(&feed_url(HARBOUR))).await.unwrap().unwrap();
    assert_eq!(row.last_reason.as_deref(), Some("not_modified"));
}

/// A page that robots.txt closes is not asked for, and that is on record.
#[tokio::test]
async fn a_page_closed_to_robots_is_not_fetched() {
    let world = World::new(slow_setup()).await;
    let rules = "User-agent: *\nDisallow: /closed/\n";
    world.web.set("https://harbour.example/robots.txt", Answer::text(rules));
    world.run_until(at("2026-04-27 13:00")).await;
    let closed = world.publish_story(HARBOUR, "closed/second", story("second"));
    let open = world.publish_story(HARBOUR, "third", story("third"));
    world.run_until(at("2026-04-29 13:00")).await;
    assert_eq!(world.web.requests(&closed).len(), 0);
    assert_eq!(world.looks(&closed).await, ["blocked robots"]);
    assert_eq!(world.article(&open).await.versions, 1);
    let asked = world.web.requests("harbour.example/robots.txt").len();
    assert!((2..=4).contains(&asked), "once a day, not {asked} times");
}

/// An unrelated article is recorded with the reason why its page was not fetched.
#[tokio::test]
async fn what_does_not_concern_the_deal_is_not_followed() {
    let world = World::new(setup()).await;
    world.run_until(at("2026-04-27 13:00")).await;
    let url = world.publish(HARBOUR, "unrelated");
    world.run_until(at(EVENING)).await;
    assert_eq!(world.web.requests(&url).len(), 0);
    let kept = world.store().entries_like(&url).await.unwrap();
    let reasons: Vec<&str> = kept.iter().map(|entry| entry.follow.as_str()).collect();
    assert_eq!(reasons, ["unrelated"]);
}

/// A page that could not be read in the first pass was there all the same: it is no news later.
#[tokio::test]
async fn an_article_that_failed_in_the_first_pass_is_no_news_when_it_returns() {
    let world = World::new(setup()).await;
    let url = world.publish(HARBOUR, "before");
    world.web.set(&url, Answer::status(503));
    world.publish(PRIMARY, "announcement");
    world.run_until(at("2026-04-27 13:00")).await;
    world.web.mend(&page_url(HARBOUR, "before"));
    world.run_until(at(EVENING)).await;
    assert_eq!(world.article(&url).await.versions, 1);
    assert_eq!(world.news(at("2026-04-27")).await, ["baseline"]);
    assert_eq!(world.told().len(), 1);
}
