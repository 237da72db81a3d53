//! Articles: HTML to blocks, text and metadata; observation states; revisits; diffs; copies. Pure.

pub mod model;
