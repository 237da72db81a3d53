//! One fetched page to one article: gate, parse, clean, choose, render, and what the page declares
//! about itself. Pure; a page that cannot be an article is refused by name.

use serde::{Deserialize, Serialize};
use url::Url;

use super::choose;
use super::clean::{self, Net};
use super::decode::{self, NotText};
use super::filter;
use super::html::{self, Limits, Stop, Tree};
use super::jsonld::{self, Declared};
use super::measure::Measure;
use super::meta::Source;
use super::model::Article;
use super::render::{self, Rendered};
use super::select::{self, Overrides};
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
/// How many times longer a text from a wider net must be to be preferred.
const MUCH_MORE: usize = 3;

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
    /// Reading it broke off again and again; what happened.
    #[error("the page cannot be read safely: {0}")]
    Hostile(String),
}

/// An article and what else the page showed that tells an article from a wall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    extract_with(page, &Overrides::default(), expired)
}

/// Reads a page of an outlet for which the configuration says what to keep or to drop.
pub fn extract_with(
    page: &Page<'_>,
    overrides: &Overrides,
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
    read(page, &tree, overrides, warnings, expired)
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
    tree: &Tree,
    overrides: &Overrides,
    mut warnings: Vec<Warning>,
    expired: &dyn Fn() -> bool,
) -> Result<Extraction, Refusal> {
    let declared = jsonld::declared(tree);
    let source = Source { tree, declared: &declared, url: page.url, now: page.now };
    let titles = source.titles();
    let dek = source.dek();
    let titles_read: Vec<&str> = titles.iter().map(String::as_str).collect();
    let wanted = Wanted { tree, titles: &titles_read, overrides };
    let mut rendered = body(&wanted, expired)?;
    if overrides.keep.is_empty() {
        fall_back(&mut rendered, &declared, &mut warnings);
    }
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
    let signs = walls::signs(tree, &article, &declared);
    if article.text.is_empty() && signs.iter().all(|sign| *sign == Sign::Unlocked) {
        return Err(Refusal::Empty);
    }
    Ok(Extraction { free: declared.free, signs, article })
}

/// What the body is looked for with.
struct Wanted<'a> {
    tree: &'a Tree,
    titles: &'a [&'a str],
    overrides: &'a Overrides,
}

/// The article's text: the strict way, then with wider nets.
fn body(wanted: &Wanted<'_>, expired: &dyn Fn() -> bool) -> Result<Rendered, Refusal> {
    let tree = wanted.tree;
    let measure = Measure::of(tree);
    let kept = select::outermost(tree, &wanted.overrides.keep);
    let unwanted = select::outermost(tree, &wanted.overrides.drop);
    let mut best = Rendered::default();
    for net in [Net::Strict, Net::NoClasses, Net::Plain] {
        if expired() {
            return Err(Refusal::TooSlow);
        }
        let mut dropped = clean::clean(tree, &measure, net);
        for id in &unwanted {
            dropped.drop_below(tree, *id);
        }
        let units = unit::cut(tree, &dropped);
        let roots = if wanted.overrides.keep.is_empty() {
            let scored: Vec<_> =
                units.iter().filter(|u| filter::furniture(tree, u).is_none()).cloned().collect();
            choose::choose(tree, &scored)
        } else {
            kept.clone()
        };
        let found = render::render(tree, &units, &roots, wanted.titles);
        // A wider net brings in furniture: it must find much more to be believed.
        if found.text.len() > best.text.len() * MUCH_MORE {
            best = found;
        }
        if best.text.chars().count() >= SHORT {
            break;
        }
    }
    Ok(best)
}

/// The text the page declares, when it shows next to none.
fn fall_back(rendered: &mut Rendered, declared: &Declared, warnings: &mut Vec<Warning>) {
    let Some(text) = declared.body.as_deref() else { return };
    if rendered.text.chars().count() >= SHORT || text.len() <= rendered.text.len() * MUCH_MORE {
        return;
    }
    warnings.push(Warning::new("declared-body", "the text is the page's JSON-LD articleBody"));
    *rendered = Rendered::default();
    for line in text.lines() {
        rendered.paragraph(line);
    }
}
