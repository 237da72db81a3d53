//! Element and attribute names and the few properties the reader needs of them.

use std::borrow::Cow;

const KNOWN: [&str; 116] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
    "area",
];

/// Attributes worth keeping; all others are read past.
const KEPT: [&str; 30] = [
    "class",
    "id",
    "href",
    "rel",
    "itemprop",
    "itemtype",
    "property",
    "name",
    "content",
    "datetime",
    "role",
    "hidden",
    "aria-hidden",
    "aria-label",
    "style",
    "type",
    "lang",
    "http-equiv",
    "charset",
    "colspan",
    "scope",
    "shadowrootmode",
    "data-testid",
    "data-test-id",
    "data-component",
    "data-component-name",
    "data-module",
    "data-type",
    "data-qa",
    "title",
];

/// The name in lower case, without an allocation for the names of HTML.
pub(super) fn element(name: &str) -> Cow<'static, str> {
    KNOWN.iter().find(|k| k.eq_ignore_ascii_case(name)).map_or_else(
        || Cow::Owned(name.chars().take(40).collect::<String>().to_ascii_lowercase()),
        |k| Cow::Borrowed(*k),
    )
}

pub(super) fn attribute(name: &str) -> Option<&'static str> {
    KEPT.iter().find(|k| k.eq_ignore_ascii_case(name)).copied()
}

/// Elements without content.
pub(super) fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose content is not markup.
pub(super) fn is_raw(tag: &str) -> bool {
    matches!(
        tag,
        "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "textarea" | "title"
    )
}

/// Elements that may stand in a document's head.
pub(super) fn in_head(tag: &str) -> bool {
    matches!(
        tag,
        "meta"
            | "link"
            | "title"
            | "script"
            | "style"
            | "base"
            | "noscript"
            | "template"
            | "html"
            | "head"
    )
}

/// Elements that end an open paragraph.
pub(super) fn ends_paragraph(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dd"
            | "dt"
            | "li"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
            | "xmp"
    )
}

/// Walls an end tag or an implied end never reaches through.
pub(super) fn is_scope(tag: &str) -> bool {
    matches!(tag, "td" | "th" | "caption" | "table" | "button" | "object" | "template" | "body")
}

/// Elements that carry meaning only inside a line of text.
pub(crate) fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "picture"
            | "source"
            | "math"
    )
}

/// `articleBody__relatedLinks wide` to `-article-body-related-links- -wide-`: words are cut at
/// punctuation and at capitals, so that any way of writing class names reads alike.
pub(crate) fn dashed(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for word in value.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push('-');
        let mut lower = false;
        for c in word.chars() {
            if !c.is_alphanumeric() {
                if !out.ends_with('-') {
                    out.push('-');
                }
            } else if c.is_ascii() {
                if c.is_ascii_uppercase() && lower {
                    out.push('-');
                }
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
            lower = c.is_lowercase();
        }
        if !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}
