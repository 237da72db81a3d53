//! Dates as feeds write them are read as their readers read them.

use pactwatch::feed::date;
use serde_json::Value;

#[test]
fn most_dates_of_other_readers_tests_are_read_alike() {
    let cases = std::fs::read_to_string(super::data("dates.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&cases).unwrap();
    let (mut right, mut asked, mut wrong) = (0, 0, Vec::new());
    let (mut unread, mut others) = (Vec::new(), 0);
    for case in &cases {
        let text = case["s"].as_str().unwrap();
        let got = date::parse(text).map(jiff::Timestamp::as_second);
        // Where the source only asks that a date be read, no moment is given.
        if case["src"] == "miniflux-parse-only" {
            others += 1;
            if got.is_none() {
                unread.push(text);
            }
            continue;
        }
        asked += 1;
        let want = case["ts"].as_i64();
        if got == want {
            right += 1;
        } else {
            wrong.push(format!("{text:?}: {got:?}, expected {want:?}"));
        }
    }
    assert_eq!((asked, others), (121, 46));
    assert!(right >= 106, "{right} of {asked} right:\n{}", wrong.join("\n"));
    assert!(unread.is_empty(), "not read: {unread:?}");
}
