//! Makes foreign text safe to show: nothing invisible that commands a terminal or turns the
//! reading direction, no longer than a receiver takes, links that are links.

use unicode_segmentation::UnicodeSegmentation;
use url::Url;

const ELLIPSIS: &str = "…";

/// What chats and mail programs still open.
const LONGEST_LINK: usize = 2000;

/// One line of visible text: control, bidirectional and other invisible format characters are
/// gone, every run of white space is one blank.
pub fn clean(text: &str) -> String {
    clean_to(text, usize::MAX)
}

/// `clean`, stopped once the result has more than `bytes` bytes.
fn clean_to(text: &str, bytes: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
            if out.len() > bytes {
                break;
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Format characters without a place in a quote. The joiner U+200D stays: it makes emoji.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// How a receiver counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Bytes,
    /// What JavaScript counts: never fewer than code points.
    Utf16,
}

impl Unit {
    pub fn length(self, text: &str) -> usize {
        match self {
            Self::Bytes => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// How one character is written so that it is only itself.
pub type Escape = fn(char, &mut String);

/// No markup: every character is itself.
pub fn plain(c: char, out: &mut String) {
    out.push(c);
}

/// `& < > " '` as entities: for HTML, and for Slack, which knows the first three.
pub fn html(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(c),
    }
}

/// Plain text that rings nobody: an unseen break after every `@`.
pub fn unmentioned(c: char, out: &mut String) {
    out.push(c);
    if c == '@' {
        out.push('\u{200b}');
    }
}

/// Backslashes before what Markdown reads within a line, and an unseen break after what could call
/// somebody or open one of a chat's own marks. Foreign text never starts a line.
pub fn markdown(c: char, out: &mut String) {
    match c {
        '@' | '<' => out.extend([c, '\u{200b}']),
        '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '>' | '#' | '|' | '~' => {
            out.extend(['\\', c]);
        }
        _ => out.push(c),
    }
}

/// Text that is clean already, escaped.
pub fn escaped(text: &str, escape: Escape) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| escape(c, &mut out));
    out
}

/// `text` cleaned, escaped and, where it would be longer than `limit`, cut between two graphemes
/// and given an ellipsis. The result is never longer than `limit`.
pub fn fit(text: &str, limit: usize, unit: Unit, escape: Escape) -> String {
    // More bytes than this are more units than the limit, so what follows is cut off anyway.
    let cleaned = clean_to(text, limit.saturating_mul(3));
    let room = limit.saturating_sub(unit.length(ELLIPSIS));
    let (mut out, mut used, mut kept) = (String::new(), 0, 0);
    for grapheme in cleaned.graphemes(true) {
        let mut piece = String::new();
        grapheme.chars().for_each(|c| escape(c, &mut piece));
        used += unit.length(&piece);
        if used > limit {
            out.truncate(kept);
            if unit.length(ELLIPSIS) <= limit {
                out.push_str(ELLIPSIS);
            }
            return out;
        }
        out.push_str(&piece);
        if used <= room {
            kept = out.len();
        }
    }
    out
}

/// Plain text of at most `limit` UTF-16 units.
pub fn cut(text: &str, limit: usize) -> String {
    fit(text, limit, Unit::Utf16, plain)
}

/// An http or https link with nothing in it that ends a link in any markup; `None` for the rest,
/// also for one longer than `LONGEST_LINK`.
pub fn link(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return None;
    }
    let quoted = |c: char| match c {
        '|' => "%7C".to_owned(),
        '(' => "%28".to_owned(),
        ')' => "%29".to_owned(),
        '\'' => "%27".to_owned(),
        '`' => "%60".to_owned(),
        _ => c.to_string(),
    };
    let out: String = url.as_str().chars().map(quoted).collect();
    (out.len() <= LONGEST_LINK).then_some(out)
}
