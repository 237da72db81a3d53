//! Memory over very many documents, none like another, and the same bytes on every run: resident size
//! along the way, and a digest of everything that was read. `cargo bench --bench claims -- memory`.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hasher};

use pactwatch::claim::Watch;

use super::{cpu_ms, read, resident_mb};

const DOCUMENTS: usize = 100_000;
/// Documents after which the size is looked at.
const MARKS: [usize; 6] = [100, 1_000, 10_000, 25_000, 50_000, 100_000];
/// Read once more at the end.
const AGAIN: usize = 1_000;

pub(crate) fn measure(watch: &Watch, articles: &[String], count: Option<usize>) {
    let count = count.unwrap_or(DOCUMENTS);
    let mut first = DefaultHasher::new();
    let mut all = DefaultHasher::new();
    let (mut claims, mut bytes) = (0, 0);
    let started = cpu_ms();
    for number in 0..count {
        let text = composed(articles, number);
        let reading = read(watch, &text);
        claims += reading.claims.len();
        bytes += text.len();
        let made = format!("{reading:?}");
        all.write(made.as_bytes());
        if number < AGAIN {
            first.write(made.as_bytes());
        }
        if MARKS.contains(&(number + 1)) {
            println!("after {:>7} documents {:7.1} MB resident", number + 1, resident_mb());
        }
    }
    let seconds = (cpu_ms() - started) / 1e3;
    println!(
        "{count} documents of {bytes} bytes, {claims} claims, {seconds:.0} s of the processor"
    );
    println!("digest of every reading: {:016x}", all.finish());
    let mut again = DefaultHasher::new();
    for number in 0..count.min(AGAIN) {
        again.write(format!("{:?}", read(watch, &composed(articles, number))).as_bytes());
    }
    assert_eq!(first.finish(), again.finish(), "the first documents, read again, gave other bytes");
}

/// Document `number`: paragraphs of several articles, some with an accident; the same on every run.
fn composed(articles: &[String], number: usize) -> String {
    let mut random = Random(number as u64);
    let mut out = String::new();
    for _ in 0..3 + random.below(20) {
        let article = articles.get(random.below(articles.len())).map_or("", String::as_str);
        let paragraphs: Vec<&str> = article.split("\n\n").collect();
        let paragraph = paragraphs.get(random.below(paragraphs.len())).copied().unwrap_or_default();
        match random.below(12) {
            0 => out.push_str(&paragraph.replace(' ', "\u{a0}")),
            1 => out.push_str(&paragraph.replace(". ", ".\n")),
            2 => out.extend(paragraph.chars().rev()),
            3 => out.push_str(&paragraph.replace("Microsoft", "Northwind")),
            4 => out.extend(paragraph.chars().filter(|c| !c.is_ascii_digit())),
            5 => out.push_str(&paragraph.to_uppercase()),
            // Words and values no document before had.
            6 => write!(out, "{paragraph} Zq{number} paid ${number} million until {number}.")
                .unwrap(),
            _ => out.push_str(paragraph),
        }
        out.push_str("\n\n");
    }
    out
}

/// A small generator; what it gives depends on its seed alone.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let limit = u64::try_from(limit.max(1)).unwrap();
        usize::try_from((mixed ^ (mixed >> 31)) % limit).unwrap()
    }
}
