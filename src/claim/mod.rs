//! Claims: a compiled watch file reads blocks of text and returns what they say about the deal.
//! Pure and deterministic. No party, term or outlet of any deal is named here.

pub mod model;
