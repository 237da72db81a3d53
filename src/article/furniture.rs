//! Memory per outlet: a block that stands word for word in several of its newest articles is
//! furniture. Pure functions over counts that the store keeps. Learning never looks like an edit,
//! what a version lost is recorded with it, and a line that is protected is never lost.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Article, Block, BlockKind};
use crate::base::id;

/// When a block counts as furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurniturePolicy {
    /// Articles of the outlet a block must have stood in.
    pub articles: u32,
    /// And in at least this many hundredths of all the outlet's articles.
    pub hundredths: u32,
}

impl Default for FurniturePolicy {
    fn default() -> Self {
        Self { articles: 4, hundredths: 20 }
    }
}

/// How often each block was seen at one outlet, over its newest articles: a block counts once for
/// each article, however many versions had it, and what has not been seen for long is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutletMemory {
    pub articles: u32,
    pub seen: BTreeMap<String, u32>,
}

/// With so many articles every count is halved: a memory of the newest, of bounded size.
const WINDOW: u32 = 32;
/// Blocks remembered at most, beyond those that halving leaves.
const MOST_BLOCKS: usize = 1500;
/// A first version that would lose more hundredths of its text than this loses nothing.
const MOST_LOSS: usize = 30;

/// Keys of blocks that are left out of an outlet's articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    keys: BTreeSet<String>,
}

/// The identity of a line apart from its case, its punctuation and, unless it is a sentence, its
/// digits: a counter is the same with another number, a sentence with another number says
/// something else.
pub fn key(line: &str) -> String {
    let masks = !is_sentence(line);
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        // `12,400` and `3.1` are one number.
        let inside = matches!(c, ',' | '.') && chars.peek().is_some_and(|n| n.is_numeric());
        if masks && (c.is_numeric() || (inside && plain.ends_with('0'))) {
            if !plain.ends_with('0') {
                plain.push('0');
            }
        } else if c.is_alphanumeric() || (inside && plain.ends_with(char::is_numeric)) {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    id::make("", &[plain.trim()]).split_off(1)
}

/// Running text, as against a label, a counter or a date line.
fn is_sentence(line: &str) -> bool {
    const WORDS: usize = 8;
    let end = line.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    end.ends_with(['.', '!', '?', '…']) && line.split_whitespace().count() >= WORDS
}

/// The keys of an article's lines, each once. Cells are left out: figures of different tables
/// look alike with their digits masked.
pub fn keys(article: &Article) -> BTreeSet<String> {
    let lines = article.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Cell { .. }));
    lines.filter_map(|b| article.text.get(b.start..b.end)).map(key).collect()
}

impl OutletMemory {
    /// Adds what one more article shows. `known` are the keys already counted for this article,
    /// from its earlier versions; they are not counted twice.
    pub fn learn(&mut self, shown: &BTreeSet<String>, known: &BTreeSet<String>) {
        if known.is_empty() {
            self.articles = self.articles.saturating_add(1);
        }
        for key in shown.difference(known) {
            if let Some(count) = self.seen.get_mut(key) {
                *count = count.saturating_add(1);
            } else if self.seen.len() < MOST_BLOCKS {
                self.seen.insert(key.clone(), 1);
            }
        }
        if self.articles >= WINDOW {
            self.articles /= 2;
            self.seen.retain(|_, count| {
                *count /= 2;
                *count > 0
            });
        }
    }

    /// What this memory holds to be furniture.
    pub fn furniture(&self, policy: &FurniturePolicy) -> Furniture {
        let often = |count: u32| {
            count >= policy.articles
                && u64::from(count) * 100 >= u64::from(self.articles) * u64::from(policy.hundredths)
        };
        let keys = self.seen.iter().filter(|(_, count)| often(**count));
        Furniture { keys: keys.map(|(key, _)| key.clone()).collect() }
    }
}

impl Furniture {
    /// What was left out of a version, to leave it out again when its bytes are read again.
    pub fn recorded(left_out: &[String]) -> Self {
        Self { keys: left_out.iter().map(|line| key(line)).collect() }
    }

    pub fn into_keys(self) -> BTreeSet<String> {
        self.keys
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn contains(&self, line: &str) -> bool {
        self.keys.contains(&key(line))
    }

    /// The article without its furniture, and the lines that were left out. `protected` lines
    /// stay whatever the memory says: an outlet repeats its background paragraphs too, and those
    /// about the deal are what pactwatch is for.
    pub fn strip(
        &self,
        article: &Article,
        protected: &dyn Fn(&str) -> bool,
    ) -> (Article, Vec<String>) {
        without(article, &|line, kind| may_go(kind) && self.contains(line) && !protected(line))
    }

    /// One more look at an article. Its first version loses its furniture. A later one keeps every
    /// line of the version before it, so that what was learned since is no edit, and loses what is
    /// new and furniture; when furniture is all that differs, it has the text it had.
    pub fn settle(
        &self,
        article: &Article,
        last: Option<(&Article, &[String])>,
        protected: &dyn Fn(&str) -> bool,
    ) -> (Article, Vec<String>) {
        let Some((last, left_out)) = last else {
            let (settled, dropped) = self.strip(article, protected);
            let is_too_much = settled.text.len() * 100 < article.text.len() * (100 - MOST_LOSS);
            return if is_too_much { (article.clone(), Vec::new()) } else { (settled, dropped) };
        };
        let (stood, gone) = (keys(last), Self::recorded(left_out));
        let (settled, mut dropped) = without(article, &|line, kind| {
            may_go(kind)
                && (self.contains(line) || gone.contains(line))
                && !stood.contains(&key(line))
                && !protected(line)
        });
        let bare = |article: &Article| self.strip(article, protected).0.text;
        if settled.text != last.text && bare(&settled) == bare(last) {
            let (text, blocks) = (last.text.clone(), last.blocks.clone());
            dropped.extend_from_slice(left_out);
            return (Article { text, blocks, ..settled }, dropped);
        }
        (settled, dropped)
    }
}

/// Cells look alike with other digits, and a correction is what the watch is for.
fn may_go(kind: &BlockKind) -> bool {
    !matches!(kind, BlockKind::Cell { .. } | BlockKind::Correction)
}

/// The article without the lines that `drops` names, its ranges counted anew.
fn without(article: &Article, drops: &dyn Fn(&str, &BlockKind) -> bool) -> (Article, Vec<String>) {
    let mut text = String::with_capacity(article.text.len());
    let mut blocks = Vec::with_capacity(article.blocks.len());
    let mut left_out = Vec::new();
    for block in &article.blocks {
        let Some(line) = article.text.get(block.start..block.end) else { continue };
        if drops(line, &block.kind) {
            left_out.push(line.to_owned());
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(line);
        blocks.push(Block { kind: block.kind.clone(), start, end: text.len() });
    }
    if left_out.is_empty() {
        return (article.clone(), left_out);
    }
    (Article { text, blocks, ..article.clone() }, left_out)
}
