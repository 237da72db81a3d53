//! Articles: HTML to blocks, text and metadata; observation states; revisits; diffs; copies. Pure.
//!
//! A page goes through [`extract()`] in one straight line: `decode` (is it text, in which character
//! set), `html` (a bounded tree), `jsonld` and `meta` (what it declares), `measure` and `clean`
//! (furniture out, innermost first), `unit` (lines), `filter` (lines that are furniture by what
//! they say), `choose` (which part is the article), `render` (blocks with byte ranges), `walls`
//! (marks of what is no article). [`observe`] says what the visit was worth.
//!
//! Quiet comes from three rules: a decision looks only at the element itself and what is below it;
//! shape and words decide before class names do; nothing around the article is ever scored.

pub mod copies;
pub mod diff;
pub mod face;
pub mod furniture;
pub mod model;
pub mod observe;
pub mod revisit;
pub mod sight;

mod choose;
mod clean;
mod dates;
mod decode;
mod extract;
mod filter;
mod html;
mod jsonld;
mod measure;
mod meta;
mod render;
mod select;
mod table;
mod unit;
mod walls;
mod words;

pub use extract::{EXTRACTOR_VERSION, Extraction, Page, Refusal, extract, extract_with};
pub use select::{Overrides, Selector, SelectorError};
pub use walls::Sign;
