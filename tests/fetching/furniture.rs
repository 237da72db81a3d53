//! What an outlet puts into all its articles: learned, left out of new ones, and never an edit.

use std::sync::Mutex;

use pactwatch::app::reading::Read;
use pactwatch::base::Timestamp;
use pactwatch::base::http::Request;
use pactwatch::base::time::SignedDuration;

use super::press::{Simulated, World, feed, hours, minutes, page, rss, start};

/// Furniture without any mark of its own, and a background sentence that carries a claim.
const PROMO: &str = "The Tide is owned by its readers, has no other owner, and asks them to help.";
const LATER: &str = "The Tide has moved its offices to the old harbour and welcomes its visitors.";
const CLAIM: &str = "Microsoft holds a stake of about 27 percent in OpenAI.";
/// Articles the outlet writes, one an hour.
const ARTICLES: i64 = 30;
/// When the promotion becomes another one, on every page.
const MOVED: i64 = 20;

fn hour(at: Timestamp) -> i64 {
    at.duration_since(start()).as_hours()
}

/// Sentences that no other story has.
fn prose(story: usize, sentences: usize) -> String {
    const WORDS: &str = "harbour winter council letter engine window orchard signal ladder market \
                         captain number morning garden bridge ticket copper teacher river lantern";
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut dice = story * 7919 + sentences * 104_729 + 1;
    let mut word = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[(dice >> 33) % words.len()]
    };
    let mut sentence = || {
        format!(
            "The {} saw the {} and the {} by the {} of the {}. ",
            word(),
            word(),
            word(),
            word(),
            word()
        )
    };
    (0..sentences).map(|_| sentence()).collect()
}

fn story(request: &Request, at: Timestamp, edited: bool) -> String {
    let number: usize = request.url.path().trim_start_matches("/s/").parse().unwrap();
    let promo = if hour(at) < MOVED { PROMO } else { LATER };
    let own = if edited { "was called off" } else { "was announced" };
    format!(
        "<html lang=en><head><title>Microsoft and OpenAI, part {number}</title></head><body><div>\
         <h1>Microsoft and OpenAI, part {number}</h1><p>A {} {own} on Monday.</p>\
         <p>{promo}</p><p>{CLAIM}</p><p>{}</p><p>{}</p></div></body></html>",
        prose(number, 1).trim_end_matches(". "),
        prose(number, 4),
        prose(number, 5),
    )
}

fn world(edit: &'static Mutex<bool>) -> World {
    World::new(vec![feed("https://tide.example/feed.xml")], |request, at| {
        if request.url.path() == "/feed.xml" {
            let newest = hour(at).min(ARTICLES);
            let links: Vec<String> =
                (0..=newest).map(|n| format!("https://tide.example/s/{n}")).collect();
            let items: Vec<_> =
                links.iter().map(|link| ("Microsoft and OpenAI", link.as_str())).collect();
            return Ok(rss(request, &items));
        }
        Ok(page(request, &story(request, at, *edit.lock().unwrap())))
    })
}

async fn versions(app: &Simulated, number: i64) -> Vec<Read> {
    let url = format!("https://tide.example/s/{number}");
    let row = app.store.find_article(&url).await.unwrap().unwrap();
    let mut read = Vec::new();
    for snapshot in app.store.snapshots(&row.id).await.unwrap() {
        read.push(Read::from_bytes(&app.store.reading(&snapshot).await.unwrap()).unwrap());
    }
    read
}

#[tokio::test]
async fn what_an_outlet_repeats_is_left_out_and_its_claims_are_not() {
    static EDIT: Mutex<bool> = Mutex::new(false);
    let world = world(&EDIT);
    let app = world.daemon().await;
    world.run(&[&app], hours(MOVED)).await;
    let early = versions(&app, 0).await;
    assert!(early.len() == 1 && early[0].article.text.contains(PROMO), "not known to be furniture");
    let late = versions(&app, 14).await;
    assert_eq!(late[0].left_out, [PROMO]);
    assert!(!late[0].article.text.contains(PROMO));
    assert!(late[0].article.text.contains(CLAIM), "what carries a claim is never furniture");
    assert!(!late[0].reading.claims.is_empty());

    // The promotion becomes another one everywhere: edits, as far as nobody can know better yet,
    // of a few articles, and of no other.
    world.run(&[&app], hours(60)).await;
    let mut loud = 0;
    for number in 0..15 {
        loud += versions(&app, number).await.len() - 1;
    }
    assert!(loud <= 8, "{loud} versions");

    // A real edit is one, with everything else as it stood.
    *EDIT.lock().unwrap() = true;
    world.run(&[&app], SignedDuration::from_hours(24 * 8)).await;
    for number in [0, 14, 22] {
        let all = versions(&app, number).await;
        let newest = &all.last().unwrap().article.text;
        assert!(newest.contains("was called off") && newest.contains(CLAIM), "{number}: {newest}");
    }
}

/// Reading everything again gives every version the text it had, though the memory has learned
/// much since.
#[tokio::test]
async fn reading_again_is_not_changed_by_what_was_learned_since() {
    static EDIT: Mutex<bool> = Mutex::new(false);
    let world = world(&EDIT);
    let app = world.daemon().await;
    world.run(&[&app], hours(MOVED - 2)).await;
    for number in 0..15 {
        let url = format!("https://tide.example/s/{number}");
        let row = app.store.find_article(&url).await.unwrap().unwrap();
        let before = versions(&app, number).await;
        let done = app.reextract(Some(&row.id), &mut |_| {}).await.unwrap();
        assert_eq!(
            (done.versions, done.other_text, done.unreadable),
            (before.len(), 0, 0),
            "{number}"
        );
        let after = versions(&app, number).await;
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.article.text, after.article.text, "{number}");
            assert_eq!(before.left_out, after.left_out, "{number}");
        }
    }
    world.run(&[&app], minutes(1)).await;
}
