//! Bytes to text: is it a page at all, and in which character set. What is not HTML is refused
//! here, before anything reads it as words. Never panics, never guesses silently.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::base::{Warning, text};

/// Bytes looked at for magic numbers, control characters and a declared charset.
const HEAD: usize = 4096;

/// Why bytes are no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    Empty,
    /// What the bytes are instead.
    Other(&'static str),
}

const MAGIC: [(&[u8], &str); 14] = [
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"RIFF", "riff"),
    (b"PK\x03\x04", "zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x7fELF", "elf"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"wOF", "font"),
];

/// The page's text and warnings about how it was found, or what the bytes are instead.
pub(crate) fn decode(
    bytes: &[u8],
    content_type: Option<&str>,
) -> Result<(String, Vec<Warning>), NotText> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotText::Empty);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(NotText::Other(kind));
    }
    if let Some(kind) = content_type.and_then(foreign_type) {
        return Err(NotText::Other(kind));
    }
    let mut warnings = Vec::new();
    let text = to_text(bytes, content_type, &mut warnings);
    if text::is_binary(&text) {
        return Err(NotText::Other("binary"));
    }
    if let Some(kind) = other_document(&text) {
        return Err(NotText::Other(kind));
    }
    Ok((text, warnings))
}

/// A declared media type that cannot be a page. Servers often say nothing or too little, so an
/// unknown type is no refusal: the bytes decide.
fn foreign_type(content_type: &str) -> Option<&'static str> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (main, sub) = kind.split_once('/')?;
    match main {
        "image" => Some("image"),
        "audio" => Some("audio"),
        "video" => Some("video"),
        "font" => Some("font"),
        _ if sub == "pdf" => Some("pdf"),
        _ if sub == "json" || sub.ends_with("+json") => Some("json"),
        _ if matches!(sub, "rss+xml" | "atom+xml") => Some("feed"),
        _ => None,
    }
}

fn other_document(text: &str) -> Option<&'static str> {
    let mut start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return Some("json");
    }
    while start.starts_with("<?") || start.starts_with("<!--") {
        start = start.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    }
    let lower: String = start.chars().take(9).collect::<String>().to_ascii_lowercase();
    let feed = ["<rss", "<feed", "<rdf:rdf"].iter().any(|root| lower.starts_with(root));
    feed.then_some("feed")
}

fn to_text(bytes: &[u8], content_type: Option<&str>, warnings: &mut Vec<Warning>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let header = content_type.and_then(|t| label_after(t.as_bytes(), b"charset"));
    let declared = header.or_else(|| meta_label(head));
    match declared {
        Some(encoding) if encoding != UTF_8 => {
            if let Ok(text) = std::str::from_utf8(bytes)
                && !text.is_ascii()
            {
                warnings.push(Warning::new(
                    "charset-mismatch",
                    format!("declared {}, is UTF-8", encoding.name()),
                ));
                return text.to_owned();
            }
            encoding.decode(bytes).0.into_owned()
        }
        _ => utf8_or_guess(bytes, declared.is_some(), warnings),
    }
}

/// Stray bytes in a text that is UTF-8 otherwise are replaced; a text that is not is guessed.
fn utf8_or_guess(bytes: &[u8], declared: bool, warnings: &mut Vec<Warning>) -> String {
    let text = String::from_utf8_lossy(bytes);
    let bad = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if bad == 0 {
        return text.into_owned();
    }
    let good = text.chars().filter(|c| !c.is_ascii()).count() - bad;
    if good > bad {
        warnings.push(Warning::new("charset-errors", format!("{bad} bytes are no UTF-8")));
        return text.into_owned();
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if declared {
        warnings.push(Warning::new(
            "charset-mismatch",
            format!("declared UTF-8, read as {}", guess.name()),
        ));
    }
    guess.decode(bytes).0.into_owned()
}

/// The charset a `<meta>` tag or an XML declaration near the start names.
fn meta_label(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(found) = memchr::memchr(b'<', rest) {
        rest = rest.get(found + 1..).unwrap_or_default();
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        let tag = rest.get(..end).unwrap_or_default();
        let label = if tag.starts_with(b"meta") {
            label_after(tag, b"charset")
        } else if tag.starts_with(b"?xml") {
            label_after(tag, b"encoding")
        } else {
            None
        };
        // A page that can be read this far is not UTF-16, whatever it says.
        match label {
            Some(label) if label == UTF_16LE || label == UTF_16BE => return Some(UTF_8),
            Some(label) => return Some(label),
            None => {}
        }
    }
    None
}

fn label_after(bytes: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let lower = bytes.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, key)? + key.len();
    let rest = lower.get(at..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| matches!(b, b'"' | b'\'' | b';' | b' ' | b'>' | b'/' | b','))
        .unwrap_or(rest.len());
    let label = rest.get(..end)?;
    Encoding::for_label(label)
}
