//! Bytes to text: byte order mark, then what HTTP says, then what the document says, then the bytes
//! themselves. A wrong declaration never wins over what the bytes plainly are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::codepage::{self, CodePage};
use crate::base::Warning;

/// How much of the start is searched for a declaration, in bytes.
const HEAD: usize = 1024;

/// Decodes a document; characters that cannot be decoded are repaired or replaced.
pub(super) fn decode(
    bytes: &[u8],
    content_type: Option<&str>,
    warnings: &mut Vec<Warning>,
) -> String {
    if let Some(text) = by_mark(bytes) {
        return text;
    }
    if codepage::is_ebcdic(bytes)
        && let Some(text) = ebcdic(bytes)
    {
        return text;
    }
    // Plain ASCII is the same in all that remain; an escape byte may start ISO-2022-JP.
    if bytes.is_ascii() && !bytes.contains(&0x1b) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let http = content_type.and_then(|text| after_key(text, "charset"));
    let declared = declaration(bytes);
    for label in [http.as_deref(), declared.as_deref()].into_iter().flatten() {
        if encoding(label).is_none() && codepage::by_label(label).is_none() {
            warnings.push(Warning::new("unknown_charset", format!("{label:?} is no charset")));
        }
    }
    let utf8 = std::str::from_utf8(bytes).ok();
    if utf8.is_none()
        && let Some(page) = old_page([http.as_deref(), declared.as_deref()])
    {
        return page.decode(bytes);
    }
    let http = http.as_deref().and_then(encoding);
    let declared = declared.as_deref().and_then(encoding);
    let first = http.or(declared);
    if let Some(text) = utf8 {
        // Valid multi-byte UTF-8 that says it is Latin-1 (or UTF-16, which it is not) is UTF-8.
        let weak = first.is_none_or(|e| [UTF_8, WINDOWS_1252, UTF_16BE, UTF_16LE].contains(&e));
        if weak {
            return text.to_owned();
        }
    }
    for candidate in [http, declared].into_iter().flatten() {
        if [UTF_8, UTF_16BE, UTF_16LE].contains(&candidate) {
            continue;
        }
        let (text, _, had_errors) = candidate.decode(bytes);
        if !had_errors {
            return text.into_owned();
        }
    }
    utf8.map_or_else(|| guess(bytes, first, warnings), str::to_owned)
}

/// Byte order marks, and documents without one whose first characters give them away.
fn by_mark(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0, 0, 0, b'<' | b'{', ..] => Some(utf32(bytes, u32::from_be_bytes)),
        [b'<' | b'{', 0, 0, 0, ..] => Some(utf32(bytes, u32::from_le_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(_) => mixed(rest),
        }),
        [0xfe, 0xff, rest @ ..] => Some(whole(UTF_16BE, rest)),
        [0xff, 0xfe, rest @ ..] => Some(whole(UTF_16LE, rest)),
        [0, b'<' | b'{', 0, _, ..] => Some(whole(UTF_16BE, bytes)),
        [b'<' | b'{', 0, _, 0, ..] => Some(whole(UTF_16LE, bytes)),
        _ => None,
    }
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    units.iter().map(|unit| char::from_u32(read(*unit)).unwrap_or('\u{fffd}')).collect()
}

/// The code page of the first label that means anything.
fn old_page(labels: [Option<&str>; 2]) -> Option<CodePage> {
    let label = labels
        .into_iter()
        .flatten()
        .find(|label| encoding(label).is_some() || codepage::by_label(label).is_some())?;
    if encoding(label).is_some() { None } else { codepage::by_label(label) }
}

/// A declaration in EBCDIC is read by the page all others differ from but in their letters.
fn ebcdic(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = codepage::by_label("cp037")?.decode(head);
    let label = declaration(head.as_bytes())?;
    Some(codepage::by_label(&label)?.decode(bytes))
}

/// Neither valid UTF-8 nor what was declared.
fn guess(bytes: &[u8], declared: Option<&'static Encoding>, warnings: &mut Vec<Warning>) -> String {
    let (text, _) = UTF_8.decode_without_bom_handling(bytes);
    let broken = text.matches('\u{fffd}').count();
    let multi_byte = text.chars().filter(|c| !c.is_ascii()).count() - broken;
    if multi_byte > broken * 2 {
        warnings.push(Warning::new("charset_repaired", "UTF-8 with stray windows-1252 bytes"));
        return mixed(bytes);
    }
    // A handful of bad bytes does not make a wide declared charset wrong; Latin-1 has none.
    if let Some(wide) = declared.filter(|e| !e.is_single_byte() && *e != UTF_8) {
        let (text, _, _) = wide.decode(bytes);
        let bad = text.matches('\u{fffd}').count();
        if wide.is_ascii_compatible() && bad * 20 < text.chars().filter(|c| !c.is_ascii()).count() {
            warnings.push(Warning::new("charset_repaired", format!("{} bad bytes", wide.name())));
            return text.into_owned();
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    warnings.push(Warning::new("charset_guessed", guessed.name()));
    whole(guessed, bytes)
}

/// UTF-8 where it is valid, windows-1252 where it is not.
fn mixed(mut bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 64);
    loop {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                out.push_str(text);
                return out;
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
                out.push_str(&String::from_utf8_lossy(valid));
                let length = error.error_len().unwrap_or(rest.len());
                let (stray, rest) = rest.split_at_checked(length).unwrap_or_default();
                out.push_str(&whole(WINDOWS_1252, stray));
                bytes = rest;
            }
        }
    }
}

/// The value after `key =`, without quotes.
fn after_key(text: &str, key: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let is_end = |c: char| matches!(c, ';' | '"' | '\'' | '?' | '>' | ',') || c.is_whitespace();
    let label = rest.split(is_end).next().unwrap_or_default().trim();
    (!label.is_empty()).then(|| label.to_owned())
}

/// The encoding in `<?xml ... ?>`, wherever in the head it stands.
fn declaration(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let start = memchr::memmem::find(head, b"<?xml")?;
    let rest = head.get(start..)?;
    let end = memchr::memmem::find(rest, b"?>").unwrap_or(rest.len().min(200));
    after_key(&String::from_utf8_lossy(rest.get(..end)?), "encoding")
}

/// Labels the web platform does not list, by how they start, and what they mean.
const SPELLINGS: &[(&str, &str)] = &[
    ("u8", "utf-8"),
    ("cp125", "windows-125"),
    ("windows125", "windows-125"),
    ("latin-", "latin"),
    ("iso8859", "iso-8859"),
    ("iso2022-jp", "iso-2022-jp"),
    ("cp932", "shift_jis"),
    ("ms932", "shift_jis"),
    ("shift-jis", "shift_jis"),
    ("shift-jisx0213", "shift_jis"),
    ("euc-jis", "euc-jp"),
    ("cp950", "big5"),
    ("big5", "big5"),
    ("cp949", "euc-kr"),
    ("uhc", "euc-kr"),
    ("936", "gbk"),
    ("cp936", "gbk"),
    ("euc-cn", "gbk"),
    ("gb-2312", "gbk"),
    ("gb2312", "gbk"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("mac-cyrillic", "x-mac-cyrillic"),
];

/// By label, including spellings the web platform does not list.
fn encoding(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    let plain = label.replace('_', "-");
    let plain = plain.strip_prefix("x-").unwrap_or(&plain);
    let listed =
        [label.as_str(), plain].into_iter().find_map(|l| Encoding::for_label(l.as_bytes()));
    listed.or_else(|| {
        let spelt = SPELLINGS.iter().filter_map(|(start, meant)| {
            let rest = plain.strip_prefix(start)?;
            // `big5hkscs` and the like: the family is close enough.
            let whole = Encoding::for_label(format!("{meant}{rest}").as_bytes());
            whole.or_else(|| Encoding::for_label(meant.as_bytes()))
        });
        spelt.into_iter().next()
    })
}
