//! What two versions of a text differ in, and how that is shown.

use pactwatch::article::diff::{Change, Diff, Extent, WordOp, diff, to_html, to_text};

const STORY: &str = "Halden opens its licence\n\
    The licence runs until 2038. It used to be exclusive, and it no longer is.\n\
    Northgate pays Halden nothing. Halden pays 12 percent of its income until 2033.\n\
    \"We are not leaving anybody,\" Marit Solheim said - and she smiled.\n\
    The cap was not disclosed. Analysts put it at $2.4 billion.";

fn shown(new: &str) -> String {
    to_text(&diff(STORY, new), STORY, new, false)
}

#[test]
fn the_extent_of_a_change_is_named() {
    let moved =
        STORY.replace("Northgate pays Halden nothing. ", "") + "\nNorthgate pays Halden nothing.";
    let cases = [
        ("nothing", STORY.to_owned(), Extent::Identical),
        ("quotation marks", STORY.replace('"', "“"), Extent::Typographic),
        ("a dash", STORY.replace(" - ", "—"), Extent::Typographic),
        ("spaces", STORY.replace(' ', "\u{a0} "), Extent::Typographic),
        ("line breaks", STORY.replace(". ", ".\n"), Extent::Typographic),
        ("a moved sentence", moved, Extent::Moved),
        ("a year", STORY.replace("2038", "2036"), Extent::Edited),
        ("a sign", STORY.replace("$2.4", "€2.4"), Extent::Edited),
        ("case", STORY.replace("Analysts", "analysts"), Extent::Edited),
        ("an added word", STORY.replace("cap was", "cap itself was"), Extent::Edited),
        ("everything", String::new(), Extent::Edited),
    ];
    for (name, new, extent) in cases {
        assert_eq!(diff(STORY, &new).extent, extent, "{name}");
    }
}

#[test]
fn an_edit_is_shown_word_by_word_between_its_neighbours() {
    let text = shown(&STORY.replace("12 percent", "15 percent").replace("2033", "2035"));
    assert_eq!(
        text,
        "  Northgate pays Halden nothing.\n\
         ~ Halden pays [-12-] {+15+} percent of its income until [-2033-] {+2035+}.\n  \
         \"We are not leaving anybody,\" Marit Solheim said - and she smiled.\n"
    );
}

#[test]
fn additions_removals_and_moves_are_told_apart() {
    let new = STORY
        .replace("Analysts put it at $2.4 billion.", "Nobody was surprised by this at all.")
        .replace("It used to be exclusive, and it no longer is.", "")
        + "\nIt used to be exclusive, and it no longer is.";
    let text = shown(&new);
    assert!(text.contains("- Analysts put it at $2.4 billion."), "{text}");
    assert!(text.contains("+ Nobody was surprised by this at all."), "{text}");
    assert!(text.contains("> It used to be exclusive, and it no longer is."), "{text}");
    let new = STORY.replace("Northgate pays Halden nothing. ", "")
        + "\nNorthgate now pays Halden nothing.";
    assert!(shown(&new).contains("> Northgate {+now+} pays Halden nothing."), "{}", shown(&new));
}

/// Every byte range of a diff, old and new.
fn covers(diff: &Diff, old: &str, new: &str) -> bool {
    let mut seen = (Vec::new(), Vec::new());
    for change in &diff.changes {
        match change {
            Change::Same { old, new } | Change::Moved { old, new } => {
                seen.0.push(old.clone());
                seen.1.push(new.clone());
            }
            Change::Edited { old, new, words, .. } => {
                seen.0.push(old.clone());
                seen.1.push(new.clone());
                for op in words {
                    let inside = match op {
                        WordOp::Same { old: a, new: b } => {
                            a.start >= old.start && a.end <= old.end && b.end <= new.end
                        }
                        WordOp::Removed { old: a } => a.start >= old.start && a.end <= old.end,
                        WordOp::Added { new: b } => b.start >= new.start && b.end <= new.end,
                    };
                    if !inside {
                        return false;
                    }
                }
            }
            Change::Removed { old } => seen.0.push(old.clone()),
            Change::Added { new } => seen.1.push(new.clone()),
        }
    }
    seen.0.sort_by_key(|r| r.start);
    let in_order = seen.1.windows(2).all(|w| w[0].end <= w[1].start);
    let apart = seen.0.windows(2).all(|w| w[0].end <= w[1].start);
    let valid = seen.0.iter().all(|r| old.get(r.clone()).is_some())
        && seen.1.iter().all(|r| new.get(r.clone()).is_some());
    in_order && apart && valid
}

#[test]
fn every_sentence_of_both_texts_is_accounted_for_once() {
    let texts = [
        STORY.to_owned(),
        String::new(),
        STORY.to_uppercase(),
        STORY.lines().rev().collect::<Vec<_>>().join("\n"),
        STORY.repeat(3),
        "Ünïcödé “quotes” — everywhere… 中文。また、日本語。".to_owned(),
        "no end".to_owned(),
        "\n\n\n. . .\n".to_owned(),
    ];
    for old in &texts {
        for new in &texts {
            let found = diff(old, new);
            assert!(covers(&found, old, new), "{old:?} to {new:?}: {found:?}");
        }
    }
}

#[test]
fn long_and_foreign_texts_are_compared_in_bounded_time() {
    let long = |seed: usize| {
        (0..6000)
            .map(|i| format!("Word{} number {i} is odd.", i * seed % 997))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(diff(&long(3), &long(7)).extent, Extent::Edited);
    let one = "word ".repeat(20_000);
    let other = "other ".repeat(20_000);
    assert_eq!(diff(&one, &other).extent, Extent::Edited);
}

#[test]
fn what_is_shown_cannot_do_anything() {
    let old = "The <b>old</b> text & more.";
    let new = "The <script>alert('x')</script> text & more.\u{1b}[31m \u{202e}Reversed.";
    let found = diff(old, new);
    let html = to_html(&found, old, new);
    assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    assert!(html.contains("&lt;") && html.contains("&amp;"), "{html}");
    let text = to_text(&found, old, new, false);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    assert!(to_text(&found, old, new, true).contains("\u{1b}[3"), "colours when asked for");
}

#[test]
fn a_diff_survives_serialisation() {
    let found = diff(STORY, &STORY.replace("2038", "2036"));
    let json = serde_json::to_string(&found).expect("JSON");
    assert_eq!(serde_json::from_str::<Diff>(&json).expect("a diff"), found);
}
