//! Finds the blocks of plain text: headings, paragraphs, list items with their intro, and tables
//! that lost their markup. For files without HTML; pages bring their own blocks.

use crate::article::model::{Block, BlockKind};

/// The blocks of `text`, in order, by byte range.
pub fn from_plain(text: &str) -> Vec<Block> {
    let mut finder = Finder { text, out: Vec::new(), intro: None, header: None };
    let mut at = 0;
    for line in text.split('\n') {
        finder.line(at, at + line.len());
        at += line.len() + 1;
    }
    finder.out
}

/// What stands over others is short: a longer text is no intro, no header and no row's label.
const LABEL_MAX: usize = 300;

/// Text that can stand over others.
fn label(text: &str) -> Option<String> {
    (text.len() <= LABEL_MAX).then(|| text.to_owned())
}

struct Finder<'a> {
    text: &'a str,
    out: Vec<Block>,
    /// The last paragraph that ended in a colon.
    intro: Option<String>,
    /// The header cells of the table being read.
    header: Option<Vec<String>>,
}

impl<'a> Finder<'a> {
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn line(&mut self, start: usize, end: usize) {
        let line = self.slice(start, end);
        if line.trim().is_empty() {
            self.header = None;
            return;
        }
        let piped = line.contains('|')
            && (line.trim().starts_with('|') || line.matches(" | ").count() >= 2);
        let separator = if line.contains('\t') { Some('\t') } else { piped.then_some('|') };
        if let Some(separator) = separator {
            return self.cells(start, end, separator);
        }
        if self.flat_row(start, end) {
            return;
        }
        for (from, to) in self.inline_parts(start, end) {
            self.part(from, to);
        }
    }

    /// A cell per column; the first row of a run is the header.
    fn cells(&mut self, start: usize, end: usize, separator: char) {
        let mut spans = Vec::new();
        let mut at = start;
        for cell in self.slice(start, end).split(separator) {
            spans.push((at, at + cell.len()));
            at += cell.len() + separator.len_utf8();
        }
        let texts: Vec<String> =
            spans.iter().map(|&(a, b)| self.slice(a, b).trim().to_owned()).collect();
        if texts.iter().all(|t| t.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
            return;
        }
        let Some(header) = self.header.clone() else {
            for (&(a, b), text) in spans.iter().zip(&texts).filter(|(_, t)| !t.is_empty()) {
                let kind = BlockKind::Cell { column: label(text), row: None };
                self.push(kind, a, b);
            }
            self.header = Some(texts);
            return;
        };
        let first = usize::from(texts.first().is_some_and(String::is_empty));
        let row = texts.get(first).and_then(|text| label(text));
        for (i, (&(a, b), text)) in spans.iter().zip(&texts).enumerate() {
            if i <= first || text.is_empty() {
                continue;
            }
            let kind = BlockKind::Cell {
                column: header.get(i).and_then(|text| label(text)),
                row: row.clone(),
            };
            self.push(kind, a, b);
        }
    }

    /// A table whose cells were joined by spaces: a header that names then and now, rows of sentences.
    fn flat_row(&mut self, start: usize, end: usize) -> bool {
        let line = self.slice(start, end);
        if let Some(header) = self.header.clone() {
            let ranges = super::sentences::split(line);
            for (i, range) in ranges.iter().enumerate() {
                let column = header.get(i.min(1)).cloned();
                self.push(
                    BlockKind::Cell { column, row: None },
                    start + range.start,
                    start + range.end,
                );
            }
            return true;
        }
        let ended = line.trim_end().ends_with(['.', '!', '?', ':', ',', ';']);
        let titled = line
            .split_whitespace()
            .skip(1)
            .all(|w| w.chars().next().is_some_and(char::is_uppercase));
        if ended || !titled || line.split_whitespace().count() > 8 {
            return false;
        }
        let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).collect();
        let has = |list: &[&str]| words.iter().position(|w| list.contains(&w.as_str()));
        let (old, new) = (
            has(&["previous", "old", "before", "former", "earlier"]),
            has(&["new", "now", "current", "after"]),
        );
        if let (Some(old), Some(new)) = (old, new) {
            let order = if old < new { ["previous", "new"] } else { ["new", "previous"] };
            self.header = Some(order.iter().map(|s| (*s).to_owned()).collect());
            return true;
        }
        false
    }

    /// Parts of one line: "... ### Heading? Text - Item" was several lines once.
    fn inline_parts(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let line = self.slice(start, end);
        if !line.contains(['-', '#']) {
            return vec![(start, end)];
        }
        let mut cuts = vec![0];
        for (at, _) in line.match_indices(" - ") {
            let upper =
                line.get(at + 3..).and_then(|r| r.chars().next()).is_some_and(char::is_uppercase);
            let ended =
                line.get(..at).is_some_and(|b| b.trim_end().ends_with(['.', ':', '!', '?']));
            if upper && ended {
                cuts.push(at + 1);
            }
        }
        for (at, _) in line.match_indices(" ### ") {
            cuts.push(at + 1);
            let rest = line.get(at + 5..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(LABEL_MAX)).unwrap_or(rest);
            if let Some(question) = rest.find("? ") {
                cuts.push(at + 5 + question + 2);
            }
        }
        cuts.push(line.len());
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).filter_map(|w| Some((start + w.first()?, start + w.get(1)?))).collect()
    }

    fn part(&mut self, start: usize, end: usize) {
        let part = self.slice(start, end);
        let trimmed = part.trim();
        if trimmed.is_empty() {
            return;
        }
        let marker = list_marker(trimmed);
        if marker > 0 {
            let lead = part.len() - part.trim_start().len();
            let intro = self.intro.clone();
            return self.push(BlockKind::ListItem { intro }, start + lead + marker, end);
        }
        if trimmed.starts_with('#') {
            let hashes = part.find(|c: char| c != '#' && !c.is_whitespace()).unwrap_or(part.len());
            self.intro = None;
            return self.push(BlockKind::Heading, start + hashes, end);
        }
        let is_intro = trimmed.ends_with(':');
        self.intro = if is_intro { label(trimmed) } else { None };
        let short = trimmed.split_whitespace().take(13).count() <= 12;
        let open = !trimmed.ends_with(['.', '!', ':', '"', '\u{201D}', ';', ',']);
        let kind = if short && open { BlockKind::Heading } else { BlockKind::Paragraph };
        self.push(kind, start, end);
    }

    fn push(&mut self, kind: BlockKind, start: usize, end: usize) {
        let text = self.slice(start, end);
        let from = start + (text.len() - text.trim_start().len());
        let to = start + text.trim_end().len();
        if from < to {
            self.out.push(Block { kind, start: from, end: to });
        }
    }
}

/// Bytes of a list marker at the start: "- ", "• ", "1. ", "a) "; 0 when there is none.
fn list_marker(line: &str) -> usize {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return 0 };
    if matches!(
        first,
        '-' | '*'
            | '\u{2022}'
            | '\u{2013}'
            | '\u{25AA}'
            | '\u{25CF}'
            | '\u{25E6}'
            | '\u{00B7}'
            | '\u{2014}'
            | '\u{2023}'
    ) {
        let rest = chars.as_str();
        let space = rest.len() - rest.trim_start().len();
        return if space > 0 { first.len_utf8() + space } else { 0 };
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).unwrap_or_default();
    if digits > 0 && digits <= 2 && (rest.starts_with(". ") || rest.starts_with(") ")) {
        return digits + 2;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<String> {
        from_plain(text)
            .iter()
            .map(|b| {
                let kind = match &b.kind {
                    BlockKind::Heading => "h".to_owned(),
                    BlockKind::ListItem { intro } => {
                        format!("li<{}>", intro.clone().unwrap_or_default())
                    }
                    BlockKind::Cell { column, row } => {
                        format!(
                            "td<{}|{}>",
                            column.clone().unwrap_or_default(),
                            row.clone().unwrap_or_default()
                        )
                    }
                    BlockKind::Paragraph
                    | BlockKind::Quote
                    | BlockKind::Caption
                    | BlockKind::Correction => "p".to_owned(),
                };
                format!("{kind}:{}", text.get(b.start..b.end).unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn blocks_of_plain_text() {
        for (text, want) in [
            ("A heading\n\nA paragraph.", vec!["h:A heading", "p:A paragraph."]),
            (
                "They work on:\n- One.\n2. Two",
                vec!["p:They work on:", "li<They work on:>:One.", "li<They work on:>:Two"],
            ),
            (
                "All fine. - First point. - Second",
                vec!["p:All fine.", "li<>:First point.", "li<>:Second"],
            ),
            ("End. ### Why now? Because.", vec!["p:End.", "h:Why now?", "p:Because."]),
            (
                "Term\tBefore\tAfter\nShare\tpaid\tended",
                vec![
                    "td<Term|>:Term",
                    "td<Before|>:Before",
                    "td<After|>:After",
                    "td<Before|Share>:paid",
                    "td<After|Share>:ended",
                ],
            ),
            (
                "Feature Previous Terms New Terms\nCloud A was it. B may too.",
                vec!["td<previous|>:Cloud A was it.", "td<new|>:B may too."],
            ),
        ] {
            assert_eq!(shape(text), want);
        }
    }
}
