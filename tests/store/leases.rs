//! Leases: a host is asked by one worker at a time, and a lost lease writes nothing.

use std::sync::Arc;

use pactwatch::store::articles::postpone;
use pactwatch::store::feeds::PollCommit;
use pactwatch::store::record::{HostLease, Work};
use pactwatch::store::{Batch, Stmt, Store, StoreError};

use super::{feed, next_work, observation, stores, t};

fn poll(lease: &HostLease, feed_id: &str, next: i64) -> PollCommit {
    PollCommit {
        feed_id: feed_id.to_owned(),
        host: lease.host.clone(),
        state: "{}".to_owned(),
        next_poll_at: t(next),
        ok: true,
        baseline: None,
        observation: observation(&format!("o_{feed_id}_{next}"), feed_id, t(0)),
        entries: Vec::new(),
        pause: None,
        next_allowed_at: t(2),
        also: Batch::default(),
    }
}

async fn lease_one(store: &Store, token: &str, now: i64, until: i64) -> Option<HostLease> {
    store.lease_hosts(token, t(now), t(until), 1).await.unwrap().pop()
}

#[tokio::test]
async fn eight_workers_never_hold_one_host_twice() {
    for (name, store, _folder) in stores().await {
        let feeds: Vec<_> =
            (0..200).map(|n| feed(&format!("n{n}"), &format!("h{n}.example"))).collect();
        store.sync_feeds(&feeds, t(0)).await.unwrap();
        let store = Arc::new(store);
        let workers = (0..8).map(|worker| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut mine = Vec::new();
                let token = format!("w{worker}");
                loop {
                    let got = store.lease_hosts(&token, t(1), t(60), 7).await.unwrap();
                    if got.is_empty() {
                        return mine;
                    }
                    mine.extend(got.into_iter().map(|lease| lease.host));
                }
            })
        });
        let mut all = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            all.extend(worker.await.unwrap());
        }
        let leased = all.len();
        all.sort();
        all.dedup();
        assert_eq!((leased, all.len()), (200, 200), "{name}");
    }
}

#[tokio::test]
async fn a_host_with_many_feeds_is_one_queue_with_gaps() {
    for (name, store, _folder) in stores().await {
        let feeds = [feed("a", "one.example"), feed("b", "one.example")];
        store.sync_feeds(&feeds, t(0)).await.unwrap();
        let lease = lease_one(&store, "w", 0, 60).await.unwrap();
        assert!(lease_one(&store, "x", 0, 60).await.is_none(), "{name}: held");
        let Some(Work::Feed(first)) = next_work(&store, &lease.host, t(0)).await else {
            panic!("{name}: a feed is due");
        };
        store.commit_poll(&lease, poll(&lease, &first.id, 3600)).await.unwrap();
        assert!(lease_one(&store, "w", 1, 60).await.is_none(), "{name}: the gap holds");
        assert_eq!(store.next_wake().await.unwrap(), Some(t(2)), "{name}");
        let again = lease_one(&store, "w", 2, 60).await.unwrap();
        let Some(Work::Feed(second)) = next_work(&store, &again.host, t(2)).await else {
            panic!("{name}: the other feed is due");
        };
        assert_ne!(first.id, second.id, "{name}");
    }
}

/// However many hosts are held, the one that may be asked first is found behind them.
#[tokio::test]
async fn the_next_wake_is_found_behind_many_hosts_that_wait() {
    for (name, store, _folder) in stores().await {
        let feeds: Vec<_> =
            (0..60).map(|n| feed(&format!("n{n}"), &format!("h{n}.example"))).collect();
        store.sync_feeds(&feeds, t(0)).await.unwrap();
        assert_eq!(store.lease_hosts("w", t(1), t(90), 40).await.unwrap().len(), 40, "{name}");
        assert_eq!(store.next_wake().await.unwrap(), Some(t(0)), "{name}: twenty are free");
        assert_eq!(store.lease_hosts("x", t(1), t(30), 40).await.unwrap().len(), 20, "{name}");
        assert_eq!(store.next_wake().await.unwrap(), Some(t(30)), "{name}: all are held");
    }
}

#[tokio::test]
async fn an_expired_lease_is_taken_over_and_the_old_holder_writes_nothing() {
    for (name, store, _folder) in stores().await {
        store.sync_feeds(&[feed("a", "a.example")], t(0)).await.unwrap();
        let stale = lease_one(&store, "old", 0, 10).await.unwrap();
        assert!(lease_one(&store, "new", 9, 60).await.is_none(), "{name}: not yet");
        let fresh = lease_one(&store, "new", 10, 60).await.unwrap();
        let lost = store.commit_poll(&stale, poll(&stale, "f_a", 3600)).await;
        assert!(matches!(lost, Err(StoreError::Conflict(_))), "{name}: fenced");
        assert_eq!(store.feed("f_a").await.unwrap().unwrap().last_poll_at, None, "{name}");
        store.commit_poll(&fresh, poll(&fresh, "f_a", 3600)).await.unwrap();
        assert!(store.feed("f_a").await.unwrap().unwrap().last_poll_at.is_some(), "{name}");
        assert_eq!(store.next_wake().await.unwrap(), Some(t(3600)), "{name}");
    }
}

#[tokio::test]
async fn a_paused_domain_pauses_all_its_hosts() {
    for (name, store, _folder) in stores().await {
        let feeds = [feed("a", "news.a.example"), feed("b", "a.example"), feed("c", "ba.example")];
        store.sync_feeds(&feeds, t(0)).await.unwrap();
        let lease = store
            .lease_hosts("w", t(0), t(60), 9)
            .await
            .unwrap()
            .into_iter()
            .find(|l| l.host == "a.example")
            .unwrap();
        let mut paused = poll(&lease, "f_b", 10);
        paused.pause = Some(("a.example".to_owned(), t(500)));
        store.commit_poll(&lease, paused).await.unwrap();
        // The other two leases run out; only the unrelated host may be asked before the pause ends.
        let hosts = |leases: Vec<HostLease>| {
            let mut hosts: Vec<_> = leases.into_iter().map(|l| l.host).collect();
            hosts.sort();
            hosts
        };
        let early = store.lease_hosts("x", t(100), t(200), 9).await.unwrap();
        assert_eq!(hosts(early), ["ba.example"], "{name}");
        let late = store.lease_hosts("y", t(500), t(600), 9).await.unwrap();
        assert_eq!(hosts(late), ["a.example", "ba.example", "news.a.example"], "{name}");
    }
}

#[tokio::test]
async fn a_feed_no_longer_configured_rests_with_its_data() {
    for (name, store, _folder) in stores().await {
        store.sync_feeds(&[feed("a", "a.example"), feed("b", "b.example")], t(0)).await.unwrap();
        store.sync_feeds(&[feed("b", "b.example")], t(1)).await.unwrap();
        let names: Vec<_> = store.feeds().await.unwrap().into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["b"], "{name}");
        assert!(store.feed("f_a").await.unwrap().is_some(), "{name}: kept");
        let lease = lease_one(&store, "w", 1, 60).await.unwrap();
        assert_eq!(next_work(&store, "a.example", t(9)).await, None, "{name}");
        store.release_host(&lease, t(2)).await.unwrap();
    }
}

/// A feed that has moved to another host is found there when it is configured again.
#[tokio::test]
async fn a_feed_that_moved_and_was_away_is_polled_where_it_is() {
    for (name, store, _folder) in stores().await {
        store.sync_feeds(&[feed("a", "old.example")], t(0)).await.unwrap();
        let lease = lease_one(&store, "w", 0, 60).await.unwrap();
        let moved = PollCommit { host: "new.example".to_owned(), ..poll(&lease, "f_a", 3600) };
        store.commit_poll(&lease, moved).await.unwrap();
        store.sync_feeds(&[], t(1)).await.unwrap();
        while let Some(idle) = lease_one(&store, "w", 4000, 4060).await {
            store.release_host(&idle, t(4000)).await.unwrap();
        }
        assert_eq!(store.next_wake().await.unwrap(), None, "{name}: nothing is configured");
        store.sync_feeds(&[feed("a", "old.example")], t(5000)).await.unwrap();
        let mut found = None;
        while let Some(lease) = lease_one(&store, "w", 5000, 5060).await {
            found = found.or(next_work(&store, &lease.host, t(5000)).await);
            store.release_host(&lease, t(9000)).await.unwrap();
        }
        assert!(matches!(found, Some(Work::Feed(feed)) if feed.host == "new.example"), "{name}");
    }
}

/// Of the articles due on a host the one that is latest by its own interval comes first, whichever
/// was due first; one that was never seen comes before all others, and a feed before any article.
#[tokio::test]
async fn the_latest_by_its_own_interval_comes_first() {
    for (name, store, _folder) in stores().await {
        let minutes = |n: i64| t(60 * n);
        // Last visit and due time, in minutes; now is 2000.
        let table = [
            ("daily, an hour late", Some(500), 1940),
            ("hourly, half an hour late", Some(1910), 1970),
            ("a quarter of an hour, ten minutes late", Some(1975), 1990),
            ("not due", Some(1990), 2005),
            ("new", None, 1999),
        ];
        for (id, last, due) in table {
            let sql = "insert into article (id, url, host, outlet, tier, title, state, family,
                            first_seen_at, last_visit_at, next_visit_at)
                       values ($1, $1, 'a.example', 'a.example', 'press', '', '{}', $1, 0, $2, $3)";
            let last = last.map(minutes);
            let params = vec![id.into(), last.into(), minutes(due).into()];
            store.apply(Batch(vec![Stmt::new(sql, params)])).await.unwrap();
        }
        let mut order = Vec::new();
        while let Some(Work::Article(row)) = next_work(&store, "a.example", minutes(2000)).await {
            store.apply(Batch(vec![postpone(&row.id, minutes(9999))])).await.unwrap();
            order.push(row.id);
        }
        let [daily, hourly, quarter, _, new] = table.map(|(id, ..)| id);
        assert_eq!(order, [new, quarter, hourly, daily], "{name}");
        store.sync_feeds(&[feed("f", "a.example")], minutes(2000)).await.unwrap();
        let next = next_work(&store, "a.example", minutes(9999)).await;
        assert!(matches!(next, Some(Work::Feed(_))), "{name}");
    }
}
