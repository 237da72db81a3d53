//! Diffs for people: plain text for a terminal or a mail, HTML for a page. Everything shown comes
//! from pages, so control characters are dropped and HTML is escaped.

use super::{Change, Diff, Span, WordOp};

/// Unchanged sentences shown on either side of a change.
const CONTEXT: usize = 1;

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const BLUE: &str = "\u{1b}[34m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// A diff as lines: `-` removed, `+` added, `~` edited with `[-old-]` and `{+new+}`, `>` moved, two
/// spaces for what stands around them. Empty when nothing changed but typography.
pub fn to_text(diff: &Diff, old: &str, new: &str, colour: bool) -> String {
    let mut out = String::new();
    let paint = |code: &str, text: &str| {
        if colour { format!("{code}{text}{RESET}") } else { text.to_owned() }
    };
    for line in shown(diff) {
        let Some(change) = line else {
            out.push_str("  ...\n");
            continue;
        };
        let text = match change {
            Change::Same { new: span, .. } => paint(DIM, &format!("  {}", part(new, span))),
            Change::Removed { old: span } => paint(RED, &format!("- {}", part(old, span))),
            Change::Added { new: span } => paint(GREEN, &format!("+ {}", part(new, span))),
            Change::Moved { new: span, .. } => paint(BLUE, &format!("> {}", part(new, span))),
            Change::Edited { words, moved, .. } => {
                let mark = if *moved { "> " } else { "~ " };
                let words = inline(words, |op| match op {
                    WordOp::Same { new: span, .. } => part(new, span),
                    WordOp::Removed { old: span } => {
                        paint(RED, &format!("[-{}-]", part(old, span)))
                    }
                    WordOp::Added { new: span } => {
                        paint(GREEN, &format!("{{+{}+}}", part(new, span)))
                    }
                });
                format!("{mark}{words}")
            }
        };
        out.push_str(&text);
        out.push('\n');
    }
    out
}

/// A diff as a list of paragraphs with `del`, `ins` and, for moved text, `mark`.
pub fn to_html(diff: &Diff, old: &str, new: &str) -> String {
    let mut out = String::from("<div class=\"diff\">\n");
    for line in shown(diff) {
        let line = match line {
            None => "<p class=\"gap\">…</p>".to_owned(),
            Some(Change::Same { new: span, .. }) => {
                format!("<p>{}</p>", escaped(new, span))
            }
            Some(Change::Removed { old: span }) => {
                format!("<p><del>{}</del></p>", escaped(old, span))
            }
            Some(Change::Added { new: span }) => {
                format!("<p><ins>{}</ins></p>", escaped(new, span))
            }
            Some(Change::Moved { new: span, .. }) => {
                format!("<p><mark class=\"moved\">{}</mark></p>", escaped(new, span))
            }
            Some(Change::Edited { words, moved, .. }) => {
                let class = if *moved { " class=\"moved\"" } else { "" };
                let words = inline(words, |op| match op {
                    WordOp::Same { new: span, .. } => escaped(new, span),
                    WordOp::Removed { old: span } => format!("<del>{}</del>", escaped(old, span)),
                    WordOp::Added { new: span } => format!("<ins>{}</ins>", escaped(new, span)),
                });
                format!("<p{class}>{words}</p>")
            }
        };
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str("</div>\n");
    out
}

/// The changes with their context; `None` stands for a stretch left out.
fn shown(diff: &Diff) -> Vec<Option<&Change>> {
    let changed =
        |i: usize| diff.changes.get(i).is_some_and(|change| !matches!(change, Change::Same { .. }));
    let near = |i: usize| (i.saturating_sub(CONTEXT)..=i + CONTEXT).any(changed);
    let mut lines = Vec::new();
    for (i, change) in diff.changes.iter().enumerate() {
        if near(i) {
            lines.push(Some(change));
        } else if lines.last().is_some_and(Option::is_some) {
            lines.push(None);
        }
    }
    if lines.last().is_some_and(Option::is_none) {
        lines.pop();
    }
    lines
}

/// Words with one space between them where the new text, or for removed words the old, has one.
fn inline(words: &[WordOp], show: impl Fn(&WordOp) -> String) -> String {
    let mut out = String::new();
    let (mut old_end, mut new_end) = (None, None);
    for op in words {
        let gap = match op {
            WordOp::Same { new, .. } | WordOp::Added { new } => {
                new_end.is_some_and(|end| end < new.start)
            }
            WordOp::Removed { old } => old_end.is_some_and(|end| end < old.start),
        };
        if gap && !out.is_empty() {
            out.push(' ');
        }
        match op {
            WordOp::Same { old, new } => {
                old_end = Some(old.end);
                new_end = Some(new.end);
            }
            WordOp::Added { new } => new_end = Some(new.end),
            WordOp::Removed { old } => old_end = Some(old.end),
        }
        out.push_str(&show(op));
    }
    out
}

fn part(text: &str, span: &Span) -> String {
    text.get(span.clone())
        .unwrap_or_default()
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

fn escaped(text: &str, span: &Span) -> String {
    part(text, span)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
