//! Constructions of English, each told of several terms and in several fillings: labels, references
//! to the sentence before, gaps, ranges, money that goes either way.

use std::collections::BTreeMap;

use super::sentences::{claims_of, measured, stated};
use super::watch::shipped;

/// A text with the claims it makes.
type Row = (String, Vec<String>);

/// The fillings of each name, by line: `let NAME = a | b`.
fn fillings(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let lets = text.lines().filter_map(|l| l.strip_prefix("let ")?.split_once('='));
    lets.map(|(name, list)| (name.trim(), list.split('|').map(str::trim).collect())).collect()
}

/// `row` with its nth fillings; a shorter list starts again.
fn filled(row: &str, lists: &BTreeMap<&str, Vec<&str>>, nth: usize) -> String {
    let mut out = row.to_owned();
    for (name, list) in lists {
        out = out.replace(&format!("{{{name}}}"), list[nth % list.len()]);
    }
    out
}

fn rows() -> Vec<Row> {
    let text = include_str!("../data/claim/turns.txt");
    let lists = fillings(text);
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("let ")) {
        let Some((told, claims)) = line.split_once("||") else { continue };
        let used = lists.iter().filter(|(name, _)| line.contains(&format!("{{{name}}}")));
        for nth in 0..used.map(|(_, list)| list.len()).max().unwrap_or(1) {
            let told = filled(told.trim(), &lists, nth).replace(" // ", "\n");
            assert!(!told.contains('{'), "{told}");
            let first = told.chars().next().unwrap_or_default().to_uppercase();
            let told = format!("{first}{}", told.get(1..).unwrap_or_default());
            let claim = |c: &str| stated(&filled(c.trim(), &lists, nth));
            let claims = claims.split(" | ").filter(|c| !c.trim().is_empty()).map(claim);
            out.push((told, claims.collect()));
        }
    }
    out
}

/// The level stands above what was read of these rows when they were new (.85 and .71).
#[test]
fn constructions_are_read_in_all_their_fillings() {
    let (counts, wrong) = measured(&rows());
    assert!(counts.right > 500, "{}", counts.right);
    assert!(counts.precision() >= 0.97, "{}\n{wrong}", counts.precision());
    assert!(counts.recall() >= 0.95, "{}\n{wrong}", counts.recall());
}

/// Told of two other companies, none of it is about this deal.
#[test]
fn the_same_constructions_about_others_say_nothing() {
    // Words and people that only this deal has: with them a sentence cannot be told of others.
    let own = [
        "Redmond", "Musk", "Azure", "GPT", "Nadella", "software", "Amazon", "Mistral", "Altman",
        "Brockman", "Hood",
    ];
    let told = |s: &str| s.contains("OpenAI") && s.contains("Microsoft");
    let watch = shipped();
    let mut all = 0;
    let mut loud = Vec::new();
    for (text, _) in
        rows().into_iter().filter(|(s, _)| told(s) && !own.iter().any(|w| s.contains(w)))
    {
        for (partner, lab) in
            [("Google", "Anthropic"), ("Oracle", "Cohere"), ("Microsoft", "Mistral")]
        {
            all += 1;
            let text = text.replace("Microsoft", partner).replace("OpenAI", lab);
            let made = claims_of(watch, &text);
            if !made.is_empty() {
                loud.push(format!("{text}\n    {made:?}"));
            }
        }
    }
    assert!(all > 400, "{all}");
    assert!(loud.is_empty(), "{} of {all}:\n{}", loud.len(), loud.join("\n"));
}
