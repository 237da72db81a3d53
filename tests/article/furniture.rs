//! What an outlet repeats is learned, and learning never looks like an edit.

use std::collections::BTreeSet;

use pactwatch::article::furniture::{Flicker, FurniturePolicy, OutletMemory, key, keys};
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

const PROMO: &str = "Our app has 40,000 readers and is free for all of them.";

fn outlet(promo_in: usize, articles: usize) -> OutletMemory {
    let mut memory = OutletMemory::default();
    for i in 0..articles {
        let own = format!(
            "Story {} has a text of its own about {}.",
            ["one", "two", "six"][i % 3],
            "x".repeat(i + 1)
        );
        let promo = if i < promo_in { PROMO.replace("40", &i.to_string()) } else { String::new() };
        memory.learn(&article(&[&own, &promo]), &BTreeSet::new());
    }
    memory
}

#[test]
fn a_block_that_stands_in_several_articles_is_furniture_whatever_its_digits() {
    let policy = FurniturePolicy::default();
    for (promo_in, articles, learned) in
        [(0, 9, false), (3, 9, false), (4, 9, true), (9, 9, true), (4, 60, false), (12, 60, true)]
    {
        let furniture = outlet(promo_in, articles).furniture(&policy);
        assert_eq!(furniture.contains(PROMO), learned, "{promo_in} of {articles}");
    }
    assert_eq!(key("In 12,400 homes"), key("in 7 Homes"));
    assert_ne!(key("until 2038"), key("from 2038"));
}

#[test]
fn versions_of_one_article_count_once() {
    let mut memory = OutletMemory::default();
    let mut known = BTreeSet::new();
    for _ in 0..10 {
        let version = article(&["The same story.", PROMO]);
        memory.learn(&version, &known);
        known.extend(keys(&version));
    }
    assert_eq!(memory.articles, 1);
    assert!(memory.furniture(&FurniturePolicy::default()).is_empty());
}

#[test]
fn furniture_is_taken_from_both_sides_so_that_learning_is_no_edit() {
    let furniture = outlet(6, 9).furniture(&FurniturePolicy::default());
    let before = article(&["Halden opens its licence.", PROMO, "It runs until 2038."]);
    let after = article(&["Halden opens its licence.", "It runs until 2038."]);
    let (one, left_out) = furniture.strip(&before, &|_| false);
    let (other, _) = furniture.strip(&after, &|_| false);
    assert_eq!(one.text, other.text);
    assert_eq!(left_out, [PROMO]);
    assert!(
        one.blocks.iter().all(|b| one.text.get(b.start..b.end).is_some_and(|l| !l.contains('\n')))
    );
    assert_ne!(furniture.version(), outlet(0, 9).furniture(&FurniturePolicy::default()).version());
}

#[test]
fn what_is_protected_is_never_furniture() {
    let furniture = outlet(9, 9).furniture(&FurniturePolicy::default());
    let (kept, left_out) = furniture.strip(&article(&[PROMO]), &|line| line.contains("app"));
    assert!(left_out.is_empty() && kept.text == PROMO);
}

#[test]
fn a_line_that_comes_and_goes_is_left_out_until_it_holds() {
    let policy = FurniturePolicy::default();
    let with = article(&["The story.", "A guest line."]);
    let without = article(&["The story."]);
    let mut memory = Flicker::default();
    let mut seen = Vec::new();
    for version in [&without, &with, &without, &with, &with, &with, &without] {
        memory = memory.after(version);
        seen.push(memory.strip(version, &policy).0.text.contains("guest"));
    }
    // Believed when it first appears, doubted when it comes back, believed when it stays.
    assert_eq!(seen, [false, true, false, false, false, true, false]);
    let mut steady = Flicker::default();
    for _ in 0..5 {
        steady = steady.after(&with);
        assert_eq!(steady.strip(&with, &policy).0.text, with.text);
    }
}
