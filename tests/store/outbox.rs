//! Deliveries: queued once, leased by one, settled under a fence, never lost.

use pactwatch::store::outbox::{NewAlert, Settlement, enqueue};
use pactwatch::store::{Batch, Store, StoreError};

use super::{stores, t};

async fn queue(store: &Store, id: &str, receiver: &str) {
    let alert = NewAlert {
        id: format!("alert of {id}"),
        message_id: id.to_owned(),
        receiver: receiver.to_owned(),
        subject: "Changed".to_owned(),
        body: "{}".to_owned(),
        payload: "{}".to_owned(),
        findings: vec!["f_1".to_owned()],
        at: t(0),
        due: t(0),
    };
    store.apply(Batch(enqueue(&alert))).await.unwrap();
}

fn settled(state: &'static str, next: i64) -> Settlement {
    Settlement {
        state,
        next_attempt_at: t(next),
        reason: "why".to_owned(),
        detail: String::new(),
        at: t(1),
    }
}

#[tokio::test]
async fn queuing_twice_is_queuing_once() {
    for (name, store, _folder) in stores().await {
        queue(&store, "al_1", "desk").await;
        queue(&store, "al_1", "desk").await;
        assert_eq!(store.deliveries(None, 10).await.unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn one_receiver_never_takes_the_deliveries_of_another() {
    for (name, store, _folder) in stores().await {
        queue(&store, "al_1", "desk").await;
        queue(&store, "al_2", "mail").await;
        let got = store.lease_deliveries("mail", "w", t(0), t(60), 9).await.unwrap();
        assert_eq!(got.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["al_2"], "{name}");
        assert_eq!(got[0].attempts, 1, "{name}: a lease is an attempt begun");
    }
}

#[tokio::test]
async fn a_crash_between_lease_and_settle_repeats_under_the_same_id() {
    for (name, store, _folder) in stores().await {
        queue(&store, "al_1", "desk").await;
        let first = store.lease_deliveries("desk", "old", t(0), t(60), 9).await.unwrap();
        assert!(store.lease_deliveries("desk", "new", t(59), t(99), 9).await.unwrap().is_empty());
        let second = store.lease_deliveries("desk", "new", t(60), t(120), 9).await.unwrap();
        assert_eq!(second[0].id, first[0].id, "{name}");
        assert_eq!(second[0].attempts, 2, "{name}");
        let stale =
            store.settle_delivery(&first[0], "old", &settled("sent", 0), Batch::default()).await;
        assert!(matches!(stale, Err(StoreError::Conflict(_))), "{name}: fenced");
        store
            .settle_delivery(&second[0], "new", &settled("sent", 0), Batch::default())
            .await
            .unwrap();
        assert_eq!(store.delivery("al_1").await.unwrap().unwrap().state, "sent", "{name}");
        assert_eq!(store.next_delivery("desk").await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn a_retry_waits_and_a_dead_one_can_be_retried_or_dropped_by_hand() {
    for (name, store, _folder) in stores().await {
        queue(&store, "al_1", "desk").await;
        let leased = store.lease_deliveries("desk", "w", t(0), t(60), 9).await.unwrap();
        store
            .settle_delivery(&leased[0], "w", &settled("pending", 30), Batch::default())
            .await
            .unwrap();
        assert_eq!(store.next_delivery("desk").await.unwrap(), Some(t(30)), "{name}");
        assert!(store.lease_deliveries("desk", "w", t(29), t(60), 9).await.unwrap().is_empty());
        let leased = store.lease_deliveries("desk", "w", t(30), t(60), 9).await.unwrap();
        store
            .settle_delivery(&leased[0], "w", &settled("dead", 0), Batch::default())
            .await
            .unwrap();
        assert!(!store.retry_delivery("al_none", t(40)).await.unwrap(), "{name}");
        assert!(store.retry_delivery("al_1", t(40)).await.unwrap(), "{name}");
        let again = store.lease_deliveries("desk", "w", t(40), t(60), 9).await.unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 1), "{name}");
        store.settle_delivery(&again[0], "w", &settled("dead", 0), Batch::default()).await.unwrap();
        assert!(store.drop_delivery("al_1", t(50)).await.unwrap(), "{name}");
        assert_eq!(store.deliveries(Some("dropped"), 9).await.unwrap().len(), 1, "{name}");
    }
}
