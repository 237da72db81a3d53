//! Is a text English? Function words answer for most; whatlang decides the rest. Never guesses at
//! a claim in another language.

/// Share of function words above which a text is English without further questions.
const CLEAR: f64 = 0.22;
/// Texts below this many words are too short to judge.
const WORDS_MIN: usize = 12;
/// Texts below this many words are English when one of them is.
const WORDS_SHORT: usize = 20;
const SAMPLE_BYTES: usize = 4000;

/// Whether `text` can be read as English; `declared` is the page's own word for it.
pub fn is_english(text: &str, declared: Option<&str>) -> bool {
    let sample = prefix(text, SAMPLE_BYTES);
    let mut words = 0_usize;
    let mut hits = 0_usize;
    for word in sample.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        hits += usize::from(is_function_word(word));
    }
    if words < WORDS_MIN {
        return declared.is_none_or(|d| d.to_lowercase().starts_with("en"));
    }
    #[expect(clippy::cast_precision_loss, reason = "a ratio of small counts")]
    let share = hits as f64 / words as f64;
    if share >= CLEAR || words < WORDS_SHORT && hits > 0 {
        return true;
    }
    match whatlang::detect(sample) {
        Some(info) if info.lang() == whatlang::Lang::Eng => share > 0.05,
        Some(info) => !info.is_reliable() && share > 0.1,
        None => share > 0.1,
    }
}

/// Function words are short; a capital is common only at the start.
fn is_function_word(word: &str) -> bool {
    word.len() <= 5
        && (known(word) || word.starts_with(char::is_uppercase) && known(&word.to_lowercase()))
}

/// As a match, a word is compared with those of its length alone.
#[expect(clippy::match_like_matches_macro, reason = "the macro takes a line for each word")]
fn known(word: &str) -> bool {
    match word {
        "a" | "about" | "after" | "also" | "an" | "and" | "any" | "are" | "as" | "at" | "be"
        | "been" | "but" | "by" | "can" | "could" | "for" | "from" | "had" | "has" | "have"
        | "he" | "her" | "his" | "in" | "into" | "is" | "it" | "its" | "more" | "new" | "not"
        | "now" | "of" | "on" | "only" | "or" | "our" | "over" | "said" | "she" | "than"
        | "that" | "the" | "their" | "they" | "this" | "to" | "under" | "until" | "was" | "we"
        | "were" | "when" | "which" | "while" | "who" | "will" | "with" | "would" | "you" => true,
        _ => false,
    }
}

fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for (text, english) in [
            (
                "The company said that it will pay a share of its revenue to the other one until the end.",
                true,
            ),
            (
                "Northwind und Halden haben ihre Partnerschaft neu geregelt und die Lizenz gilt nun bis zum Jahr 2032.",
                false,
            ),
            (
                "Northwind et Halden ont revu leur partenariat et la licence court désormais jusqu'en 2032 au moins.",
                false,
            ),
            ("Revenue share capped", true),
        ] {
            assert_eq!(is_english(text, None), english, "{text}");
        }
    }
}
