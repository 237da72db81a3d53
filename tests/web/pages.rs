//! Every page over a watched afternoon: that it opens, says what it must, and stays small.

use super::Pages;

/// More than this over the wire is too much for a page.
const LARGEST_BYTES: usize = 100 * 1024;

#[tokio::test]
async fn every_page_opens_and_is_small() {
    let pages = Pages::open().await;
    for path in pages.addresses().await {
        let page = pages.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.body.len() < LARGEST_BYTES, "{path}: {} bytes", page.body.len());
        assert!(page.body.contains("<main"), "{path}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{path} has one first heading");
        assert!(!page.body.contains("https://fonts"), "{path} asks nobody else");
    }
}

/// Links of ours lead somewhere, from every page.
#[tokio::test]
async fn no_link_of_ours_is_dead() {
    let pages = Pages::open().await;
    let link = regex::Regex::new(r#"(?:href|src|action)="(/[^"]*)""#).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for path in pages.addresses().await {
        let page = pages.get(&path).await;
        seen.extend(link.captures_iter(&page.body).map(|found| found[1].replace("&amp;", "&")));
    }
    assert!(seen.len() > 30, "{seen:?}");
    for path in seen.iter().filter(|path| !path.contains("/lift") && *path != "/verdicts") {
        assert_eq!(pages.get(path).await.status, 200, "{path}");
    }
}

/// The overview answers what holds, what held before, and what cannot be seen.
#[tokio::test]
async fn the_overview_says_what_holds() {
    let pages = Pages::open().await;
    let page = pages.get("/").await.body;
    for words in ["terms hold", "What holds", "What I cannot see", "non-exclusive", "primary"] {
        assert!(page.contains(words), "no {words:?} in {page}");
    }
    assert!(page.contains("<svg"), "coverage is drawn");
}

/// An alert links to its finding: both quotes in their place, the reason, the chain, the verdicts.
#[tokio::test]
async fn a_finding_shows_both_quotes_in_context() {
    let pages = Pages::open().await;
    let id = pages.finding("consensus_shift").await;
    let case = pages.get(&format!("/api/v1/findings/{id}")).await.json();
    let page = pages.get(&format!("/findings/{id}")).await.body;
    for side in ["from", "to"] {
        let context = &case["context"][side];
        assert_eq!(context["proven"], true, "{side} stands in the stored text: {context}");
    }
    assert!(page.matches("<mark>").count() >= 2, "{page}");
    for words in ["Why it was found", "chain of evidence", "Is this right?", "Silence alerts"] {
        assert!(page.contains(words), "no {words:?}");
    }
}

/// The article page marks what was read, and two versions can be set side by side.
#[tokio::test]
async fn an_article_shows_claims_and_versions() {
    let pages = Pages::open().await;
    let id = pages.edited().await;
    let page = pages.get(&format!("/articles/{id}")).await.body;
    assert!(page.contains("<mark>") && page.contains("class=\"notes\""), "{page}");
    assert!(page.contains("Version 1") && page.contains("Version 2"));
    let compared = pages.get(&format!("/articles/{id}/compare?from=1&to=2")).await.body;
    assert!(compared.contains("<ins>It was a long day.</ins>"), "{compared}");
    assert!(compared.contains("the same claims"), "{compared}");
}

/// Who said what from when to when is drawn, one lane an outlet.
#[tokio::test]
async fn a_term_shows_its_story_by_outlet() {
    let pages = Pages::open().await;
    let page = pages.get("/terms/license.exclusivity").await.body;
    assert!(page.matches("class=\"lane\"").count() >= 2, "{page}");
    assert!(page.contains("Holds") && page.contains("Held before"), "{page}");
    assert_eq!(pages.get("/terms/no.such.term").await.status, 404);
}

/// Articles that were read before there was a search are made findable, also in small pieces.
#[tokio::test]
async fn older_articles_become_findable() {
    let pages = Pages::open().await;
    let forget =
        "delete from article_words where rowid > 1; delete from article_number where number > 1;";
    rusqlite::Connection::open(pages.world.file()).unwrap().execute_batch(forget).unwrap();
    assert!(pages.get("/search?q=long").await.body.contains("Nothing found"));
    let (store, mut last, mut pieces) = (pages.world.store(), String::new(), 0);
    while let Some(next) = store.index_words_after(&last, 1).await.unwrap() {
        (last, pieces) = (next, pieces + 1);
    }
    assert_eq!(pieces, 3, "one of the four articles was findable all the time");
    assert!(pages.get("/search?q=long").await.body.contains("<mark>long</mark>"));
    assert_eq!(store.index_words_after("", 50).await.unwrap(), None, "that was all");
}

/// Very many hits: still quick, the newest among them ranked; a short word is no beginning.
#[tokio::test]
async fn short_words_are_taken_as_they_are() {
    let pages = Pages::open().await;
    let items = |answer: super::Answer| answer.json()["items"].as_array().unwrap().len();
    assert!(items(pages.get("/api/v1/search?q=lon").await) > 0, "a beginning of three letters");
    assert_eq!(items(pages.get("/api/v1/search?q=lo").await), 0, "two letters are a word");
    assert!(items(pages.get("/api/v1/search?q=to").await) > 0, "and this one is a word");
}

#[tokio::test]
async fn words_of_the_coverage_are_found() {
    let pages = Pages::open().await;
    let found = pages.get("/search?q=long").await.body;
    assert!(found.contains("It was a <mark>long</mark> day"), "{found}");
    for odd in ["%22", "a*", "NEAR(", "-", "AND", "'"] {
        let page = pages.get(&format!("/search?q={odd}")).await;
        assert_eq!(page.status, 200, "{odd}: nothing a person types is an error");
    }
}
