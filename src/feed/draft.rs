//! A feed as taken out of its document, before anything is interpreted: plain fields, still in the
//! feed's own words. Every dialect is read into this and written out again in one clean form.

use std::rc::Rc;

use url::Url;

use super::model::{Format, Hints};

/// How a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    /// As it stands.
    Plain,
    Html,
    /// RSS does not say: HTML when it looks like it.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) markup: Markup,
}

/// A link as written, and the base that `xml:base` gives it.
#[derive(Clone, Debug)]
pub(super) struct DraftLink {
    pub(super) href: String,
    pub(super) base: Option<Rc<Url>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct DraftEntry {
    /// The identifier the feed gives, trimmed.
    pub(super) id: Option<String>,
    /// Candidates, best first.
    pub(super) links: Vec<DraftLink>,
    pub(super) title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) content: Option<Text>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    /// The document ended inside this entry.
    pub(super) cut: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) format: Format,
    pub(super) title: Option<Text>,
    /// The site the feed belongs to, candidates best first.
    pub(super) links: Vec<DraftLink>,
    pub(super) self_link: Option<DraftLink>,
    pub(super) hubs: Vec<String>,
    pub(super) hints: Hints,
    /// Authors of the feed, for entries that name none.
    pub(super) authors: Vec<String>,
    pub(super) entries: Vec<DraftEntry>,
    /// The document ended early.
    pub(super) truncated: bool,
}
