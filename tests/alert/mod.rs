//! Tests of alert.
