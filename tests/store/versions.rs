//! Versions: immutable, in order, bytes checked against their hash, all or nothing.

use pactwatch::base::id;
use pactwatch::feed::model::Tier;
use pactwatch::store::articles::{NewVersion, VisitCommit};
use pactwatch::store::feeds::PollCommit;
use pactwatch::store::record::{EntryRow, HostLease, NewArticle, SnapshotRow, Work};
use pactwatch::store::{Batch, Store, StoreError};

use super::{feed, next_work, observation, stores, t};

/// Polls one feed that shows one article on the same host.
async fn meet(store: &Store) {
    store.sync_feeds(&[feed("a", "a.example")], t(0)).await.unwrap();
    let lease = lease(store, 0).await;
    let article = NewArticle {
        id: "a_1".to_owned(),
        url: "https://a.example/1".to_owned(),
        host: "a.example".to_owned(),
        outlet: "a.example".to_owned(),
        tier: Tier::Press,
        title: "One".to_owned(),
        state: "{}".to_owned(),
        published_at: None,
        baseline: Some("b_1".to_owned()),
    };
    let entry = EntryRow {
        key: "k".to_owned(),
        title: "One".to_owned(),
        link: None,
        published_at: None,
        follow: "names_party".to_owned(),
        article: Some(article),
    };
    let poll = PollCommit {
        feed_id: "f_a".to_owned(),
        host: "a.example".to_owned(),
        state: "{}".to_owned(),
        next_poll_at: t(9999),
        ok: true,
        baseline: None,
        observation: observation("o_1", "f_a", t(0)),
        entries: vec![entry.clone(), entry],
        pause: None,
        next_allowed_at: t(0),
        also: Batch::default(),
    };
    store.commit_poll(&lease, poll).await.unwrap();
}

async fn lease(store: &Store, now: i64) -> HostLease {
    store.lease_hosts("w", t(now), t(now + 60), 1).await.unwrap().pop().unwrap()
}

fn version(seq: i64, text: &str) -> NewVersion {
    let raw = format!("<p>{text}</p>").into_bytes();
    let reading = format!("{{\"text\":\"{text}\"}}").into_bytes();
    let snapshot = SnapshotRow {
        id: format!("s_{seq}"),
        article_id: "a_1".to_owned(),
        seq,
        observed_at: t(seq),
        url: "https://a.example/1".to_owned(),
        headers: "{}".to_owned(),
        raw_hash: id::hash(&raw),
        text_hash: id::hash(text.as_bytes()),
        reading_hash: id::hash(&reading),
        extractor: "1".to_owned(),
        watch: "w".to_owned(),
        title: text.to_owned(),
        dek: None,
        byline: None,
        parts: "[]".to_owned(),
        published_at: None,
        modified_at: None,
        mark: "{}".to_owned(),
        notes: "[]".to_owned(),
    };
    NewVersion {
        snapshot,
        raw,
        reading,
        changed: true,
        family: "a_1".to_owned(),
        sketch: Some((vec![7], vec![1, -2, i64::MAX])),
        habit: "{}".to_owned(),
        habit_before: Some("{}".to_owned()),
        outlet: "a.example".to_owned(),
    }
}

fn visit(version: Option<NewVersion>, at: i64) -> VisitCommit {
    VisitCommit {
        article_id: "a_1".to_owned(),
        state: "{}".to_owned(),
        next_visit_at: Some(t(at + 1)),
        ok: true,
        observation: observation(&format!("o_v{at}"), "a_1", t(at)),
        version,
        pause: None,
        next_allowed_at: t(at),
        also: Batch::default(),
    }
}

#[tokio::test]
async fn versions_are_kept_in_order_with_their_bytes() {
    for (name, store, _folder) in stores().await {
        meet(&store).await;
        assert_eq!(store.baseline_waits("b_1").await.unwrap().1, 1, "{name}");
        let first = lease(&store, 1).await;
        let Some(Work::Article(article)) = next_work(&store, "a.example", t(1)).await else {
            panic!("{name}: the article is due");
        };
        assert_eq!(article.versions, 0);
        store.commit_visit(&first, visit(Some(version(1, "2032")), 1)).await.unwrap();
        assert_eq!(store.baseline_waits("b_1").await.unwrap().1, 0, "{name}: visited");
        let second = lease(&store, 2).await;
        let edit = version(2, "2030");
        store.commit_visit(&second, visit(Some(edit), 2)).await.unwrap();

        let versions = store.snapshots("a_1").await.unwrap();
        assert_eq!(versions.iter().map(|s| s.title.as_str()).collect::<Vec<_>>(), ["2032", "2030"]);
        let raw = store.blob(&versions[0].raw_hash).await.unwrap().unwrap();
        assert_eq!(raw, b"<p>2032</p>", "{name}");
        assert_eq!(store.reading(&versions[1]).await.unwrap(), b"{\"text\":\"2030\"}");
        let article = store.article("a_1").await.unwrap().unwrap();
        assert_eq!((article.versions, article.head.as_deref()), (2, Some("s_2")), "{name}");
        assert_eq!(article.last_change_at, Some(t(2)), "{name}");
        let sketch = store.sketch("a_1").await.unwrap();
        assert_eq!(sketch, Some((vec![7], "a_1".to_owned())), "{name}");
        assert_eq!(store.sharing(&[1, 5], "a_2").await.unwrap(), [("a_1".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn a_version_that_would_take_anothers_place_is_refused_whole() {
    for (name, store, _folder) in stores().await {
        meet(&store).await;
        let first = lease(&store, 1).await;
        let wrong = visit(Some(version(2, "2032")), 1);
        let refused = store.commit_visit(&first, wrong).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{name}");
        assert!(store.snapshots("a_1").await.unwrap().is_empty(), "{name}");
        assert_eq!(store.baseline_waits("b_1").await.unwrap().1, 1, "{name}");
    }
}

#[tokio::test]
async fn damaged_bytes_are_found_when_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    let store = Store::open(&path, pactwatch::store::Mode::ReadWrite).await.unwrap();
    meet(&store).await;
    let first = lease(&store, 1).await;
    store.commit_visit(&first, visit(Some(version(1, "2032")), 1)).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute("update blob set bytes = (select bytes from blob b where b.hash <> blob.hash)", [])
        .unwrap();
    let row = store.snapshots("a_1").await.unwrap().remove(0);
    let error = store.blob(&row.raw_hash).await.unwrap_err().to_string();
    assert!(error.contains(&row.raw_hash), "{error}");
}
