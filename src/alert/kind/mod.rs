//! The kinds of receiver, a file each: its settings, and an alert in its own format and limits.

pub mod webhook;
