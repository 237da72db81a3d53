//! Mutated documents without end: no panic, no abort, none over a second of the processor.
//! Extraction runs on a stack as small as a thread's of ours may be; some pages go on through claims
//! and differences.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pactwatch::article::copies::shingles;
use pactwatch::article::diff::diff;
use pactwatch::article::{Page, extract};
use pactwatch::claim::watch::Watch;
use pactwatch::claim::{Document, read};
use pactwatch::feed::{FeedInput, parse};

use crate::mutants::{FEEDS, PAGES, Random, Vocabulary, mutant};
use crate::report;
use crate::setting::{document, memory, start, thread_seconds};

const STACK: usize = 2 << 20;
const SEED: u64 = 20_311_120;
const TYPES: [Option<&str>; 6] = [
    None,
    Some("text/html"),
    Some("text/html; charset=utf-8"),
    Some("text/html; charset=shift_jis"),
    Some("text/html; charset=utf-16"),
    Some("text/plain; charset="),
];

/// Every file below a folder of the tests' data.
fn honest(folders: &[&str]) -> Vec<Vec<u8>> {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data"));
    let mut paths: Vec<_> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(data.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.to_string_lossy().contains("expected"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Pages `from..from + count`.
pub(crate) fn pages(from: usize, count: usize) {
    let seeds = honest(&["article/layouts", "article/walls", "article/hazards"]);
    let watch = Watch::compile(include_str!("../../config/partnership.toml"), "it").unwrap();
    let url = "https://news.example/story".parse().unwrap();
    let mut before = String::new();
    let work = move |number: usize, bytes: &[u8]| {
        let mut random = Random::new(number as u64);
        let content_type = TYPES[random.below(TYPES.len())];
        let page = Page { bytes, content_type, url: &url, now: start() };
        let Ok(found) = extract(&page, &|| false) else { return false };
        let article = found.article;
        for block in &article.blocks {
            assert!(article.text.get(block.start..block.end).is_some(), "a block out of its text");
        }
        if number.is_multiple_of(16) {
            let document = Document {
                text: &article.text,
                blocks: &article.blocks,
                title: &article.title,
                published: article.published.as_ref().map(|dated| dated.date),
                outlet: "news.example",
                language: article.language.as_deref(),
            };
            drop(read(&watch, &document));
            drop(diff(&before, &article.text));
            drop(shingles(&article.text));
            before.clone_from(&article.text);
        }
        true
    };
    run("pages", (&seeds, &PAGES), (from, count), work);
}

/// Feeds `from..from + count`.
pub(crate) fn feeds(from: usize, count: usize) {
    let mut seeds = honest(&["feed/malformed"]);
    seeds.push(document(0).into_bytes());
    let url = "https://news.example/feed.xml".parse().unwrap();
    let work = move |number: usize, bytes: &[u8]| {
        let content_type = TYPES[Random::new(number as u64).below(TYPES.len())];
        parse(&FeedInput { bytes, content_type, url: &url, now: start() }).is_ok()
    };
    run("feeds", (&seeds, &FEEDS), (from, count), work);
}

#[derive(Default)]
struct Tally {
    read: u64,
    bytes: usize,
    largest: usize,
    panics: u64,
    slow: u64,
    slowest: f64,
    slowest_number: usize,
}

fn run(
    name: &str,
    (seeds, words): (&[Vec<u8>], &'static Vocabulary),
    (from, count): (usize, usize),
    work: impl FnMut(usize, &[u8]) -> bool + Send + 'static,
) {
    let seeds = seeds.to_vec();
    let title = name.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let all = thread.spawn(move || each(&title, &seeds, words, (from, count), work));
    let tally = all.unwrap().join().unwrap();
    let named = |what: &str| format!("fuzz_{name}_{what}");
    report(&named("inputs"), count as f64, "inputs");
    report(&named("accepted"), tally.read as f64, "inputs");
    report(&named("mean"), tally.bytes as f64 / count as f64, "bytes");
    report(&named("largest"), tally.largest as f64, "bytes");
    report(&named("panics"), tally.panics as f64, "inputs");
    report(&named("over_a_second"), tally.slow as f64, "inputs");
    report(&named("slowest"), tally.slowest * 1e3, "ms");
    report(&named("slowest_number"), tally.slowest_number as f64, "number");
    report(&named("memory"), memory("VmHWM:") / 1024.0, "MB");
}

fn each(
    name: &str,
    seeds: &[Vec<u8>],
    words: &Vocabulary,
    (from, count): (usize, usize),
    mut work: impl FnMut(usize, &[u8]) -> bool,
) -> Tally {
    let mut tally = Tally::default();
    for number in from..from + count {
        // Should the process be torn down, the last of these tells where to look.
        if number.is_multiple_of(10_000) {
            eprintln!("{name} {number}");
        }
        let bytes = mutant(seeds, words, (SEED, number as u64));
        tally.bytes += bytes.len();
        tally.largest = tally.largest.max(bytes.len());
        let mut took = f64::MAX;
        // What is slow is slow again.
        for _ in 0..2 {
            let started = thread_seconds();
            if let Ok(read) = catch_unwind(AssertUnwindSafe(|| work(number, &bytes))) {
                tally.read += u64::from(read);
            } else {
                tally.panics += 1;
                eprintln!("{name} {number} panicked");
            }
            took = took.min(thread_seconds() - started);
            if took < 0.2 {
                break;
            }
        }
        if took > tally.slowest {
            (tally.slowest, tally.slowest_number) = (took, number);
        }
        if took > 1.0 {
            tally.slow += 1;
            eprintln!("{name} {number} took {took:.2} s, {} bytes", bytes.len());
        }
    }
    tally
}
