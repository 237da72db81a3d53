//! Character references. The everyday names are matched here; the long tail is asked of the HTML
//! parser, one name at a time and only so often a page.

use std::collections::HashMap;

/// Names looked up in the full table for one page; beyond that they stay as written.
const MOST_LOOKUPS: usize = 500;

/// Windows-1252 characters behind the numbers 128 to 159.
const CP1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

#[derive(Default)]
pub(super) struct Decoder {
    seen: HashMap<String, Option<String>>,
}

impl Decoder {
    /// Appends `raw` with its character references resolved.
    pub(super) fn decode(&mut self, raw: &str, out: &mut String) {
        let mut rest = raw;
        while let Some(found) = memchr::memchr(b'&', rest.as_bytes()) {
            out.push_str(rest.get(..found).unwrap_or_default());
            rest = rest.get(found..).unwrap_or_default();
            let used = match rest.as_bytes().get(1) {
                Some(b'#') => number(rest, out),
                Some(letter) if letter.is_ascii_alphabetic() => self.name(rest, out),
                _ => None,
            };
            let used = used.unwrap_or_else(|| {
                out.push('&');
                1
            });
            rest = rest.get(used..).unwrap_or_default();
        }
        out.push_str(rest);
    }

    fn name(&mut self, rest: &str, out: &mut String) -> Option<usize> {
        let after = rest.get(1..)?;
        let length = after.bytes().take(33).take_while(u8::is_ascii_alphanumeric).count();
        let name = after.get(..length)?;
        let ended = after.as_bytes().get(length) == Some(&b';');
        if let Some(text) = everyday(name) {
            out.push_str(text);
            return Some(1 + length + usize::from(ended));
        }
        if !ended {
            return None;
        }
        out.push_str(&self.rare(name)?);
        Some(length + 2)
    }

    fn rare(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.seen.get(name) {
            return known.clone();
        }
        if self.seen.len() >= MOST_LOOKUPS {
            return None;
        }
        let source = format!("&{name};");
        let parsed: String = scraper::Html::parse_fragment(&source).root_element().text().collect();
        let found = (parsed != source).then_some(parsed);
        self.seen.insert(name.to_owned(), found.clone());
        found
    }
}

fn everyday(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" | "AMP" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "mdash" => "—",
        "ndash" => "–",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "hellip" => "…",
        "bull" => "•",
        "euro" => "€",
        "pound" => "£",
        "copy" => "©",
        _ => return None,
    })
}

fn number(rest: &str, out: &mut String) -> Option<usize> {
    let body = rest.get(2..)?;
    let (digits, radix, skip) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 3),
        None => (body, 10, 2),
    };
    let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    // Too long a number is no character either way.
    let value = u32::from_str_radix(digits.get(..length)?, radix).unwrap_or(u32::MAX);
    let value = match value {
        128..=159 => {
            usize::try_from(value - 128).ok().and_then(|i| CP1252.get(i).copied()).unwrap_or(value)
        }
        0 => u32::MAX,
        other => other,
    };
    out.push(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER));
    let ended = digits.as_bytes().get(length) == Some(&b';');
    Some(skip + length + usize::from(ended))
}
