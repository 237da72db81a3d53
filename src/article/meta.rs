//! What a page declares about itself: title, byline, dates with their source, canonical address,
//! site, language. Declared or visible, never invented.

use url::Url;

use super::dates::{self, Moment};
use super::filter;
use super::html::{NodeId, Tree, fold_into};
use super::jsonld::Declared;
use super::model::Dated;
use super::words;
use crate::base::time::{SignedDuration, after};
use crate::base::{Timestamp, Warning};

/// Elements after the headline among which a visible date is looked for.
const DATE_WINDOW: usize = 120;
/// A heading longer than this was never closed.
const LONGEST_TITLE: usize = 400;
/// A date this far ahead of the visit is a mistake of the page.
const FUTURE: SignedDuration = SignedDuration::from_hours(48);

/// The page as the metadata reader sees it.
pub(super) struct Source<'a> {
    pub(super) tree: &'a Tree,
    pub(super) declared: &'a Declared,
    pub(super) url: &'a Url,
    pub(super) now: Timestamp,
}

impl Source<'_> {
    /// The content of the first `<meta>` whose name or property is one of `names`, by rank.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            self.tree
                .elements()
                .filter(|id| self.tree.tag(*id) == "meta")
                .filter(|id| {
                    ["property", "name", "itemprop", "http-equiv"].iter().any(|key| {
                        self.tree.attr(*id, key).is_some_and(|v| v.eq_ignore_ascii_case(name))
                    })
                })
                .find_map(|id| self.tree.attr(id, "content").and_then(folded))
        })
    }

    fn first(&self, tag: &str) -> Option<NodeId> {
        self.tree.elements().find(|id| self.tree.tag(*id) == tag)
    }

    /// Titles the page gives itself, the likeliest first; all of them may be repeated in the body.
    pub(super) fn titles(&self) -> Vec<String> {
        let site = self.site();
        let headings: Vec<String> = self
            .tree
            .elements()
            .filter(|id| self.tree.tag(*id) == "h1")
            .filter_map(|id| folded(self.tree.text(id)))
            .filter(|heading| heading.len() < LONGEST_TITLE)
            .collect();
        let tab = self.first("title").and_then(|id| folded(self.tree.text(id)));
        let declared: Vec<String> = [
            self.declared.headline.as_deref().and_then(plain_words),
            self.meta(&["og:title", "twitter:title"]),
            tab,
        ]
        .into_iter()
        .flatten()
        .map(|t| without_site(&t, site.as_deref()))
        .collect();
        // A visible headline that a declared title confirms is what readers were shown.
        let shown = headings.iter().find(|h| declared.iter().any(|d| alike(h, d)));
        let mut all: Vec<String> = shown.into_iter().cloned().collect();
        all.extend(declared);
        if let [only] = headings.as_slice() {
            all.push(only.clone());
        }
        all
    }

    pub(super) fn site(&self) -> Option<String> {
        self.meta(&["og:site_name"])
            .or_else(|| self.declared.publisher.as_deref().and_then(plain_words))
            .or_else(|| self.meta(&["application-name"]))
    }

    pub(super) fn language(&self, text: &str) -> Option<String> {
        let declared = self
            .first("html")
            .and_then(|id| self.tree.attr(id, "lang").map(str::to_owned))
            .or_else(|| self.declared.language.clone())
            .or_else(|| self.meta(&["og:locale", "content-language", "language"]));
        declared.as_deref().and_then(primary_subtag).or_else(|| detected(text))
    }

    pub(super) fn canonical(&self) -> Option<String> {
        let link = self
            .tree
            .elements()
            .filter(|id| self.tree.tag(*id) == "link")
            .find(|id| {
                self.tree.attr(*id, "rel").is_some_and(|r| {
                    r.split_whitespace().any(|w| w.eq_ignore_ascii_case("canonical"))
                })
            })
            .and_then(|id| self.tree.attr(id, "href").map(str::to_owned));
        let named =
            link.or_else(|| self.meta(&["og:url"])).or_else(|| self.declared.url.clone())?;
        let found = self.url.join(named.trim()).ok()?;
        matches!(found.scheme(), "http" | "https").then(|| found.to_string())
    }

    pub(super) fn byline(&self) -> Option<String> {
        let listed: Vec<String> =
            self.declared.authors.iter().filter_map(|a| plain_words(a)).collect();
        if !listed.is_empty() {
            return Some(listed.join(", "));
        }
        let named = self
            .meta(&["author", "article:author", "parsely-author", "sailthru.author", "dc.creator"])
            .filter(|a| !a.starts_with("http"));
        named.or_else(|| self.visible_byline()).or_else(|| self.line_byline())
    }

    /// `By Jane Doe, March 5` in the lines below the headline: the names only.
    fn line_byline(&self) -> Option<String> {
        let line = self.lines_near_headline().into_iter().find(|l| filter::is_byline(l))?;
        let names = line.get(3..)?;
        let names = names.split([',', '|', '•', '·']).next()?.trim();
        (names.len() > 3).then(|| names.to_owned())
    }

    /// Runs of text around the headline, in order.
    fn lines_near_headline(&self) -> Vec<String> {
        let Some(headline) = self.first("h1") else { return Vec::new() };
        (headline.saturating_sub(DATE_WINDOW / 4)..headline + DATE_WINDOW)
            .filter(|id| self.tree.node(*id).is_text() && self.near(*id))
            .filter_map(|id| folded(self.tree.text(id)))
            .collect()
    }

    fn visible_byline(&self) -> Option<String> {
        self.tree
            .elements()
            .filter(|id| !matches!(self.tree.tag(*id), "body" | "article" | "main" | "html"))
            .filter(|id| {
                self.tree.attr(*id, "rel") == Some("author")
                    || self.tree.attr(*id, "itemprop") == Some("author")
                    || self.class_says(*id, &["-byline-", "-author-name-", "-author-"])
            })
            .filter_map(|id| folded(self.tree.text(id)))
            .map(|text| {
                let bare = text.strip_prefix("By ").or_else(|| text.strip_prefix("by "));
                bare.unwrap_or(&text).trim().to_owned()
            })
            .find(|text| (4..100).contains(&text.len()) && !text.contains('.'))
    }

    /// The standfirst, when the page marks one by its class.
    pub(super) fn dek(&self) -> Option<String> {
        const CLASSES: [&str; 9] = [
            "-standfirst-",
            "-dek-",
            "-subheadline-",
            "-subhead-",
            "-subtitle-",
            "-sub-title-",
            "-article-summary-",
            "-article-description-",
            "-deck-",
        ];
        self.tree
            .elements()
            .filter(|id| matches!(self.tree.tag(*id), "p" | "div" | "h2" | "span" | "header"))
            .filter(|id| {
                self.class_says(*id, &CLASSES)
                    || self.tree.attr(*id, "itemprop") == Some("alternativeHeadline")
            })
            .filter_map(|id| folded(self.tree.text(id)))
            .find(|text| (20..500).contains(&text.len()))
    }

    fn class_says(&self, id: NodeId, needles: &[&str]) -> bool {
        let class = self.tree.class(id);
        !class.is_empty() && needles.iter().any(|n| class.contains(n))
    }

    /// When the article says it came out. The order of sources is the order of trust.
    pub(super) fn published(&self, warnings: &mut Vec<Warning>) -> Option<Dated> {
        const NAMES: &[&str] = &[
            "article:published_time",
            "og:published_time",
            "datePublished",
            "parsely-pub-date",
            "article:published",
            "published_time",
            "pubdate",
            "publishdate",
            "publish-date",
            "publication_date",
            "publish_date",
            "sailthru.date",
            "dc.date.issued",
            "dc.date",
            "dcterms.created",
            "dcterms.date",
            "dcterms.issued",
            "cxenseparse:recs:publishtime",
            "article.published",
            "date",
            "dc.date.created",
            "citation_publication_date",
        ];
        let visible = || self.visible(&["datePublished"], |p| !is_update(p));
        self.dated(self.declared.published.as_deref(), NAMES, visible, warnings).or_else(|| {
            let found = dates::in_path(self.url.path())?;
            self.plausible(found, "url", warnings)
        })
    }

    /// When the article says it was last changed.
    pub(super) fn modified(&self, warnings: &mut Vec<Warning>) -> Option<Dated> {
        const NAMES: &[&str] = &[
            "article:modified_time",
            "og:updated_time",
            "dateModified",
            "article:modified",
            "modified_time",
            "dcterms.modified",
            "dc.date.modified",
            "last-modified",
            "lastmod",
            "article.updated",
            "updated_time",
        ];
        let visible = || self.visible(&["dateModified"], is_update);
        self.dated(self.declared.modified.as_deref(), NAMES, visible, warnings)
    }

    fn dated(
        &self,
        declared: Option<&str>,
        names: &[&str],
        visible: impl Fn() -> Option<(Moment, &'static str)>,
        warnings: &mut Vec<Warning>,
    ) -> Option<Dated> {
        if let Some(found) = declared.and_then(dates::any) {
            return self.plausible(found, "json-ld", warnings);
        }
        for name in names {
            let found = self.meta(&[name]).as_deref().and_then(dates::any);
            if let Some(dated) = found.and_then(|f| self.plausible(f, "meta", warnings)) {
                return Some(dated);
            }
        }
        let (found, source) = visible()?;
        self.plausible(found, source, warnings)
    }

    fn plausible(&self, found: Moment, source: &str, warnings: &mut Vec<Warning>) -> Option<Dated> {
        let (at, date) = found;
        if at > after(self.now, FUTURE) {
            warnings.push(Warning::new("date-ahead", format!("{source} says {at}")));
            return None;
        }
        Some(Dated { at, date, source: source.to_owned() })
    }

    /// A date shown at the headline: marked up as time, else a line that is nothing but a date.
    fn visible(
        &self,
        properties: &[&str],
        fits: impl Fn(&str) -> bool,
    ) -> Option<(Moment, &'static str)> {
        let marked = self.tree.elements().find_map(|id| {
            let property = self.tree.attr(id, "itemprop")?;
            let named = properties.iter().any(|p| property.split_whitespace().any(|w| w == *p));
            named.then(|| self.time_of(id)).flatten()
        });
        if let Some(found) = marked {
            return Some((found, "time"));
        }
        let headline = self.first("h1")?;
        let window = headline.saturating_sub(DATE_WINDOW / 4)..headline + DATE_WINDOW;
        let times = window.filter(|id| self.tree.tag(*id) == "time" && self.near(*id));
        for id in times {
            let around = self.tree.line(self.tree.node(id).parent);
            let class = self.tree.attr(id, "class").unwrap_or_default();
            if fits(&words::plain(&format!("{class} {around}"), 8))
                && let Some(found) = self.time_of(id)
            {
                return Some((found, "time"));
            }
        }
        self.lines_near_headline()
            .into_iter()
            .filter(|line| line.len() < 100)
            .filter(|line| filter::is_counter(&words::plain(line, 30)) || filter::is_byline(line))
            .filter(|line| fits(&words::plain(line, 8)))
            .find_map(|line| dates::words(&line))
            .map(|found| (found, "byline"))
    }

    /// Not inside a list of other articles.
    fn near(&self, id: NodeId) -> bool {
        self.tree
            .ancestors(id)
            .all(|a| !matches!(self.tree.tag(a), "nav" | "aside" | "footer" | "li" | "figure"))
    }

    fn time_of(&self, id: NodeId) -> Option<Moment> {
        let tree = self.tree;
        tree.attr(id, "datetime")
            .or_else(|| tree.attr(id, "content"))
            .and_then(dates::any)
            .or_else(|| dates::any(&tree.line(id)))
    }
}

fn is_update(plain: &str) -> bool {
    ["update", "modified", "aktualisiert", "stand", "mis à jour"].iter().any(|w| plain.contains(w))
}

fn folded(text: &str) -> Option<String> {
    let mut line = String::new();
    fold_into(&mut line, text);
    line.truncate(line.trim_end().len());
    (!line.is_empty()).then_some(line)
}

/// Declared text may be HTML itself: entities and tags in a JSON string.
fn plain_words(text: &str) -> Option<String> {
    if !text.contains(['&', '<']) {
        return folded(text);
    }
    let text: String = text.chars().take(2000).collect();
    let limits = super::html::Limits { nodes: 1000, depth: 64 };
    let tree = super::html::parse(&text, limits, &|| false).ok()?;
    folded(tree.text(0))
}

/// `Headline | Outlet` without its outlet, when the outlet is known to be that part.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " · ", " :: ", " • "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let known = site.is_some_and(|s| words::plain(tail, 12) == words::plain(s, 12));
        if known || (mark == " | " && tail.split_whitespace().count() < 5 && head.len() > 20) {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// At least half of the words of the shorter are shared.
fn alike(one: &str, other: &str) -> bool {
    let one = words::plain(one, 60);
    let other = words::plain(other, 60);
    let a: Vec<&str> = one.split(' ').collect();
    let b: Vec<&str> = other.split(' ').collect();
    let shared = a.iter().filter(|w| b.contains(w)).count();
    shared * 2 >= a.len().min(b.len())
}

fn primary_subtag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',']).next()?.to_ascii_lowercase();
    let fine = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    fine.then_some(primary)
}

fn detected(text: &str) -> Option<String> {
    let info = whatlang::detect(text)?;
    let code = match info.lang().code() {
        "eng" => "en",
        "deu" => "de",
        "fra" => "fr",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "nld" => "nl",
        "swe" => "sv",
        "pol" => "pl",
        "rus" => "ru",
        "jpn" => "ja",
        "cmn" => "zh",
        "kor" => "ko",
        "ara" => "ar",
        other => other,
    };
    (info.is_reliable() && text.len() > 100).then(|| code.to_owned())
}
