//! Character and entity references: the known are replaced, the unknown stay as written. It never
//! lets a control character through, and what a document declares itself grows only so far.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Every named reference of HTML, as `name=code[,code]` in hexadecimal.
static TABLE: &str = include_str!("entities.txt");

static NAMED: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let parse = |codes: &str| -> Option<String> {
        codes.split(',').map(|c| u32::from_str_radix(c, 16).ok().and_then(char::from_u32)).collect()
    };
    let pairs = TABLE.split_whitespace().filter_map(|item| item.split_once('='));
    pairs.filter_map(|(name, codes)| Some((name, parse(codes)?))).collect()
});

/// What numeric references to 0x80..=0x9F mean in practice: windows-1252.
const WINDOWS_1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039,
    0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
    0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
];

/// The longest reference looked for, in bytes between `&` and `;`.
const LONGEST: usize = 40;

/// Entities that a document declares itself: plain replacement texts.
#[derive(Default)]
pub(in crate::feed) struct Declared {
    texts: HashMap<String, String>,
    /// Bytes put in so far; beyond the limit references stay as they are.
    spent: Cell<usize>,
}

impl Declared {
    const MOST: usize = 256;
    const LONGEST_VALUE: usize = 1024;
    const MOST_BYTES: usize = 1024 * 1024;

    /// Collects `<!ENTITY name "value">` of a document type declaration; nested and external ones
    /// are left out, so nothing can grow.
    pub(in crate::feed) fn read(doctype: &str) -> Self {
        let mut found = HashMap::new();
        for part in doctype.split("<!ENTITY").skip(1).take(Self::MOST) {
            let part = part.trim_start();
            let Some((name, rest)) = part.split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let value = rest.get(1..).and_then(|r| r.split_once(quote)).map(|(value, _)| value);
            let Some(value) = value.filter(|v| v.len() <= Self::LONGEST_VALUE) else { continue };
            if name != "%" && !value.contains('%') {
                let mut text = String::new();
                push_decoded(&mut text, value, &Self::default());
                found.entry(name.to_owned()).or_insert(text);
            }
        }
        Self { texts: found, spent: Cell::new(0) }
    }

    fn get(&self, name: &str) -> Option<String> {
        let text = self.texts.get(name)?;
        let spent = self.spent.get() + text.len();
        self.spent.set(spent);
        (spent <= Self::MOST_BYTES).then(|| text.clone())
    }
}

/// May this character stand in a text? NUL, other controls and non-characters may not.
pub(in crate::feed) fn is_text_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
        || (c >= ' ' && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
        || c == '\u{85}'
}

/// A control character above ASCII is a windows-1252 one that somebody widened to 16 bits.
fn as_meant(c: char) -> char {
    let index = u32::from(c).checked_sub(0x80).and_then(|i| usize::try_from(i).ok());
    let meant = index.and_then(|index| WINDOWS_1252.get(index));
    meant.and_then(|code| char::from_u32(*code)).unwrap_or(c)
}

/// Appends the text without control characters.
pub(in crate::feed) fn push_clean(out: &mut String, text: &str) {
    if text.bytes().all(|b| b >= b' ' && b != 0x7f && b < 0x80) {
        out.push_str(text);
    } else {
        out.extend(text.chars().map(as_meant).filter(|&c| is_text_char(c)));
    }
}

/// Appends the text with its references replaced and its control characters removed.
pub(in crate::feed) fn push_decoded(out: &mut String, text: &str, declared: &Declared) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, reference) = rest.split_at(at);
        push_clean(out, before);
        let body = reference.get(1..).unwrap_or_default();
        if let Some((text, length)) = resolve(body, declared) {
            push_clean(out, &text);
            rest = body.get(length..).unwrap_or_default();
        } else {
            out.push('&');
            rest = body;
        }
    }
    push_clean(out, rest);
}

/// The text with HTML's references replaced.
pub(in crate::feed) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_decoded(&mut out, text, &Declared::default());
    out
}

/// Replaces numeric references only: no author writes them to be read as they stand.
pub(in crate::feed) fn decode_numeric(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, body)) = rest.split_once('&') {
        out.push_str(before);
        if body.starts_with('#')
            && let Some((text, length)) = resolve(body, &Declared::default())
        {
            push_clean(&mut out, &text);
            rest = body.get(length..).unwrap_or_default();
        } else {
            out.push('&');
            rest = body;
        }
    }
    out.push_str(rest);
    out
}

/// Does the text hold a reference that HTML knows?
pub(in crate::feed) fn has_reference(text: &str) -> bool {
    text.split('&').skip(1).any(|body| resolve(body, &Declared::default()).is_some())
}

/// The replacement of the reference whose inside starts `body`, and how many bytes it took.
fn resolve(body: &str, declared: &Declared) -> Option<(String, usize)> {
    let end = body.bytes().take(LONGEST).position(|b| b == b';');
    let Some(end) = end else { return resolve_unclosed(body) };
    let name = body.get(..end)?;
    if let Some(number) = name.strip_prefix('#') {
        let (code, rest) = (code_point(number)?, body.get(end + 1..).unwrap_or_default());
        let (text, length) = halves(code, rest).unwrap_or_else(|| (character(code), 0));
        return Some((text, end + 1 + length));
    }
    if let Some(text) = declared.get(name) {
        return Some((text, end + 1));
    }
    Some((NAMED.get(name)?.clone(), end + 1))
}

/// One character written as its two halves in UTF-16, `&#55357;&#56832;`; with the bytes that the
/// second half took.
fn halves(high: u32, rest: &str) -> Option<(String, usize)> {
    let number = rest.strip_prefix("&#")?;
    let end = number.bytes().take(LONGEST).position(|b| b == b';')?;
    let low = code_point(number.get(..end)?)?;
    let pair = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
    let whole = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let text = String::from_utf16(&pair).ok().filter(|_| whole)?;
    Some((text, end + 3))
}

/// `&nbsp`, `&amp` and `&#160` without a semicolon, as browsers read them.
fn resolve_unclosed(body: &str) -> Option<(String, usize)> {
    for (name, text) in [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\"")] {
        // `?lt=1&gt=2` is an address.
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '=');
        if body.strip_prefix(name).is_some_and(ends) {
            return Some((text.to_owned(), name.len()));
        }
    }
    if body.starts_with("nbsp") {
        return Some(("\u{a0}".to_owned(), 4));
    }
    let digits = body.strip_prefix('#')?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    Some((character(code_point(digits.get(..length)?)?), length + 1))
}

fn code_point(number: &str) -> Option<u32> {
    let is_number =
        |digits: &str, radix: u32| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // A number that is too large for any character is one nevertheless.
    is_number(digits, radix).then(|| u32::from_str_radix(digits, radix).unwrap_or(u32::MAX))
}

/// The character; a number that is none stands for one that was lost.
fn character(code: u32) -> String {
    let meant = code.checked_sub(0x80).and_then(|i| usize::try_from(i).ok());
    let meant = meant.and_then(|index| WINDOWS_1252.get(index).copied()).unwrap_or(code);
    char::from_u32(meant).unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
}

/// Appends the text so that XML and HTML read it back as it is.
pub(in crate::feed) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_text_char(c) => out.push(c),
            _ => {}
        }
    }
}
