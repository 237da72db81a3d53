//! Hostile and foreign input: each is refused or survived, quickly, on a 2 MiB stack.

use std::time::{Duration, Instant};

use pactwatch::article::Refusal;

use super::read;
use crate::world::mutants::{PAGES, mutant};

/// What is expected of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Want {
    NotHtml,
    TooDeep,
    TooManyNodes,
    Empty,
    Article,
    /// Refused or read: it only must not hang or fall over.
    Anything,
}

const PROSE: &str = "A paragraph of some length, with commas, that says very little indeed. ";

fn nested(tag: &str, times: usize) -> Vec<u8> {
    format!("<html><body><p>Text.</p>{}x", format!("<{tag}>").repeat(times)).into_bytes()
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

fn joined(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().concat()
}

/// Bytes that are no page at all.
fn foreign() -> Vec<(&'static str, Vec<u8>, Want)> {
    vec![
        ("nothing", Vec::new(), Want::Empty),
        ("white space", b" \r\n\t ".repeat(1000), Want::Empty),
        ("gzip", [b"\x1f\x8b\x08\x00".as_slice(), &noise(5000)].concat(), Want::NotHtml),
        ("pdf", [b"%PDF-1.7\n".as_slice(), &noise(5000)].concat(), Want::NotHtml),
        ("noise", noise(100_000), Want::NotHtml),
        ("json", br#"{"error":"not found","html":"<p>no</p>"}"#.to_vec(), Want::NotHtml),
        ("a feed", b"<?xml version='1.0'?><rss version='2.0'></rss>".to_vec(), Want::NotHtml),
        ("plain text", b"Just a line of text without markup.".to_vec(), Want::NotHtml),
        ("half a character", "<p>\u{fc}n\u{ef}".bytes().take(6).collect(), Want::Anything),
    ]
}

/// Elements inside elements.
fn deep() -> Vec<(&'static str, Vec<u8>, Want)> {
    let legal = format!("<body>{}<p>{}</p>", "<div>".repeat(400), PROSE.repeat(8));
    let wide = format!("<p>{PROSE}<b>x</b></p>").repeat(3_000);
    vec![
        ("nested b", nested("b", 100_000), Want::TooDeep),
        ("nested div", nested("div", 2_000_000), Want::TooDeep),
        ("nested span", nested("span", 30_000), Want::TooDeep),
        ("nested ul li", nested("ul><li", 16_000), Want::TooDeep),
        ("nested tables", nested("table><tr><td", 20_000), Want::TooDeep),
        ("nested links", nested("a href=x", 100_000), Want::Anything),
        ("nested buttons", nested("button", 100_000), Want::Anything),
        ("nested svg", nested("svg", 100_000), Want::TooDeep),
        ("nested templates", nested("template", 100_000), Want::TooDeep),
        ("custom elements", nested("x-y", 100_000), Want::TooDeep),
        ("deep but legal", legal.into_bytes(), Want::Article),
        ("deep and wide", format!("<body>{}{wide}", "<div>".repeat(500)).into(), Want::Article),
    ]
}

/// Much of one thing.
fn heavy() -> Vec<(&'static str, Vec<u8>, Want)> {
    let fonts = joined(3000, |i| format!("<p><font size={i}>"));
    let attrs = joined(100_000, |i| format!(" a{i}=1"));
    let entities = joined(50_000, |i| format!("&zz{i};"));
    let cells = format!("<tr>{}</tr>", "<td>1".repeat(150)).repeat(150);
    let row = "<td>1".repeat(30_000);
    let flat = format!("<p>{PROSE}</p>").repeat(6_000);
    let json = "<script type=application/ld+json>";
    let arrays = "[".repeat(1_000_000);
    let graph = format!("{}{{}}{}", "{\"@graph\":[".repeat(60), "]}".repeat(60));
    let text = |html: String| html.into_bytes();
    vec![
        ("unclosed fonts", text(fonts), Want::Anything),
        ("ten megabytes of br", b"<br>".repeat(2_500_000), Want::TooManyNodes),
        ("100,000 attributes", text(format!("<body><div{attrs}>x</div>")), Want::Anything),
        ("unknown entities", text(format!("<p>{entities}</p>")), Want::Anything),
        ("an open comment", text(format!("<p>x<!--{}", "-- >".repeat(500_000))), Want::Anything),
        ("an open script", text(format!("<script>{}", "</scrip".repeat(500_000))), Want::Anything),
        ("an open attribute", text(format!("<a href=\"{}", "x".repeat(3_000_000))), Want::Anything),
        ("stray brackets", text(format!("<p>{}", "< ".repeat(100_000))), Want::Anything),
        ("end tags", text(format!("<p>{}", "</div></a></p>".repeat(200_000))), Want::Anything),
        ("a wide table", text(format!("<table>{cells}</table>")), Want::Anything),
        ("one long row", text(format!("<table><tr><td>a<td>b<tr>{row}</table>")), Want::Anything),
        ("json-ld nested", text(format!("{json}{arrays}</script><p>{PROSE}</p>")), Want::Anything),
        ("json-ld graph", text(format!("{json}{graph}</script><p>{PROSE}</p>")), Want::Anything),
        ("flat paragraphs", text(format!("<article>{flat}</article>")), Want::Article),
        ("control characters", text(format!("<p>{}\0\u{1}</p>", PROSE.repeat(20))), Want::Article),
    ]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the point is how long it takes")]
fn nothing_hostile_stalls_or_overflows_a_small_stack() {
    for (name, bytes, want) in [foreign(), deep(), heavy()].concat() {
        let started = Instant::now();
        let result = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || read(&bytes, "https://hostile.example/"))
            .expect("a thread")
            .join()
            .expect("no panic");
        let took = started.elapsed();
        let got = match &result {
            Ok(_) => Want::Article,
            Err(Refusal::NotHtml(_)) => Want::NotHtml,
            Err(Refusal::TooDeep(_)) => Want::TooDeep,
            Err(Refusal::TooManyNodes(_)) => Want::TooManyNodes,
            Err(Refusal::Empty) => Want::Empty,
            Err(other) => panic!("{name}: {other}"),
        };
        println!("{name:32} {took:>10.1?} {got:?}");
        assert!(want == Want::Anything || got == want, "{name}: {got:?} instead of {want:?}");
        // Built without optimisation this is some ten times slower than in service, and machines differ.
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
    }
}

#[test]
fn a_page_that_is_out_of_time_is_refused_by_name() {
    let html = "<p>Some text.</p>".repeat(5000);
    let url = "https://slow.example/".parse().expect("a URL");
    let page = pactwatch::article::Page {
        bytes: html.as_bytes(),
        content_type: Some("text/html"),
        url: &url,
        now: super::at("2031-03-08T00:00:00Z"),
    };
    let result = pactwatch::article::extract(&page, &|| true);
    assert_eq!(result.map(|_| ()), Err(Refusal::TooSlow));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the point is how long it takes")]
fn mutated_pages_never_panic_and_never_hang() {
    let honest: Vec<Vec<u8>> =
        super::layouts().into_iter().map(|(_, html)| html.into_bytes()).collect();
    for round in 0..2_000 {
        let bytes = mutant(&honest, &PAGES, (20_311_120, round));
        let started = Instant::now();
        if let Ok(found) = read(&bytes, "https://mutant.example/") {
            let article = found.article;
            for block in &article.blocks {
                assert!(article.text.get(block.start..block.end).is_some(), "round {round}");
            }
        }
        let took = started.elapsed();
        assert!(took < Duration::from_secs(20), "round {round} took {took:?}");
    }
}
