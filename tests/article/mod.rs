//! Tests of the article layer: pages in, articles, observations and decisions out.

mod copies;
mod diff;
mod extract;
mod furniture;
mod hazards;
mod hostile;
mod metadata;
mod observe;
mod overrides;
mod quiet;
mod quiet_outlet;

use pactwatch::article::{Extraction, Page, Refusal};
use pactwatch::base::Timestamp;
use std::path::PathBuf;

/// The folder of this layer's data files.
pub(crate) fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/article")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

/// Extracts a page as if it had just been fetched from `url`.
pub(crate) fn read(bytes: &[u8], url: &str) -> Result<Extraction, Refusal> {
    let url = url.parse().expect("a URL");
    let page = Page { bytes, content_type: None, url: &url, now: at("2031-03-08T00:00:00Z") };
    pactwatch::article::extract(&page, &|| false)
}

/// Every layout fixture by name, with its slots still in it.
pub(crate) fn layouts() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(data().join("layouts"))
        .expect("the layouts")
        .filter_map(|entry| {
            let path = entry.expect("an entry").path();
            let html = path.extension().is_some_and(|e| e == "html");
            let name = path.file_stem()?.to_str()?.to_owned();
            html.then(|| (name, std::fs::read_to_string(&path).expect("a layout")))
        })
        .collect();
    all.sort();
    assert!(all.len() >= 17, "the layouts are there");
    all
}
