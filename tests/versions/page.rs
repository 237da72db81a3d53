//! Whole pages of an invented outlet, with the clutter that real ones have, read as the daemon does.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use pactwatch::app::reading::document;
use pactwatch::article::model::Article;
use pactwatch::article::{Extraction, Page as Bytes, extract};
use pactwatch::base::Timestamp;
use pactwatch::claim::{Reading, Watch, read};

use crate::world::markup::element;

/// What an outlet puts around an article; none of it is the article.
#[derive(Clone, Debug)]
pub(crate) struct Clutter {
    pub(crate) ticker: String,
    pub(crate) related: Vec<String>,
    pub(crate) footer: String,
    pub(crate) comments: u32,
    pub(crate) advertisement: String,
    pub(crate) most_read: Vec<String>,
}

impl Default for Clutter {
    fn default() -> Self {
        Self {
            ticker: "Harbour index 4,210.11 up 0.4%".to_owned(),
            related: vec!["Ferry timetable changes in May".to_owned()],
            footer: "Copyright 2026 Harbour Ledger".to_owned(),
            comments: 12,
            advertisement: "Try the paper for four weeks".to_owned(),
            most_read: vec!["The bridge is open again".to_owned()],
        }
    }
}

/// An article as its outlet would print it.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) dek: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) published: String,
    pub(crate) modified: Option<String>,
    /// Inner HTML of its paragraphs, or whole elements.
    pub(crate) paragraphs: Vec<String>,
    pub(crate) correction: Option<String>,
    pub(crate) clutter: Clutter,
}

impl Page {
    pub(crate) fn new(title: &str, paragraphs: Vec<String>) -> Self {
        Self {
            title: title.to_owned(),
            dek: Some("What the papers say, and what they leave out.".to_owned()),
            byline: Some("Ines Calloway".to_owned()),
            published: "2026-04-28T08:00:00Z".to_owned(),
            modified: None,
            paragraphs,
            correction: None,
            clutter: Clutter::default(),
        }
    }

    /// The same with everything around it new, as at any later visit.
    pub(crate) fn refreshed(mut self) -> Self {
        self.clutter = Clutter {
            ticker: "Harbour index 4,198.70 down 0.3%".to_owned(),
            related: vec!["OpenAI is valued at $300 billion".to_owned()],
            footer: "Copyright 2026 Harbour Ledger. Terms".to_owned(),
            comments: 57,
            advertisement: "Half price until Sunday".to_owned(),
            most_read: vec!["Rain at the harbour".to_owned()],
        };
        self.modified = Some("2026-04-28T11:30:00Z".to_owned());
        self
    }

    pub(crate) fn html(&self) -> String {
        let meta = |name: &str, value: &Option<String>| {
            value
                .as_ref()
                .map_or(String::new(), |v| format!("<meta property=\"{name}\" content=\"{v}\">"))
        };
        let mut body = String::new();
        for paragraph in &self.paragraphs {
            body.push_str(&element(paragraph));
        }
        if let Some(note) = &self.correction {
            let _infallible = write!(body, "<p class=\"correction\">{note}</p>");
        }
        let clutter = &self.clutter;
        let links = |titles: &[String]| {
            titles.iter().map(|t| format!("<li><a href=\"/x\">{t}</a></li>")).collect::<String>()
        };
        format!(
            "<html lang=\"en\"><head><title>{title} | Harbour Ledger</title>{published}{modified}</head>\
             <body><div class=\"ticker\">{ticker}</div>\
             <nav><a href=\"/\">Home</a> <a href=\"/business\">Business</a></nav>\
             <article><h1>{title}</h1>{dek}{byline}{body}</article>\
             <div class=\"comments\">{comments} comments</div>\
             <div class=\"ad\">{advertisement}</div>\
             <aside class=\"related\"><h2>Related</h2><ul>{related}</ul></aside>\
             <section class=\"most-read\"><h2>Most read</h2><ol>{most_read}</ol></section>\
             <footer>{footer}</footer></body></html>",
            title = self.title,
            published = meta("article:published_time", &Some(self.published.clone())),
            modified = meta("article:modified_time", &self.modified),
            dek = self.dek.as_ref().map_or(String::new(), |d| format!("<p class=\"dek\">{d}</p>")),
            byline = self.byline.as_ref().map_or(String::new(), |b| format!(
                "<p class=\"byline\">By <a rel=\"author\">{b}</a></p>"
            )),
            ticker = clutter.ticker,
            comments = clutter.comments,
            advertisement = clutter.advertisement,
            related = links(&clutter.related),
            most_read = links(&clutter.most_read),
            footer = clutter.footer,
        )
    }

    pub(crate) fn article(&self, now: Timestamp) -> Article {
        article(self.html().as_bytes(), "https://harbour.example/2026/deal", now)
    }
}

pub(crate) fn article(bytes: &[u8], url: &str, now: Timestamp) -> Article {
    extraction(bytes, url, now).article
}

pub(crate) fn extraction(bytes: &[u8], url: &str, now: Timestamp) -> Extraction {
    let url = url.parse().unwrap();
    let page = Bytes { bytes, content_type: Some("text/html; charset=utf-8"), url: &url, now };
    extract(&page, &|| false).unwrap()
}

/// The watch file that ships with the program, compiled once.
pub(crate) fn watch() -> Arc<Watch> {
    static WATCH: OnceLock<Arc<Watch>> = OnceLock::new();
    let compile = || {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/partnership.toml");
        let text = std::fs::read_to_string(path).unwrap();
        Arc::new(Watch::compile(&text, "partnership.toml").unwrap())
    };
    Arc::clone(WATCH.get_or_init(compile))
}

pub(crate) fn reading(article: &Article, outlet: &str) -> Reading {
    read(&watch(), &document(article, outlet))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
