//! The two writes: only from a form of this run, only from this site; kept, and shown.

use super::{Pages, TOKEN};

#[tokio::test]
async fn a_verdict_is_kept_and_shown() {
    let pages = Pages::open().await;
    let id = pages.finding("consensus_shift").await;
    let back = format!("/findings/{id}");
    let fields =
        [("token", TOKEN), ("id", &id), ("verdict", "wrong"), ("note", "a <b>"), ("back", &back)];
    let sent = pages.post("/verdicts", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, back.as_str()));
    let page = pages.get(&back).await.body;
    assert!(page.contains("class=\"verdict wrong\"") && page.contains("a &lt;b&gt;"), "{page}");
    let unseen = pages.get("/api/v1/findings?show=unseen").await.json();
    let items = unseen["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["id"] != id.as_str()));
    // Append-only: a second thought stands above the first and erases nothing.
    let again = [("token", TOKEN), ("id", &id), ("verdict", "right"), ("back", "//evil.example/")];
    let sent = pages.post("/verdicts", &again).await;
    assert_eq!(sent.header("location"), "/", "a form leads only back here");
    let given = pages.get("/api/v1/verdicts").await.json();
    assert_eq!(given["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn several_findings_are_judged_at_once() {
    let pages = Pages::open().await;
    let listed = pages.get("/api/v1/findings").await.json();
    let items = listed["items"].as_array().unwrap();
    let ids: Vec<String> =
        items.iter().take(3).map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    let mut fields = vec![("token", TOKEN), ("verdict", "ignore")];
    fields.extend(ids.iter().map(|id| ("id", id.as_str())));
    assert_eq!(pages.post("/verdicts", &fields).await.status, 303);
    let given = pages.get("/api/v1/verdicts").await.json();
    assert_eq!(given["items"].as_array().unwrap().len(), 3);
    // All at one moment; a list in small pages still has each of them once.
    let (store, mut seen) = (pages.world.store(), Vec::new());
    let mut last = (pactwatch::base::Timestamp::MAX, String::new());
    while let Some(said) = store.verdict_page((last.0, &last.1), 1).await.unwrap().pop() {
        last = (said.at, said.id);
        seen.push(said.finding);
    }
    seen.sort();
    assert_eq!(seen, {
        let mut ids = ids.clone();
        ids.sort();
        ids
    });
}

#[tokio::test]
async fn a_silence_is_kept_shown_and_lifted() {
    let pages = Pages::open().await;
    let fields = [
        ("token", TOKEN),
        ("term", "license.*"),
        ("hours", "24"),
        ("reason", "settled"),
        ("value", ""),
    ];
    let sent = pages.post("/silences", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, "/silences"));
    let held = pages.get("/api/v1/silences").await.json();
    let silence = &held["items"][0];
    assert_eq!((&silence["term"], &silence["value"]), (&"license.*".into(), &().into()));
    assert!(pages.get("/silences").await.body.contains("settled"));
    let path = format!("/silences/{}/lift", silence["id"].as_str().unwrap());
    assert_eq!(pages.post(&path, &[("token", TOKEN)]).await.status, 303);
    assert_eq!(pages.get("/api/v1/silences").await.json()["items"], serde_json::json!([]));
}

/// What is refused, and why; nothing of it is kept.
#[tokio::test]
async fn a_write_that_does_not_fit_is_refused() {
    let pages = Pages::open().await;
    let id = pages.finding("consensus_shift").await;
    let cases: [(&str, &[(&str, &str)], u16); 6] = [
        ("/verdicts", &[("id", &id), ("verdict", "right")], 403),
        ("/verdicts", &[("token", "t_other"), ("id", &id), ("verdict", "right")], 403),
        ("/verdicts", &[("token", TOKEN), ("id", &id), ("verdict", "perhaps")], 400),
        ("/verdicts", &[("token", TOKEN), ("verdict", "right")], 400),
        ("/silences", &[("token", TOKEN), ("reason", "everything")], 400),
        ("/silences", &[("term", "license.*")], 403),
    ];
    for (path, fields, status) in cases {
        assert_eq!(pages.post(path, fields).await.status, status, "{path} {fields:?}");
    }
    assert_eq!(pages.get("/api/v1/verdicts").await.json()["items"], serde_json::json!([]));
    assert_eq!(pages.get("/api/v1/silences").await.json()["items"], serde_json::json!([]));
}

/// A form of another site is refused even with a token it should not have.
#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let pages = Pages::open().await;
    let id = pages.finding("consensus_shift").await;
    let body = format!("token={TOKEN}&id={id}&verdict=right");
    for (name, value, status) in [
        ("origin", "http://attacker.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-origin", 303),
        ("origin", pages.base.as_str(), 303),
    ] {
        let request = pages.client.post(format!("{}/verdicts", pages.base)).header(name, value);
        assert_eq!(pages.send(request.body(body.clone())).await.status, status, "{name}: {value}");
    }
}
