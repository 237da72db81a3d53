//! Another deal is another watch file: two invented companies, eight terms, no code.

use super::sentences::claims_of;
use super::watch::compiled;

fn watch() -> pactwatch::claim::Watch {
    compiled(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/claim/other_deal.toml"))
}

#[test]
fn its_examples_hold() {
    let problems: Vec<String> = watch().self_check().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(watch().terms().len(), 8);
}

#[test]
fn an_article_about_it_is_read() {
    let text = "Tessaly Motors and Kolmar Cells signed a new alliance on 14 February 2027.\n\n\
        Kolmar will supply the carmaker with cells until 2034, but it is no longer Tessaly's exclusive supplier.\n\n\
        Tessaly owns 12% of Kolmar and pays it a royalty of 3%. \"We will build a joint laboratory,\" Piet Vandersloot said.\n\n\
        The two will put 1.2 billion euros into the Drovik plant. Varnholt owns 9% of Pelham Motors.";
    let made = claims_of(&watch(), text);
    for want in [
        "signed.on=2027-02-14@current",
        "supply.until=2034@current",
        "supply.exclusivity=exclusive@previous",
        "stake.tessaly=12%@current",
        "royalty.rate=3%@current",
        "joint.lab=yes@current",
        "plant.investment=EUR 1200000000@current",
    ] {
        assert!(made.iter().any(|m| m == want), "missing {want} in {made:?}");
    }
    assert_eq!(made.len(), 7, "{made:?}");
}

#[test]
fn it_says_nothing_of_another_deal() {
    let made = claims_of(
        &watch(),
        "Microsoft's license to OpenAI's models is non-exclusive and runs through 2032.",
    );
    assert!(made.is_empty(), "{made:?}");
}
