//! How every page looks, from stores of several kinds: on a desktop, a laptop and a phone, by day and
//! by night. No page scrolls sideways or fails the accessibility rules; each is photographed.

use std::collections::BTreeMap;

use pactwatch::base::Timestamp;
use pactwatch::feed::model::Tier;
use serde::Deserialize;

use super::driver::Browser;
use super::{HARBOUR, NORTH, PRIMARY, Pages, TOKEN};
use crate::world::press::Story;
use crate::world::setup::{Setup, story};
use crate::world::{World, at};

const SIZES: [(&str, u32, u32); 2] = [("desktop", 1366, 768), ("phone", 375, 812)];

/// Opens every page in every size and light, looks for what is wrong, and photographs it.
async fn look_at(pages: &Pages, store: &str, paths: &[String]) {
    for dark in [false, true] {
        let Some(browser) = Browser::start(dark).await else { return };
        for (size, width, height) in SIZES {
            browser.resize(width, height).await;
            for path in paths {
                browser.open(&format!("{}{path}", pages.base)).await;
                let spill = browser
                    .run("return document.documentElement.scrollWidth - window.innerWidth")
                    .await;
                assert!(spill.as_i64() <= Some(0), "{path} spills by {spill} px on a {size}");
                let light = if dark { "dark" } else { "light" };
                browser.photograph(&format!("{store}-{}-{size}-{light}", name(path))).await;
                assert_accessible(&browser, path, light).await;
            }
        }
        browser.close().await;
    }
}

fn name(path: &str) -> String {
    let parts: Vec<&str> = path.trim_matches('/').split(['/', '?', '=', '&']).collect();
    let is_id = |part: &str| part.starts_with("a_") || part.starts_with("f_");
    let kept = parts.iter().filter(|part| !is_id(part) && !part.is_empty());
    let name = kept.copied().collect::<Vec<_>>().join("-");
    let one = path.contains("/f_") || path.contains("/a_");
    match (name.is_empty(), one) {
        (true, _) => "overview".to_owned(),
        (false, true) => format!("one-{name}"),
        (false, false) => name,
    }
}

/// The rules of axe-core, where it is unpacked to `target/axe/axe.min.js`.
async fn assert_accessible(browser: &Browser, path: &str, light: &str) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/target/axe/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(file) else {
        eprintln!("SKIPPED: no axe-core at {file}");
        return;
    };
    let asked = "const done = arguments[arguments.length - 1];
        axe.run(document).then(found => done(found.violations
            .filter(one => ['serious', 'critical'].includes(one.impact))
            .map(one => one.id + ': ' + one.nodes.map(node => node.html + ' '
                + node.failureSummary).join(' | '))));";
    browser.run(&axe).await;
    let found = browser.run_async(asked).await;
    assert_eq!(found, serde_json::json!([]), "{path}, {light}");
}

#[tokio::test]
async fn every_page_fits_and_can_be_used_by_everybody() {
    let pages = Pages::open().await;
    let first = pages.finding("first_seen").await;
    let fields = [("token", TOKEN), ("id", first.as_str()), ("verdict", "right"), ("note", "seen")];
    pages.post("/verdicts", &fields).await;
    pages.post("/silences", &[("token", TOKEN), ("term", "license.until"), ("hours", "24")]).await;
    look_at(&pages, "afternoon", &pages.addresses().await).await;
}

/// Before anything was read.
#[tokio::test]
async fn an_empty_store_looks_meant() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let pages = Pages::over(world).await;
    let paths = ["/", "/terms", "/findings", "/articles", "/sources", "/log", "/silences", "/none"];
    look_at(&pages, "empty", &paths.map(str::to_owned)).await;
}

/// Titles without an end, words without a gap, text from right to left, and a page out of reach.
#[tokio::test]
async fn hard_text_breaks_nothing() {
    let outlet = "a-very-long-name-of-an-outlet-that-goes-on-and-on.harbour.example";
    let press = [(PRIMARY, Tier::Primary), (outlet, Tier::Press), (NORTH, Tier::Press)];
    let world = World::on_file(Setup::new(&press)).await;
    world.publish(NORTH, "before");
    world.run_until(at("2026-04-27 13:00")).await;
    let mut long = story("before");
    long.title = format!("{} {}", "Microsoft and OpenAI ".repeat(18), "W".repeat(140));
    long.paragraphs.push(format!("OpenAI pays Microsoft {} of it.", "revenue".repeat(60)));
    world.publish_story(outlet, "long", long);
    let mut turned = story("announcement");
    turned.title = "\u{202e}Microsoft\u{202c} \u{5e9}\u{5dc}\u{5d5}\u{5dd} OpenAI \u{645}\u{631}\
        \u{62d}\u{628}\u{627} \u{2067}amend\u{2069}"
        .to_owned();
    turned.paragraphs.push("\u{645}\u{631}\u{62d}\u{628}\u{627} \u{202e}OpenAI".repeat(30));
    world.publish_story(PRIMARY, "turned", turned);
    world.run_until(at("2026-04-27 20:30")).await;
    let pages = Pages::over(world).await;
    let articles = pages.get("/api/v1/articles").await.json();
    let findings = pages.get("/api/v1/findings").await.json();
    let ids = |list: &serde_json::Value, of: &str| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter().take(4);
        items.map(|item| format!("/{of}/{}", item["id"].as_str().unwrap())).collect()
    };
    let mut paths = ["/", "/findings", "/articles", "/log?only=all", "/terms/license.exclusivity"]
        .map(str::to_owned)
        .to_vec();
    paths.extend(ids(&articles, "articles"));
    paths.extend(ids(&findings, "findings"));
    look_at(&pages, "hard", &paths).await;
}

/// An annotated article of the development corpus.
#[derive(Deserialize)]
struct Written {
    outlet: String,
    published: Option<String>,
    title: String,
    text: String,
}

/// Real coverage: what holds, what is disputed and what cannot be seen stand on the first screen of
/// a laptop.
#[tokio::test]
async fn a_laptop_answers_without_scrolling() {
    let Some(corpus) = crate::corpus::corpus() else { return };
    let mut files: Vec<_> =
        std::fs::read_dir(corpus.join("coverage")).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let written: Vec<Written> = files
        .iter()
        .map(|file| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
        .collect();
    let mut outlets: BTreeMap<&str, Tier> = BTreeMap::new();
    for article in &written {
        let primary = ["openai.com", "microsoft.com"].iter().any(|p| article.outlet.ends_with(p));
        let tier = if primary { Tier::Primary } else { Tier::Press };
        outlets.insert(&article.outlet, tier);
    }
    let outlets: Vec<(&str, Tier)> = outlets.into_iter().collect();
    let world = World::on_file(Setup::new(&outlets)).await;
    for (number, article) in written.iter().enumerate() {
        world.publish_story(&article.outlet, &format!("story-{number}"), printed(article));
        world.run_for(1).await;
    }
    let pages = Pages::over(world).await;
    let finding = pages.get("/api/v1/findings").await.json()["items"][0]["id"].clone();
    let article = pages.get("/api/v1/articles").await.json()["items"][0]["id"].clone();
    let paths = [
        "/".to_owned(),
        "/terms/license.until".to_owned(),
        "/terms/investment.microsoft_total".to_owned(),
        "/findings".to_owned(),
        format!("/findings/{}", finding.as_str().unwrap()),
        "/articles".to_owned(),
        format!("/articles/{}", article.as_str().unwrap()),
        "/log".to_owned(),
        "/search?q=exclusive".to_owned(),
    ];
    look_at(&pages, "corpus", &paths).await;
    let Some(browser) = Browser::start(false).await else { return };
    browser.resize(1366, 768).await;
    browser.open(&format!("{}/", pages.base)).await;
    let asked = "return ['.lede', '.unseen', '.terms > li:last-child'].map(one =>
        Math.round(document.querySelector(one).getBoundingClientRect().bottom))";
    let ends = browser.run(asked).await;
    for end in ends.as_array().unwrap() {
        assert!(end.as_i64() <= Some(768), "below the first screen: {ends}");
    }
    browser.close().await;
}

/// As its outlet would print it; the corpus has days, and escapes nothing.
fn printed(article: &Written) -> Story {
    let day = article.published.as_deref().and_then(|day| day.get(..10)).unwrap_or("2026-04-20");
    let published: Timestamp = format!("{day}T09:00:00Z").parse().unwrap();
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs: Vec<String> = article.text.split("\n\n").map(plain).collect();
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    Story::new(&plain(&article.title), published, &paragraphs)
}
