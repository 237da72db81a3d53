//! Tests of feed.
