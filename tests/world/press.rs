//! The simulated press: feeds and pages made from what was published so far. Every reply carries
//! other furniture (an advertisement, a ticker, a reader count, a footer): none of it is news.

use std::collections::{BTreeMap, BTreeSet};

use pactwatch::base::http::{Headers, Reply, Request};
use pactwatch::base::{Timestamp, id};

use super::markup::element;

/// One article as its outlet has it now.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) title: String,
    pub(crate) published: Timestamp,
    pub(crate) modified: Option<Timestamp>,
    pub(crate) paragraphs: Vec<String>,
    /// The address the page names as its own.
    pub(crate) canonical: Option<String>,
    /// The page has an `ETag` and answers 304 to it.
    pub(crate) validators: bool,
}

impl Story {
    pub(crate) fn new(title: &str, published: Timestamp, paragraphs: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            published,
            modified: None,
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
            canonical: None,
            validators: false,
        }
    }

    /// Replaces words of the text, which must be there.
    pub(crate) fn edit(&mut self, old: &str, new: &str) {
        let hit = self.paragraphs.iter_mut().find(|text| text.contains(old));
        let text = hit.unwrap_or_else(|| panic!("{old:?} is not in {:?}", self.title));
        *text = text.replace(old, new);
    }
}

#[derive(Debug, Default)]
pub(crate) struct Press {
    /// Feed address to the addresses of its entries, newest first.
    pub(crate) feeds: BTreeMap<String, Vec<String>>,
    pub(crate) stories: BTreeMap<String, Story>,
    replies: u64,
    /// Feeds that were asked with a condition.
    pub(crate) remembered: BTreeSet<String>,
    /// Feeds that were asked without one after that: whoever asks has forgotten their validators.
    pub(crate) forgotten: Vec<String>,
}

impl Press {
    /// The article appears on its page and on top of the feed.
    pub(crate) fn publish(&mut self, feed: &str, url: &str, story: Story) {
        self.stories.insert(url.to_owned(), story);
        self.feeds.entry(feed.to_owned()).or_default().insert(0, url.to_owned());
    }

    pub(crate) fn story(&mut self, url: &str) -> &mut Story {
        self.stories.get_mut(url).unwrap_or_else(|| panic!("no story at {url}"))
    }

    pub(crate) fn reply(&mut self, request: &Request, now: Timestamp) -> Reply {
        let url = request.url.to_string();
        self.note_condition(request);
        let (status, kind, validators, body) = if let Some(entries) = self.feeds.get(&url) {
            (200, "application/rss+xml", true, self.feed(&url, entries))
        } else if let Some(story) = self.stories.get(&url) {
            let number = if story.validators { 0 } else { self.replies };
            self.replies += 1;
            (200, "text/html; charset=utf-8", story.validators, page(&url, story, number))
        } else {
            (404, "text/plain", false, format!("nothing at {url} at {now}"))
        };
        let mut headers = Headers::default();
        headers.push("content-type", kind);
        let etag = format!("\"{}\"", id::hash(body.as_bytes()));
        let same = validators && request.headers.get("if-none-match") == Some(&etag);
        if validators {
            headers.push("etag", &etag);
        }
        let url = request.url.clone();
        if same {
            return Reply { status: 304, headers, body: Vec::new(), url, hops: vec![] };
        }
        Reply { status, headers, body: body.into_bytes(), url, hops: vec![] }
    }

    fn note_condition(&mut self, request: &Request) {
        let url = request.url.to_string();
        if !self.feeds.contains_key(&url) {
            return;
        }
        if request.headers.get("if-none-match").is_some() {
            self.remembered.insert(url);
        } else if self.remembered.contains(&url) {
            self.forgotten.push(url);
        }
    }

    fn feed(&self, url: &str, entries: &[String]) -> String {
        let item = |link: &String| {
            let story = &self.stories[link];
            let date = story.published.strftime("%a, %d %b %Y %H:%M:%S GMT");
            format!(
                "<item><title>{}</title><link>{link}</link><guid>{link}</guid>\
                 <pubDate>{date}</pubDate></item>",
                story.title
            )
        };
        let items: String = entries.iter().map(item).collect();
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{url}</title>\
             <link>{url}</link><description>d</description>{items}</channel></rss>"
        )
    }
}

fn page(url: &str, story: &Story, number: u64) -> String {
    let advertisement = format!(
        "<aside class=\"ad slot-{number}\"><a href=\"/buy\">Offer {number}: one month for one \
         coin</a></aside>"
    );
    let body: Vec<String> = story.paragraphs.iter().map(|text| element(text)).collect();
    let body = body.join(&advertisement);
    let title = &story.title;
    let published = story.published;
    let modified = story.modified.unwrap_or(published);
    let canonical = story.canonical.as_deref().unwrap_or(url);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"canonical\" href=\"{canonical}\"><meta property=\"og:title\" \
         content=\"{title}\"><meta property=\"article:published_time\" content=\"{published}\">\
         <meta property=\"article:modified_time\" content=\"{modified}\"></head><body><header>\
         <nav><a href=\"/\">Home</a> <a href=\"/business\">Business</a> <span class=\"ticker\">\
         INDEX {number}.5</span></nav></header><main><article><h1>{title}</h1>{body}</article>\
         </main><section class=\"related\"><h2>Most read</h2><ul><li><a href=\"/r{number}\">Reader \
         favourite number {number}</a></li></ul></section><footer><p>{} people read this page. \
         Edition {number}.</p></footer></body></html>",
        100 + number * 7,
    )
}
