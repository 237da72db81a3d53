//! What a person does, in a real browser: from the alert to the verdict, by mouse and by key; through
//! the login page and back to where an alert's link led.

use pactwatch::base::Secret;
use pactwatch::web::Guards;

use super::Pages;
use super::driver::Browser;

const ENTER: &str = "\u{e007}";
/// Opens the pages.
const DOOR: &str = "a-token-of-thirty-two-or-more-characters";

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
    assert!(browser.text(".judge .said").await.contains("right"));
    assert_eq!(browser.url().await, link);
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
    browser.click("html[data-keys] h1").await;
    browser.press("a").await;
    let ticked = browser.run("return document.querySelectorAll('[name=id]:checked').length").await;
    assert_eq!(ticked.as_u64(), Some(ids.as_array().unwrap().len() as u64), "a ticks all");
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
    assert!(!browser.text(".silences li .what").await.is_empty());
    assert_eq!(browser.url().await, format!("{}/silences", pages.base));
    let article = pages.edited().await;
    browser.open(&format!("{}/articles/{article}", pages.base)).await;
    browser.click(".paper .filters button").await;
    assert!(browser.text(".diff ins").await.contains("long day"));
    browser.close().await;
}

/// With a token set, an alert's link leads through the login page to its finding, and once one is in,
/// a link in a chat opens it at once: the cookie is for our own pages, and the page asks again.
#[tokio::test]
async fn a_link_from_a_chat_leads_through_the_login_to_its_finding() {
    let tokens = vec![Secret::new(DOOR)];
    let pages = Pages::guarded(Pages::afternoon().await, Guards { tokens, ..Guards::default() });
    let pages = pages.await;
    let Some(browser) = Browser::start(false).await else { return };
    browser.resize(1280, 800).await;
    let listed = pages.get_with("/api/v1/findings", DOOR).await.json();
    let link = format!("{}/findings/{}", pages.base, listed["items"][0]["id"].as_str().unwrap());
    browser.open(&link).await;
    browser.click(".login input[type=password]").await;
    browser.press(DOOR).await;
    browser.press(ENTER).await;
    browser.text(".case h1").await;
    assert_eq!(browser.url().await, link, "it leads back to what was asked for");
    // Another site: the same server by another name.
    let elsewhere = pages.base.replace("127.0.0.1", "localhost");
    browser.open(&format!("{elsewhere}/login")).await;
    browser.run(&format!("location.href = {link:?}")).await;
    browser.text(".case h1").await;
    assert_eq!(browser.url().await, link, "who is in stays in");
    browser.click(".end button").await;
    browser.text(".login button").await;
    browser.open(&link).await;
    assert!(browser.url().await.contains("/login?back=%2Ffindings%2F"), "logged out");
    browser.close().await;
}
