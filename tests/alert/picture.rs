//! What alerts look like: mails in a real browser, on a phone and a desktop, by day and by night,
//! and every kind's payload, kept in `target/screenshots` for a person to look at.

use std::path::Path;

use pactwatch::alert::model::{Alert, AlertItem, Form, Links, Severity, Statement, Support};
use pactwatch::alert::{Kind, render};

use super::golden::{all_kinds, shown};
use super::sample::{alert, alert_of, at, item, statement};
use crate::web::driver::Browser;

const SCREENSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/screenshots");

fn side(value: &str, quote: &str, outlet: &str, by: Option<&str>) -> Statement {
    let by = by.map(str::to_owned);
    Statement {
        by,
        url: format!("https://www.{outlet}/2026/04/27/the-pact-redrawn"),
        ..statement(value, quote, outlet)
    }
}

/// As the ledger words it, with sentences as long as those of a newspaper.
fn contradiction() -> AlertItem {
    let support = |value: &str, families, outlets: &[&str], primary| Support {
        value: value.to_owned(),
        families,
        outlets: outlets.iter().map(|outlet| (*outlet).to_owned()).collect(),
        primary,
    };
    AlertItem {
        headline: "Contradicted: Licence runs until 2030 vs 2032 - courier.example".to_owned(),
        outlet: "courier.example".to_owned(),
        from: Some(side(
            "2032",
            "Under the amended agreement, Harbour’s licence to Northwind’s models and products now \
             runs through 2032, though it is no longer exclusive, the two companies said on Monday.",
            "gazette.example",
            Some("Northwind"),
        )),
        to: Some(side(
            "2030",
            "The licence, which had been the heart of the partnership since 2019, ends in 2030, \
             according to a person familiar with the matter.",
            "courier.example",
            None,
        )),
        support: vec![
            support("2030", 1, &[], false),
            support("2032", 4, &["gazette.example", "wire.example", "post.example"], true),
        ],
        detail:
            "It differs from what prevails. 4 independent sources for the other one. A primary \
                 source states otherwise."
                .to_owned(),
        links: Links {
            review: Some("http://127.0.0.1:8787/findings/f_8d1f0c1c1c3e4b5a9a77".to_owned()),
            article: Some("https://www.courier.example/2026/04/27/the-pact-redrawn".to_owned()),
            silence: Some(
                "pactwatch silence add --term license.until --value 2030 --for 7d".to_owned(),
            ),
        },
        ..item("contradicts")
    }
}

fn edit() -> AlertItem {
    AlertItem {
        id: "find_edit".to_owned(),
        kind: "changed".to_owned(),
        headline: "Edited: Northwind pays its revenue share until 2030 -> 2032 (silently) - \
                   harbour-ledger.example"
            .to_owned(),
        severity: Severity::Medium,
        flags: vec!["stealth".to_owned()],
        modified: None,
        detail:
            "A new version gives another value. The page's dates did not move and no correction \
                 note came with it."
                .to_owned(),
        ..contradiction()
    }
}

fn incident() -> AlertItem {
    let detail = "Courier: HTTP 403, 6 polls in a row; last seen 2026-04-27 06:10 UTC".to_owned();
    AlertItem {
        id: "inc_1".to_owned(),
        kind: "incident_opened".to_owned(),
        headline: "Cannot see: courier.example".to_owned(),
        severity: Severity::Medium,
        outlet: "courier.example".to_owned(),
        detail,
        observed: at(20),
        ..AlertItem::default()
    }
}

fn cases() -> Vec<(&'static str, Alert)> {
    let shift = AlertItem {
        id: "find_shift".to_owned(),
        kind: "consensus_shift".to_owned(),
        headline: "Shift: Licence runs until 2030 -> 2032 - gazette.example".to_owned(),
        ..contradiction()
    };
    let notes = [
        "I could see 13 of 14 outlets.",
        "Not seen: courier.example.",
        "I read 212 articles and kept 31 new versions.",
    ];
    let notes: Vec<String> = notes.map(str::to_owned).to_vec();
    let digest = |items| Alert { form: Form::Digest, notes: notes.clone(), ..alert(items) };
    let quiet = Alert { form: Form::Quiet, ..alert(vec![edit(), incident()]) };
    let hostile = "</td><script>alert(1)</script> \u{202e}drowssap **bold** <!channel> @here ";
    vec![
        ("contradiction", alert(vec![contradiction()])),
        ("edit", alert(vec![edit()])),
        ("incident", alert(vec![incident()])),
        ("digest", digest(vec![shift, contradiction(), edit(), incident()])),
        ("empty-digest", digest(Vec::new())),
        ("quiet", quiet),
        ("hostile", alert_of(&hostile.repeat(150), 2)),
        ("long-word", alert_of(&"x".repeat(10_000), 1)),
    ]
}

fn mail() -> Kind {
    all_kinds().pop().unwrap()
}

#[test]
fn every_kinds_payload_is_kept_to_be_looked_at() {
    std::fs::create_dir_all(SCREENSHOTS).unwrap();
    for (name, alert) in cases() {
        for kind in all_kinds() {
            let file = format!("{SCREENSHOTS}/payload-{name}-{}.txt", kind.as_str());
            std::fs::write(file, shown(&render(&kind, &alert))).unwrap();
        }
    }
}

/// No mail scrolls sideways on a phone, runs a script or asks anybody for anything, by day or night.
#[tokio::test]
async fn mails_fit_a_phone_and_a_desktop_by_day_and_by_night() {
    let folder = tempfile::tempdir().unwrap();
    for dark in [false, true] {
        let Some(browser) = Browser::start(dark).await else { return };
        for (name, alert) in cases() {
            let page = folder.path().join(format!("{name}.html"));
            std::fs::write(&page, render(&mail(), &alert).html.unwrap()).unwrap();
            for width in [375, 1280] {
                look(&browser, &page, (name, width, dark)).await;
            }
        }
        browser.close().await;
    }
}

async fn look(browser: &Browser, page: &Path, (name, width, dark): (&str, u32, bool)) {
    browser.resize(width, 800).await;
    browser.open(&format!("file://{}", page.display())).await;
    let measured = browser
        .run(
            "return [document.documentElement.scrollWidth - window.innerWidth,
                document.documentElement.scrollHeight, document.scripts.length,
                performance.getEntriesByType('resource').length,
                getComputedStyle(document.body).backgroundColor,
                [...document.querySelectorAll('a.button')].every(a => a.offsetHeight >= 40)]",
        )
        .await;
    let place = format!("{name} at {width} px, dark {dark}: {measured}");
    assert!(measured[0].as_i64() <= Some(0), "it spills sideways: {place}");
    assert_eq!((&measured[2], &measured[3]), (&0.into(), &0.into()), "{place}");
    let (day, night) = ("rgb(243, 244, 246)", "rgb(17, 24, 39)");
    assert_eq!(measured[4], if dark { night } else { day }, "{place}");
    assert_eq!(measured[5], true, "a thumb hits a button: {place}");
    let height = measured[1].as_u64().unwrap().clamp(200, 4000);
    browser.resize(width, u32::try_from(height).unwrap()).await;
    let light = if dark { "dark" } else { "light" };
    browser.photograph(&format!("mail-{name}-{width}-{light}")).await;
}
