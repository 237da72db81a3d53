//! Parses one pattern to a tree. Knows nothing of classes, parties or words: only the grammar.

/// One element of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A literal word, lower case.
    Word(String),
    /// Any form of a verb.
    Verb(String),
    /// Singular or plural of a noun.
    Noun(String),
    Class(String),
    /// A party; `owned` also takes its brands.
    Party {
        id: String,
        owned: bool,
    },
    Set(String),
    /// A typed value.
    Value(String),
    /// Up to this many tokens of any kind.
    Gap(u8),
    Either(Vec<Vec<Node>>),
    Maybe(Box<Node>),
    Start,
    End,
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

pub fn parse(text: &str) -> Result<Vec<Node>, SyntaxError> {
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

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { at: self.at, message: message.to_owned() }
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn sequence(&mut self) -> Result<Vec<Node>, SyntaxError> {
        let mut nodes = Vec::new();
        loop {
            self.skip_spaces();
            if self.rest().is_empty() || self.rest().starts_with(['|', ')']) {
                return Ok(nodes);
            }
            let added = self.element()?;
            let optional = self.rest().starts_with('?');
            if optional {
                self.at += 1;
            }
            for node in added {
                nodes.push(if optional { Node::Maybe(Box::new(node)) } else { node });
            }
        }
    }

    fn element(&mut self) -> Result<Vec<Node>, SyntaxError> {
        let rest = self.rest();
        match rest.chars().next() {
            Some('(') => self.either().map(|n| vec![n]),
            Some('{') => {
                let id = self.enclosed('{', '}')?;
                let owned = id.ends_with('*');
                Ok(vec![Node::Party { id: id.trim_end_matches('*').to_owned(), owned }])
            }
            Some('[') => Ok(vec![Node::Set(self.enclosed('[', ']')?)]),
            Some('<') => Ok(vec![Node::Value(self.enclosed('<', '>')?)]),
            Some('^') => Ok(self.single(Node::Start)),
            Some('$') => Ok(self.single(Node::End)),
            Some('@') => {
                self.at += 1;
                Ok(vec![Node::Class(self.word()?)])
            }
            _ if rest.starts_with("..") => self.gap().map(|n| vec![n]),
            _ if rest.starts_with("v:") => {
                self.at += 2;
                Ok(vec![Node::Verb(self.word()?)])
            }
            _ if rest.starts_with("n:") => {
                self.at += 2;
                Ok(vec![Node::Noun(self.word()?)])
            }
            _ => Ok(words(&self.word()?)),
        }
    }

    fn single(&mut self, node: Node) -> Vec<Node> {
        self.at += 1;
        vec![node]
    }

    fn gap(&mut self) -> Result<Node, SyntaxError> {
        self.at += 2;
        let digits: String = self.rest().chars().take_while(char::is_ascii_digit).collect();
        self.at += digits.len();
        if digits.is_empty() {
            return Ok(Node::Gap(WIDE));
        }
        match digits.parse::<u8>() {
            Ok(n) if n <= 40 => Ok(Node::Gap(n)),
            _ => Err(self.error("a gap is at most 40 tokens")),
        }
    }

    fn enclosed(&mut self, open: char, close: char) -> Result<String, SyntaxError> {
        let inner = self.rest().split(close).next().unwrap_or_default().to_owned();
        if inner.len() == self.rest().len() {
            return Err(self.error(&format!("`{open}` without `{close}`")));
        }
        let name = inner.trim_start_matches(open).trim().to_owned();
        if name.is_empty() {
            return Err(self.error(&format!("nothing between `{open}` and `{close}`")));
        }
        self.at += inner.len() + close.len_utf8();
        Ok(name)
    }

    fn word(&mut self) -> Result<String, SyntaxError> {
        let word: String = self
            .rest()
            .chars()
            .take_while(|c| !c.is_whitespace() && !"()|?[]{}<>@".contains(*c))
            .collect();
        if word.is_empty() {
            return Err(self.error("a word was expected"));
        }
        self.at += word.len();
        Ok(word.to_lowercase())
    }

    fn either(&mut self) -> Result<Node, SyntaxError> {
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
fn words(written: &str) -> Vec<Node> {
    if let Some(rest) = written.strip_prefix("non-") {
        return vec![Node::Word(format!("non{rest}"))];
    }
    written.split('-').filter(|w| !w.is_empty()).map(|w| Node::Word(w.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        assert_eq!(
            parse("{A*} ..3 @pay? (revenue-share|v:give up) <money>").unwrap(),
            vec![
                Node::Party { id: "A".into(), owned: true },
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
