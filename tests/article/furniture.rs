//! What an outlet repeats is learned, and learning never looks like an edit.

use std::collections::BTreeSet;

use pactwatch::article::furniture::{Furniture, FurniturePolicy, OutletMemory, key, keys};
use pactwatch::article::model::{Article, Block, BlockKind};

fn article(lines: &[&str]) -> Article {
    let mut article = Article::default();
    for line in lines {
        if !article.text.is_empty() {
            article.text.push('\n');
        }
        let start = article.text.len();
        article.text.push_str(line);
        let kind = BlockKind::Paragraph;
        article.blocks.push(Block { kind, start, end: article.text.len() });
    }
    article
}

const PROMO: &str = "Our app has many thousand readers and is free for all of them.";
const OPENING: &str = "Halden opens its licence to others from July on, after long talks with the \
                       people of Northgate, who had held it alone since the turbines were built.";
const COUNTER: &str = "40,000 readers online";

fn own(number: usize) -> String {
    format!("Story {} has a text of its own.", "x".repeat(number + 1))
}

fn outlet(promo_in: usize, articles: usize) -> OutletMemory {
    let mut memory = OutletMemory::default();
    for number in 0..articles {
        let counter = COUNTER.replace("40", &number.to_string());
        let (promo, counter) = if number < promo_in { (PROMO, counter.as_str()) } else { ("", "") };
        memory.learn(&keys(&article(&[&own(number), promo, counter])), &BTreeSet::new());
    }
    memory
}

fn learned() -> Furniture {
    outlet(6, 9).furniture(&FurniturePolicy::default())
}

fn anything_goes(_: &str) -> bool {
    false
}

#[test]
fn a_block_that_stands_in_several_articles_is_furniture_and_a_counter_with_any_number() {
    let policy = FurniturePolicy::default();
    for (promo_in, articles, learned) in
        [(0, 9, false), (3, 9, false), (4, 9, true), (9, 9, true), (4, 31, false), (12, 31, true)]
    {
        let furniture = outlet(promo_in, articles).furniture(&policy);
        assert_eq!(furniture.contains(PROMO), learned, "{promo_in} of {articles}");
        assert_eq!(furniture.contains(COUNTER), learned, "{promo_in} of {articles}");
    }
    assert_eq!(key("In 12,400 homes"), key("in 7 Homes"));
    assert_ne!(key("until 2038"), key("from 2038"));
}

/// What differs between articles is not furniture, and a number in a sentence is a difference.
#[test]
fn a_sentence_with_another_number_is_another_sentence() {
    let sentence =
        |rate: &str| format!("Shares of the ferry line closed {rate} percent higher on Tuesday.");
    assert_eq!(key(&sentence("1.3")), key(&sentence("1.3")));
    assert_ne!(key(&sentence("1.3")), key(&sentence("1.4")));
    assert_ne!(key(&sentence("1.3")), key(&sentence("13")));
    let mut memory = OutletMemory::default();
    for rate in 0..9 {
        let lines = keys(&article(&[&sentence(&rate.to_string())]));
        memory.learn(&lines, &BTreeSet::new());
    }
    assert!(memory.furniture(&FurniturePolicy::default()).is_empty());
}

#[test]
fn versions_of_one_article_count_once() {
    let mut memory = OutletMemory::default();
    let mut known = BTreeSet::new();
    for _ in 0..10 {
        let version = article(&["The same story.", PROMO]);
        memory.learn(&keys(&version), &known);
        known.extend(keys(&version));
    }
    assert_eq!(memory.articles, 1);
    assert!(memory.furniture(&FurniturePolicy::default()).is_empty());
}

/// Furniture that is gone is forgotten, and the memory stays small whatever the outlet writes.
#[test]
fn the_memory_ages_and_is_bounded() {
    let mut memory = outlet(9, 9);
    for number in 0..500 {
        let lines: Vec<String> = (0..60)
            .map(|line| {
                format!("{} {line}", PROMO.replace("many", &format!("n{}", number * 60 + line)))
            })
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        memory.learn(&keys(&article(&lines)), &BTreeSet::new());
    }
    assert!(!memory.furniture(&FurniturePolicy::default()).contains(PROMO));
    assert!(memory.seen.len() <= 2000, "{}", memory.seen.len());
    assert!(serde_json::to_string(&memory).unwrap().len() < 80_000);
}

#[test]
fn a_first_version_loses_its_furniture_and_keeps_what_is_protected() {
    let page = article(&[OPENING, PROMO, "It runs until 2038.", COUNTER, "And so it ends."]);
    let protected = |line: &str| line == COUNTER;
    let (settled, left_out) = learned().settle(&page, None, &protected);
    assert_eq!(left_out, [PROMO]);
    assert!(settled.text.contains(COUNTER) && !settled.text.contains(PROMO));
    for block in &settled.blocks {
        assert!(settled.text.get(block.start..block.end).is_some_and(|line| !line.contains('\n')));
    }
    // A page that is next to nothing else is left alone.
    let (settled, left_out) = learned().settle(&article(&[PROMO, COUNTER]), None, &anything_goes);
    assert!(left_out.is_empty() && settled.text.contains(PROMO));
}

/// Each row: the version before (with what was left out of it), the page now, the text now.
#[test]
fn learning_is_no_edit_and_an_edit_is_one() {
    let story = ["Halden opens its licence.", "It runs until 2038."];
    let with = |extra: &[&str]| article(&[&story, extra].concat());
    let edited = article(&[story[0], "It runs until 2039.", PROMO]);
    let plain = with(&[]);
    let recorded = [PROMO.to_owned()];
    let other_count = COUNTER.replace("40", "7");
    for (why, last, left_out, now, expected) in [
        ("learned since, and still there", with(&[PROMO]), &[][..], with(&[PROMO]), with(&[PROMO])),
        ("learned since, and gone", with(&[PROMO]), &[], plain.clone(), with(&[PROMO])),
        ("come since, and furniture", plain.clone(), &[], with(&[PROMO]), plain.clone()),
        ("left out, and still there", plain.clone(), &recorded, with(&[PROMO]), plain.clone()),
        ("left out, and gone", plain.clone(), &recorded, plain.clone(), plain.clone()),
        ("another number", with(&[COUNTER]), &[], with(&[&other_count]), with(&[COUNTER])),
        ("edited, what stood stays", with(&[PROMO]), &[], edited.clone(), edited.clone()),
        ("a new line of its own", plain.clone(), &[], with(&["New."]), with(&["New."])),
    ] {
        let (settled, _) = learned().settle(&now, Some((&last, left_out)), &anything_goes);
        assert_eq!(settled.text, expected.text, "{why}");
    }
}

/// What a version lost is lost again when its bytes are read again, whatever was learned since.
#[test]
fn the_record_of_a_version_leaves_out_the_same_lines() {
    let page = article(&[OPENING, PROMO, "It runs until 2038.", COUNTER, "So it ends."]);
    let (settled, left_out) = learned().settle(&page, None, &anything_goes);
    let (again, same) = Furniture::recorded(&left_out).strip(&page, &anything_goes);
    assert_eq!((again, same), (settled, left_out));
}
