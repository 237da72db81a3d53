//! Tolerant reading of XML as feeds really carry it. It never fails: what cannot be read is text.

pub(in crate::feed) mod build;
pub(in crate::feed) mod entity;
pub(in crate::feed) mod namespace;
mod role;
pub(in crate::feed) mod token;
pub(in crate::feed) mod tree;
