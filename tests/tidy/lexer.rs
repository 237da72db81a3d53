//! Cuts Rust source into code, comments and literals: just enough to judge each by its own rules.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Code,
    Comment,
    /// The inside of a string, without its quotes.
    Literal,
}

/// The pieces in order. Together they are the text, less the quotes of strings.
pub(super) fn pieces(text: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let mut code_start = 0;
    let mut at = 0;
    while at < text.len() {
        let Some((kind, inner, end)) = special(text, at) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        pieces.push((Kind::Code, &text[code_start..at]));
        if let Some(kind) = kind {
            pieces.push((kind, inner));
        }
        at = end;
        code_start = end;
    }
    pieces.push((Kind::Code, &text[code_start..]));
    pieces
}

/// Only the pieces of one kind, joined by spaces.
pub(super) fn only(text: &str, kind: Kind) -> String {
    let of_kind = pieces(text).into_iter().filter(|(found, _)| *found == kind);
    of_kind.map(|(_, piece)| piece).collect::<Vec<_>>().join(" ")
}

/// The comment or literal that starts at `at`: its kind (none for a character), inside and end.
fn special(text: &str, at: usize) -> Option<(Option<Kind>, &str, usize)> {
    let rest = &text[at..];
    if rest.starts_with("//") {
        let end = at + rest.find('\n').unwrap_or(rest.len());
        return Some((Some(Kind::Comment), &text[at..end], end));
    }
    if rest.starts_with("/*") {
        let end = rest.find("*/").map_or(text.len(), |length| at + length + 2);
        return Some((Some(Kind::Comment), &text[at..end], end));
    }
    if let Some(inside) = rest.strip_prefix('"') {
        let end = at + 1 + closing_quote(inside);
        return Some((Some(Kind::Literal), &text[at + 1..end], (end + 1).min(text.len())));
    }
    if rest.starts_with('\'') {
        return character(rest).map(|length| (None, "", at + length));
    }
    raw_string(text, at)
}

/// Where the string ends whose inside is `inside`.
fn closing_quote(inside: &str) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    inside.len()
}

/// The length of a character literal; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside: Vec<(usize, char)> = rest.char_indices().skip(1).take(12).collect();
    if inside.first()?.1 == '\\' {
        let close = inside.iter().skip(2).find(|(_, c)| *c == '\'')?;
        return Some(close.0 + 1);
    }
    inside.get(1).filter(|(_, c)| *c == '\'').map(|(at, _)| at + 1)
}

/// `r"..."` or `r#"..."#`, when the `r` does not end a word.
fn raw_string(text: &str, at: usize) -> Option<(Option<Kind>, &str, usize)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_') {
        return None;
    }
    let rest = text[at..].strip_prefix('r')?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let inside = rest[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let start = at + 1 + hashes + 1;
    let length = inside.find(&close)?;
    Some((Some(Kind::Literal), &inside[..length], start + length + close.len()))
}

#[test]
fn code_comments_and_literals_are_told_apart() {
    let text = "let a = \"x // \\\" y\"; // says \"hi\"\nlet c = '\"'; f::<'a>(r#\"raw \" z\"#) /* b */ end";
    assert_eq!(only(text, Kind::Literal), "x // \\\" y raw \" z");
    assert_eq!(only(text, Kind::Comment), "// says \"hi\" /* b */");
    let code = only(text, Kind::Code);
    assert!(
        code.contains("let c =") && code.contains("f::<'a>(") && code.contains("end"),
        "{code}"
    );
    assert!(!code.contains("hi") && !code.contains("raw"), "{code}");
}
