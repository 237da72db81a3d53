//! From blocks to prepared sentences: normalised, tokenized, with values and names in place. It
//! decides nothing of what they say.

use std::ops::Range;

use crate::article::model::BlockKind;
use crate::base::text::{self, Normal};

use super::language;
use super::model::Document;
use super::pattern::vocabulary::{self as vocab, Vocabulary};
use super::sentences;
use super::tokens::{self, Kind, Token};
use super::values::{Found, dates, recognise};
use super::watch::Watch;

/// One sentence, ready to be read.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub block: usize,
    /// Bytes in the document's text.
    pub start: usize,
    pub end: usize,
    pub tokens: Vec<Token>,
    pub values: Vec<Found>,
    pub question: bool,
    /// First sentence of its block.
    pub first: bool,
}

/// A longer text, in bytes, is no article: nothing of it is read.
pub const TEXT_MAX: usize = 4 << 20;

/// All sentences of the English blocks of a document.
pub fn prepare(watch: &Watch, document: &Document) -> Vec<Sentence> {
    let mut out = Vec::new();
    if document.text.len() > TEXT_MAX {
        return out;
    }
    for (index, block) in document.blocks.iter().enumerate() {
        let Some(source) = document.text.get(block.start..block.end) else { continue };
        if foreign(source) {
            continue;
        }
        let normal = text::normalise(source);
        for (nth, range) in dated(&normal.text, sentences::split(&normal.text)).enumerate() {
            let mut sentence = one(watch, document, &normal, (range.start, range.end), block.start);
            sentence.block = index;
            sentence.first = nth == 0;
            out.push(sentence);
        }
    }
    out
}

/// "October 28. Acme sells.": a date by itself dates the sentence behind it, and is read with it.
fn dated(text: &str, ranges: Vec<Range<usize>>) -> impl Iterator<Item = Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    let mut open = false;
    for range in ranges {
        let date = is_date(text.get(range.clone()).unwrap_or_default());
        match out.last_mut().filter(|_| open) {
            Some(last) => last.end = range.end,
            None => out.push(range),
        }
        open = date && !open;
    }
    out.into_iter()
}

/// Little more than the longest month, a day and a year.
const DATE_MAX: usize = 24;

fn is_date(sentence: &str) -> bool {
    let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let number = |w: &str| w.chars().next().is_some_and(|c| c.is_ascii_digit());
    let month = |w: &str| dates::month(w).is_some();
    sentence.len() <= DATE_MAX
        && sentence.ends_with('.')
        && sentence.split_whitespace().map(word).any(|w| month(&w))
        && sentence.split_whitespace().map(word).any(|w| number(&w))
        && sentence.split_whitespace().map(word).all(|w| month(&w) || number(&w) || w == "of")
}

/// A long block in another language inside an English article.
fn foreign(source: &str) -> bool {
    source.len() > 160 && !language::is_english(source, Some("en"))
}

/// Prepares `normal[range]`; `base` is where the normal text starts in the document.
fn one(
    watch: &Watch,
    document: &Document,
    normal: &Normal,
    range: (usize, usize),
    base: usize,
) -> Sentence {
    let cut = tokens::tokenize(normal, range.0, range.1, base, &watch.vocabulary);
    let (list, values) = recognise::recognise(&cut, &watch.vocabulary, document.published);
    let list = watch.names.recognise(&list, document.text);
    let written = normal.text.get(range.0..range.1).unwrap_or_default();
    Sentence {
        block: 0,
        start: base + normal.source(range.0),
        end: base + normal.source(range.1),
        question: written.trim_end_matches(['"', '\'', ')', '*', '_']).ends_with('?'),
        first: false,
        tokens: drop_marks(&list, &watch.vocabulary),
        values,
    }
}

/// The tokens of a short text that stands before a sentence as its context (a list's intro, a
/// row's label). They have no bytes of their own.
pub fn context(watch: &Watch, source: &str, at: usize) -> Vec<Token> {
    let normal = text::normalise(source);
    let cut = tokens::tokenize(&normal, 0, normal.text.len(), 0, &watch.vocabulary);
    let mut list = drop_marks(&watch.names.recognise(&cut.list, source), &watch.vocabulary);
    list.retain(|t| !matches!(t.kind, Kind::Number(_) | Kind::Mark(_)));
    for token in &mut list {
        token.start = at;
        token.end = at;
    }
    list
}

/// Points, quotation marks and short brackets such as "(ROFR)" say nothing to patterns.
fn drop_marks(list: &[Token], words: &Vocabulary) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(list.len());
    let mut skip_to = 0;
    for (at, token) in list.iter().enumerate() {
        if at < skip_to {
            continue;
        }
        if token.word == vocab::OPEN
            && let Some(end) = aside(list, at)
        {
            skip_to = end;
            continue;
        }
        if matches!(token.kind, Kind::Mark(_)) && token.word == vocab::MARK
            || is_value_bracket(list, at, words)
        {
            continue;
        }
        out.push(*token);
    }
    out
}

/// A bracket around little more than a value: "27% (about $135 billion)" reads on without it. One
/// that says what the value was stands for itself.
fn is_value_bracket(list: &[Token], at: usize, words: &Vocabulary) -> bool {
    const REACH: usize = 5;
    let then = |t: &Token| {
        let word = words.spelled(t.word);
        matches!(word, "previously" | "formerly" | "originally" | "was" | "before" | "earlier")
    };
    let around = |open: usize, close: usize| {
        list.get(open + 1..close).is_some_and(|inner| {
            inner.iter().any(|t| matches!(t.kind, Kind::Value(_))) && !inner.iter().any(then)
        })
    };
    match list.get(at).map(|t| t.word) {
        Some(vocab::OPEN) => (at + 2..at + 2 + REACH)
            .find(|i| list.get(*i).is_some_and(|t| t.word == vocab::CLOSE))
            .is_some_and(|close| around(at, close)),
        Some(vocab::CLOSE) => (at.saturating_sub(1 + REACH)..at)
            .rev()
            .find(|i| list.get(*i).is_some_and(|t| t.word == vocab::OPEN))
            .is_some_and(|open| around(open, at)),
        _ => false,
    }
}

/// The end of a bracket that holds at most four tokens and no value.
fn aside(list: &[Token], open: usize) -> Option<usize> {
    let inside = list.get(open + 1..(open + 6).min(list.len()))?;
    let close = inside.iter().position(|t| t.word == vocab::CLOSE)?;
    let plain = inside.iter().take(close).all(|t| !matches!(t.kind, Kind::Value(_)));
    plain.then_some(open + 1 + close + 1)
}

/// A verbless item takes its intro; a cell its row label.
pub fn lead_in(kind: &BlockKind) -> Option<&str> {
    match kind {
        BlockKind::ListItem { intro } => intro.as_deref(),
        BlockKind::Cell { row, .. } => row.as_deref(),
        BlockKind::Heading
        | BlockKind::Paragraph
        | BlockKind::Quote
        | BlockKind::Caption
        | BlockKind::Correction => None,
    }
}
