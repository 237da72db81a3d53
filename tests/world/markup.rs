//! Plain text as the page it once was: headings, lists and tables have their elements again.

use pactwatch::article::model::BlockKind;
use pactwatch::claim::blocks::from_plain;

/// The inner HTML of an article, element by element.
pub(crate) fn markup<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = None;
    for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
        let rows = cells(line).map_or_else(|| parts(line), |cells| vec![("table", row(&cells))]);
        for (element, inner) in rows {
            let joins = open == Some(element) && matches!(element, "table" | "ul");
            let whole = format!("<{element}>{inner}</{element}>");
            match out.last_mut().filter(|_| joins) {
                Some(last) => {
                    last.truncate(last.len() - element.len() - 3);
                    last.push_str(whole.strip_prefix(&format!("<{element}>")).unwrap_or(&whole));
                }
                None => out.push(whole),
            }
            open = Some(element);
        }
    }
    out
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let piped = line.starts_with('|') || line.matches(" | ").count() >= 2;
    let separator = if line.contains('\t') { '\t' } else { '|' };
    let is_row = piped || separator == '\t';
    is_row.then(|| line.trim_matches('|').split(separator).map(str::trim).collect())
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
    format!("<tr>{cells}</tr>")
}

fn parts(line: &str) -> Vec<(&'static str, String)> {
    let part = |kind: &BlockKind, text: &str| match kind {
        BlockKind::Heading => ("h2", escape(text)),
        BlockKind::ListItem { .. } => ("ul", format!("<li>{}</li>", escape(text))),
        BlockKind::Quote => ("blockquote", escape(text)),
        BlockKind::Paragraph
        | BlockKind::Cell { .. }
        | BlockKind::Caption
        | BlockKind::Correction => ("p", escape(text)),
    };
    from_plain(line).iter().map(|b| part(&b.kind, &line[b.start..b.end])).collect()
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An element stands as it is; anything else is a paragraph.
pub(crate) fn element(inner: &str) -> String {
    let is_element = ["<h2>", "<ul>", "<table>", "<blockquote>", "<p>"];
    if is_element.iter().any(|start| inner.starts_with(start)) {
        return inner.to_owned();
    }
    format!("<p>{inner}</p>")
}

#[test]
fn a_text_is_the_page_it_was() {
    let lines = ["They agreed:", "- One & all.", "- Two.", "A\tB", "C\tD", "It is done & over."];
    assert_eq!(
        markup(lines),
        [
            "<p>They agreed:</p>",
            "<ul><li>One &amp; all.</li><li>Two.</li></ul>",
            "<table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
            "<p>It is done &amp; over.</p>",
        ]
    );
}
