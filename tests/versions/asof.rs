//! What coverage held at a moment, and what could be seen then.

use pactwatch::app::asof::{AsOf, left_behind};
use pactwatch::app::reading::Read;
use pactwatch::article::sight::{Blindness, Look, gaps};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::feed::model::ObservationState;
use pactwatch::ledger::Appearance;
use pactwatch::store::review::ClaimFilter;

use super::desk::Desk;
use super::page::{Page, at};
use crate::world::web::Answer;

fn looks(script: &str) -> Vec<Look> {
    let state = |c: char| match c {
        '.' => ObservationState::Ok,
        'n' => ObservationState::NotModified,
        'b' => ObservationState::Blocked,
        'p' => ObservationState::Paywalled,
        _ => ObservationState::Error,
    };
    let hour = |n: usize| hour(i64::try_from(n).unwrap());
    let look = |(n, c)| Look { at: hour(n), state: state(c) };
    script.chars().enumerate().filter(|(_, c)| *c != ' ').map(look).collect()
}

fn hour(n: i64) -> Timestamp {
    after(at("2026-04-28T00:00:00Z"), SignedDuration::from_hours(n))
}

/// One character an hour: seen, not modified, blocked, paywalled, error, or nobody looked.
#[test]
fn a_gap_lasts_from_the_last_sight_to_the_next() {
    type Expected = (Option<i64>, Option<i64>, Blindness, u32);
    let usual = Some(SignedDuration::from_hours(3));
    let cases: [(&str, &str, Option<SignedDuration>, &[Expected]); 8] = [
        ("always seen", "..n.", usual, &[]),
        ("blocked for two hours", "..bb.", usual, &[(Some(1), Some(4), Blindness::Failed, 2)]),
        ("never seen yet", "eeb", usual, &[(None, None, Blindness::Failed, 3)]),
        ("still failing", ".pp", usual, &[(Some(0), None, Blindness::Failed, 2)]),
        ("a short pause", ".   .", Some(SignedDuration::from_hours(4)), &[]),
        ("a long pause", ".    .", usual, &[(Some(0), Some(5), Blindness::NotLooked, 0)]),
        ("a pause that says nothing", ".    .", None, &[]),
        (
            "two gaps",
            ".b.e.",
            usual,
            &[(Some(0), Some(2), Blindness::Failed, 1), (Some(2), Some(4), Blindness::Failed, 1)],
        ),
    ];
    for (name, script, usual, expected) in cases {
        let looks = looks(script);
        let now = after(looks.last().unwrap().at, SignedDuration::from_mins(1));
        let found = gaps(&looks, usual, now);
        let got: Vec<Expected> = found
            .iter()
            .map(|gap| {
                let hours = |at: Timestamp| (at.as_second() - hour(0).as_second()) / 3600;
                (gap.from.map(hours), gap.until.map(hours), gap.why, gap.looks)
            })
            .collect();
        assert_eq!(got, expected, "{name}");
        let blocked = |at: i64| found.iter().any(|gap| gap.holds(hour(at)));
        for (from, until, _, _) in expected {
            assert!(from.is_none_or(|from| !blocked(from) && blocked(from + 1)), "{name}");
            assert!(until.is_none_or(|until| !blocked(until) && blocked(until - 1)), "{name}");
        }
    }
}

fn story(year: u32) -> Page {
    let line = |text: &str| text.to_owned();
    Page::new(
        "What they signed",
        vec![
            line("The paper has read what the two companies signed, all of it, in one night."),
            format!("Microsoft's license to OpenAI's models and products runs through {year}."),
            line("The lawyers of the two sides had met in a hotel near the harbour, four times."),
        ],
    )
}

async fn held(desk: &Desk, moment: Timestamp) -> Vec<String> {
    let filter = ClaimFilter {
        term: "license.until".to_owned(),
        as_of: Some(moment),
        limit: 100,
        ..ClaimFilter::default()
    };
    let lines = desk.app.store.claim_lines(&filter).await.unwrap();
    lines.iter().map(|line| format!("{} {}", line.outlet, line.value)).collect()
}

/// A question about a moment is answered with what was on record then, not with what is now.
#[tokio::test]
async fn the_claims_of_a_moment_are_those_that_stood_then() {
    let outlets = ["harbour.example", "northgate.example"];
    let mut desk = Desk::new(&outlets).await;
    let start = desk.now();
    desk.print("harbour.example", "deal", &story(2032));
    desk.wait(2).await;
    let first = desk.now();
    desk.print("harbour.example", "deal", &story(2030));
    desk.wait(2).await;
    let second = desk.now();
    desk.print("northgate.example", "terms", &story(2032));
    desk.wait(2).await;
    let third = desk.now();
    assert_eq!(held(&desk, start).await, [""; 0]);
    assert_eq!(held(&desk, first).await, ["harbour.example 2032"]);
    assert_eq!(held(&desk, second).await, ["harbour.example 2030"]);
    assert_eq!(held(&desk, third).await, ["harbour.example 2030", "northgate.example 2032"]);
}

/// An article that says the same in other words is quoted as it read at the moment.
#[tokio::test]
async fn a_claim_of_a_moment_has_the_words_of_that_moment() {
    let mut desk = Desk::new(&["harbour.example"]).await;
    let mut moments = Vec::new();
    for verb in ["runs through", "is good until"] {
        let mut page = story(2032);
        page.paragraphs[1] =
            format!("Microsoft's license to OpenAI's models and products {verb} 2032.");
        desk.print("harbour.example", "deal", &page);
        desk.wait(2).await;
        moments.push((desk.now(), verb));
    }
    for (moment, verb) in moments {
        let filter = ClaimFilter {
            term: "license.until".to_owned(),
            as_of: Some(moment),
            limit: 100,
            ..ClaimFilter::default()
        };
        let mut lines = desk.app.store.claim_lines(&filter).await.unwrap();
        AsOf::new(&desk.app.store, moment).quote(&mut lines).await.unwrap();
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        let row: Appearance = serde_json::from_str(&line.body).unwrap();
        assert!(row.side.quote.contains(verb), "{}", row.side.quote);
        let snapshot =
            desk.app.store.snapshot(&row.side.source.snapshot_id).await.unwrap().unwrap();
        let read = Read::from_bytes(&desk.app.store.reading(&snapshot).await.unwrap()).unwrap();
        let (start, end) = (row.side.span.start, row.side.span.end);
        assert_eq!(&read.article.text[start..end], row.side.quote, "at its place in that version");
    }
}

/// An outlet that cannot be reached is not seen from its last sight to its next.
#[tokio::test]
async fn an_outlet_that_was_blocked_is_known_not_to_have_been_seen() {
    let mut desk = Desk::new(&["harbour.example"]).await;
    desk.print("harbour.example", "deal", &story(2032));
    desk.wait(2).await;
    let blocked = Answer::status(403);
    desk.app.ports.web.set("https://harbour.example/feed.xml", blocked.clone());
    desk.app.ports.web.set("https://harbour.example/deal", blocked);
    desk.wait(12).await;
    let middle = after(desk.now(), SignedDuration::from_hours(-4));
    desk.print("harbour.example", "deal", &story(2032));
    desk.wait(48).await;
    let looks = desk.app.store.looks("", Timestamp::MIN, desk.now()).await.unwrap();
    assert!(looks.iter().all(|look| look.outlet == "harbour.example"));
    let looks: Vec<Look> = looks.iter().map(|look| look.look).collect();
    let found = gaps(&looks, None, desk.now());
    let gap = found.iter().find(|gap| gap.holds(middle)).expect("not seen");
    assert_eq!(gap.states, [ObservationState::Blocked]);
    assert!(gap.until.is_some(), "and seen again");
    let article = desk.app.store.articles("", 1).await.unwrap().remove(0);
    let sights = desk.app.store.last_sights(middle).await.unwrap();
    assert!(sights[&article.id] < middle);
}

/// A value that coverage moved on from is marked so from the shift on, and not once it is back.
#[tokio::test]
async fn what_a_shift_replaced_is_left_behind() {
    // Texts of their own, or they would be copies of one.
    let stories = [
        ("harbour.example", 2032, "A clerk had carried the folder across the square before dawn."),
        ("northgate.example", 2030, "Brokers in three cities woke up to a fax that nobody signed."),
        ("meridian.example", 2030, "The chairman smiled, folded his umbrella and took the lift."),
        ("coastal.example", 2030, "Fishermen on the pier had other worries than a contract."),
    ];
    let outlets: Vec<&str> = stories.iter().map(|(outlet, ..)| *outlet).collect();
    let mut desk = Desk::new(&outlets).await;
    desk.wait(1).await;
    let mut left = Vec::new();
    for (outlet, year, colour) in stories {
        let mut page = story(year);
        page.title = format!("{outlet} on the deal");
        page.dek = None;
        let words: Vec<&str> = colour.split(' ').rev().collect();
        page.paragraphs[0] = format!("{colour} {}", words.join(" "));
        page.paragraphs[2] = format!("{} {outlet} {}", words.join(" and "), words.join(" or "));
        desk.print(outlet, "deal", &page);
        desk.wait(2).await;
        let values = left_behind(&desk.app.store, "license.until", desk.now()).await.unwrap();
        left.push(values.into_keys().collect::<Vec<_>>().join(" "));
    }
    assert_eq!(left, ["", "", "2032", "2032"]);
    let before = left_behind(&desk.app.store, "license.until", Timestamp::MIN).await.unwrap();
    assert!(before.is_empty(), "nothing was left behind before the shift");
}
