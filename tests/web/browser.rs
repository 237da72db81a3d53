//! What a person does, in a real browser: from the alert to the verdict, by mouse and by key, on a
//! desktop and on a phone, by day and by night.

use super::driver::Browser;
use super::{Pages, TOKEN};

const ENTER: &str = "\u{e007}";

/// Opens an alert's link, reads both quotes, judges it, and finds the verdict again.
#[tokio::test]
async fn from_the_alert_to_the_verdict() {
    let pages = Pages::open().await;
    let Some(browser) = Browser::start(false).await else { return };
    browser.resize(1280, 800).await;
    let id = pages.finding("consensus_shift").await;
    let link = format!("{}/findings/{id}", pages.base);
    browser.open(&link).await;
    let quotes = browser.run("return document.querySelectorAll('.side mark').length").await;
    assert_eq!(quotes, 2, "both quotes are marked");
    browser.click(".judge button.right").await;
    assert_eq!(browser.url().await, link);
    assert!(browser.text(".judge .said").await.contains("right"));
    browser.open(&format!("{}/findings", pages.base)).await;
    let judged = format!("[data-id='{id}'] .verdict.right");
    assert!(browser.text(&judged).await.contains("right"), "the inbox shows it");
    browser.close().await;
}

/// `j` and `k` move, Enter opens, `w` judges, `/` searches.
#[tokio::test]
async fn the_inbox_is_moved_through_by_key() {
    let pages = Pages::open().await;
    let Some(browser) = Browser::start(false).await else { return };
    browser.resize(1280, 800).await;
    let inbox = format!("{}/findings", pages.base);
    browser.open(&inbox).await;
    let ids =
        browser.run("return [...document.querySelectorAll('[data-id]')].map(e => e.dataset.id)");
    let ids = ids.await;
    browser.click("html[data-keys] h1").await;
    browser.press("jjjk").await;
    browser.press(ENTER).await;
    browser.text(".case h1").await;
    let second = ids[1].as_str().unwrap();
    assert_eq!(browser.url().await, format!("{inbox}/{second}"));
    browser.open(&inbox).await;
    // Keys go to the page once it has the focus and its script listens.
    browser.click("html[data-keys] h1").await;
    browser.press("jw").await;
    let first = ids[0].as_str().unwrap();
    let judged = format!("[data-id='{first}'] .verdict.wrong");
    assert!(browser.text(&judged).await.contains("wrong"));
    browser.press("/long").await;
    browser.press(ENTER).await;
    browser.text(".excerpt").await;
    assert!(browser.url().await.contains("/search?q=long"), "{}", browser.url().await);
    browser.close().await;
}

/// Silences a term from its finding, and compares two versions of an article.
#[tokio::test]
async fn a_term_is_silenced_and_versions_compared() {
    let pages = Pages::open().await;
    let Some(browser) = Browser::start(false).await else { return };
    browser.resize(1280, 800).await;
    let id = pages.finding("consensus_shift").await;
    browser.open(&format!("{}/findings/{id}", pages.base)).await;
    browser.click(".silence summary").await;
    browser.click(".silence form > button").await;
    assert_eq!(browser.url().await, format!("{}/silences", pages.base));
    assert!(!browser.text(".silences li .what").await.is_empty());
    let article = pages.edited().await;
    browser.open(&format!("{}/articles/{article}", pages.base)).await;
    browser.click(".paper .filters button").await;
    assert!(browser.text(".diff ins").await.contains("long day"));
    browser.close().await;
}

/// No page scrolls sideways on a phone, breaks the policy, or fails the accessibility rules.
#[tokio::test]
async fn every_page_fits_and_can_be_used_by_everybody() {
    let pages = Pages::open().await;
    let first = pages.finding("first_seen").await;
    let fields = [("token", TOKEN), ("id", first.as_str()), ("verdict", "right"), ("note", "seen")];
    pages.post("/verdicts", &fields).await;
    pages.post("/silences", &[("token", TOKEN), ("term", "license.until"), ("hours", "24")]).await;
    for dark in [false, true] {
        let Some(browser) = Browser::start(dark).await else { return };
        for (size, width, height) in [("desktop", 1366, 900), ("phone", 375, 812)] {
            browser.resize(width, height).await;
            for path in pages.addresses().await {
                browser.open(&format!("{}{path}", pages.base)).await;
                let spill = browser
                    .run("return document.documentElement.scrollWidth - window.innerWidth")
                    .await;
                assert!(spill.as_i64() <= Some(0), "{path} spills by {spill} px on a {size}");
                let light = if dark { "dark" } else { "light" };
                browser.photograph(&format!("{}-{size}-{light}", name(&path))).await;
                assert_accessible(&browser, &path, light).await;
            }
        }
        browser.close().await;
    }
}

fn name(path: &str) -> String {
    let parts: Vec<&str> = path.trim_matches('/').split(['/', '?', '=', '&']).collect();
    let kept = parts.iter().filter(|part| !part.contains('_') && !part.is_empty());
    let name = kept.copied().collect::<Vec<_>>().join("-");
    let one = path.contains("/f_") || path.contains("/a_");
    if name.is_empty() {
        "overview".to_owned()
    } else if one {
        format!("one-{name}")
    } else {
        name
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
