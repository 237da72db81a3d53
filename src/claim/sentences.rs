//! Finds sentences. A name's final point ends one (`... to Acme. Conversely ...`); an abbreviation's
//! does not. A semicolon parts statements as well as a point does.

use std::ops::Range;

/// Byte ranges of the sentences of `text`, without surrounding white space.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == ';' && text.get(at + 1..).is_some_and(|r| r.starts_with(' ')) {
            push(text, start..at + 1, &mut out);
            start = at + 1;
            continue;
        }
        if !matches!(c, '.' | '!' | '?')
            || chars.peek().is_some_and(|(_, n)| matches!(n, '.' | '!' | '?'))
        {
            continue;
        }
        let end = closing(text, at + c.len_utf8(), c == '?');
        if ends_here(text, start, at, end, c) {
            push(text, start..end, &mut out);
            start = end;
        }
    }
    push(text, start..text.len(), &mut out);
    out
}

fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let Some(part) = text.get(range.clone()) else { return };
    let from = range.start + (part.len() - part.trim_start().len());
    let to = range.start + part.trim_end().len();
    if from < to {
        out.push(from..to);
    }
}

/// Past the quotes and brackets that close behind the mark, and the end of bold type behind a question:
/// a date in bold type opens what follows it.
fn closing(text: &str, at: usize, question: bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let closes =
        |c: char| matches!(c, '"' | '\'' | ')' | ']') || question && matches!(c, '*' | '_');
    at + rest.find(|c| !closes(c)).unwrap_or(rest.len())
}

fn ends_here(text: &str, start: usize, mark: usize, end: usize, c: char) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    if rest.is_empty() {
        return true;
    }
    let next = rest.trim_start();
    let spaced = next.len() < rest.len();
    // A missing space after the point is common in scraped text: "2030.Acme".
    let glued = !spaced && c == '.' && glued_words(text, mark, next);
    if !spaced && !glued {
        return false;
    }
    if next.chars().next().is_some_and(char::is_lowercase) {
        return false;
    }
    c != '.' || !abbreviation(text.get(start..mark).unwrap_or_default(), next)
}

fn glued_words(text: &str, mark: usize, next: &str) -> bool {
    let before = text.get(..mark).unwrap_or_default();
    let lower = before.chars().rev().take(3).all(|c| c.is_lowercase() || c.is_ascii_digit())
        && before.len() > 3;
    let mut chars = next.chars();
    lower
        && chars.next().is_some_and(char::is_uppercase)
        && chars.next().is_some_and(char::is_lowercase)
}

const TITLES: [&str; 20] = [
    "mr", "mrs", "ms", "dr", "vs", "e.g", "i.e", "no", "approx", "sen", "rep", "gov", "gen",
    "prof", "jr", "st", "fig", "al", "cf", "est",
];
const MONTHS: [&str; 11] =
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov"];
const FIRMS: [&str; 6] = ["corp", "inc", "co", "ltd", "llc", "dec"];
const STARTERS: [&str; 22] = [
    "the",
    "it",
    "in",
    "but",
    "and",
    "its",
    "this",
    "that",
    "under",
    "for",
    "at",
    "on",
    "they",
    "he",
    "she",
    "we",
    "as",
    "both",
    "while",
    "a",
    "an",
    "according",
];

fn abbreviation(before: &str, next: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '(' || c == '"')
        .next()
        .unwrap_or_default();
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let following =
        next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let starter = STARTERS.contains(&following.as_str());
    if TITLES.contains(&lower.as_str()) {
        return lower != "no" || next.chars().next().is_some_and(|c| c.is_ascii_digit());
    }
    if MONTHS.contains(&lower.as_str()) || lower == "dec" {
        return next.chars().next().is_some_and(|c| c.is_ascii_digit());
    }
    let dotted = lower.len() > 2 && lower.contains('.') && lower.split('.').all(|p| p.len() == 1);
    (initial || dotted || FIRMS.contains(&lower.as_str())) && !starter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for (text, want) in [
            ("It pays Acme. Conversely, Beta pays 20%.", 2),
            ("Acme Corp. said so. Fine.", 2),
            ("Mr. Smith of the U.S. Senate met J. Doe.", 1),
            ("It grew 3.5 percent. \"Yes.\" He left.", 3),
            ("On Jan. 5 it signed. Done", 2),
            ("Is it? Yes! No", 3),
            ("ends in 2030.Beta will pay", 2),
            ("v2.Five is out", 1),
            ("", 0),
            ("...", 1),
            ("It pays; they do not.", 2),
            ("**Is it?** No. **Why?** Acme said so.", 4),
            ("**May 5.** Acme said so.", 1),
        ] {
            assert_eq!(split(text).len(), want, "{text}: {:?}", split(text));
        }
    }
}
