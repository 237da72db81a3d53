//! What annotated texts teach: weights come from the texts alone, speak where patterns are silent,
//! and their mistakes are told.

use std::path::Path;

use pactwatch::claim::Watch;
use pactwatch::claim::evaluate::{GoldDocument, gold};
use pactwatch::claim::learned::teach::teach;
use pactwatch::claim::switches::{Mechanism, Switches};

use super::gold::folder;
use super::sentences::{claims_of, reading_of};
use super::watch::shipped;

const OTHER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/claim/other_deal.toml");

/// Whoever changes patterns, frames or passages learns again:
/// `pactwatch learn tests/data/claim/gold/dev tests/data/claim/gold/passages --write`.
#[test]
fn the_shipped_weights_are_what_the_annotated_texts_teach() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = folder(&root.join("tests/data/claim/gold/dev"));
    texts.extend(folder(&root.join("tests/data/claim/gold/passages")));
    let lesson = teach(shipped(), &texts);
    let file = std::fs::read_to_string(root.join("config/partnership.toml")).unwrap();
    let (_, shipped) = file.split_once("\n[learned]").expect("the file ends with weights");
    let differs = lesson.table.trim_start_matches("[learned]").lines().zip(shipped.lines());
    let first = differs.into_iter().find(|(taught, held)| taught != held);
    assert_eq!(first, None, "learn again: see above");
    assert_eq!(lesson.table.lines().count(), shipped.lines().count(), "learn again: see above");
}

/// Sentences that no pattern of the other deal knows, and others with the same kind of value.
fn lessons() -> Vec<GoldDocument> {
    let mut out = Vec::new();
    let mut add = |text: String, claim: Option<(&str, &str)>| {
        let claims = claim.map_or(String::new(), |(term, value)| {
            format!(
                r#"{{"term":"{term}","value":"{value}","status":"current","evidence":"{text}"}}"#
            )
        });
        let json = format!(r#"{{"id":"x","text":"{text}","claims":[{claims}]}}"#);
        out.extend(gold::parse(&json).unwrap());
    };
    for share in 11..35 {
        let value = format!("{share}%");
        let stake = Some(("stake.tessaly", value.as_str()));
        add(format!("Some {value} of Kolmar belongs to Tessaly."), stake);
        add(format!("A slice of {value} of Kolmar is in the hands of Tessaly."), stake);
        add(format!("Sales of Kolmar rose by {value} in spring, Tessaly said."), None);
        add(format!("Prices at Tessaly and Kolmar fell by {value}."), None);
        let year = format!("20{}", share + 30);
        let last = format!("Kolmar is bound to Tessaly, {year} being the last year.");
        add(last, Some(("supply.until", &year)));
        let rooms = format!("Chemists of Kolmar and Tessaly have {share} benches side by side.");
        add(rooms, Some(("joint.lab", "yes")));
        add(format!("Chemists of Kolmar and Tessaly won {share} medals."), None);
    }
    out
}

fn taught() -> (String, Watch) {
    let text = std::fs::read_to_string(OTHER).unwrap();
    let watch = Watch::compile(&text, OTHER).unwrap();
    let lesson = teach(&watch, &lessons());
    assert!(lesson.weights > 0, "nothing was learned");
    let text = format!("{text}\n{}", lesson.table);
    let watch = Watch::compile(&text, OTHER).unwrap();
    (text, watch)
}

#[test]
fn what_was_learned_types_values_that_no_pattern_knows() {
    let (_, watch) = taught();
    let made = claims_of(&watch, "Another 40% of Kolmar belongs to Tessaly.");
    assert_eq!(made, ["stake.tessaly=40%@current"]);
    for silent in [
        "Sales of Kolmar rose by 40% in spring, Tessaly said.",
        "Prices at Tessaly and Kolmar fell by 40%.",
        "Does another 40% of Kolmar belong to Tessaly?",
    ] {
        assert_eq!(claims_of(&watch, silent), [""; 0], "{silent}");
    }
    let watch = watch.with_switches(Switches::default().without(Mechanism::Learned));
    assert_eq!(claims_of(&watch, "Another 40% of Kolmar belongs to Tessaly."), [""; 0]);
}

/// A year says most often when something was; only one to come is taken for an end.
#[test]
fn a_year_is_typed_when_it_is_to_come() {
    let (_, watch) = taught();
    let until = |year: &str| format!("Kolmar is bound to Tessaly, {year} being the last year.");
    assert_eq!(claims_of(&watch, &until("2041")), ["supply.until=2041@current"]);
    assert_eq!(claims_of(&watch, &until("2019")), [""; 0]);
}

/// What a sentence may state without a value is too little for a claim, and enough for a look.
#[test]
fn a_statement_that_nobody_reads_is_put_up_for_a_look() {
    let (_, watch) = taught();
    let open = |watch: &Watch, text: &str| -> Vec<String> {
        reading_of(watch, text).open.into_iter().map(|open| open.cluster).collect()
    };
    let said = "Chemists of Tessaly and Kolmar have their benches side by side.";
    assert_eq!(claims_of(&watch, said), [""; 0]);
    assert_eq!(open(&watch, said), ["yes joint.lab"]);
    assert_eq!(open(&watch, "Chemists of Tessaly and Kolmar won medals."), [""; 0]);
    let told = format!("{said} They run a joint laboratory.");
    assert_eq!(open(&watch, &told), [""; 0], "the text says it elsewhere");
    let watch = watch.with_switches(Switches::default().without(Mechanism::Learned));
    assert_eq!(open(&watch, said), [""; 0]);
}

#[test]
fn the_same_texts_teach_the_same() {
    assert_eq!(taught().0, taught().0);
}

#[test]
fn mistakes_in_the_tables_are_told_with_their_place() {
    let text = std::fs::read_to_string(OTHER).unwrap();
    let start = text.lines().count();
    let table = "[learned]\n\"no.term\" = '''\nbias 1\n'''\n\"supply.until\" = '''\nbias 1\nyear L until\n'''\n\
        \"royalty.rate\" = 3\n";
    let problems = Watch::compile(&format!("{text}{table}"), "other.toml").unwrap_err();
    let told: Vec<String> =
        problems.iter().map(|p| format!("{} {} {}", p.line - start, p.key, p.message)).collect();
    assert_eq!(
        told,
        [
            "5 learned.supply.until `year L until` is no weight",
            "9 learned.royalty.rate must be text",
        ]
    );
}
