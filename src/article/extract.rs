//! One fetched page to one article: gate, parse, clean, choose, render, and what the page declares
//! about itself. Pure; a page that cannot be an article is refused by name.

use serde::{Deserialize, Serialize};
use url::Url;

use super::choose;
use super::clean;
use super::decode::{self, NotText};
use super::filter;
use super::html::{self, Limits, Stop, Tree};
use super::jsonld::{self, Declared};
use super::measure::Measure;
use super::meta::Source;
use super::model::Article;
use super::render::{self, Rendered};
use super::shape::Shape;
use super::unit;
use super::walls::{self, Sign};
use crate::base::{Timestamp, Warning};

/// Changes with every change of what the same bytes yield. A text made by another version is
/// compared with nothing: it is made again from the raw page first.
pub const EXTRACTOR_VERSION: &str = "1";

const LIMITS: Limits = Limits { nodes: 400_000, depth: 512 };
/// Bytes of a decoded page beyond this are refused unread.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A text shorter than this many characters is looked for again with a wider net.
const SHORT: usize = 250;

/// A fetched page, with the moment of the visit.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub bytes: &'a [u8],
    /// The `Content-Type` header as received.
    pub content_type: Option<&'a str>,
    /// Where the bytes came from, after redirects.
    pub url: &'a Url,
    pub now: Timestamp,
}

/// Why a page is no article. None of these is an edit of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("not a web page but {0}")]
    NotHtml(String),
    #[error("elements nested deeper than {0}")]
    TooDeep(usize),
    #[error("more than {0} nodes")]
    TooManyNodes(usize),
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    #[error("not read in the time it was given")]
    TooSlow,
    #[error("nothing on the page reads like text")]
    Empty,
}

/// An article and what else the page showed that tells an article from a wall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extraction {
    pub article: Article,
    /// What the page declares of its being free to read (`isAccessibleForFree`).
    pub free: Option<bool>,
    /// Marks of walls, in no order of weight.
    pub signs: Vec<Sign>,
}

/// Reads a page. `expired` says whether the time given for this page is up; it is asked often and
/// must be cheap.
pub fn extract(page: &Page<'_>, expired: &dyn Fn() -> bool) -> Result<Extraction, Refusal> {
    extract_shaped(page, &Shape::default(), expired)
}

/// As [`extract`], by the rules a person gave for the outlet.
pub fn extract_shaped(
    page: &Page<'_>,
    shape: &Shape,
    expired: &dyn Fn() -> bool,
) -> Result<Extraction, Refusal> {
    if page.bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge(MOST_BYTES));
    }
    let (source, warnings) =
        decode::decode(page.bytes, page.content_type).map_err(|not| match not {
            NotText::Empty => Refusal::Empty,
            NotText::Other(kind) => Refusal::NotHtml(kind.to_owned()),
        })?;
    let tree = html::parse(&source, LIMITS, expired).map_err(|stop| match stop {
        Stop::Depth => Refusal::TooDeep(LIMITS.depth),
        Stop::Nodes => Refusal::TooManyNodes(LIMITS.nodes),
        Stop::Time => Refusal::TooSlow,
    })?;
    if !has_markup(&tree) {
        return Err(Refusal::NotHtml("plain text".to_owned()));
    }
    read(page, (&tree, shape), warnings, expired)
}

/// At least one element that only a web page has.
fn has_markup(tree: &Tree) -> bool {
    tree.elements().any(|id| {
        matches!(
            tree.tag(id),
            "html"
                | "head"
                | "body"
                | "p"
                | "div"
                | "article"
                | "title"
                | "h1"
                | "h2"
                | "a"
                | "table"
                | "ul"
                | "br"
                | "section"
                | "span"
        )
    })
}

fn read(
    page: &Page<'_>,
    (tree, shape): (&Tree, &Shape),
    mut warnings: Vec<Warning>,
    expired: &dyn Fn() -> bool,
) -> Result<Extraction, Refusal> {
    let declared = jsonld::declared(tree);
    let source = Source { tree, declared: &declared, url: page.url, now: page.now };
    let titles = source.titles();
    let dek = source.dek();
    let rendered = body((tree, shape), &titles, &declared, &mut warnings, expired)?;
    let article = Article {
        title: titles.first().cloned().unwrap_or_default(),
        dek,
        byline: source.byline(),
        published: source.published(&mut warnings),
        modified: source.modified(&mut warnings),
        canonical: source.canonical(),
        site: source.site(),
        language: source.language(&rendered.text),
        text: rendered.text,
        blocks: rendered.blocks,
        warnings,
    };
    let signs = walls::signs(tree, &article);
    if article.text.is_empty() && signs.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Extraction { free: declared.free, signs, article })
}

/// The article's text: the strict way, then with a wider net, then as declared.
fn body(
    (tree, shape): (&Tree, &Shape),
    titles: &[String],
    declared: &Declared,
    warnings: &mut Vec<Warning>,
    expired: &dyn Fn() -> bool,
) -> Result<Rendered, Refusal> {
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let measure = Measure::of(tree);
    let (kept, barred) = (shape.kept(tree), shape.dropped(tree));
    if kept.is_empty() && !shape.keep.is_empty() {
        warnings.push(Warning::new("keep-unmatched", "no selector of the outlet fits this page"));
    }
    let mut best = Rendered::default();
    for wide in [false, true] {
        if expired() {
            return Err(Refusal::TooSlow);
        }
        let mut dropped = clean::clean(tree, &measure, wide);
        for id in &barred {
            dropped.drop_below(tree, *id);
        }
        let units = unit::cut(tree, &dropped);
        let scored: Vec<_> =
            units.iter().filter(|u| filter::furniture(tree, u).is_none()).cloned().collect();
        let roots = if kept.is_empty() { choose::choose(tree, &scored) } else { kept.clone() };
        let found = render::render(tree, &units, &roots, &titles);
        if found.text.chars().count() >= SHORT {
            return Ok(found);
        }
        // The wide net brings in furniture: it must find much more to be believed.
        if found.text.len() > best.text.len() * 2 {
            best = found;
        }
    }
    if let Some(text) = declared.body.as_deref().filter(|b| b.len() > best.text.len() * 2) {
        warnings.push(Warning::new("declared-body", "the text is the page's JSON-LD articleBody"));
        best = Rendered::default();
        for line in text.lines() {
            best.paragraph(line);
        }
    }
    Ok(best)
}
