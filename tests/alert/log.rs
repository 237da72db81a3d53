//! The log's paragraph.

use pactwatch::alert::kind::log::render;
use proptest::prelude::*;

use super::sample::{alert, alert_of, assert_clean, cases, hostile_text, item};

#[test]
fn a_contradiction_reads_as_one_paragraph_with_both_quotes() {
    let expected = "\
[high] contradicts: licence until 2030 vs 2032 - Courier
  Coverage holds: 2032 \"The licence now runs through 2032.\" - Gazette https://gazette.example/deal
  This article says: 2030 \"The licence ends in 2030, it said.\" - Courier https://courier.example/deal
  Held by: 2032: 4 independent sources (Gazette, Herald, Post, +1); 2030: 1 independent source (Courier)
  Primary sources: state 2032
  Times: published 2026-04-27 13:00 UTC, edited 2026-04-27 13:10 UTC, seen 2026-04-27 13:20 UTC
  Review: http://127.0.0.1:8787/finding/find_1
  Silence: pactwatch silence --term license.until --value 2030";
    assert_eq!(render(&alert(vec![item("contradicts")])).body, expected);
}

proptest! {
    #![proptest_config(cases(64))]

    /// No foreign text adds a line, moves a cursor or makes the entry longer than a screen or two.
    #[test]
    fn nothing_foreign_breaks_the_paragraph(text in hostile_text(), count in 1usize..40) {
        let body = render(&alert_of(&text, count)).body;
        assert_clean(&body);
        prop_assert!(body.lines().count() <= 20 * 12 + 60);
        prop_assert!(body.len() < 500_000);
        let known = |line: &str| line.starts_with('[') || line.starts_with("  ") || line.starts_with("* ");
        prop_assert!(body.lines().all(known));
    }
}
