//! No bytes panic or hang the parser.

use std::time::Duration;

use super::{data, read};

/// A small deterministic generator: the same seed gives the same mutations.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

const SNIPPETS: [&[u8]; 24] = [
    b"<",
    b">",
    b"&",
    b"\"",
    b"'",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?xml ?>",
    b"<item>",
    b"</item>",
    b"<title>",
    b"</title>",
    b"&#xFFFFFFFF;",
    b"&nbsp;",
    b"\0",
    b"\xff\xfe",
    b"<!DOCTYPE a [",
    b"xmlns:a=\"",
    b"<rss>",
    b"{\"items\":[",
    b"\xe2\x80",
];

fn mutate(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let snippet = SNIPPETS[random.below(SNIPPETS.len())];
                bytes.splice(at..at, snippet.iter().copied());
            }
            3 => {
                let end = (at + random.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            4 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap();
                }
            }
            _ => {
                let snippet = SNIPPETS[random.below(SNIPPETS.len())].repeat(1 + random.below(60));
                bytes.splice(at..at, snippet);
            }
        }
    }
    bytes
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures time, and takes a longer run's size")]
fn mutated_feeds_never_panic_and_never_hang() {
    let rounds = std::env::var("PACTWATCH_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let rounds: usize = rounds.unwrap_or(10_000);
    let files = std::fs::read_dir(data("malformed")).unwrap();
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    seeds.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    let mut random = Random(20_260_427);
    for round in 0..rounds {
        let seed = &seeds[random.below(seeds.len())];
        let bytes = mutate(seed, &mut random);
        let started = std::time::Instant::now();
        let result = std::panic::catch_unwind(|| read(&bytes).map(|feed| feed.entries.len()));
        assert!(result.is_ok(), "round {round} panicked on {:?}", String::from_utf8_lossy(&bytes));
        if let Ok(Err(error)) = result {
            assert!(!error.to_string().contains("panicked"), "round {round}: {error}");
        }
        // A busy machine may stall once, a slow parser is slow again.
        if started.elapsed() > Duration::from_secs(1) {
            let again = std::time::Instant::now();
            let _outcome = read(&bytes).is_ok();
            assert!(again.elapsed() < Duration::from_secs(1), "round {round} took too long");
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
