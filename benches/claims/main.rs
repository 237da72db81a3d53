//! What reading costs: ten kilobytes of news through everything and through each step, the same with
//! twice the patterns, a text of fifty megabytes. Counts CPU time of this thread, not the clock's.
//! `cargo bench --bench claims [-- memory [DOCUMENTS] | profile]`: `memory` reads a hundred thousand
//! documents instead; `profile` only reads the ten kilobytes over and over, for a profiler to watch.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench that fails should stop where it fails")]

mod growth;
mod memory;

use std::hint::black_box;
use std::path::Path;

use pactwatch::article::model::Block;
use pactwatch::base::text;
use pactwatch::claim::evaluate::gold;
use pactwatch::claim::{self, Document, Reading, Watch, blocks, language, prepare, sentences};

const TEN_KILOBYTES: usize = 10 << 10;
const ROUNDS: u32 = 100;
const BATCHES: usize = 9;
const GOAL_MS: f64 = 2.0;

fn main() {
    let asked = |mode: &str| std::env::args().any(|word| word == mode);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("config/partnership.toml");
    let source = std::fs::read_to_string(&file).unwrap();
    let mut watch = Watch::compile(&source, "partnership.toml").unwrap();
    let articles = articles(&root.join("tests/data/claim/gold/dev"));
    if asked("memory") {
        let count = std::env::args().find_map(|text| text.parse().ok());
        return memory::measure(&watch, &articles, count);
    }
    let news = article_of(&articles, TEN_KILOBYTES);
    if asked("profile") {
        return (0..ROUNDS).for_each(|_| _ = black_box(read(&watch, &news)));
    }
    let compiled = median(5, || watch = Watch::compile(&source, "partnership.toml").unwrap());
    println!("watch file of {} terms compiled   {compiled:8.3} ms", watch.terms().len());
    let claims = steps(&watch, &news);
    println!("  ({claims} claims in {} bytes)", news.len());
    for (name, watch) in [
        ("twice the patterns, on the same words", growth::same_words(&source)),
        ("twice the patterns, on other words", growth::other_words(&source)),
    ] {
        let ms = median(ROUNDS, || _ = black_box(read(&watch, &news)));
        println!("{name:<38}{ms:8.3} ms");
    }
    hostile(&watch);
    long(&watch, &articles);
}

/// The project's own annotated articles, in the order of their names.
fn articles(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let files = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    files.flat_map(|json| gold::parse(&json).unwrap()).map(|document| document.text).collect()
}

/// Whole paragraphs of the articles, one after the other, up to `bytes`.
fn article_of(articles: &[String], bytes: usize) -> String {
    let mut out = String::new();
    for paragraph in articles.iter().cycle().flat_map(|a| a.split("\n\n")) {
        if out.len() + paragraph.len() > bytes {
            break;
        }
        out.push_str(paragraph);
        out.push_str("\n\n");
    }
    out
}

fn document<'a>(text: &'a str, blocks: &'a [Block]) -> Document<'a> {
    Document { text, blocks, ..Document::default() }
}

fn read(watch: &Watch, text: &str) -> Reading {
    let blocks = blocks::from_plain(text);
    claim::read(watch, &document(text, &blocks))
}

/// The cost of ten kilobytes, whole and by step. Each figure is of that step alone.
fn steps(watch: &Watch, text: &str) -> usize {
    let row = |name: &str, ms: f64| println!("{name:<38}{ms:8.3} ms");
    row("blocks", median(ROUNDS, || _ = black_box(blocks::from_plain(text))));
    row("language", median(ROUNDS, || _ = black_box(language::is_english(text, None))));
    row("normalise", median(ROUNDS, || _ = black_box(text::normalise(text))));
    row("split to sentences", median(ROUNDS, || _ = black_box(sentences::split(text))));
    let blocks = blocks::from_plain(text);
    let whole = document(text, &blocks);
    let prepared = median(ROUNDS, || _ = black_box(prepare::prepare(watch, &whole)));
    row("prepare: the two before, tokens, values, names", prepared);
    let read_whole = median(ROUNDS, || _ = black_box(claim::read(watch, &whole)));
    row("coreference, clauses, terms, scope", read_whole - prepared);
    let all = median(ROUNDS, || _ = black_box(read(watch, text)));
    let verdict = if all <= GOAL_MS { "held" } else { "MISSED" };
    println!("{:<38}{all:8.3} ms   goal {GOAL_MS} ms: {verdict}", "everything");
    read(watch, text).claims.len()
}

/// A megabyte in one line of what a reader could stumble over: the slowest of them.
fn hostile(watch: &Watch) {
    let every_block = |low: u32, high: u32| (low..high).filter_map(char::from_u32).collect();
    let mut units: Vec<String> = vec![every_block(0, 0x800), every_block(0x800, 0x11_0000)];
    units.extend(HOSTILE.map(str::to_owned));
    let mut noise = 1_u64;
    let random = std::iter::from_fn(|| {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Some((noise >> 56) as u8)
    });
    let bytes: Vec<u8> = random.take(1 << 20).collect();
    units.push(String::from_utf8_lossy(&bytes).into_owned());
    let took = units.iter().map(|unit| {
        let line = unit.repeat((1 << 20) / unit.len().min(1 << 20));
        (once(1, &mut || _ = black_box(read(watch, &line))), unit.chars().take(20).collect())
    });
    let (ms, unit): (f64, String) = took.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    println!("{:<38}{ms:8.0} ms   {unit:?}", "a hostile megabyte, the slowest");
}

/// Repeated to a megabyte each.
const HOSTILE: [&str; 14] = [
    "Microsoft pays OpenAI 20% of revenue ",
    "Microsoft ",
    "exclusive license to OpenAI and ",
    "word ",
    "((((",
    "[[[1, ",
    "\u{201C}",
    "- ",
    " | ",
    "a,",
    "1 ",
    "\u{0}",
    "\u{1F600}",
    ". ### Why? ",
];

/// A text far beyond any article is refused: what it costs is finding its blocks.
fn long(watch: &Watch, articles: &[String]) {
    let text = article_of(articles, 50 << 20);
    let line = text.replace('\n', " ");
    for (name, text) in [("50 MB in paragraphs", &text), ("50 MB in one line", &line)] {
        let mut warnings = Vec::new();
        let ms = once(1, &mut || warnings = read(watch, text).warnings);
        let codes: Vec<&str> = warnings.iter().map(|w| w.code.as_str()).collect();
        println!("{name:<38}{ms:8.0} ms   {codes:?}");
    }
}

/// The middle of nine batches of `rounds` runs, in milliseconds of CPU a run. The kernel counts in
/// steps of some milliseconds, so a batch has to last longer than those.
fn median(rounds: u32, mut run: impl FnMut()) -> f64 {
    let mut took: Vec<f64> = (0..BATCHES).map(|_| once(rounds, &mut run)).collect();
    took.sort_by(f64::total_cmp);
    took.get(BATCHES / 2).copied().unwrap()
}

/// One batch.
fn once(rounds: u32, run: &mut impl FnMut()) -> f64 {
    let from = cpu_ms();
    (0..rounds).for_each(|_| run());
    (cpu_ms() - from) / f64::from(rounds)
}

/// CPU time this thread has had.
fn cpu_ms() -> f64 {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: f64 = figures.split(' ').next().unwrap().parse().unwrap();
    nanoseconds / 1e6
}

fn resident_mb() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    let resident: f64 = pages.split(' ').nth(1).unwrap().parse().unwrap();
    resident * 4096.0 / 1e6
}
