//! Pages: the layouts the tests read, or another folder's, again and again on one core.

use pactwatch::article::{Page, extract};

use crate::setting::{memory, start, thread_seconds};
use crate::{report, seconds_each};

pub(crate) fn extraction(folder: Option<&str>) {
    let ours = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/article/layouts");
    let mut pages: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder.unwrap_or(ours))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "html"))
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .collect();
    pages.sort();
    let url = "https://news.example/story".parse().unwrap();
    let read = |bytes: &[u8]| {
        let page = Page { bytes, content_type: Some("text/html"), url: &url, now: start() };
        assert!(!extract(&page, &|| false).unwrap().article.text.is_empty());
    };
    let all = seconds_each(|| pages.iter().for_each(|(_, bytes)| read(bytes)));
    let bytes: usize = pages.iter().map(|(_, bytes)| bytes.len()).sum();
    report("pages_count", pages.len() as f64, "pages");
    report("pages_bytes", bytes as f64, "bytes");
    report("pages_rate", pages.len() as f64 / all, "pages/s");
    report("pages_megabytes", bytes as f64 / 1e6 / all, "MB/s");
    // As long as pages of newspapers are: the same texts, repeated to some 300 KB.
    let long: Vec<Vec<u8>> =
        pages.iter().map(|(_, bytes)| bytes.repeat(300_000 / bytes.len() + 1)).collect();
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..5 {
        for bytes in &long {
            let started = thread_seconds();
            read(bytes);
            times.push(thread_seconds() - started);
        }
    }
    times.sort_by(f64::total_cmp);
    report("long_page_median", times[times.len() / 2] * 1e3, "ms");
    report("long_page_p99", times[times.len() * 99 / 100] * 1e3, "ms");
    report("memory_after_pages", memory("VmHWM:") / 1024.0, "MB");
}
