//! Alerts to render: one of every kind of finding, and one with the worst text in every field.

use jiff::Timestamp;
use pactwatch::alert::model::{Alert, AlertItem, Form, Links, Severity, Statement, Support};
use pactwatch::alert::silence::Silence;
use pactwatch::claim::model::Status;
use proptest::prelude::*;

/// Every kind of finding and incident that has words of its own.
pub(crate) const KINDS: [&str; 18] = [
    "first_seen",
    "added",
    "changed",
    "withdrawn",
    "status_changed",
    "reverted",
    "oscillating",
    "contradicts",
    "consensus_shift",
    "superseded",
    "stale",
    "confirmed",
    "corroborated",
    "self_conflict",
    "unclassified",
    "baseline",
    "incident_opened",
    "sample",
];

pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_777_294_800 + 60 * minute).unwrap()
}

/// A digest's schedule.
pub(crate) fn daily() -> pactwatch::feed::schedule::Schedule {
    pactwatch::feed::schedule::Schedule::parse("0 8 * * *", None).unwrap()
}

pub(crate) fn statement(value: &str, quote: &str, outlet: &str) -> Statement {
    Statement {
        value: value.to_owned(),
        status: Status::Current,
        quote: quote.to_owned(),
        outlet: outlet.to_owned(),
        url: format!("https://{}.example/deal", outlet.to_lowercase()),
        article_id: "art_1".to_owned(),
        snapshot_id: "snap_2".to_owned(),
        by: None,
        published: Some(at(0)),
        observed: at(20),
    }
}

pub(crate) fn item(kind: &str) -> AlertItem {
    AlertItem {
        id: format!("find_{kind}"),
        kind: kind.to_owned(),
        headline: format!("{kind}: licence until 2030 vs 2032 - Courier"),
        term: "license.until".to_owned(),
        term_label: "licence until".to_owned(),
        severity: Severity::High,
        article_id: "art_1".to_owned(),
        outlet: "Courier".to_owned(),
        title: "Partners redraw their pact".to_owned(),
        from: Some(statement("2032", "The licence now runs through 2032.", "Gazette")),
        to: Some(statement("2030", "The licence ends in 2030, it said.", "Courier")),
        support: vec![
            Support {
                value: "2032".to_owned(),
                families: 4,
                outlets: ["Gazette", "Herald", "Post", "Wire"].map(str::to_owned).to_vec(),
                primary: true,
            },
            Support {
                value: "2030".to_owned(),
                families: 1,
                outlets: vec!["Courier".to_owned()],
                primary: false,
            },
        ],
        published: Some(at(0)),
        modified: Some(at(10)),
        observed: at(20),
        links: Links {
            review: Some("http://127.0.0.1:8787/finding/find_1".to_owned()),
            article: Some("https://courier.example/deal".to_owned()),
            silence: Some("pactwatch silence --term license.until --value 2030".to_owned()),
        },
        ..AlertItem::default()
    }
}

pub(crate) fn alert(items: Vec<AlertItem>) -> Alert {
    Alert {
        id: "alert_1".to_owned(),
        receiver: "desk".to_owned(),
        route: "route 1".to_owned(),
        group_key: "group_1".to_owned(),
        form: Form::Findings,
        items,
        notes: Vec::new(),
        at: at(20),
    }
}

/// An alert whose every foreign field is `text`.
pub(crate) fn alert_of(text: &str, count: usize) -> Alert {
    let side = |value: &str| Statement {
        value: value.to_owned(),
        quote: text.to_owned(),
        outlet: text.to_owned(),
        url: text.to_owned(),
        by: Some(text.to_owned()),
        ..statement("", "", "x")
    };
    let support = Support {
        value: text.to_owned(),
        families: 3,
        outlets: vec![text.to_owned(); 6],
        primary: true,
    };
    let links = Links {
        review: Some(text.to_owned()),
        article: Some(format!("https://x.example/?{text}")),
        silence: Some(text.to_owned()),
    };
    let hostile = AlertItem {
        headline: format!("2030 {text}"),
        term_label: text.to_owned(),
        outlet: text.to_owned(),
        title: text.to_owned(),
        from: Some(side(text)),
        to: Some(side("2030")),
        support: vec![support; 6],
        detail: text.to_owned(),
        flags: vec![text.to_owned(); 6],
        links,
        ..item("contradicts")
    };
    let notes = vec![text.to_owned(); 30];
    Alert { notes, ..alert(vec![hostile; count]) }
}

/// Text that has broken somebody's payload before.
pub(crate) fn hostile_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\r\nBcc: all@example.com\r\n\r\n",
        "<!channel>",
        "<@U123|x>",
        "@everyone @here",
        "</p><script>alert(1)</script>",
        "\" onmouseover=\"x",
        "[link](http://evil.example)",
        "**bold** _it_ `code` ~~gone~~ ||spoiler||",
        "\u{202e}drowssap\u{202c}",
        "\u{0}\u{7}\u{1b}[31mred\u{1b}[0m",
        "\u{2028}\u{85}",
        "👩‍👩‍👧‍👦🇩🇪",
        "e\u{301}\u{301}\u{301}",
        "ﷺ﷽",
        "漢字かな",
        "\u{feff}\u{200b}\u{e0041}",
        "\\\"\\",
        "&amp;&#39;",
        "https://x.example/a|b>c",
    ]);
    let piece = prop_oneof![3 => nasty.prop_map(str::to_owned), 1 => ".{0,12}"];
    let long = (piece.clone(), 1..2000usize).prop_map(|(text, times)| text.repeat(times));
    prop_oneof![
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        long.prop_map(|text| text.chars().take(10_000).collect()),
    ]
}

/// What no payload may hold, once its own encoding is taken off.
pub(crate) fn assert_clean(text: &str) {
    let commands = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    assert!(!text.chars().any(commands), "{text:?}");
}

/// So many cases, and no file left behind by a failure: it is printed.
pub(crate) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

pub(super) fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn silence(id: &str) -> Silence {
    Silence {
        id: id.to_owned(),
        author: "ann".to_owned(),
        reason: "known".to_owned(),
        created_at: at(0),
        ..Silence::default()
    }
}
