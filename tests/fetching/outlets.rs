//! Rules for single outlets, from the settings to the request and the text.

use std::collections::BTreeMap;

use pactwatch::app::{OutletRules, Outlets};
use pactwatch::article::Overrides;
use pactwatch::base::http::Headers;
use pactwatch::config::{Environment, Secrets, load_with};

use super::press::{World, article, feed, hours, minutes, page, rss};

const SETTINGS: &str = r##"
watch = "watch.toml"
[[outlet]]
domain = "a.example"
keep = ["article"]
drop = [".promo", "#more > li"]
headers = { "Accept-Language" = "en", Accept = "text/html" }
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
        let rules = OutletRules { overrides, headers };
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
