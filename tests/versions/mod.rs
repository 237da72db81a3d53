//! Tests of versions: what makes one, what an edit means, and old bytes read by newer rules.

#![cfg(test)]

mod alerted;
mod archive;
mod asof;
mod composed;
mod cosmetic;
mod coverage;
mod desk;
mod edits;
mod faces;
mod page;
mod prune;
mod reextract;
mod relations;
mod replay;
mod verdicts;
