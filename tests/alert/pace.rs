//! Quiet hours and rate limits.

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use pactwatch::alert::model::Severity;
use pactwatch::alert::pace::{RateCap, Sent, quiet_until};
use pactwatch::alert::route::QuietHours;
use pactwatch::base::time::SignedDuration;

use super::sample::at;

fn berlin(start: (i8, i8), end: (i8, i8)) -> QuietHours {
    QuietHours {
        start: time(start.0, start.1, 0, 0),
        end: time(end.0, end.1, 0, 0),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        except: Severity::High,
    }
}

#[test]
fn quiet_hours_end_at_their_local_time_also_over_midnight_and_clock_changes() {
    let night = berlin((22, 0), (7, 0));
    let noon = berlin((12, 0), (13, 30));
    let table = [
        (&night, "2026-05-01T19:59:59Z", None),
        (&night, "2026-05-01T20:00:00Z", Some("2026-05-02T05:00:00Z")),
        (&night, "2026-05-02T04:59:59Z", Some("2026-05-02T05:00:00Z")),
        (&night, "2026-05-02T05:00:00Z", None),
        (&night, "2026-12-31T23:30:00Z", Some("2027-01-01T06:00:00Z")),
        (&noon, "2026-05-01T10:30:00Z", Some("2026-05-01T11:30:00Z")),
        (&noon, "2026-05-01T11:30:00Z", None),
        // the night in which the clocks go forward, and the one in which they go back
        (&night, "2026-03-28T22:00:00Z", Some("2026-03-29T05:00:00Z")),
        (&night, "2026-10-24T21:00:00Z", Some("2026-10-25T06:00:00Z")),
    ];
    for (hours, now, expected) in table {
        let expected = expected.map(|end| end.parse::<Timestamp>().unwrap());
        let got = quiet_until(hours, Severity::Medium, now.parse().unwrap());
        assert_eq!(got, expected, "{now}");
        assert_eq!(quiet_until(hours, Severity::High, now.parse().unwrap()), None);
    }
    let skipped = berlin((1, 0), (2, 30));
    let end = quiet_until(&skipped, Severity::Low, "2026-03-29T00:30:00Z".parse().unwrap());
    assert_eq!(end, Some("2026-03-29T01:30:00Z".parse().unwrap()), "02:30 does not exist that day");
}

#[test]
fn a_cap_counts_a_sliding_stretch() {
    let cap = RateCap { max: 2, per: SignedDuration::from_mins(10) };
    let mut sent = Sent::default();
    assert_eq!(sent.room(&cap, at(0)), 2);
    sent.note(&cap, at(0));
    sent.note(&cap, at(4));
    assert_eq!((sent.room(&cap, at(5)), sent.next_at(&cap, at(5))), (0, at(10)));
    assert_eq!(sent.room(&cap, at(10)), 1);
    sent.note(&cap, at(10));
    assert_eq!(sent.at, [at(4), at(10)], "what no longer counts is forgotten");
    let none = RateCap { max: 0, per: SignedDuration::from_mins(1) };
    assert_eq!(Sent::default().room(&none, at(0)), 1, "a cap of nothing would lose everything");
}
