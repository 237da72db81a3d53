//! What is read from a page: golden files beside the layouts, and tables for single hazards.

use pactwatch::article::model::{Article, BlockKind, Dated};

use super::{data, layouts, read};

/// An article in a form a person can check line by line.
fn shown(article: &Article) -> String {
    let dated = |d: &Option<Dated>| {
        d.as_ref().map_or("-".to_owned(), |d| format!("{} {} ({})", d.at, d.date, d.source))
    };
    let word = |w: &Option<String>| w.clone().unwrap_or_else(|| "-".to_owned());
    let mut out = format!(
        "title: {}\ndek: {}\nbyline: {}\npublished: {}\nmodified: {}\ncanonical: {}\nsite: {}\nlanguage: {}\n",
        article.title,
        word(&article.dek),
        word(&article.byline),
        dated(&article.published),
        dated(&article.modified),
        word(&article.canonical),
        word(&article.site),
        word(&article.language),
    );
    for block in &article.blocks {
        let kind = match &block.kind {
            BlockKind::Heading => "heading".to_owned(),
            BlockKind::Paragraph => "paragraph".to_owned(),
            BlockKind::Quote => "quote".to_owned(),
            BlockKind::Caption => "caption".to_owned(),
            BlockKind::Correction => "correction".to_owned(),
            BlockKind::ListItem { intro } => format!("item <- {}", word(intro)),
            BlockKind::Cell { column, row } => format!("cell {} / {}", word(column), word(row)),
        };
        let line = article.text.get(block.start..block.end).unwrap_or("OUT OF RANGE");
        out = format!("{out}[{kind}] {line}\n");
    }
    out
}

#[test]
#[expect(clippy::disallowed_methods, reason = "golden files are rewritten on request")]
fn every_layout_reads_as_its_golden_file_says() {
    for (name, html) in layouts() {
        let url = format!("https://{name}.example/2031/03/story");
        let found = shown(&read(html.as_bytes(), &url).expect("an article").article);
        let path = data().join("layouts").join(format!("{name}.expected.txt"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &found).expect("written");
        }
        let expected = std::fs::read_to_string(&path).expect("a golden file");
        assert_eq!(found, expected, "layout {name}");
    }
}

#[test]
fn blocks_are_in_order_disjoint_and_one_to_a_line() {
    for (name, html) in layouts() {
        let article = read(html.as_bytes(), "https://a.example/").expect("an article").article;
        let lines: Vec<&str> = article.text.lines().collect();
        let blocks: Vec<&str> =
            article.blocks.iter().map(|b| &article.text[b.start..b.end]).collect();
        assert_eq!(lines, blocks, "layout {name}");
        assert!(article.blocks.windows(2).all(|w| w[0].end < w[1].start), "layout {name}");
    }
}
