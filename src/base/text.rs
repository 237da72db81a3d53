//! Text made uniform for reading, with the way back: every offset in it leads to a source byte.
//! It must never be shown to anyone; evidence is always cut from the source.

/// Uniform text and where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    pub text: String,
    /// (offset here, offset in the source) wherever the two stop running in step.
    shifts: Vec<(usize, usize)>,
}

impl Normal {
    /// The source byte behind offset `at`; an end offset leads to the end of what it stands for.
    pub fn source(&self, at: usize) -> usize {
        let after = self.shifts.partition_point(|&(here, _)| here <= at);
        match after.checked_sub(1).and_then(|i| self.shifts.get(i)) {
            Some(&(here, there)) => there + (at - here),
            None => at,
        }
    }
}

/// Straight quotes, plain hyphens and spaces, no invisible characters, no `[4, 5]` marks.
/// A dash between words with spaces, or an em dash anywhere, becomes `—`.
pub fn normalise(source: &str) -> Normal {
    let mut out = Normal { text: String::with_capacity(source.len()), shifts: Vec::new() };
    let mut skip_to = 0;
    for (at, c) in source.char_indices() {
        if at < skip_to {
            continue;
        }
        if c.is_ascii_alphanumeric() || c == ' ' {
            out.text.push(c);
            continue;
        }
        let mut end = at + c.len_utf8();
        let put = match c {
            '[' => match mark_end(source, at) {
                Some(mark) => {
                    end = mark;
                    skip_to = mark;
                    Some(' ')
                }
                None => Some('['),
            },
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{2032}' | '`' => Some('\''),
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{00AB}' | '\u{00BB}' => {
                Some('"')
            }
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => {
                Some('-')
            }
            '\u{2013}' => Some(if joins(source, at, end) { '-' } else { '\u{2014}' }),
            '\u{2014}' | '\u{2015}' | '\u{2026}' => Some('\u{2014}'),
            '\u{00AD}'
            | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2060}'
            | '\u{2122}'
            | '\u{00AE}' => None,
            '\u{FF05}' => Some('%'),
            '\u{FF04}' => Some('$'),
            _ if c.is_whitespace() || c.is_control() => Some(' '),
            _ => Some(c),
        };
        if let Some(c) = put {
            out.text.push(c);
        }
        let here = out.text.len();
        let in_step = out.shifts.last().map_or(here, |(from, there)| there + (here - from));
        if in_step != end {
            out.shifts.push((here, end));
        }
    }
    out
}

/// Characters from which `is_binary` judges.
const HEAD: usize = 4096;

/// More than one control character in fifty is no text.
pub fn is_binary(text: &str) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in text.chars().take(HEAD) {
        all += 1;
        let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}');
        odd += usize::from(control || c == char::REPLACEMENT_CHARACTER);
    }
    odd * 50 > all
}

/// True when the dash at `start..end` stands between two letters or digits without spaces.
fn joins(source: &str, start: usize, end: usize) -> bool {
    let before = source.get(..start).and_then(|s| s.chars().next_back());
    let after = source.get(end..).and_then(|s| s.chars().next());
    before.is_some_and(|c| c.is_alphanumeric() || c == '%')
        && after.is_some_and(|c| c.is_alphanumeric() || c == '$')
}

/// The end of a reference mark such as `[4, 5]` that starts at `start`.
fn mark_end(source: &str, start: usize) -> Option<usize> {
    let rest = source.get(start + 1..)?;
    let mut digits = false;
    for (at, c) in rest.char_indices().take(24) {
        match c {
            '0'..='9' => digits = true,
            ',' | ' ' | '-' => {}
            ']' if digits => return Some(start + 1 + at + 1),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_leads_back_to_the_source() {
        for source in [
            "Northwind’s “non\u{2011}exclusive” licence [4, 5] runs\u{a0}on – as said — to 2030–2032…",
            "a\u{200b}b\u{ad}c",
            "[1]",
            "[x]",
            "",
            "naïve €5",
            "\u{feff}start",
        ] {
            let normal = normalise(source);
            let mut last = 0;
            for at in (0..=normal.text.len()).filter(|&i| normal.text.is_char_boundary(i)) {
                let there = normal.source(at);
                assert!(source.is_char_boundary(there), "{source:?} at {at} -> {there}");
                assert!(there >= last);
                last = there;
            }
            assert_eq!(normal.source(normal.text.len()), source.len(), "{source:?}");
        }
    }

    #[test]
    fn characters_are_made_uniform() {
        for (source, want) in [
            ("won’t", "won't"),
            ("non‑exclusive", "non-exclusive"),
            ("Northwind–Halden", "Northwind-Halden"),
            ("deal – and", "deal — and"),
            ("8–10%", "8-10%"),
            ("said [1, 2].", "said  ."),
            ("[sic]", "[sic]"),
            ("$5\u{a0}bn", "$5 bn"),
            ("so\u{ad}ft", "soft"),
        ] {
            assert_eq!(normalise(source).text, want);
        }
    }
}
