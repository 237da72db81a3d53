//! The API against its own description, the feed for readers, the numbers for monitors.

use pactwatch::store::pages::stream::Event;
use serde_json::Value;

use super::Pages;

/// What the description promises, the routes give: every path, every required field.
#[tokio::test]
async fn the_document_describes_what_is_served() {
    let pages = Pages::open().await;
    let document: Value = serde_json::from_str(pactwatch::web::OPENAPI).unwrap();
    assert_eq!(pages.get("/api/v1/openapi.json").await.json(), document);
    let (finding, article) = (pages.finding("consensus_shift").await, pages.edited().await);
    let mut described = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let id = match path.as_str() {
            "/api/v1/findings/{id}" => finding.as_str(),
            "/api/v1/terms/{id}" => "license.exclusivity",
            _ => article.as_str(),
        };
        let operation = &operations["get"];
        let asked = path.replace("{id}", id);
        let answer = pages.get(&asked).await;
        assert_eq!(answer.status, 200, "{asked}: {}", answer.body);
        let schema =
            &operation["responses"]["200"]["content"]["application/json"]["schema"]["required"];
        for field in schema.as_array().unwrap() {
            assert!(answer.json().get(field.as_str().unwrap()).is_some(), "{asked} lacks {field}");
        }
        if path.contains("{id}") {
            let none = pages.get(&path.replace("{id}", "none")).await;
            assert_eq!(none.status, 404, "{path}");
            assert!(none.json()["error"].is_string());
            assert!(operation["responses"]["404"].is_object(), "{path} tells of it");
        }
        described += 1;
    }
    assert_eq!(described, routes_in_source(), "every route of the API is described");
}

fn routes_in_source() -> usize {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/api.rs");
    std::fs::read_to_string(path).unwrap().matches(".route(\"/api/v1/").count()
}

/// Odd parameters are answered, not stumbled over.
#[tokio::test]
async fn no_parameter_breaks_the_server() {
    let pages = Pages::open().await;
    let article = pages.edited().await;
    for path in [
        "/api/v1/findings?before=x.y&days=-1&severity=%00&kind='",
        "/api/v1/findings?before=99999999999999999999.f_1&days=99999999999",
        "/api/v1/articles?outlet=%F0%9F%8E%89&before=-1.",
        "/api/v1/log?only=nothing&before=.",
        "/api/v1/search?q=%22%22%22",
        "/api/v1/verdicts?before=1.x",
        &format!("/api/v1/articles/{article}?version=abc"),
        &format!("/api/v1/articles/{article}/compare?from=77&to=-3"),
    ] {
        let status = pages.get(path).await.status;
        assert!(status < 500, "{path}: {status}");
    }
}

/// A page of the inbox leads to the next one without a gap or a repetition.
#[tokio::test]
async fn listings_go_on_where_they_ended() {
    let pages = Pages::open().await;
    let whole = pages.get("/api/v1/log?only=all").await.json();
    let items = whole["items"].as_array().unwrap();
    assert!(items.len() > 20, "{}", items.len());
    let times: Vec<&str> = items.iter().map(|item| item["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a.len() != b.len() || a >= b), "newest first: {times:?}");
    // Several things happen at one moment: a page that ends among them loses none of them.
    let store = pages.world.store();
    let (mut place, mut pieces) = ((pactwatch::base::Timestamp::MAX, String::new()), Vec::new());
    loop {
        let piece = store.stream(&Event::ALL, &place, 3).await.unwrap();
        let Some(last) = piece.last() else { break };
        place = last.place();
        pieces.extend(piece);
    }
    let whole = store
        .stream(&Event::ALL, &(pactwatch::base::Timestamp::MAX, String::new()), 10_000)
        .await
        .unwrap();
    assert_eq!(pieces, whole);
    assert!(whole.windows(2).any(|pair| pair[0].at == pair[1].at), "else this shows nothing");
}

#[tokio::test]
async fn the_feed_has_stable_ids_and_knows_what_a_reader_has() {
    let pages = Pages::open().await;
    let feed = pages.get("/feed.atom").await;
    assert!(feed.header("content-type").starts_with("application/atom+xml"));
    let read = feed_rs::parser::parse(feed.body.as_bytes()).unwrap();
    assert!(!read.entries.is_empty());
    assert!(read.entries.iter().all(|entry| entry.id.starts_with("tag:")), "{:?}", read.entries);
    let tag = feed.header("etag").to_owned();
    let request = pages.client.get(format!("{}/feed.atom", pages.base));
    let same = pages.send(request.header("if-none-match", &tag)).await;
    assert_eq!((same.status, same.body.as_str()), (304, ""));
    assert_eq!(pages.get("/feed.atom").await.body, feed.body, "the same again");
}

#[tokio::test]
async fn a_monitor_reads_numbers_and_health() {
    let pages = Pages::open().await;
    let text = pages.get("/metrics").await;
    assert!(text.header("content-type").starts_with("application/openmetrics-text"));
    assert!(text.body.ends_with("# EOF\n"));
    assert!(text.body.contains("\npactwatch_articles 4\n"), "{}", text.body);
    assert!(text.body.contains("pactwatch_deliveries{receiver=\"desk\",state=\"sent\"}"));
    for line in text.body.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("pactwatch_") && value.parse::<i64>().is_ok(), "{line}");
    }
    assert_eq!(pages.get("/healthz").await.body, "ok\n");
    assert_eq!(pages.get("/readyz").await.body, "ready\n");
}
