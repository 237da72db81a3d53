//! Cleaning, cutting and escaping of foreign text.

use pactwatch::alert::text::{Escape, Unit, clean, cut, fit, html, link, markdown, plain};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::sample::{assert_clean, cases, hostile_text};

#[test]
fn invisible_commands_go_and_visible_text_stays() {
    let table = [
        ("  two\r\n\tlines  ", "two lines"),
        ("a\u{202e}b\u{202c}c", "abc"),
        ("\u{1b}[31mred", "[31mred"),
        ("soft\u{ad}hyphen", "softhyphen"),
        ("👩‍👩‍👧 née Zoë “quoted” 東京", "👩‍👩‍👧 née Zoë “quoted” 東京"),
        ("\u{0}\u{200b}\u{feff}", ""),
        ("a\u{2028}b\u{a0}c", "a b c"),
    ];
    for (text, expected) in table {
        assert_eq!(clean(text), expected, "{text:?}");
    }
}

#[test]
fn a_cut_falls_between_graphemes_and_shows() {
    assert_eq!(cut("abcdef", 6), "abcdef");
    assert_eq!(cut("abcdefg", 6), "abcde…");
    assert_eq!(cut("ab👩‍👩‍👧‍👦cd", 8), "ab…", "a family is not torn apart");
    assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 5), "e\u{301}e\u{301}…");
    assert_eq!(fit("äöü", 5, Unit::Bytes, plain), "ä…");
    assert_eq!(fit("&&&", 11, Unit::Utf16, html), "&amp;&amp;…", "an entity is not torn apart");
    assert_eq!(cut(&format!("a{}", "\u{301}".repeat(9999)), 10), "…");
    assert_eq!((cut("abc", 1), cut("abc", 0)), ("…".to_owned(), String::new()));
}

#[test]
fn only_web_links_are_links_and_nothing_in_them_ends_one() {
    let table = [
        ("https://x.example/a?b=c#d", Some("https://x.example/a?b=c#d")),
        ("http://[::1]:8787/x", Some("http://[::1]:8787/x")),
        ("https://x.example/a b<c>\"|(d)'", Some("https://x.example/a%20b%3Cc%3E%22%7C%28d%29%27")),
        ("https://ümlaut.example/", Some("https://xn--mlaut-jva.example/")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/relative", None),
        ("", None),
    ];
    for (text, expected) in table {
        assert_eq!(link(text).as_deref(), expected, "{text}");
    }
    assert_eq!(link(&format!("https://x.example/{}", "a".repeat(2000))), None);
}

proptest! {
    #![proptest_config(cases(256))]

    /// Whatever the text, unit and escaping: within the limit, clean, and a prefix of the original.
    #[test]
    fn fitting_keeps_the_limit(text in hostile_text(), limit in 0usize..400, which in 0usize..3) {
        let escape: Escape = [plain, html, markdown][which];
        for unit in [Unit::Bytes, Unit::Utf16] {
            let fitted = fit(&text, limit, unit, escape);
            prop_assert!(unit.length(&fitted) <= limit);
            assert_clean(&fitted);
        }
        let plainly = cut(&text, limit);
        let whole = clean(&text);
        let kept = plainly.strip_suffix('…').unwrap_or(&plainly);
        prop_assert!(whole.starts_with(kept));
        let boundary = kept.len() == whole.len()
            || whole.grapheme_indices(true).any(|(i, _)| i == kept.len());
        prop_assert!(boundary, "cut inside a grapheme");
    }

    #[test]
    fn escaped_text_holds_no_markup(text in hostile_text()) {
        let page = fit(&text, 9999, Unit::Utf16, html);
        prop_assert!(!page.contains(['<', '>', '"', '\'']));
        let chat = fit(&text, 9999, Unit::Utf16, markdown);
        let mut escaped = false;
        for c in chat.chars() {
            let mark = matches!(c, '`' | '*' | '_' | '[' | ']' | '(' | ')' | '>' | '#' | '|' | '~');
            prop_assert!(escaped || !mark, "{chat:?}");
            escaped = c == '\\' && !escaped;
        }
        prop_assert!(!chat.contains("@everyone") && !chat.contains("<@"));
    }
}
