//! The last step of parsing: what the parser read, joined with what the draft knows, becomes
//! entries with absolute links, stable keys, plausible dates and plain texts.

use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::draft::{Draft, DraftEntry, DraftLink, Markup, Text};
use super::identity::Keys;
use super::model::{Entry, ParsedFeed};
use super::xml::entity;
use super::{text, write};
use crate::base::url::{outlet, web_url};
use crate::base::{Warning, time};

/// Dates further ahead than this are mistakes.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// Dates before this are defaults of some software. 1900-01-01 UTC.
const EARLIEST: Timestamp = Timestamp::constant(-2_208_988_800, 0);

pub(super) fn assemble(
    mut draft: Draft,
    parsed: feed_rs::model::Feed,
    (url, now): (&Url, Timestamp),
    mut warnings: Vec<Warning>,
) -> ParsedFeed {
    let bases = Bases::of(&draft, url);
    let link = bases.first_link(&draft.links);
    let self_link = draft.self_link.as_ref().and_then(|link| bases.resolve(link));
    drop_cut(&mut draft.entries, &mut warnings);
    let mut read: Vec<Option<feed_rs::model::Entry>> = Vec::new();
    read.resize_with(draft.entries.len(), || None);
    for entry in parsed.entries {
        let slot = write::position(&entry.id).and_then(|position| read.get_mut(position));
        if let Some(slot) = slot {
            *slot = Some(entry);
        }
    }
    let links: Vec<Option<String>> =
        draft.entries.iter().map(|entry| bases.first_link(&entry.links)).collect();
    let own_domains = own_domains(url, link.as_deref(), self_link.as_ref());
    let pairs: Vec<(&DraftEntry, Option<&str>)> =
        draft.entries.iter().zip(links.iter().map(Option::as_deref)).collect();
    let keys = Keys { own_domains: &own_domains }.of(&pairs);
    let mut entries = Vec::with_capacity(keys.len());
    let mut future = 0_usize;
    for ((draft_entry, link), (key, read)) in pairs.into_iter().zip(keys.into_iter().zip(read)) {
        let read = read.unwrap_or_default();
        let (published, updated) = dates(&read, now, &mut future);
        let summary = plain(draft_entry.summary.as_ref(), read.summary.map(|t| t.content));
        let content = body(draft_entry.content.as_ref(), read.content.and_then(|c| c.body));
        let excerpt = || draft_entry.content.as_ref().map(as_plain).unwrap_or_default();
        entries.push(Entry {
            id: draft_entry.id.clone().or_else(|| link.map(str::to_owned)).unwrap_or(key.clone()),
            key,
            title: plain(draft_entry.title.as_ref(), read.title.map(|t| t.content)),
            link: link.map(str::to_owned),
            published,
            updated,
            summary: if summary.is_empty() { excerpt() } else { summary },
            content,
            authors: authors(draft_entry, &draft.authors),
            categories: draft_entry
                .categories
                .iter()
                .map(|c| text::collapse(&entity::decode(c)))
                .collect(),
        });
    }
    if future > 0 {
        let detail = format!("{future} dates more than a day ahead count as missing");
        warnings.push(Warning::new("future_date", detail));
    }
    ParsedFeed {
        format: draft.format,
        title: plain(draft.title.as_ref(), parsed.title.map(|t| t.content)),
        link,
        self_link,
        hubs: draft.hubs.iter().filter_map(|hub| web_url(hub)).collect(),
        hints: draft.hints,
        entries,
        truncated: draft.truncated,
        warnings,
    }
}

/// An incomplete last entry is left out, unless it is all there is.
fn drop_cut(entries: &mut Vec<DraftEntry>, warnings: &mut Vec<Warning>) {
    let is_cut = entries.iter().any(|entry| entry.cut);
    if is_cut && entries.len() > 1 {
        entries.retain(|entry| !entry.cut);
        warnings.push(Warning::new("entry_dropped", "the last entry is incomplete"));
    }
}

fn own_domains(url: &Url, site: Option<&str>, self_link: Option<&Url>) -> Vec<String> {
    let site = site.and_then(web_url);
    let urls = [Some(url), site.as_ref(), self_link].into_iter().flatten();
    urls.filter(|url| is_web(url)).map(outlet).collect()
}

fn authors(entry: &DraftEntry, of_feed: &[String]) -> Vec<String> {
    let names = if entry.authors.is_empty() { of_feed } else { &entry.authors };
    names.iter().map(|name| text::collapse(&entity::decode(name))).collect()
}

/// Published and updated; a single date stands for both.
fn dates(
    read: &feed_rs::model::Entry,
    now: Timestamp,
    future: &mut usize,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let mut plausible = |date: Option<DateTime<Utc>>| {
        let date = date?;
        let nanoseconds = i32::try_from(date.timestamp_subsec_nanos()).unwrap_or(0);
        let at = Timestamp::new(date.timestamp(), nanoseconds).ok()?;
        let is_future = at > time::after(now, AHEAD);
        *future += usize::from(is_future);
        (!is_future && at >= EARLIEST).then_some(at)
    };
    let (published, updated) = (plausible(read.published), plausible(read.updated));
    (published.or(updated), updated.or(published))
}

fn as_plain(text: &Text) -> String {
    plain(Some(text), None)
}

/// One line of plain text, by what the draft knows about its markup.
fn plain(text: Option<&Text>, read: Option<String>) -> String {
    let Some(text) = text else { return read.unwrap_or_default() };
    let value = read.unwrap_or_else(|| text.value.clone());
    match text.markup {
        Markup::Plain => text::collapse(&entity::decode_numeric(&value)),
        Markup::Html => text::from_html(&value),
        Markup::Unknown if text::has_tags(&value) => text::from_html(&value),
        Markup::Unknown => text::collapse(&entity::decode(&value)),
    }
}

/// The body as HTML.
fn body(text: Option<&Text>, read: Option<String>) -> Option<String> {
    let text = text?;
    let value = read.unwrap_or_else(|| text.value.clone());
    let is_html = match text.markup {
        Markup::Html => true,
        Markup::Plain => false,
        Markup::Unknown => text::has_tags(&value) || entity::has_reference(&value),
    };
    if is_html {
        return Some(value);
    }
    let mut escaped = String::with_capacity(value.len());
    entity::push_escaped(&mut escaped, &value);
    Some(escaped)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// What relative links resolve against when no `xml:base` says so.
struct Bases {
    feed: Option<Url>,
}

impl Bases {
    fn of(draft: &Draft, url: &Url) -> Self {
        let absolute = |link: &DraftLink| web_url(link.href.trim());
        let own = draft.self_link.as_ref().and_then(absolute);
        let site = draft.links.iter().find_map(absolute);
        let fetched = Some(url.clone()).filter(is_web);
        Self { feed: own.or(site).or(fetched) }
    }

    fn resolve(&self, link: &DraftLink) -> Option<Url> {
        let href = clean(&link.href);
        let base = link.base.as_deref().filter(|base| is_web(base)).or(self.feed.as_ref());
        let resolved = match base {
            Some(base) => base.join(&href).ok()?,
            None => Url::parse(&href).ok()?,
        };
        web_url(resolved.as_str())
    }

    /// The first candidate that leads to the web. Where it is well written it stays byte for byte.
    fn first_link(&self, candidates: &[DraftLink]) -> Option<String> {
        let found = candidates.iter().find_map(|candidate| {
            let href = clean(&candidate.href);
            let is_clean = !href.contains(|c: char| c.is_whitespace() || c.is_control());
            // Without its slashes an address is a path after all, where the base has its scheme.
            if is_clean && href.contains("://") && web_url(&href).is_some() {
                return Some(href);
            }
            let url = self.resolve(candidate)?;
            Some(if is_clean && web_url(&href).is_some() { href } else { url.into() })
        });
        // A document read from a file may have no base at all: better a relative link than none.
        let relative = |link: &&DraftLink| {
            Url::parse(&clean(&link.href)) == Err(url::ParseError::RelativeUrlWithoutBase)
        };
        let fallback = || candidates.iter().find(relative).map(|link| clean(&link.href));
        found.or_else(fallback).filter(|link| !link.is_empty())
    }
}

/// Without white space around it, and with an ampersand that was escaped once too often.
fn clean(href: &str) -> String {
    href.trim().replace("&amp;", "&")
}
