//! What the gate lets through, and how much it is measured to miss.

use pactwatch::store::feeds::GateFigures;

use super::press::{World, article, feed, hours, page, rss, start};

#[tokio::test]
async fn the_miss_rate_of_the_gate_is_measured_by_its_sample() {
    let world = World::new(vec![feed("https://a.example/feed.xml")], |request, at| {
        if let Some(number) = request.url.path().strip_prefix("/story/") {
            // Every other story that looks like nothing is about the deal after all.
            let number: u32 = number.parse().unwrap();
            let about = "Microsoft holds a stake of about 27 percent in OpenAI, it said.";
            let other = "The council will decide about the bridge on Tuesday, it said.";
            let text = if number.is_multiple_of(2) { about } else { other };
            return Ok(page(request, &article(&format!("Story {number}"), text)));
        }
        let hour = u32::try_from(at.duration_since(start()).as_hours()).unwrap();
        let links: Vec<(String, String)> = (hour * 40..hour * 40 + 60)
            .map(|n| (format!("Story {n}"), format!("https://a.example/story/{n}")))
            .collect();
        let items: Vec<(&str, &str)> =
            links.iter().map(|(t, l)| (t.as_str(), l.as_str())).collect();
        Ok(rss(request, &items))
    });
    let app = world.daemon().await;
    assert_eq!(app.store.gate_figures(start()).await.unwrap().miss_rate(), None);
    world.run(&[&app], hours(36)).await;
    let figures: GateFigures = app.store.gate_figures(start()).await.unwrap();
    assert!(figures.left_out > 500, "{figures:?}");
    assert!(figures.sampled * 20 < figures.left_out, "the sample is small: {figures:?}");
    assert_eq!(figures.read, figures.sampled, "every sampled page was read: {figures:?}");
    let asked: std::collections::BTreeSet<String> =
        world.asked("/story/").into_iter().map(|one| one.url).collect();
    let even = asked.iter().filter(|url| url.ends_with(['0', '2', '4', '6', '8'])).count();
    assert_eq!(figures.relevant, i64::try_from(even).unwrap(), "{figures:?}");
    let rate = figures.miss_rate().unwrap();
    assert!((0.1..0.9).contains(&rate), "{rate}");
    let told = figures.told().unwrap();
    let opened = format!("of {} that were opened to check, {even} did concern it", figures.read);
    assert!(told.contains(&opened), "{told}");
    assert_eq!(GateFigures::default().told(), None);
    let unopened = GateFigures { left_out: 7, ..GateFigures::default() }.told().unwrap();
    assert!(
        unopened.starts_with("7 entries") && unopened.contains("none was opened"),
        "{unopened}"
    );
}

/// What leads to a page when no party is named: words that are enough alone. Those that only carry
/// weight beside a party stand in half of all news, and following them would be asking everybody's
/// servers for everything.
#[test]
fn the_gate_stays_shut_for_the_news_of_the_day() {
    let watch = crate::world::setup::shipped_watch();
    let followed = [
        "Microsoft signs a lease",
        "ChatGPT gets a new voice",
        "A panel of experts is to say when AGI is reached",
        "Artificial intelligence partnership is rewritten, and exclusivity goes",
        "Regulators look into the biggest investment in an AI start-up",
        "Chatbot maker ends its exclusive partnership",
        "What the amendment changes, and what it leaves alone",
        "The licence is no longer exclusive",
        "Inside the agreement: who may host what",
    ];
    let left_out = [
        "The council has put off its decision about the old bridge until the spring",
        "City signs a contract for forty new trams",
        "Tenants win the right of access to their files",
        "School board puts a cut in payments to a vote",
        "Airline agrees a deal for a new model of aircraft",
        "Investors pour money into bonds as profits fall",
        "A round of talks over fishing rights ends in dispute",
        "Code of conduct: the observer loses his seat after a filing",
        "Cloud over the final: rain is expected",
        "Amazon opens a warehouse beside the river",
    ];
    for title in followed {
        assert!(watch.relevance(title).follow(), "{title}: {:?}", watch.relevance(title));
    }
    for title in left_out {
        assert!(!watch.relevance(title).follow(), "{title}: {:?}", watch.relevance(title));
    }
}

/// What the demo's press publishes is read, though not every title names a party.
#[test]
fn every_article_of_the_demo_is_followed() {
    let watch = crate::world::setup::shipped_watch();
    let story: toml::Table = toml::from_str(include_str!("../../src/cli/demo/story.toml")).unwrap();
    let titles: Vec<&str> = story["article"]
        .as_array()
        .unwrap()
        .iter()
        .map(|article| article["title"].as_str().unwrap())
        .collect();
    assert!(titles.len() > 4, "{titles:?}");
    for title in titles {
        assert!(watch.relevance(title).follow(), "{title}: {:?}", watch.relevance(title));
    }
}
