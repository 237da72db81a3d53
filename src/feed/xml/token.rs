//! A tolerant tokenizer: any text is a sequence of tags, text and CDATA. It runs in linear time and
//! never fails; a tag that cannot be read is text.

use memchr::memmem;

/// Name and raw (still escaped) value of an attribute.
pub(in crate::feed) type Attribute<'a> = (&'a str, &'a str);

#[derive(Debug)]
pub(in crate::feed) enum Token<'a> {
    Start {
        name: &'a str,
        attributes: Vec<Attribute<'a>>,
        empty: bool,
        source: &'a str,
    },
    End {
        name: &'a str,
    },
    /// Still escaped.
    Text(&'a str),
    Cdata(&'a str),
    Doctype(&'a str),
}

/// Reads tokens off a text.
pub(in crate::feed) struct Tokens<'a> {
    rest: &'a str,
    /// Ends that were searched for and are nowhere in the rest: never search twice.
    missing: Missing,
    /// The text ended inside a tag, comment or CDATA section.
    pub(in crate::feed) cut: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "one flag for each kind of end")]
#[derive(Default)]
struct Missing {
    comment: bool,
    cdata: bool,
    instruction: bool,
    declaration: bool,
    quote: [bool; 2],
}

impl<'a> Tokens<'a> {
    pub(in crate::feed) fn new(text: &'a str) -> Self {
        Self { rest: text, missing: Missing::default(), cut: false }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Skips a section, or only its first bytes when it has no end.
    fn skip_section(&mut self, open: usize, close: &str, known_missing: bool) -> bool {
        let inside = self.rest.get(open..).unwrap_or_default();
        let end =
            if known_missing { None } else { memmem::find(inside.as_bytes(), close.as_bytes()) };
        if let Some(end) = end {
            self.take(open + end + close.len());
            return true;
        }
        self.cut = true;
        self.take(open);
        false
    }

    fn cdata(&mut self) -> Token<'a> {
        const OPEN: usize = "<![CDATA[".len();
        self.take(OPEN);
        let end =
            if self.missing.cdata { None } else { memmem::find(self.rest.as_bytes(), b"]]>") };
        if let Some(end) = end {
            let text = self.take(end);
            self.take(3);
            return Token::Cdata(text);
        }
        self.missing.cdata = true;
        self.cut = true;
        // Without an end the section is the text up to the next tag-like place, then as usual.
        let end = memmem::find(self.rest.as_bytes(), b"</").unwrap_or(self.rest.len());
        Token::Cdata(self.take(end))
    }

    /// `<!DOCTYPE ... [ ... ]>`, or any other declaration.
    fn declaration(&mut self) -> Token<'a> {
        let (mut depth, mut quote) = (0_u32, None);
        let limit = if self.missing.declaration { 0 } else { 64 * 1024 };
        for (at, byte) in self.rest.bytes().enumerate().take(limit) {
            match (quote, byte) {
                (Some(q), b) if q == b => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'[') => depth += 1,
                (None, b']') => depth = depth.saturating_sub(1),
                (None, b'>') if depth == 0 => return Token::Doctype(self.take(at + 1)),
                (Some(_) | None, _) => {}
            }
        }
        self.missing.declaration = true;
        let end = memchr::memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        Token::Doctype(self.take(end))
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        let inside = self.rest.get(2..).unwrap_or_default();
        let name = name_prefix(inside);
        if name.is_empty() {
            self.take(2);
            return None;
        }
        let after = inside.get(name.len()..).unwrap_or_default();
        // `</title <item>`: the tag ends where the next one starts.
        let length = match memchr::memchr2(b'>', b'<', after.as_bytes()) {
            Some(at) if after.as_bytes().get(at) == Some(&b'>') => at + 1,
            Some(at) => at,
            None => {
                self.cut = true;
                after.len()
            }
        };
        self.take(2 + name.len() + length);
        Some(Token::End { name })
    }

    fn start_tag(&mut self) -> Token<'a> {
        let source = self.rest;
        let name = name_prefix(source.get(1..).unwrap_or_default());
        let mut at = 1 + name.len();
        let mut attributes = Vec::new();
        let empty = loop {
            let rest = source.get(at..).unwrap_or_default();
            let skipped = rest.len() - rest.trim_ascii_start().len();
            let rest = rest.trim_ascii_start();
            at += skipped;
            match rest.as_bytes() {
                [] => {
                    self.cut = true;
                    break false;
                }
                [b'>', ..] => {
                    at += 1;
                    break false;
                }
                [b'/', b'>', ..] => {
                    at += 2;
                    break true;
                }
                [b'<', ..] => break false,
                [_, ..] => {
                    let (attribute, length) = self.attribute(rest);
                    attributes.extend(attribute);
                    at += length.max(1);
                    while !source.is_char_boundary(at) {
                        at += 1;
                    }
                }
            }
        };
        Token::Start { name, attributes, empty, source: self.take(at) }
    }

    /// One attribute at the start of `rest`, and how many bytes it takes.
    fn attribute(&mut self, rest: &'a str) -> (Option<Attribute<'a>>, usize) {
        let is_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/' | b'<');
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            return (None, length);
        };
        let value = value.trim_ascii_start();
        let start = rest.len() - value.len();
        let (quote, slot) = match value.as_bytes().first() {
            Some(b'"') => (b'"', 0),
            Some(b'\'') => (b'\'', 1),
            _ => (0, 0),
        };
        let missing = self.missing.quote.get(slot).copied().unwrap_or_default();
        if quote != 0 && !missing {
            let inside = value.get(1..).unwrap_or_default();
            if let Some(end) = memchr::memchr(quote, inside.as_bytes()) {
                return (Some((name, inside.get(..end).unwrap_or_default())), start + end + 2);
            }
            if let Some(flag) = self.missing.quote.get_mut(slot) {
                *flag = true;
            }
        }
        let is_end = |b: u8| b.is_ascii_whitespace() || b == b'>';
        let end = value.bytes().position(is_end).unwrap_or(value.len());
        let text = value.get(..end).unwrap_or_default();
        (Some((name, text.trim_matches(['"', '\'']))), start + end)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            match bytes {
                [] => return None,
                [b'<', b'!', ..] if bytes.starts_with(b"<!--") => {
                    let found = self.skip_section(4, "-->", self.missing.comment);
                    self.missing.comment |= !found;
                }
                [b'<', b'!', ..] if bytes.starts_with(b"<![CDATA[") => return Some(self.cdata()),
                [b'<', b'!', ..] => return Some(self.declaration()),
                [b'<', b'?', ..] => {
                    let found = self.skip_section(2, "?>", self.missing.instruction);
                    self.missing.instruction |= !found;
                }
                [b'<', b'/', ..] => {
                    if let Some(token) = self.end_tag() {
                        return Some(token);
                    }
                }
                [b'<', first, ..] if is_name_start(*first) => return Some(self.start_tag()),
                [_, rest @ ..] => {
                    // A lone `<` is text, and so is everything up to the next one.
                    let end = memchr::memchr(b'<', rest).map_or(bytes.len(), |at| at + 1);
                    return Some(Token::Text(self.take(end)));
                }
            }
        }
    }
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

fn name_prefix(text: &str) -> &str {
    let is_name = |b: u8| is_name_start(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let length = text.bytes().position(|b| !is_name(b)).unwrap_or(text.len());
    text.get(..length).unwrap_or_default()
}

/// The part of a qualified name before its colon, or nothing.
pub(in crate::feed) fn prefix(name: &str) -> &str {
    name.rsplit_once(':').map_or("", |(prefix, _)| prefix)
}

/// The part of a qualified name after its colon.
pub(in crate::feed) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
