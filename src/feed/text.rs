//! HTML fragments to plain text, for titles and summaries. Linear, and no browser: what is not a
//! known tag is text.

use super::xml::entity;
use super::xml::token::{Token, Tokens, local};

/// Tags that separate words.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];

/// Tags within running text.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "body", "button", "cite", "code",
    "data", "del", "dfn", "em", "embed", "font", "head", "html", "i", "iframe", "img", "input",
    "ins", "kbd", "label", "link", "map", "mark", "meta", "noscript", "object", "param", "picture",
    "q", "rp", "rt", "ruby", "s", "samp", "script", "select", "small", "source", "span", "strike",
    "strong", "style", "sub", "sup", "svg", "template", "textarea", "time", "track", "tt", "u",
    "var", "wbr",
];

/// Elements whose inside is no text of the document.
const HIDDEN: &[&str] = &["script", "style", "template", "iframe", "svg"];

fn is_known(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok() || INLINE.binary_search(&name).is_ok()
}

/// Does this text, which does not say what it is, hold tags that HTML knows?
pub(super) fn has_tags(text: &str) -> bool {
    let has_comment = text.split_once("<!--").is_some_and(|(_, rest)| rest.contains("-->"));
    has_comment
        || Tokens::new(text).any(|token| match token {
            Token::Start { name, .. } | Token::End { name } => is_known(&plain_name(name)),
            Token::Text(_) | Token::Cdata(_) | Token::Doctype(_) => false,
        })
}

/// The text of an HTML fragment, white space collapsed.
pub(super) fn from_html(html: &str) -> String {
    let mut raw = String::with_capacity(html.len());
    let mut hidden: Option<String> = None;
    for token in Tokens::new(html) {
        match token {
            Token::Start { name, empty, .. } if hidden.is_none() => {
                let name = plain_name(name);
                if BLOCKS.binary_search(&name.as_str()).is_ok() {
                    raw.push(' ');
                }
                if !empty && HIDDEN.contains(&name.as_str()) {
                    hidden = Some(name);
                }
            }
            Token::End { name } => {
                let name = plain_name(name);
                if hidden.as_ref() == Some(&name) {
                    hidden = None;
                }
                if BLOCKS.binary_search(&name.as_str()).is_ok() {
                    raw.push(' ');
                }
            }
            Token::Text(text) | Token::Cdata(text) if hidden.is_none() => raw.push_str(text),
            Token::Start { .. } | Token::Text(_) | Token::Cdata(_) | Token::Doctype(_) => {}
        }
    }
    collapse(&entity::decode(&raw))
}

fn plain_name(name: &str) -> String {
    local(name).to_ascii_lowercase()
}

/// Single spaces between words, none at the ends. A no-break space between words stays.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_gap = |c: char| c.is_whitespace() && c != '\u{a0}';
    for word in text.trim().split(is_gap).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_lists_can_be_searched() {
        assert!(BLOCKS.is_sorted() && INLINE.is_sorted());
    }

    #[test]
    fn tags_go_and_words_stay_apart() {
        let table = [
            ("Hello <b>bold</b> world", "Hello bold world"),
            ("a<br>b<br/>c", "a b c"),
            ("Hi <p>para</p>x", "Hi para x"),
            ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
            ("I <3 it", "I <3 it"),
            ("<script>if (a</b/>1) x()</script>seen<!-- not -->", "seen"),
            ("<a title=\"a > b\" href='x'>link</a>", "link"),
            ("caf&eacute;&nbsp;&#8217;s", "caf\u{e9}\u{a0}\u{2019}s"),
            ("cut<p", "cut"),
        ];
        for (html, expected) in table {
            assert_eq!(from_html(html), expected, "{html}");
        }
    }
}
