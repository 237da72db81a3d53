//! Who is told to have said it: by name, by pronoun, and in a quotation that goes on.

use pactwatch::claim::{self, Document, blocks};

use super::sentences::reading_of;
use super::watch::shipped;

#[test]
fn a_claim_knows_its_speaker() {
    for (text, term, by) in [
        (
            "Microsoft said its license to OpenAI's models runs through 2032.",
            "license.until",
            "Microsoft",
        ),
        (
            "Microsoft and OpenAI spoke on Monday. OpenAI was brief. It said Microsoft's license to its models runs through 2032.",
            "license.until",
            "OpenAI",
        ),
        (
            "\"OpenAI is a great partner,\" Satya Nadella said on Monday. \"We hold 27% of OpenAI.\"",
            "equity.microsoft_stake",
            "Satya Nadella",
        ),
    ] {
        let reading = reading_of(shipped(), text);
        let speaker = reading.claims.iter().find(|c| c.term == term).and_then(|c| c.by.clone());
        assert_eq!(speaker.as_deref(), Some(by), "{text}");
    }
}

/// A paragraph that is no quotation has no speaker because another had one.
#[test]
fn nobody_speaks_where_nothing_is_quoted() {
    let text = "\"It is good,\" Satya Nadella said.\n\nMicrosoft holds 27% of OpenAI.";
    let found = blocks::from_plain(text);
    let document = Document { text, blocks: &found, ..Document::default() };
    let reading = claim::read(shipped(), &document);
    assert!(reading.claims.iter().any(|c| c.term == "equity.microsoft_stake" && c.by.is_none()));
}
