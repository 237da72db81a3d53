//! Rules for single outlets, from the settings to the request and the text.

use std::collections::BTreeMap;

use pactwatch::app::{OutletRules, Outlets};
use pactwatch::article::Overrides;
use pactwatch::base::http::Headers;
use pactwatch::base::time::after;
use pactwatch::config::{Content, Environment, Secrets, load_with};

use super::press::{World, article, feed, hours, minutes, page, reply, rss, start};

const SETTINGS: &str = r##"
watch = "watch.toml"
[[outlet]]
domain = "a.example"
keep = ["article"]
drop = [".promo", "#more > li"]
headers = { "Accept-Language" = "en", Accept = "text/html" }
[[outlet]]
domain = "b.example"
content = "feed"
"##;

fn without(drop: &str) -> Overrides {
    Overrides { keep: Vec::new(), drop: vec![drop.parse().unwrap()] }
}

#[test]
fn rules_are_read_from_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pactwatch.toml");
    std::fs::write(&path, SETTINGS).unwrap();
    let settings = load_with(&path, &Environment::default(), Secrets::Leave).unwrap();
    let outlet = &settings.outlets[0];
    assert_eq!(outlet.domain, "a.example");
    assert_eq!(outlet.overrides.keep, ["article".parse().unwrap()]);
    assert_eq!(outlet.overrides.drop, [".promo", "#more > li"].map(|s| s.parse().unwrap()));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(outlet.headers, [pair("Accept-Language", "en"), pair("Accept", "text/html")]);
    assert_eq!([outlet.content, settings.outlets[1].content], [Content::Page, Content::Feed]);
}

/// A rule that comes later changes how the stored page is read, and is no edit of the article.
#[tokio::test]
async fn an_outlet_s_rules_reach_its_requests_and_its_text_and_a_new_rule_is_no_edit() {
    const TITLE: &str = "OpenAI and Microsoft sign a new agreement";
    let mut world = World::new(vec![feed("https://rss.a.example/all.xml")], |request, _| {
        if request.url.path() == "/all.xml" {
            return Ok(rss(
                request,
                &[(TITLE, "https://www.a.example/s"), (TITLE, "https://b.example/s")],
            ));
        }
        let promo = "<p class=strange>Our readers say that this is the finest paper in the land, \
                     and that its articles are long, well made, and worth every penny.</p></article>";
        Ok(page(request, &article(TITLE, "The bridge is closed.").replace("</article>", promo)))
    });
    let rules = |overrides: Overrides| {
        let headers = vec![("X-Region".to_owned(), "north".to_owned())];
        let rules = OutletRules { overrides, headers, from_feed: false };
        Outlets::new(BTreeMap::from([("a.example".to_owned(), rules)]))
    };
    world.outlets = rules(Overrides::default());
    let app = world.daemon().await;
    world.run(&[&app], minutes(40)).await;
    let region = |headers: &Headers| headers.get("X-Region").map(str::to_owned);
    for asked in world.asked("") {
        let wanted = asked.url.contains("a.example").then(|| "north".to_owned());
        assert_eq!(region(&asked.request.headers), wanted, "{}", asked.url);
    }
    let text_of = async |app: &super::press::Simulated| {
        let row = app.store.find_article("https://www.a.example/s").await.unwrap().unwrap();
        let head = app.store.snapshot(&row.head.unwrap()).await.unwrap().unwrap();
        let read = app.store.reading(&head).await.unwrap();
        (row.versions, head.extractor, String::from_utf8(read).unwrap())
    };
    let (versions, plain, text) = text_of(&app).await;
    assert!(versions == 1 && text.contains("finest paper"), "{versions}");
    drop(app);
    world.outlets = rules(without("p.strange"));
    let app = world.daemon().await;
    world.run(&[&app], hours(3)).await;
    let (versions, by_rule, text) = text_of(&app).await;
    assert_eq!(versions, 1, "what the rule changes is no edit");
    assert_ne!(plain, by_rule);
    assert!(!text.contains("finest paper"));
}

/// The feed holds the article: its page is never asked for, and a new content is a new version.
#[tokio::test]
async fn an_outlet_may_be_read_in_its_feed() {
    const LINK: &str = "https://www.a.example/s";
    let mut world = World::new(vec![feed("https://rss.a.example/all.xml")], |request, at| {
        assert_eq!(request.url.path(), "/all.xml", "no page is fetched, and no robots.txt");
        let year = if at < after(start(), hours(30)) { 2030 } else { 2032 };
        let text = article("ignored", &format!("Microsoft holds its license until {year}."));
        let body = text.split_once("<article>").unwrap().1.replace("</article></body></html>", "");
        let document = rss(
            request,
            &[("OpenAI and Microsoft", LINK), ("OpenAI, again", "https://b.example/")],
        );
        let document = String::from_utf8(document.body).unwrap();
        let content = format!(
            "<pubDate>Mon, 03 Mar 2031 05:00:00 GMT</pubDate>\
             <content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
             <![CDATA[{body}]]></content:encoded></item>"
        );
        Ok(reply(request, 200, "application/rss+xml", &document.replacen("</item>", &content, 1)))
    });
    let fed = OutletRules { from_feed: true, ..OutletRules::default() };
    let rules = ["a.example", "b.example"].map(|domain| (domain.to_owned(), fed.clone()));
    world.outlets = Outlets::new(BTreeMap::from(rules));
    world.pace.robots = true;
    let app = world.daemon().await;
    world.run(&[&app], hours(20)).await;
    let versions = async || {
        let row = app.store.find_article(LINK).await.unwrap().unwrap();
        let mut texts = Vec::new();
        for snapshot in app.store.snapshots(&row.id).await.unwrap() {
            let read = app.store.reading(&snapshot).await.unwrap();
            texts.push(pactwatch::app::reading::Read::from_bytes(&read).unwrap());
        }
        texts
    };
    let first = versions().await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].article.title, "OpenAI and Microsoft");
    assert!(first[0].article.text.contains("until 2030"), "{}", first[0].article.text);
    assert!(
        first[0]
            .article
            .published
            .as_ref()
            .is_some_and(|dated| dated.date.to_string() == "2031-03-03")
    );
    assert!(!first[0].reading.claims.is_empty());
    world.run(&[&app], hours(40)).await;
    let second = versions().await;
    assert_eq!(second.len(), 2, "a changed content is a version");
    assert!(second[1].article.text.contains("until 2032"));
    // An entry without content or summary says nothing, and is not guessed at.
    let bare = app.store.find_article("https://b.example/").await.unwrap().unwrap();
    assert_eq!((bare.versions, bare.last_state), (0, None));
}
