//! Cuts a sentence to tokens: words, numbers, marks. Every token keeps its bytes in the source.

use super::pattern::vocabulary::{self as vocab, Sym, Vocabulary};
use crate::base::text::Normal;

/// What a token is. `Number`, `Value` and `Name` point into the sentence's side tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Mark(char),
    Number(usize),
    Value(usize),
    Name(usize),
}

/// `sym` is what patterns see (coreference may change it); `word` is what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent marks of one token")]
pub struct Token {
    pub sym: Sym,
    pub word: Sym,
    pub kind: Kind,
    /// Bytes in the source text.
    pub start: usize,
    pub end: usize,
    /// "'s" follows.
    pub possessive: bool,
    /// Inside quotation marks.
    pub quoted: bool,
    /// Starts with a capital.
    pub capital: bool,
    /// Joined to the token before by a hyphen.
    pub hyphen: bool,
}

/// A number as written: digits without point, and how many stand after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub digits: u128,
    pub scale: u32,
}

/// The tokens of one sentence with the numbers they point to.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub list: Vec<Token>,
    pub numbers: Vec<Decimal>,
}

/// Leads from what was to what is: "exclusive → non-exclusive".
pub const ARROW: char = '\u{2192}';

/// Longest sentence read; the rest of a longer one is cut off.
pub const LENGTH_MAX: usize = 400;

/// Fewer than a token has on average.
const BYTES_A_TOKEN: usize = 4;

/// Tokenizes `normal.text[from..to]`; `base` is where the normal text starts in the source.
pub fn tokenize(
    normal: &Normal,
    from: usize,
    to: usize,
    base: usize,
    words: &Vocabulary,
) -> Tokens {
    let mut cutter =
        Cutter { normal, base, words, out: Tokens::default(), lower: String::new(), hyphen: false };
    let Some(text) = normal.text.get(from..to) else { return cutter.out };
    cutter.out.list.reserve(LENGTH_MAX.min(text.len() / BYTES_A_TOKEN));
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        if cutter.out.list.len() >= LENGTH_MAX {
            break;
        }
        let length = cutter.next(rest, from + at, c);
        at += length.max(c.len_utf8());
    }
    mark_quotes(&mut cutter.out.list);
    cutter.out
}

struct Cutter<'a> {
    normal: &'a Normal,
    base: usize,
    words: &'a Vocabulary,
    out: Tokens,
    lower: String,
    hyphen: bool,
}

impl Cutter<'_> {
    /// Takes one token from the start of `rest`; returns the bytes used.
    fn next(&mut self, rest: &str, at: usize, c: char) -> usize {
        if c.is_alphabetic() {
            return self.word(rest, at);
        }
        if c.is_ascii_digit() {
            return self.number(rest, at);
        }
        if c == '\'' {
            return self.apostrophe(rest, at);
        }
        let joined =
            c == '-' && self.ends_at(at) && starts_token(rest.get(1..).unwrap_or_default());
        if joined {
            self.hyphen = true;
            return 1;
        }
        if rest.starts_with("->") || rest.starts_with("=>") {
            self.mark(ARROW, at);
            return 2;
        }
        if !c.is_whitespace() {
            self.mark(c, at);
        }
        c.len_utf8()
    }

    fn ends_at(&self, at: usize) -> bool {
        let here = self.base + self.normal.source(at);
        self.out.list.last().is_some_and(|t| t.end == here)
    }

    fn put(&mut self, sym: Sym, kind: Kind, from: usize, to: usize, capital: bool) {
        let token = Token {
            sym,
            word: sym,
            kind,
            start: self.base + self.normal.source(from),
            end: self.base + self.normal.source(to),
            possessive: false,
            quoted: false,
            capital,
            hyphen: std::mem::take(&mut self.hyphen),
        };
        self.out.list.push(token);
    }

    fn put_word(&mut self, word: &str, from: usize, to: usize, capital: bool) {
        let sym = self.words.find(word);
        self.put(sym, Kind::Word, from, to, capital);
    }

    fn word(&mut self, rest: &str, at: usize) -> usize {
        let mut length = span_while(rest, |c| c.is_alphanumeric() || c == '&' || c == '_');
        if length == 1 && rest.get(1..2) == Some(".") && dotted(rest) > 2 {
            length = dotted(rest);
        }
        let written = rest.get(..length).unwrap_or_default();
        let capital = written.chars().next().is_some_and(char::is_uppercase);
        let mut lower = std::mem::take(&mut self.lower);
        lower.clear();
        if written.is_ascii() {
            lower.push_str(written);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(written.chars().flat_map(char::to_lowercase));
        }
        let tail = rest.get(length..).unwrap_or_default();
        let used = if begins(tail, "'t") && lower.ends_with('n') {
            self.negated(&lower, at, at + length + 2, capital);
            length + 2
        } else if lower == "cannot" {
            self.put_word("can", at, at + length, capital);
            self.put_word("not", at, at + length, false);
            length
        } else if lower == "non" {
            self.non(rest, at, length, capital)
        } else {
            self.put_word(&lower, at, at + length, capital);
            length
        };
        self.lower = lower;
        used
    }

    /// "won't" -> will not; "isn't" -> is not.
    fn negated(&mut self, lower: &str, from: usize, to: usize, capital: bool) {
        let verb = match lower {
            "won" => "will",
            "can" => "can",
            _ => lower.strip_suffix('n').unwrap_or(lower),
        };
        self.put_word(verb, from, to, capital);
        self.put_word("not", from, to, false);
    }

    /// "non-exclusive", "non exclusive" -> one word `nonexclusive`.
    fn non(&mut self, rest: &str, at: usize, length: usize, capital: bool) -> usize {
        let after = rest.get(length..).unwrap_or_default();
        let gap = span_while(after, |c| c == '-' || c == ' ');
        let word = after.get(gap..).unwrap_or_default();
        let word = word.get(..span_while(word, char::is_alphabetic)).unwrap_or_default();
        if gap == 0 || word.is_empty() {
            self.put_word("non", at, at + length, capital);
            return length;
        }
        let total = length + gap + word.len();
        self.put_word(&format!("non{}", word.to_lowercase()), at, at + total, capital);
        total
    }

    fn number(&mut self, rest: &str, at: usize) -> usize {
        let length = run_number(rest);
        let written = rest.get(..length).unwrap_or_default();
        let after = rest.get(length..).unwrap_or_default();
        let suffix = span_while(after, char::is_alphabetic);
        if matches!(after.get(..suffix), Some("s" | "S" | "D" | "x" | "X")) {
            self.put(vocab::UNKNOWN, Kind::Word, at, at + length + suffix, false);
            return length + suffix;
        }
        let mut decimal = Decimal { digits: 0, scale: 0 };
        let mut fraction = false;
        for c in written.chars() {
            match c.to_digit(10) {
                Some(d) => {
                    decimal.digits =
                        decimal.digits.saturating_mul(10).saturating_add(u128::from(d));
                    decimal.scale += u32::from(fraction);
                }
                None => fraction |= c == '.',
            }
        }
        let index = self.out.numbers.len();
        self.out.numbers.push(decimal);
        self.put(vocab::NUMBER, Kind::Number(index), at, at + length, false);
        length
    }

    fn apostrophe(&mut self, rest: &str, at: usize) -> usize {
        let follows = self.ends_at(at);
        let word_after = |n: usize| {
            rest.get(n..).and_then(|r| r.chars().next()).is_some_and(char::is_alphanumeric)
        };
        if follows && begins(rest, "'s") && !word_after(2) {
            let pronoun = self.out.list.last().is_some_and(|t| is_subject_word(self.words, t.word));
            if pronoun {
                self.put_word("is", at, at + 2, false);
            } else if let Some(last) = self.out.list.last_mut() {
                last.possessive = true;
            }
            return 2;
        }
        for (ending, word) in
            [("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'d", "would"), ("'m", "am")]
        {
            if follows && begins(rest, ending) && !word_after(ending.len()) {
                self.put_word(word, at, at + ending.len(), false);
                return ending.len();
            }
        }
        if follows && !word_after(1) {
            if let Some(last) = self.out.list.last_mut() {
                last.possessive = true;
            }
            return 1;
        }
        1
    }

    fn mark(&mut self, c: char, at: usize) {
        let sym = match c {
            ',' => vocab::COMMA,
            ':' => vocab::COLON,
            ';' => vocab::SEMICOLON,
            '\u{2014}' | '|' | ARROW => vocab::DASH,
            '-' if !self.ends_at(at) => vocab::DASH,
            '(' | '[' => vocab::OPEN,
            ')' | ']' => vocab::CLOSE,
            _ => vocab::MARK,
        };
        self.put(sym, Kind::Mark(c), at, at + c.len_utf8(), false);
    }
}

/// `text` starts with `ending`, in any case.
fn begins(text: &str, ending: &str) -> bool {
    text.get(..ending.len()).is_some_and(|start| start.eq_ignore_ascii_case(ending))
}

fn is_subject_word(words: &Vocabulary, sym: Sym) -> bool {
    matches!(
        words.spelled(sym),
        "it" | "that" | "there" | "what" | "he" | "she" | "who" | "here" | "this"
    )
}

fn starts_token(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '$')
}

/// Bytes of the longest prefix whose characters all satisfy `test`.
fn span_while(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !wanted(c)).unwrap_or(text.len())
}

/// "U.S." and "J.P." : letters parted by points.
fn dotted(rest: &str) -> usize {
    let mut length = 0;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphabetic() && chars.peek() == Some(&'.') {
            chars.next();
            length += c.len_utf8() + 1;
        } else {
            break;
        }
    }
    length
}

/// Digits with inner commas and points: `1,250.75`; a final point is not part of it.
fn run_number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut length = 0;
    while let Some(b) = bytes.get(length) {
        let inner =
            matches!(b, b',' | b'.') && bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
        if !b.is_ascii_digit() && !inner {
            break;
        }
        length += 1;
    }
    length
}

fn mark_quotes(list: &mut [Token]) {
    let mut open = false;
    for token in list {
        if token.kind == Kind::Mark('"') {
            open = !open;
        }
        token.quoted = open;
    }
}
