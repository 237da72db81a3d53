//! Memory per outlet: a block that stands word for word, or with other digits, in several articles
//! of one outlet is furniture; a block that comes and goes within one article is, until it holds.
//! Pure functions over counts that the store keeps. What was learned is taken from both sides
//! before two versions are compared, so that learning never looks like an edit.

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
    /// Visits in a row after which a block that came and went is believed.
    pub holds: u32,
}

impl Default for FurniturePolicy {
    fn default() -> Self {
        Self { articles: 4, hundredths: 20, holds: 3 }
    }
}

/// How often each block was seen at one outlet. The store keeps it as rows of (outlet, key,
/// articles); a block counts once for each article, however many versions had it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletMemory {
    pub articles: u32,
    pub seen: BTreeMap<String, u32>,
}

/// Keys of blocks that are left out of an outlet's articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    keys: BTreeSet<String>,
}

/// The identity of a line apart from its digits, its case and its punctuation.
pub fn key(line: &str) -> String {
    let mut masked = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        // `12,400` and `3.1` are one number.
        let inside = matches!(c, ',' | '.') && chars.peek().is_some_and(|n| n.is_numeric());
        if c.is_numeric() || (inside && masked.ends_with('0')) {
            if !masked.ends_with('0') {
                masked.push('0');
            }
        } else if c.is_alphanumeric() {
            masked.extend(c.to_lowercase());
        } else if !masked.ends_with(' ') {
            masked.push(' ');
        }
    }
    id::make("blk", &[masked.trim()])
}

/// The keys of an article's lines, each once. Cells are left out: figures of different tables
/// look alike with their digits masked.
pub fn keys(article: &Article) -> BTreeSet<String> {
    let lines = article.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Cell { .. }));
    lines.filter_map(|b| article.text.get(b.start..b.end)).map(key).collect()
}

impl OutletMemory {
    /// Adds one more article. `known` are the keys already counted for this article, from its
    /// earlier versions; they are not counted twice.
    pub fn learn(&mut self, article: &Article, known: &BTreeSet<String>) {
        if known.is_empty() {
            self.articles = self.articles.saturating_add(1);
        }
        for key in keys(article).difference(known) {
            let count = self.seen.entry(key.clone()).or_default();
            *count = count.saturating_add(1);
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
    /// Two outlets, or two moments of one, with the same version leave out the same blocks.
    pub fn version(&self) -> String {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        id::make("furn", &keys)
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
        let drops = |line: &str, kind: &BlockKind| {
            !matches!(kind, BlockKind::Cell { .. } | BlockKind::Correction)
                && self.contains(line)
                && !protected(line)
        };
        without(article, &drops)
    }
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

/// How a line of one article came and went over its visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Passage {
    there: bool,
    /// Times it appeared after having been away.
    returns: u32,
    /// Visits in a row as it is now.
    held: u32,
}

/// Which lines of one article flicker. Kept with the article, fed at every good visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flicker {
    visits: u32,
    lines: BTreeMap<String, Passage>,
}

impl Flicker {
    /// The memory after one more good visit.
    #[must_use]
    pub fn after(mut self, article: &Article) -> Self {
        let now = keys(article);
        let first = self.visits == 0;
        self.visits = self.visits.saturating_add(1);
        for key in &now {
            self.lines.entry(key.clone()).or_insert(Passage {
                // What stood there from the start did not come from anywhere.
                there: first,
                ..Passage::default()
            });
        }
        for (key, passage) in &mut self.lines {
            let there = now.contains(key);
            if there == passage.there {
                passage.held = passage.held.saturating_add(1);
            } else {
                passage.returns = passage.returns.saturating_add(u32::from(there));
                *passage = Passage { there, held: 1, ..*passage };
            }
        }
        self
    }

    /// Lines that came, went and came again, and have not held since.
    fn flickers(&self, line: &str, policy: &FurniturePolicy) -> bool {
        self.lines
            .get(&key(line))
            .is_some_and(|p| p.returns > 1 && p.there && p.held < policy.holds)
    }

    /// The article without the lines that flicker.
    pub fn strip(&self, article: &Article, policy: &FurniturePolicy) -> (Article, Vec<String>) {
        without(article, &|line, kind| {
            *kind != BlockKind::Correction && self.flickers(line, policy)
        })
    }
}
