//! Gold as files hold it: one document with its text and claims, or a list of documents whose texts
//! lie beside it.

use serde::{Deserialize, Serialize};

use crate::article::model::Block;
use crate::base::time::Date;
use crate::claim::model::{Document, Status};

/// One fact of the gold. `term = "other"` is only for what is surfaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldClaim {
    pub term: String,
    pub value: String,
    pub status: Status,
    #[serde(default)]
    pub by: Option<String>,
    /// Words of the text that state it.
    #[serde(default)]
    pub evidence: String,
    /// Neither rewarded nor punished.
    #[serde(default)]
    pub optional: bool,
}

/// One annotated text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldDocument {
    /// Falls back to `file`.
    #[serde(default)]
    pub id: String,
    /// A text file beside the gold; `text` otherwise.
    #[serde(default)]
    pub file: Option<String>,
    #[serde(default)]
    pub outlet: String,
    #[serde(default)]
    pub published: Option<Date>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    pub claims: Vec<GoldClaim>,
}

impl GoldDocument {
    /// The text as it is read, with its blocks.
    pub fn document<'a>(&'a self, blocks: &'a [Block]) -> Document<'a> {
        Document {
            text: &self.text,
            blocks,
            title: &self.title,
            published: self.published,
            outlet: &self.outlet,
            language: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Shape {
    List { documents: Vec<GoldDocument> },
    Plain(Vec<GoldDocument>),
    One(Box<GoldDocument>),
}

/// The documents of one gold file. Texts named by `file` are still to be read by the caller.
pub fn parse(json: &str) -> Result<Vec<GoldDocument>, serde_json::Error> {
    let mut documents = match serde_json::from_str(json)? {
        Shape::List { documents } | Shape::Plain(documents) => documents,
        Shape::One(document) => vec![*document],
    };
    for document in &mut documents {
        if document.id.is_empty() {
            document.id = document.file.clone().unwrap_or_default();
        }
    }
    Ok(documents)
}

/// Where `evidence` stands in `text`, whatever the quotes and spaces.
pub fn locate(text: &str, evidence: &str) -> Option<(usize, usize)> {
    if let Some(at) = text.find(evidence) {
        return (!evidence.is_empty()).then_some((at, at + evidence.len()));
    }
    let plain = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2013}' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    let wanted: Vec<char> = evidence.chars().map(plain).collect();
    let have: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, plain(c))).collect();
    let first = have
        .windows(wanted.len().max(1))
        .position(|w| w.iter().map(|(_, c)| c).eq(wanted.iter()))?;
    let start = have.get(first)?.0;
    let end = have.get(first + wanted.len()).map_or(text.len(), |(i, _)| *i);
    Some((start, end))
}

/// The line-bound sentence around a range.
pub fn sentence(text: &str, start: usize, end: usize) -> Option<String> {
    let from = text.get(..start)?.rfind('\n').map_or(0, |i| i + 1);
    let to = text.get(end..)?.find('\n').map_or(text.len(), |i| end + i);
    let line = text.get(from..to)?;
    let ranges = crate::claim::sentences::split(line);
    let inside = ranges.into_iter().find(|r| r.start <= start - from && start - from < r.end)?;
    line.get(inside).map(str::to_owned)
}
