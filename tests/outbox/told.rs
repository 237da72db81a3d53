//! What is told when, and what is not: the whole program in the simulated world, its press included.

use pactwatch::alert::Silence;
use pactwatch::base::http::FetchError;
use pactwatch::port::Clock as _;

use super::desk::{Desk, HARBOUR, PRIMARY, digest};
use crate::world::at;
use crate::world::setup::feed_url;
use crate::world::web::Answer;

/// A digest comes at its hour in its own time zone, also when nothing happened, and says what could
/// be seen.
#[tokio::test]
async fn a_digest_comes_at_its_hour_also_when_nothing_happened() {
    let desk = Desk::with(|plan| plan.routes = vec![digest("0 8 * * *", "Europe/Berlin")]).await;
    desk.publish(HARBOUR, "before");
    desk.run_until(at("2026-04-28 05:59")).await;
    assert!(desk.told().is_empty(), "{:?}", desk.told());
    let silent = FetchError::Timeout("none".to_owned());
    desk.web.set(&feed_url(HARBOUR), Answer::Fails(silent));
    desk.run_until(at("2026-04-28 06:01")).await;
    let told = desk.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "digest.ready");
    assert!(told[0].2.contains(&"I could see 2 of 2 outlets.".to_owned()), "{told:?}");
    desk.run_until(at("2026-04-29 06:01")).await;
    let told = desk.told();
    let second = &told[1];
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(second.1, 1, "only that a feed fails");
    assert!(second.2.contains(&"I could see 1 of 2 outlets.".to_owned()), "{second:?}");
    assert!(second.2.contains(&format!("Not seen: {HARBOUR}.")), "{second:?}");
}

/// A silenced finding is on record with the silence as the reason; when the silence ends, the next
/// one is told.
#[tokio::test]
async fn a_silence_keeps_quiet_and_on_record_until_it_ends() {
    let desk = Desk::with(|_| {}).await;
    desk.publish(HARBOUR, "before");
    desk.run_until(at("2026-04-27 13:00")).await;
    let before = desk.told().len();
    let silence = Silence {
        id: "sil_1".to_owned(),
        term: Some("*".to_owned()),
        author: "ann".to_owned(),
        reason: "on the phone with them".to_owned(),
        created_at: desk.clock.now(),
        ..Silence::default()
    };
    desk.app.store.add_silence(&silence).await.unwrap();
    desk.publish(PRIMARY, "announcement");
    desk.run_until(at("2026-04-27 14:30")).await;
    assert_eq!(desk.told().len(), before, "{:?}", desk.told());
    let found = desk.app.store.findings(at("2026-04-27 13:00"), 100).await.unwrap();
    assert!(!found.is_empty());
    for finding in &found {
        let decisions = desk.app.store.decisions(&finding.id).await.unwrap();
        assert!(decisions.iter().all(|d| d.reason == "silenced"), "{decisions:?}");
    }
    assert!(desk.app.store.end_silence("sil_1", desk.clock.now()).await.unwrap());
    assert!(!desk.app.store.end_silence("sil_1", desk.clock.now()).await.unwrap(), "only once");
    desk.publish(HARBOUR, "wrong_year");
    desk.run_until(at("2026-04-27 15:30")).await;
    assert!(desk.told().len() > before, "told again");
}
