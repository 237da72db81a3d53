//! An article as read from one fetched page: one text, cut into blocks by byte ranges.

use serde::{Deserialize, Serialize};

use crate::base::time::Date;
use crate::base::{Timestamp, Warning};

/// What a block is. `intro` and `row`/`column` carry the context a verbless item needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum BlockKind {
    Heading,
    Paragraph,
    /// `intro` is the text of the paragraph before the list when it ends in a colon.
    ListItem {
        intro: Option<String>,
    },
    /// A table cell with its column header and its row label.
    Cell {
        column: Option<String>,
        row: Option<String>,
    },
    Quote,
    Caption,
    /// A correction or update note of the outlet.
    Correction,
}

/// One block; `start..end` are byte offsets into `Article::text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    #[serde(flatten)]
    pub kind: BlockKind,
    pub start: usize,
    pub end: usize,
}

/// A date as declared, and where it was declared (`json-ld`, `meta`, `time`, `byline`, `url`,
/// `feed`). `date` is the outlet's own calendar day; a day without a time has its midnight UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    pub at: Timestamp,
    pub date: Date,
    pub source: String,
}

/// What one page says. Blocks are in order, do not overlap, and stand one to a line in `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    pub title: String,
    /// The standfirst below the headline, when the page marks one.
    pub dek: Option<String>,
    pub byline: Option<String>,
    pub published: Option<Dated>,
    pub modified: Option<Dated>,
    pub canonical: Option<String>,
    pub site: Option<String>,
    /// BCP 47 primary language subtag, lower case.
    pub language: Option<String>,
    pub text: String,
    pub blocks: Vec<Block>,
    pub warnings: Vec<Warning>,
}
