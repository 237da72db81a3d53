//! Whatever the bytes: no panic, the same answer twice, evidence that is the source, bounded work.

use proptest::prelude::*;

use pactwatch::article::model::{Block, BlockKind};
use pactwatch::base::text;
use pactwatch::claim::{self, Document, Reading, Watch, blocks};

use super::watch::shipped;

fn read(watch: &Watch, source: &str) -> Reading {
    let found = blocks::from_plain(source);
    let document = Document {
        text: source,
        blocks: &found,
        published: "2026-05-01".parse().ok(),
        outlet: "example.com",
        language: Some("en"),
        ..Document::default()
    };
    claim::read(watch, &document)
}

/// Every span lies in the text, on character boundaries, and is what the text says.
fn check(source: &str, reading: &Reading) {
    let open = reading.open.iter().map(|o| &o.evidence);
    for evidence in reading.claims.iter().map(|c| &c.evidence).chain(open) {
        assert_eq!(source.get(evidence.start..evidence.end), Some(evidence.text.as_str()));
        for span in [evidence.value, evidence.cue].into_iter().flatten() {
            assert!(
                span.start < span.end && source.get(span.start..span.end).is_some(),
                "{span:?}"
            );
        }
    }
}

/// Words of the deal and of English, marks, odd characters: text near what the reader looks for.
fn near_text() -> impl Strategy<Value = String> {
    let words = [
        "Microsoft",
        "OpenAI",
        "Azure",
        "Amazon",
        "license",
        "non-exclusive",
        "exclusive",
        "through",
        "2032",
        "20%",
        "$250 billion",
        "no longer",
        "will",
        "pays",
        "revenue share",
        "stake",
        "of",
        "to",
        "from",
        "27 percent",
        "AGI",
        "if",
        "which",
        ",",
        ".",
        "?",
        "\u{201C}",
        "\u{201D}",
        "(",
        ")",
        "\n",
        "- ",
        "|",
        "April 27, 2026",
        "\u{2011}",
        "\u{200B}",
        "won\u{2019}t",
        "it",
        "its",
        "they",
        "and",
        "but",
        "unless",
        "[4, 5]",
        "\u{1F600}",
        "US$1,5.0.",
        "'s",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..120).prop_map(|v| v.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived_and_read_the_same_twice(source in any::<String>()) {
        let watch = shipped();
        let first = read(watch, &source);
        check(&source, &first);
        prop_assert_eq!(&first, &read(watch, &source));
    }

    #[test]
    fn any_bytes_are_survived_and_read_the_same_twice(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let watch = shipped();
        let source = String::from_utf8_lossy(&bytes);
        let first = read(watch, &source);
        check(&source, &first);
        prop_assert_eq!(&first, &read(watch, &source));
    }

    #[test]
    fn text_near_the_deal_is_survived_and_read_the_same_twice(source in near_text()) {
        let watch = shipped();
        let first = read(watch, &source);
        check(&source, &first);
        prop_assert_eq!(&first, &read(watch, &source));
    }

    #[test]
    fn normal_text_leads_back(source in any::<String>()) {
        let normal = text::normalise(&source);
        for at in (0..=normal.text.len()).filter(|i| normal.text.is_char_boundary(*i)) {
            prop_assert!(source.is_char_boundary(normal.source(at)));
        }
    }

    #[test]
    fn any_watch_file_compiles_or_lists_problems(source in any::<String>()) {
        if let Err(problems) = Watch::compile(&source, "w.toml") {
            prop_assert!(!problems.is_empty());
        }
    }
}

#[test]
fn hostile_text_is_read_in_bounded_time() {
    let watch = shipped();
    let megabyte = 1 << 20;
    for unit in [
        "Microsoft pays OpenAI 20% of revenue ",
        "word ",
        "((((",
        "\u{201C}",
        "- ",
        "exclusive license to OpenAI and ",
        "a,",
        "1 ",
        "\u{0}",
        "\u{1F600}",
        "$",
    ] {
        let source = unit.repeat(megabyte / unit.len());
        check(&source, &read(watch, &source));
    }
    // A header as long as an article, repeated for every sentence below it, would take minutes.
    let cell = "Microsoft pays OpenAI 20% of revenue. ".repeat(megabyte / 38 / 12);
    for line in [format!("{cell} | {cell} | {cell}"), " ### Why so".repeat(megabyte / 11)] {
        check(&line, &read(watch, &line));
    }
    // Every block of Unicode; of those beyond the first plane every seventh character.
    let beyond = (0x1_1000..0x11_0000_u32).step_by(7);
    let every_block: String = (0..0x1_1000_u32).chain(beyond).filter_map(char::from_u32).collect();
    check(&every_block, &read(watch, &every_block));
    let nested =
        format!("{}Microsoft{}", "(\u{201C}[ ".repeat(100_000), " ]\u{201D})".repeat(100_000));
    check(&nested, &read(watch, &nested));
}

#[test]
fn what_cannot_be_read_is_said() {
    let watch = shipped();
    let binary =
        format!("Microsoft pays OpenAI 20% of revenue. {}", "\u{0}\u{1}\u{fffd}".repeat(9));
    let german = "Microsoft und OpenAI haben ihre Partnerschaft neu geregelt. Die Lizenz von Microsoft ist nicht mehr exklusiv und gilt bis zum Jahr 2032.";
    for (source, read_it, code) in [
        ("", true, Some("text.empty")),
        (" \n\t ", true, Some("text.empty")),
        (german, false, Some("language.unread")),
        (&binary, false, Some("text.binary")),
        (
            "Microsoft's license to OpenAI's models runs through 2032 and it will be what they said it is.",
            true,
            None,
        ),
    ] {
        let found = blocks::from_plain(source);
        let document = Document { text: source, blocks: &found, ..Document::default() };
        let reading = claim::read(watch, &document);
        assert_eq!(reading.read, read_it, "{source}");
        assert_eq!(reading.warnings.first().map(|w| w.code.as_str()), code, "{source}");
        assert!(code.is_none() || reading.claims.is_empty());
    }
}

/// Fifty megabytes of claims, as paragraphs and as one line, are refused before anything is read.
#[test]
fn a_text_beyond_any_article_gives_a_warning_and_no_claim() {
    for end in [" ", "\n\n"] {
        let sentence = format!("Microsoft's license to OpenAI's models runs through 2032.{end}");
        let source = sentence.repeat((50 << 20) / sentence.len());
        let blocks = [Block { kind: BlockKind::Paragraph, start: 0, end: source.len() }];
        let document = Document { text: &source, blocks: &blocks, ..Document::default() };
        let reading = claim::read(shipped(), &document);
        assert_eq!(reading.warnings.first().map(|w| w.code.as_str()), Some("text.long"));
        assert!(!reading.read && reading.claims.is_empty() && reading.open.is_empty());
    }
}
