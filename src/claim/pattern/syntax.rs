//! Parses one pattern to a tree. Knows nothing of classes, parties or words: only the grammar.

use std::borrow::Cow;

/// One element of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node<'a> {
    /// A literal word, lower case.
    Word(Cow<'a, str>),
    /// Any form of a verb.
    Verb(Cow<'a, str>),
    /// Singular or plural of a noun.
    Noun(Cow<'a, str>),
    Class(Cow<'a, str>),
    /// A party or a set, as written: `{A}`, `[set]`; `{A*}` also takes the party's brands.
    Group(Cow<'a, str>),
    /// A typed value.
    Value(Cow<'a, str>),
    /// Up to this many tokens of any kind.
    Gap(u8),
    Either(Vec<Vec<Node<'a>>>),
    Maybe(Box<Node<'a>>),
    Start,
    End,
}

impl Node<'_> {
    /// The same without the text it was parsed from.
    pub fn owned(self) -> Node<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Word(word) => Node::Word(own(word)),
            Self::Verb(lemma) => Node::Verb(own(lemma)),
            Self::Noun(noun) => Node::Noun(own(noun)),
            Self::Class(name) => Node::Class(own(name)),
            Self::Group(name) => Node::Group(own(name)),
            Self::Value(name) => Node::Value(own(name)),
            Self::Gap(most) => Node::Gap(most),
            Self::Either(options) => Node::Either(options.into_iter().map(all_owned).collect()),
            Self::Maybe(inner) => Node::Maybe(Box::new(inner.owned())),
            Self::Start => Node::Start,
            Self::End => Node::End,
        }
    }
}

pub fn all_owned(nodes: Vec<Node>) -> Vec<Node<'static>> {
    nodes.into_iter().map(Node::owned).collect()
}

/// What is wrong, and at which byte of the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub at: usize,
    pub message: String,
}

/// The gap of a bare `..`.
pub const WIDE: u8 = 9;
const DEPTH_MAX: usize = 8;

pub fn parse(text: &str) -> Result<Vec<Node<'_>>, SyntaxError> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let nodes = parser.sequence()?;
    match parser.rest().chars().next() {
        Some(c) => Err(parser.error(&format!("`{c}` closes nothing"))),
        None if nodes.is_empty() => Err(parser.error("the pattern is empty")),
        None => Ok(nodes),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { at: self.at, message: message.to_owned() }
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn sequence(&mut self) -> Result<Vec<Node<'a>>, SyntaxError> {
        let mut nodes = Vec::new();
        loop {
            self.skip_spaces();
            if self.rest().is_empty() || self.rest().starts_with(['|', ')']) {
                return Ok(nodes);
            }
            let from = nodes.len();
            self.element(&mut nodes)?;
            if self.rest().starts_with('?') {
                self.at += 1;
                let added = nodes.split_off(from);
                nodes.extend(added.into_iter().map(|node| Node::Maybe(Box::new(node))));
            }
        }
    }

    fn element(&mut self, nodes: &mut Vec<Node<'a>>) -> Result<(), SyntaxError> {
        let rest = self.rest();
        let node = match rest.chars().next() {
            Some('(') => self.either()?,
            Some('{') => self.group('{', '}')?,
            Some('[') => self.group('[', ']')?,
            Some('<') => Node::Value(self.enclosed('<', '>')?.into()),
            Some('^') => self.single(Node::Start),
            Some('$') => self.single(Node::End),
            Some('@') => {
                self.at += 1;
                Node::Class(self.word()?)
            }
            _ if rest.starts_with("..") => self.gap()?,
            _ if rest.starts_with("v:") => {
                self.at += 2;
                Node::Verb(self.word()?)
            }
            _ if rest.starts_with("n:") => {
                self.at += 2;
                Node::Noun(self.word()?)
            }
            _ => {
                words(self.word()?, nodes);
                return Ok(());
            }
        };
        nodes.push(node);
        Ok(())
    }

    fn single(&mut self, node: Node<'a>) -> Node<'a> {
        self.at += 1;
        node
    }

    fn gap(&mut self) -> Result<Node<'a>, SyntaxError> {
        self.at += 2;
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default();
        self.at += end;
        if digits.is_empty() {
            return Ok(Node::Gap(WIDE));
        }
        match digits.parse::<u8>() {
            Ok(n) if n <= 40 => Ok(Node::Gap(n)),
            _ => Err(self.error("a gap is at most 40 tokens")),
        }
    }

    fn group(&mut self, open: char, close: char) -> Result<Node<'a>, SyntaxError> {
        let from = self.at;
        let name = self.enclosed(open, close)?;
        let written = self.text.get(from..self.at).unwrap_or_default();
        let plain = written.len() == name.len() + open.len_utf8() + close.len_utf8();
        let whole = || Cow::Owned(format!("{open}{name}{close}"));
        Ok(Node::Group(if plain { Cow::Borrowed(written) } else { whole() }))
    }

    fn enclosed(&mut self, open: char, close: char) -> Result<&'a str, SyntaxError> {
        let inner = self.rest().split(close).next().unwrap_or_default();
        if inner.len() == self.rest().len() {
            return Err(self.error(&format!("`{open}` without `{close}`")));
        }
        let name = inner.trim_start_matches(open).trim();
        if name.is_empty() {
            return Err(self.error(&format!("nothing between `{open}` and `{close}`")));
        }
        self.at += inner.len() + close.len_utf8();
        Ok(name)
    }

    fn word(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        let ends = |c: char| c.is_whitespace() || "()|?[]{}<>@".contains(c);
        let rest = self.rest();
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        if word.is_empty() {
            return Err(self.error("a word was expected"));
        }
        self.at += word.len();
        let low = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        Ok(if word.bytes().all(low) { Cow::Borrowed(word) } else { word.to_lowercase().into() })
    }

    fn either(&mut self) -> Result<Node<'a>, SyntaxError> {
        let open = self.at;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error("groups are nested too deeply"));
        }
        self.at += 1;
        let mut options = Vec::new();
        loop {
            let option = self.sequence()?;
            if option.is_empty() {
                return Err(self.error("an alternative is empty; write `x?` for an optional word"));
            }
            options.push(option);
            match self.rest().chars().next() {
                Some('|') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Node::Either(options));
                }
                _ => return Err(SyntaxError { at: open, message: "`(` without `)`".to_owned() }),
            }
        }
    }
}

/// A written word as the tokenizer would see it: hyphens part words, `non-x` is `nonx`.
fn words<'a>(written: Cow<'a, str>, nodes: &mut Vec<Node<'a>>) {
    if !written.contains('-') {
        nodes.push(Node::Word(written));
    } else if let Some(rest) = written.strip_prefix("non-") {
        nodes.push(Node::Word(format!("non{rest}").into()));
    } else {
        let parts = written.split('-').filter(|w| !w.is_empty());
        nodes.extend(parts.map(|w| Node::Word(w.to_owned().into())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        assert_eq!(
            parse("{A*} ..3 @pay? (revenue-share|v:give up) <money>").unwrap(),
            vec![
                Node::Group("{A*}".into()),
                Node::Gap(3),
                Node::Maybe(Box::new(Node::Class("pay".into()))),
                Node::Either(vec![
                    vec![Node::Word("revenue".into()), Node::Word("share".into())],
                    vec![Node::Verb("give".into()), Node::Word("up".into())],
                ]),
                Node::Value("money".into()),
            ]
        );
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, at, part) in [
            ("a (b|c", 2, "without"),
            ("a ) b", 2, "closes nothing"),
            ("{", 0, "without"),
            ("a (b|)", 5, "empty"),
            ("", 0, "empty"),
            ("..99 x", 4, "at most"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.at, at, "{text}: {}", error.message);
            assert!(error.message.contains(part), "{text}: {}", error.message);
        }
    }
}
