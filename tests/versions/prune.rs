//! What pruning takes and what it leaves.

use pactwatch::app::prune::prunable;
use pactwatch::article::sight::{Gap, Look, gaps};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};

use super::desk::Desk;
use super::page::{Page, watch};
use crate::world::web::Answer;

fn ferry() -> Page {
    let line = |text: &str| text.to_owned();
    let mut page = Page::new(
        "The ferry has a new timetable",
        vec![
            line("From May on the ferry leaves at six, at nine and at noon, and not on Sundays."),
            line("The captain, who has held the wheel for thirty years, calls it overdue by far."),
        ],
    );
    page.dek = None;
    page
}

fn deal() -> Page {
    let line = |text: &str| text.to_owned();
    Page::new(
        "What Microsoft and OpenAI agreed",
        vec![
            line("The paper has read what the two companies signed, all of it, in one night."),
            line("Microsoft's license to OpenAI's models and products runs through 2032."),
        ],
    )
}

async fn gaps_of(desk: &Desk, subject: &str) -> Vec<Gap> {
    let looks = desk.app.store.looks(subject, Timestamp::MIN, desk.now()).await.unwrap();
    let looks: Vec<Look> = looks.into_iter().map(|look| look.look).collect();
    gaps(&looks, None, desk.now())
}

/// Bytes of a page that names no party go, its reading stays; a page about the deal loses nothing.
/// Of old sights those go that say nothing, and no gap moves.
#[tokio::test]
async fn pruning_takes_what_nobody_will_ask_for() {
    let mut desk = Desk::new(&["harbour.example"]).await;
    desk.print("harbour.example", "ferry", &ferry());
    desk.print("harbour.example", "deal", &deal());
    desk.wait(30).await;
    for name in ["feed.xml", "ferry", "deal"] {
        let url = format!("https://harbour.example/{name}");
        desk.app.ports.web.set(&url, Answer::status(403));
    }
    desk.wait(10).await;
    desk.print("harbour.example", "ferry", &ferry());
    desk.print("harbour.example", "deal", &deal());
    desk.wait(60).await;
    let store = &desk.app.store;

    let early =
        prunable(store, &watch(), after(desk.now(), SignedDuration::from_hours(-200))).await;
    assert_eq!(early.unwrap().bodies.len(), 0, "young pages are kept whole");
    let found = prunable(store, &watch(), desk.now()).await.unwrap();
    assert_eq!(found.bodies.len(), 1);
    store.drop_bodies(&found.bodies).await.unwrap();
    for article in store.articles("", 10).await.unwrap() {
        for snapshot in store.snapshots(&article.id).await.unwrap() {
            let body = store.blob(&snapshot.raw_hash).await.unwrap();
            assert_eq!(body.is_some(), article.url.ends_with("deal"), "{}", article.url);
            assert!(!store.reading(&snapshot).await.unwrap().is_empty(), "its reading stays");
        }
    }
    let again = prunable(store, &watch(), desk.now()).await.unwrap();
    assert_eq!(again.bodies.len(), 0, "once");

    let mut subjects = vec!["f_harbour.example".to_owned()];
    subjects.extend(store.articles("", 10).await.unwrap().into_iter().map(|article| article.id));
    let mut before = Vec::new();
    for subject in &subjects {
        before.push(gaps_of(&desk, subject).await);
    }
    let looks = store.looks("", Timestamp::MIN, desk.now()).await.unwrap().len();
    let gone = store.drop_sights(desk.now()).await.unwrap();
    assert_eq!(store.looks("", Timestamp::MIN, desk.now()).await.unwrap().len(), looks - gone);
    assert!(gone > 20, "{gone} of {looks}");
    for (subject, before) in subjects.iter().zip(before) {
        assert!(!before.is_empty(), "{subject} was out of sight");
        assert_eq!(gaps_of(&desk, subject).await, before, "no gap of {subject} moves");
    }
}
