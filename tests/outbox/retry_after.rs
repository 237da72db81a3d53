//! `Retry-After`, as servers really write it.

use pactwatch::base::time::SignedDuration;
use pactwatch::outbox::retry_after::delay;

#[test]
fn seconds_and_dates_are_read_and_nonsense_is_none() {
    let now = "2026-05-01T12:00:00Z".parse().unwrap();
    let read = |value: &str| delay(value, now).map(|wait| wait.as_millis());
    let table = [
        ("120", Some(120_000)),
        (" 0 ", Some(0)),
        ("0.75", Some(750)),
        ("Fri, 01 May 2026 12:02:00 GMT", Some(120_000)),
        ("Fri, 01 May 2026 11:00:00 GMT", Some(0)),
        ("Fri, 01 May 2026 14:02:00 +0200", Some(120_000)),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("NaN", None),
        ("inf", None),
        ("1e300", None),
        ("Fri, 99 May 2026 12:02:00 GMT", None),
    ];
    for (value, expected) in table {
        assert_eq!(read(value), expected, "{value:?}");
    }
    assert!(delay("99999999999", now).is_none_or(|wait| wait > SignedDuration::ZERO));
}
