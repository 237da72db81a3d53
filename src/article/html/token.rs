//! Cuts HTML into start tags, end tags and text, reading every byte once. Comments, declarations
//! and unknown attributes are read past.

use super::names;

/// At most this many kept attributes of one tag; the rest is read past.
const MOST_ATTRIBUTES: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Start { name: &'a str, attrs: Vec<(&'static str, &'a str)>, closed: bool },
    End(&'a str),
    Text(&'a str),
}

pub(super) struct Tokens<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Moves past the next `mark`, or to the end.
    fn skip_past(&mut self, mark: &str) {
        self.at = match memchr::memmem::find(self.rest().as_bytes(), mark.as_bytes()) {
            Some(found) => self.at + found + mark.len(),
            None => self.source.len(),
        };
    }

    /// The content of a raw element up to its end tag, which is read past.
    pub(super) fn raw(&mut self, name: &str) -> &'a str {
        let rest = self.rest();
        let mut from = 0;
        while let Some(found) =
            rest.get(from..).and_then(|r| memchr::memmem::find(r.as_bytes(), b"</"))
        {
            let start = from + found;
            let after = start + 2 + name.len();
            let same = rest
                .as_bytes()
                .get(start + 2..after)
                .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
            let ends = rest.as_bytes().get(after).is_none_or(|b| !b.is_ascii_alphanumeric());
            if same && ends {
                self.at += after;
                self.skip_past(">");
                return rest.get(..start).unwrap_or_default();
            }
            from = start + 2;
        }
        self.at = self.source.len();
        rest
    }

    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match (bytes.get(1), bytes.get(2)) {
            (Some(b'!'), _) => {
                self.comment(rest);
                None
            }
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => {
                let name = tag_name(rest.get(2..).unwrap_or_default());
                self.at += 2 + name.len();
                self.skip_past(">");
                Some(Token::End(name))
            }
            (Some(b'/' | b'?'), _) => {
                self.skip_past(">");
                None
            }
            (Some(letter), _) if letter.is_ascii_alphabetic() => {
                let name = tag_name(rest.get(1..).unwrap_or_default());
                self.at += 1 + name.len();
                let tag = self.start_tag(name);
                if tag.is_none() {
                    self.at = self.source.len();
                }
                tag
            }
            _ => {
                self.at += 1;
                Some(Token::Text("<"))
            }
        }
    }

    fn comment(&mut self, rest: &str) {
        if !rest.starts_with("<!--") {
            return self.skip_past(">");
        }
        if rest.starts_with("<!-->") {
            self.at += 5;
        } else {
            self.at += 4;
            // `<!--->` ends too: the search may begin one dash early.
            self.at -= usize::from(rest.starts_with("<!--->"));
            self.skip_past("-->");
        }
    }

    /// A tag that never ends takes the rest of the input with it, as in a browser.
    fn start_tag(&mut self, name: &'a str) -> Option<Token<'a>> {
        let mut attrs: Vec<(&'static str, &'a str)> = Vec::new();
        let bytes = self.source.as_bytes();
        let mut closed = false;
        loop {
            match bytes.get(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some(Token::Start { name, attrs, closed });
                }
                b'/' => {
                    self.at += 1;
                    closed = true;
                }
                space if space.is_ascii_whitespace() => self.at += 1,
                _ => {
                    closed = false;
                    let (key, value) = self.attribute()?;
                    let known = names::attribute(key);
                    if let Some(key) = known
                        && attrs.len() < MOST_ATTRIBUTES
                        && !attrs.iter().any(|(k, _)| *k == key)
                    {
                        attrs.push((key, value));
                    }
                }
            }
        }
    }

    fn attribute(&mut self) -> Option<(&'a str, &'a str)> {
        let key =
            self.take_until(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='), 1);
        self.skip_spaces();
        if self.source.as_bytes().get(self.at) != Some(&b'=') {
            return Some((key, ""));
        }
        self.at += 1;
        self.skip_spaces();
        let quote = *self.source.as_bytes().get(self.at)?;
        if !matches!(quote, b'"' | b'\'') {
            return Some((key, self.take_until(|b| b.is_ascii_whitespace() || b == b'>', 0)));
        }
        self.at += 1;
        let rest = self.rest();
        let end = memchr::memchr(quote, rest.as_bytes())?;
        self.at += end + 1;
        Some((key, rest.get(..end).unwrap_or_default()))
    }

    /// The bytes up to the first that `stop`s, at least `least` of them.
    fn take_until(&mut self, stop: impl Fn(u8) -> bool, least: usize) -> &'a str {
        let rest = self.rest();
        let length =
            rest.bytes().skip(least).position(stop).map_or(rest.len(), |found| found + least);
        // A forced first byte may be half a character: go on to its end.
        let length = (length..=rest.len()).find(|l| rest.is_char_boundary(*l)).unwrap_or(length);
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        while self.source.as_bytes().get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.source.len() {
            let rest = self.rest();
            match memchr::memchr(b'<', rest.as_bytes()) {
                Some(0) => {
                    if let Some(token) = self.markup() {
                        return Some(token);
                    }
                    if self.rest().is_empty() {
                        return None;
                    }
                }
                found => {
                    let length = found.unwrap_or(rest.len());
                    self.at += length;
                    return Some(Token::Text(rest.get(..length).unwrap_or_default()));
                }
            }
        }
        None
    }
}

fn tag_name(rest: &str) -> &str {
    let end = rest
        .bytes()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
