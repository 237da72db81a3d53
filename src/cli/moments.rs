//! Moments as a listing shows them. No clock here.

use crate::base::Timestamp;

/// To the second, UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}
