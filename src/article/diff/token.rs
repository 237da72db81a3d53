//! Cuts a text into sentences and words with byte ranges, each with a key that ignores typography.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A part of a text and what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) span: Range<usize>,
    pub(super) key: String,
}

/// The sentences of a text. A line break always ends one; a break after an abbreviation does no
/// harm, because both sides have it.
pub(super) fn sentences(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut line_start = 0;
    for line in text.split('\n') {
        for (offset, sentence) in line.split_sentence_bound_indices() {
            let lead = sentence.len() - sentence.trim_start().len();
            let start = line_start + offset + lead;
            let end = start + sentence.trim().len();
            let key = key(sentence.trim());
            if !key.is_empty() {
                pieces.push(Piece { span: start..end, key });
            }
        }
        line_start += line.len() + 1;
    }
    pieces
}

/// The words and the punctuation of one range of a text.
pub(super) fn words(text: &str, range: &Range<usize>) -> Vec<Piece> {
    let part = text.get(range.clone()).unwrap_or_default();
    part.split_word_bound_indices()
        .map(|(offset, word)| {
            let start = range.start + offset;
            Piece { span: start..start + word.len(), key: key(word) }
        })
        .filter(|piece| !piece.key.is_empty())
        .collect()
}

/// The text with quotation marks, dashes, spaces and ligatures made alike.
pub(in crate::article) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => key.push('"'),
            '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => key.push('\''),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => key.push('-'),
            '…' => key.push_str("..."),
            'ﬁ' => key.push_str("fi"),
            'ﬂ' => key.push_str("fl"),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            space if space.is_whitespace() => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            other => key.push(other),
        }
    }
    // Dashes are set with and without spaces, two hyphens stand for one dash.
    key.replace(" - ", "-").replace("--", "-")
}
