//! One extract as a line of JSON, or for a person to read. The JSON's keys are promised.

use std::io::{self, Write};

use serde::Serialize;

use super::Extract;
use crate::article::model::{Article, Dated};
use crate::base::Warning;
use crate::claim::model::{Claim, Evidence};
use crate::cli::table::print_json;
use crate::cli::visible::visible;

#[derive(Serialize)]
struct Line<'a> {
    source: &'a str,
    article: ArticleLine<'a>,
    claims: Vec<ClaimLine<'a>>,
    warnings: Vec<&'a Warning>,
}

#[derive(Serialize)]
struct ArticleLine<'a> {
    title: &'a str,
    byline: Option<&'a str>,
    /// The outlet's own calendar day.
    published: Option<String>,
    modified: Option<String>,
    canonical: Option<&'a str>,
    site: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct ClaimLine<'a> {
    term: &'a str,
    value: &'a str,
    status: &'static str,
    by: Option<&'a str>,
    confidence: f64,
    evidence: EvidenceLine<'a>,
}

/// `start` and `end` are bytes of the article's text.
#[derive(Serialize)]
struct EvidenceLine<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

/// `{"source", "article", "claims", "warnings"}` on one line.
pub fn json_line(out: &mut dyn Write, extract: &Extract) -> io::Result<()> {
    let Extract { source, article, reading } = extract;
    let line = Line {
        source,
        article: article_line(article),
        claims: reading.claims.iter().map(claim_line).collect(),
        warnings: warnings(extract).collect(),
    };
    print_json(out, &line)
}

fn article_line(article: &Article) -> ArticleLine<'_> {
    let day = |dated: &Option<Dated>| dated.as_ref().map(|dated| dated.date.to_string());
    ArticleLine {
        title: &article.title,
        byline: article.byline.as_deref(),
        published: day(&article.published),
        modified: day(&article.modified),
        canonical: article.canonical.as_deref(),
        site: article.site.as_deref(),
        language: article.language.as_deref(),
        text: &article.text,
    }
}

fn claim_line(claim: &Claim) -> ClaimLine<'_> {
    let Evidence { text, start, end, .. } = &claim.evidence;
    ClaimLine {
        term: &claim.term,
        value: &claim.value,
        status: claim.status.as_str(),
        by: claim.by.as_deref(),
        confidence: claim.confidence,
        evidence: EvidenceLine { text, start: *start, end: *end },
    }
}

fn warnings(extract: &Extract) -> impl Iterator<Item = &Warning> {
    extract.article.warnings.iter().chain(&extract.reading.warnings)
}

/// A head of what the article says about itself, then each claim above its quote.
pub fn human(out: &mut dyn Write, extract: &Extract) -> io::Result<()> {
    let Extract { source, article, reading } = extract;
    writeln!(out, "{}", visible(source))?;
    for (name, value) in head(article) {
        writeln!(out, "  {name:<10} {}", visible(&value))?;
    }
    if article.text.is_empty() {
        writeln!(out, "\n  No text.")?;
    } else if !reading.read {
        writeln!(out, "\n  Not read for claims: not in a language the watch reads.")?;
    } else if reading.claims.is_empty() {
        writeln!(out, "\n  No claim.")?;
    }
    for claim in &reading.claims {
        writeln!(out, "\n  {} = {}  ({})", claim.term, visible(&claim.value), manner(claim))?;
        writeln!(out, "    \"{}\"", visible(&claim.evidence.text))?;
    }
    for open in &reading.open {
        writeln!(out, "\n  unclassified (score {})", open.score)?;
        writeln!(out, "    \"{}\"", visible(&open.evidence.text))?;
    }
    for warning in warnings(extract) {
        writeln!(out, "\n  warning: {}", visible(&warning.to_string()))?;
    }
    writeln!(out)
}

/// What is known of the article, in the order a reader asks for it.
fn head(article: &Article) -> Vec<(&'static str, String)> {
    let dated = |dated: &Option<Dated>| {
        dated.as_ref().map(|dated| format!("{} (from {})", dated.date, dated.source))
    };
    let length = format!(
        "{} words in {} blocks",
        article.text.split_whitespace().count(),
        article.blocks.len()
    );
    [
        ("title", Some(article.title.clone())),
        ("byline", article.byline.clone()),
        ("site", article.site.clone()),
        ("published", dated(&article.published)),
        ("modified", dated(&article.modified)),
        ("canonical", article.canonical.clone()),
        ("language", article.language.clone()),
        ("length", Some(length)),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.filter(|v| !v.is_empty()).map(|value| (name, value)))
    .collect()
}

/// How the text holds the value, and who says it.
fn manner(claim: &Claim) -> String {
    let mut words = vec![claim.status.as_str().to_owned()];
    words.extend(claim.by.as_ref().map(|by| format!("said by {}", visible(by))));
    words.extend(claim.origin.as_ref().map(|origin| format!("from {}", visible(origin))));
    if claim.derived {
        words.push("derived".to_owned());
    }
    words.push(format!("confidence {:.2}", claim.confidence));
    words.join(", ")
}
