//! The quietness bench with a memory: every layout as an outlet that puts sentences of its own
//! between the paragraphs of all its articles, without any mark by which a page alone could tell.

use std::collections::BTreeSet;

use pactwatch::article::furniture::{Furniture, FurniturePolicy, OutletMemory, keys};
use pactwatch::article::model::Article;

use super::{layouts, read};

/// What the outlet repeats, a few of them on each page.
const SENTENCES: [&str; 3] = [
    "The Tide is owned by its readers, who have kept it free of other owners for forty years.",
    "The night ferry of the Norling line leaves at nine, has warm cabins, and takes bicycles too.",
    "Whoever finds a mistake on our pages is asked to say so, and will be thanked for it.",
];
/// Articles the outlet was seen to write before.
const LEARNED: usize = 24;
const ROUNDS: usize = 8;

/// The page with sentences in its slots: `turn` says which.
fn dressed(html: &str, turn: usize) -> String {
    let mut out = String::new();
    for (at, part) in html.split("<!--slot:between-->").enumerate() {
        if at > 0 && (at + turn) % 4 != 3 {
            let sentence = SENTENCES[(turn * 5 + at) % SENTENCES.len()];
            out.extend(["<p>", sentence, "</p>"]);
        }
        out.push_str(part);
    }
    out
}

fn article(html: &str) -> Article {
    read(html.as_bytes(), "https://outlet.example/story").expect("an article").article
}

fn lines(article: &Article, html: &str) -> Vec<String> {
    let stands = |line: &&str| line.len() > 30 && html.contains(*line) && !SENTENCES.contains(line);
    article.text.lines().filter(stands).map(str::to_owned).collect()
}

/// What is learned from other articles of the outlet, whose own sentences are all different.
fn learned(html: &str) -> Furniture {
    let own = lines(&article(html), html);
    let mut memory = OutletMemory::default();
    for number in 0..LEARNED {
        let mut page = html.to_owned();
        for line in &own {
            let other = format!("{} {line}", "x".repeat(number + 2));
            page = page.replace(line.as_str(), &other);
        }
        memory.learn(&keys(&article(&dressed(&page, number))), &BTreeSet::new());
    }
    memory.furniture(&FurniturePolicy::default())
}

#[test]
fn what_an_outlet_repeats_does_not_change_an_article_and_an_edit_does() {
    let (mut quiet, mut bare, mut looks) = (0, 0, 0);
    let (mut seen, mut edits) = (0, 0);
    for (name, html) in layouts() {
        let furniture = learned(&html);
        for round in 0..ROUNDS {
            let (before, after) = (dressed(&html, round), dressed(&html, round + 1));
            let (first, left_out) = furniture.settle(&article(&before), None, &|_| false);
            let last = Some((&first, left_out.as_slice()));
            let same = furniture.settle(&article(&after), last, &|_| false).0.text == first.text;
            if !same {
                println!("LOUD {name}: round {round}");
            }
            looks += 1;
            quiet += u32::from(same);
            bare += u32::from(article(&after).text == article(&before).text);
            for line in lines(&first, &after) {
                let word = line.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
                let edited = after.replacen(&line, &line.replacen(word, "otherwise", 1), 1);
                let shorter = after.replacen(&line, "", 1);
                for page in [edited, shorter] {
                    let now = furniture.settle(&article(&page), last, &|_| false).0;
                    if now.text == first.text {
                        println!("MISSED {name}: {line}");
                    }
                    edits += 1;
                    seen += u32::from(now.text != first.text);
                }
            }
        }
    }
    let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
    println!(
        "quiet {:.3} of {looks}, without memory {:.3}; edits seen {:.3} of {edits}",
        share(quiet, looks),
        share(bare, looks),
        share(seen, edits)
    );
    assert!(share(quiet, looks) >= 0.98 && share(bare, looks) < 0.5);
    assert!(share(seen, edits) >= 0.97);
}
