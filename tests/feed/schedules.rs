//! Crontab lines run when cron would run them.

use std::str::FromStr;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use pactwatch::feed::schedule::Schedule;

fn runs(line: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(line, Some(zone)).unwrap();
    let timezone = TimeZone::get(zone).unwrap();
    let mut at: Timestamp = from.parse().unwrap();
    let mut out = Vec::new();
    for _ in 0..count {
        at = schedule.next_after(at).unwrap();
        out.push(at.to_zoned(timezone.clone()).strftime("%a %d %H:%M %z").to_string());
    }
    out
}

#[test]
fn weekdays_days_and_names_are_those_of_cron() {
    let from = "2026-04-26T00:00:00Z"; // a Sunday
    let table: [(&str, &[&str]); 9] = [
        ("0 12 * * 1", &["Mon 27 12:00 +0000", "Mon 04 12:00 +0000"]),
        ("0 12 * * 0", &["Sun 26 12:00 +0000"]),
        ("0 12 * * 7", &["Sun 26 12:00 +0000"]),
        ("0 12 * * mon-FRI", &["Mon 27 12:00 +0000", "Tue 28 12:00 +0000"]),
        ("0 12 * * fri-sun", &["Sun 26 12:00 +0000", "Fri 01 12:00 +0000"]),
        // Two restricted day fields: either.
        ("0 12 28 * 1", &["Mon 27 12:00 +0000", "Tue 28 12:00 +0000", "Mon 04 12:00 +0000"]),
        ("0 12 1 may *", &["Fri 01 12:00 +0000"]),
        ("10-30/10 6,7 * * *", &["Sun 26 06:10 +0000", "Sun 26 06:20 +0000", "Sun 26 06:30 +0000"]),
        ("@hourly", &["Sun 26 01:00 +0000"]),
    ];
    for (line, expected) in table {
        assert_eq!(runs(line, "UTC", from, expected.len()), expected, "{line}");
    }
}

#[test]
fn skipped_times_run_right_after_the_jump_and_repeated_times_once() {
    let zone = "Europe/Berlin";
    let spring = "2026-03-28T12:00:00Z";
    let autumn = "2026-10-24T12:00:00Z";
    assert_eq!(runs("30 2 * * *", zone, spring, 2), ["Sun 29 03:00 +0200", "Mon 30 02:30 +0200"]);
    assert_eq!(runs("30 2 * * *", zone, autumn, 2), ["Sun 25 02:30 +0200", "Mon 26 02:30 +0100"]);
    // Several skipped times run together, once.
    assert_eq!(
        runs("0,20,40 2 * * *", zone, spring, 2),
        ["Sun 29 03:00 +0200", "Mon 30 02:00 +0200"]
    );
    assert_eq!(
        runs("0,30 1-3 * * *", zone, autumn, 7),
        [
            "Sun 25 01:00 +0200",
            "Sun 25 01:30 +0200",
            "Sun 25 02:00 +0200",
            "Sun 25 02:30 +0200",
            "Sun 25 03:00 +0100",
            "Sun 25 03:30 +0100",
            "Mon 26 01:00 +0100",
        ]
    );
    // A rhythm keeps its beat in real time.
    assert_eq!(
        runs("*/30 * * * *", zone, "2026-10-25T00:15:00Z", 5),
        [
            "Sun 25 02:30 +0200",
            "Sun 25 02:00 +0100",
            "Sun 25 02:30 +0100",
            "Sun 25 03:00 +0100",
            "Sun 25 03:30 +0100",
        ]
    );
    assert_eq!(
        runs("0 * * * *", zone, "2026-03-29T00:30:00Z", 2),
        ["Sun 29 03:00 +0200", "Sun 29 04:00 +0200"]
    );
}

#[test]
fn a_year_of_runs_agrees_with_another_implementation_in_six_zones() {
    let zones = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Santiago",
    ];
    // Single times of day and rhythms: lists of times are where the two read cron differently.
    let lines = [
        "*/10 * * * *",
        "0 * * * *",
        "5 */3 * * *",
        "30 2 * * *",
        "0 0 * * *",
        "15 1 * * 0",
        "45 23 * * 1-5",
        "0 8 1,15 * *",
        "0 8 1 * 1",
        "59 23 31 12 *",
        "0 9 29 2 *",
        "*/7 * * * 3",
        "30 1 * 3,10,11 *",
        "0 3 * * sun",
        "20 4 13 * fri",
        "* 2 * * 0",
        "*/15 0-4 * 4 *",
    ];
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let end = start.checked_add(SignedDuration::from_hours(24 * 366)).unwrap();
    let (mut compared, mut excused) = (0, 0);
    for zone in zones {
        let timezone = TimeZone::get(zone).unwrap();
        for line in lines {
            let ours = Schedule::parse(line, Some(zone)).unwrap();
            let oracle = croner::Cron::from_str(line).unwrap();
            let mut at = start;
            // Dense lines are compared around the jumps and then less often.
            while at < end {
                let next = ours.next_after(at).unwrap();
                let local = at.to_zoned(timezone.clone());
                let expected = oracle.find_next_occurrence(&local, false).unwrap();
                if next != expected.timestamp() {
                    // The other one also runs a line at the jump whose time the jump did not skip.
                    let is_its_mistake = !oracle.is_time_matching(&expected).unwrap()
                        && oracle.is_time_matching(&next.to_zoned(timezone.clone())).unwrap();
                    assert!(is_its_mistake, "{line} in {zone} after {at}: {next}, not {expected}");
                    excused += 1;
                }
                compared += 1;
                let step = next.checked_add(10.minutes()).unwrap();
                at = if compared % 3 == 0 { step } else { next };
            }
        }
    }
    assert!(compared > 100_000, "only {compared} compared");
    assert!(excused <= 30, "{excused} differ");
}

#[test]
fn a_wrong_line_says_how_to_mend_it() {
    let table = [
        ("", "\"adaptive\""),
        ("0 */10 * * * *", "\"*/10 * * * *\""),
        ("60 * * * *", "write 0 to 59"),
        ("* 25 * * *", "hour"),
        ("* * * * foo", "sun to sat"),
        ("5/15 * * * *", "\"5-59/15\""),
        ("* 22-3 * * *", "\"22-23,0-3\""),
        ("*/0 * * * *", "a step is"),
        ("0 0 31 2 *", "never comes"),
        ("@often", "nickname"),
        ("hourly", "five fields"),
    ];
    for (line, part) in table {
        let error = Schedule::parse(line, None).unwrap_err();
        assert!(error.contains(part), "{line:?}: {error}");
    }
    assert!(Schedule::parse("* * * * *", Some("Berlin")).unwrap_err().contains("Europe/Berlin"));
    assert_eq!(Schedule::parse(" Adaptive", None), Ok(Schedule::Adaptive));
}
