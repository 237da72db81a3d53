//! No bytes panic or hang the parser.

use std::time::Duration;

use super::{data, read};
use crate::world::mutants::{FEEDS, mutant};

const SEED: u64 = 20_260_427;

#[test]
#[expect(clippy::disallowed_methods, reason = "measures time, and takes a longer run's size")]
fn mutated_feeds_never_panic_and_never_hang() {
    let rounds = std::env::var("PACTWATCH_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let rounds: u64 = rounds.unwrap_or(10_000);
    let files = std::fs::read_dir(data("malformed")).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let honest: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    for round in 0..rounds {
        let bytes = mutant(&honest, &FEEDS, (SEED, round));
        let started = std::time::Instant::now();
        let result = std::panic::catch_unwind(|| read(&bytes).map(|feed| feed.entries.len()));
        assert!(result.is_ok(), "round {round} panicked on {:?}", String::from_utf8_lossy(&bytes));
        if let Ok(Err(error)) = result {
            assert!(!error.to_string().contains("panicked"), "round {round}: {error}");
        }
        // Built without optimisation this is some ten times slower than in service, and a busy
        // machine may stall once: a slow parser is slow again.
        if started.elapsed() > Duration::from_secs(5) {
            let again = std::time::Instant::now();
            let _outcome = read(&bytes).is_ok();
            assert!(again.elapsed() < Duration::from_secs(5), "round {round} took too long");
        }
    }
}

/// Shapes that make a careless reader quadratic.
#[test]
#[expect(clippy::disallowed_methods, reason = "measures time")]
fn hostile_shapes_take_linear_time() {
    let shapes: [&str; 16] = [
        "<!--",
        "<![CDATA[",
        "<?",
        "<![>",
        "<a ='",
        "<a b=\"",
        "<item>",
        "<b>",
        "</x>",
        "&a",
        "&#1",
        "<title>",
        "<item><title>&lt;script&gt;",
        "<x:y xmlns:x='",
        "<description>&lt;!",
        "<",
    ];
    let mut texts: Vec<(String, String)> = shapes
        .iter()
        .map(|shape| {
            let repeated = shape.repeat(1_000_000 / shape.len());
            ((*shape).to_owned(), format!("<rss><channel><title>t</title>{repeated}"))
        })
        .collect();
    let names = |make: &dyn Fn(usize) -> String| (0..40_000).map(make).collect::<String>();
    let long = "x".repeat(100_000);
    texts.extend([
        (
            "entity".to_owned(),
            format!(
                "<!DOCTYPE a [<!ENTITY a \"{}\">]><rss><channel><title>{}</title>",
                "y".repeat(1000),
                "&a;".repeat(300_000)
            ),
        ),
        (
            "bindings".to_owned(),
            format!(
                "<rss {}><channel><item>{}",
                names(&|n| format!(" xmlns:a{n}='urn:{n}'")),
                "<q:b/>".repeat(100_000)
            ),
        ),
        (
            "categories".to_owned(),
            format!("<rss><channel><item>{}", names(&|n| format!("<category>{n}</category>"))),
        ),
        (
            "base".to_owned(),
            format!(
                "<feed xml:base='https://a/{long}'><entry>{}",
                "<link href='b'/>".repeat(50_000)
            ),
        ),
        ("json".to_owned(), format!("{{\"items\":[{}{{}}]}}", "{\"id\":1},".repeat(80_000))),
    ]);
    for (shape, text) in texts {
        let started = std::time::Instant::now();
        let _outcome = read(text.as_bytes()).is_ok();
        let spent = started.elapsed();
        assert!(spent < Duration::from_secs(10), "{shape:?} took {spent:?}");
    }
}
