//! Articles: HTML to blocks, text and metadata; observation states; revisits; diffs; copies. Pure.

pub mod copies;
pub mod diff;
pub mod furniture;
pub mod model;
pub mod observe;
pub mod revisit;

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
mod selector;
pub mod shape;
mod table;
mod unit;
mod walls;
mod words;

pub use extract::{EXTRACTOR_VERSION, Extraction, Page, Refusal, extract, extract_shaped};
pub use walls::Sign;
