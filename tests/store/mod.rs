//! The store's contract: what every verb promises, on a file and in memory.

mod cost;
mod leases;
mod older;
mod outbox;
mod plans;
mod standing;
mod together;
mod versions;
mod work;

use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::feed::model::Tier;
use pactwatch::store::record::{FeedRow, ObservationRow, Work};
use pactwatch::store::{Mode, Store};

fn t(seconds: i64) -> Timestamp {
    after(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(1_000_000 + seconds))
}

fn feed(name: &str, host: &str) -> FeedRow {
    FeedRow {
        id: format!("f_{name}"),
        name: name.to_owned(),
        url: format!("https://{host}/{name}"),
        outlet: host.to_owned(),
        tier: Tier::Press,
        host: host.to_owned(),
        state: "{}".to_owned(),
        next_poll_at: t(0),
        last_poll_at: None,
        last_ok_at: None,
        last_state: None,
        last_reason: None,
        baseline: None,
    }
}

fn observation(id: &str, subject: &str, at: Timestamp) -> ObservationRow {
    ObservationRow {
        id: id.to_owned(),
        subject: subject.to_owned(),
        at,
        state: "ok".to_owned(),
        reason: "parsed".to_owned(),
        http_status: Some(200),
        url: "https://a.example/".to_owned(),
        body_hash: None,
        bytes: 0,
        detail: String::new(),
    }
}

/// What there is to do on one host.
async fn next_work(store: &Store, host: &str, at: Timestamp) -> Option<Work> {
    store.next_works(&[host], at).await.unwrap().list.pop().flatten()
}

/// A store in a file that lives as long as the folder, and one in memory: both must behave alike.
async fn stores() -> Vec<(&'static str, Store, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().unwrap();
    let file = Store::open(&folder.path().join("deep/p.db"), Mode::ReadWrite).await.unwrap();
    vec![("file", file, Some(folder)), ("memory", Store::in_memory().await.unwrap(), None)]
}

#[tokio::test]
async fn a_missing_store_is_not_created_by_a_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let error = Store::open(&path, Mode::ReadOnly).await.unwrap_err().to_string();
    assert!(error.contains("does not exist yet") && error.contains("pactwatch run"), "{error}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    drop(Store::open(&path, Mode::ReadWrite).await.unwrap());
    rusqlite::Connection::open(&path).unwrap().execute_batch("pragma user_version = 999").unwrap();
    let error = Store::open(&path, Mode::ReadWrite).await.unwrap_err().to_string();
    assert!(error.contains("schema 999"), "{error}");
}

#[tokio::test]
async fn what_is_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    let store = Store::open(&path, Mode::ReadWrite).await.unwrap();
    store.sync_feeds(&[feed("a", "a.example")], t(0)).await.unwrap();
    drop(store);
    let again = Store::open(&path, Mode::ReadOnly).await.unwrap();
    assert_eq!(again.feeds().await.unwrap().len(), 1);
    let error = again.sync_feeds(&[], t(1)).await.unwrap_err().to_string();
    assert!(error.contains("readonly"), "a look never writes: {error}");
}

#[tokio::test]
async fn a_backup_is_a_whole_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("p.db"), Mode::ReadWrite).await.unwrap();
    store.sync_feeds(&[feed("a", "a.example")], t(0)).await.unwrap();
    let copy = folder.path().join("copy.db");
    store.backup(copy.clone()).await.unwrap();
    let opened = Store::open(&copy, Mode::ReadOnly).await.unwrap();
    assert_eq!(opened.feeds().await.unwrap(), store.feeds().await.unwrap());
}
