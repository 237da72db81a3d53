//! Time as a value. Nothing here, or in any pure layer, reads a clock.

pub use jiff::civil::Date;
pub use jiff::{SignedDuration, Timestamp};

/// Microseconds since the epoch: the form in which the store keeps every moment.
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The moment behind stored microseconds; out of range is clamped, never an error.
pub fn from_micros(value: i64) -> Timestamp {
    Timestamp::from_microsecond(value).unwrap_or(if value < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The moment as the store gives it back: what lies below a microsecond is cut off.
pub fn as_stored(at: Timestamp) -> Timestamp {
    from_micros(micros(at))
}

/// `at + by`, clamped to the calendar's end.
pub fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// How long from `earlier` to `later`; negative when they are the other way round.
pub fn between(earlier: Timestamp, later: Timestamp) -> SignedDuration {
    later.duration_since(earlier)
}
