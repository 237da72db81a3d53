//! Single hazards of extraction, each with the page that shows it and the lines it must give.

use pactwatch::article::model::{Article, BlockKind};

use super::{data, read};

fn article(html: &str) -> Article {
    read(html.as_bytes(), "https://outlet.example/story").map(|e| e.article).unwrap_or_default()
}

const ONE: &str = "The licence runs until 2038, the two companies said on Tuesday in a joint statement, and it is not exclusive any longer.";
const TWO: &str = "Northgate pays nothing to Halden under the new terms, while Halden pays a share of its income until 2033, up to a cap.";

/// One case a file: a sentence of intent, the page, and after a line of dashes the lines wanted.
#[test]
fn every_hazard_gives_the_lines_its_file_says() {
    let mut files: Vec<_> = std::fs::read_dir(data().join("hazards"))
        .expect("the hazards")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "the hazards are there");
    let mut failures = Vec::new();
    for path in files {
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        let file = std::fs::read_to_string(&path).expect("a hazard");
        let (page, wanted) = file.split_once("\n-----\n").expect("a page and its lines");
        let page = page.replace("{ONE}", ONE).replace("{TWO}", TWO);
        let wanted = wanted.trim_end().replace("{ONE}", ONE).replace("{TWO}", TWO);
        let found = article(&page);
        let lines: Vec<String> = found
            .blocks
            .iter()
            .map(|b| {
                let line = found.text.get(b.start..b.end).unwrap_or("OUT OF RANGE");
                let mark = match &b.kind {
                    BlockKind::Heading => "# ".to_owned(),
                    BlockKind::Paragraph => String::new(),
                    BlockKind::ListItem { intro } => {
                        format!("* ({}) ", intro.as_deref().unwrap_or_default())
                    }
                    BlockKind::Cell { column, row } => {
                        let word = |w: &Option<String>| w.clone().unwrap_or_default();
                        format!("| ({}, {}) ", word(column), word(row))
                    }
                    BlockKind::Quote => "> ".to_owned(),
                    BlockKind::Caption => "^ ".to_owned(),
                    BlockKind::Correction => "! ".to_owned(),
                };
                format!("{mark}{line}")
            })
            .collect();
        if lines.join("\n") != wanted {
            failures.push(format!("== {name}\nwanted:\n{wanted}\nfound:\n{}", lines.join("\n")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
