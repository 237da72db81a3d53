//! What English leaves out: a label with its verdict, a topic with its answer, arrows, tables whose
//! columns are dates, and terms said by parts that stand in any order.

use pactwatch::claim::Watch;

use super::sentences::claims_of;
use super::watch::shipped;

/// Each text makes exactly these claims.
const ROWS: [(&str, &[&str]); 15] = [
    // The verdict behind a colon or a dash belongs to its label.
    (
        "Microsoft's right of first refusal on OpenAI's computing: gone.",
        &["cloud.exclusivity=right-of-first-refusal@previous"],
    ),
    (
        "The AGI clause in Microsoft's contract with OpenAI: scrapped.",
        &["agi.clause=removed@current"],
    ),
    // An answer takes the topic of the question before it.
    (
        "OpenAI and Microsoft talked. And the AGI clause? Abolished.",
        &["agi.clause=removed@current"],
    ),
    (
        "OpenAI and Microsoft talked. And the AGI clause? It is gone.",
        &["agi.clause=removed@current"],
    ),
    // A question with a verb is no topic.
    (
        "OpenAI and Microsoft talked. Does the AGI clause survive? Gone are the days of certainty.",
        &[],
    ),
    // An arrow leads from what was to what is; so does a contrast of times.
    (
        "Microsoft's license to OpenAI's models: exclusive \u{2192} non-exclusive",
        &["license.exclusivity=exclusive@previous", "license.exclusivity=non-exclusive@current"],
    ),
    (
        "Microsoft's license to OpenAI's models: exclusive -> non-exclusive",
        &["license.exclusivity=exclusive@previous", "license.exclusivity=non-exclusive@current"],
    ),
    (
        "Microsoft's license to OpenAI's models: formerly exclusive, now non-exclusive.",
        &["license.exclusivity=exclusive@previous", "license.exclusivity=non-exclusive@current"],
    ),
    // Of columns that are dates, all but the latest say what was.
    (
        "OpenAI and Microsoft at a glance\n\nTerm\tOctober 2025\tApril 2026\nMicrosoft's license to OpenAI's models\texclusive\tnon-exclusive",
        &["license.exclusivity=exclusive@previous", "license.exclusivity=non-exclusive@current"],
    ),
    (
        "OpenAI and Microsoft at a glance\n\nTerm\tUntil April 2026\tFrom now on\nMicrosoft's license to OpenAI's models\texclusive\tnon-exclusive",
        &["license.exclusivity=exclusive@previous", "license.exclusivity=non-exclusive@current"],
    ),
    // "but" behind "nowhere" or "no one" excepts; it starts no clause.
    (
        "OpenAI's API can be bought nowhere but on Azure.",
        &["api.exclusivity=azure-exclusive@current"],
    ),
    // What is shared by one word is taken up by the next sentence.
    (
        "Microsoft held a right of first refusal on OpenAI's computing. Last October it let that right go.",
        &["cloud.exclusivity=right-of-first-refusal@previous"],
    ),
    // To refuse somebody access is no denial.
    (
        "OpenAI's board can deny Microsoft access to its models once it declares AGI.",
        &["agi.clause=in-force@current"],
    ),
    // The parts of a statement in any order.
    (
        "On Oracle's servers, too, OpenAI may host its models, says Microsoft.",
        &["cloud.exclusivity=non-exclusive@current"],
    ),
    ("Anthropic may host its models on Oracle's servers; OpenAI and Microsoft looked on.", &[]),
];

#[test]
fn elliptic_and_turned_forms_make_exactly_their_claims() {
    let watch = shipped();
    for (text, want) in ROWS {
        assert_eq!(claims_of(watch, text), want, "{text}");
    }
}

const INVENTED: &str = "schema = 1\n[watch]\nid = \"x\"\nlabel = \"X\"\n[party.A]\nnames = [\"Acme\"]\n[party.B]\nnames = [\"Bolt\"]\n\
    [term.\"depot\"]\nlabel = \"Depot\"\ndirect.shared = [\"(share|shares) & depot & {A} & {B}\"]\n";

/// "A & B" wants all its parts in one clause, in any order, each by words of its own.
#[test]
fn parts_stand_in_any_order() {
    let watch = Watch::compile(INVENTED, "x.toml").unwrap();
    for (text, found) in [
        ("Acme shares the depot with Bolt.", true),
        ("Bolt says that Acme will share a depot.", true),
        ("The depot that Bolt and Acme share is new.", true),
        ("Acme shares the profit with Bolt.", false),
        ("Acme shares the depot with Corro; Bolt has its own.", false),
    ] {
        assert_eq!(!claims_of(&watch, text).is_empty(), found, "{text}");
    }
}

#[test]
fn a_mistake_in_a_later_part_is_found_in_its_place() {
    let broken = INVENTED.replace("depot & {A}", "depot & (a|b & {A}");
    let problems = Watch::compile(&broken, "x.toml").unwrap_err();
    assert!(problems.iter().any(|p| p.to_string().contains("`(` without `)`")), "{problems:?}");
}
