//! Takes plain statements and turns each into denied, questioned, negated, former, planned, hedged,
//! party-swapped and number-changed forms with the result each must have.

use std::fmt::Write;

use pactwatch::claim::Watch;

use super::sentences::claims_of;
use super::watch::shipped;

/// A fact in the pieces that its forms are built from.
struct Fact {
    /// "Microsoft", the subject.
    subject: &'static str,
    /// "holds": present, and the same as past state, base form.
    verb: [&'static str; 3],
    object: &'static str,
    /// What the plain statement claims: `term=value`.
    claim: &'static str,
    /// What "no longer" makes of it: `term=value@status`.
    ceased: &'static str,
}

const FACTS: [Fact; 6] = [
    Fact {
        subject: "Microsoft",
        verb: ["has", "had", "have"],
        object: "an exclusive license to OpenAI's models",
        claim: "license.exclusivity=exclusive",
        ceased: "license.exclusivity=exclusive@previous",
    },
    Fact {
        subject: "Microsoft",
        verb: ["is", "was", "be"],
        object: "OpenAI's exclusive cloud provider",
        claim: "cloud.exclusivity=exclusive",
        ceased: "cloud.exclusivity=exclusive@previous",
    },
    Fact {
        subject: "Microsoft",
        verb: ["has", "had", "have"],
        object: "a right of first refusal on OpenAI's compute",
        claim: "cloud.exclusivity=right-of-first-refusal",
        ceased: "cloud.exclusivity=right-of-first-refusal@previous",
    },
    Fact {
        subject: "Microsoft",
        verb: ["pays", "paid", "pay"],
        object: "a revenue share to OpenAI",
        claim: "revshare.microsoft_to_openai=pays",
        ceased: "revshare.microsoft_to_openai=ended@current",
    },
    Fact {
        subject: "OpenAI",
        verb: ["pays", "paid", "pay"],
        object: "a revenue share to Microsoft",
        claim: "revshare.openai_to_microsoft=pays",
        ceased: "revshare.openai_to_microsoft=ended@current",
    },
    Fact {
        subject: "Microsoft",
        verb: ["is", "was", "be"],
        object: "OpenAI's primary cloud partner",
        claim: "cloud.primary=microsoft",
        ceased: "cloud.primary=microsoft@previous",
    },
];

/// One form: the sentence and what must be read from it, or nothing of the fact's term.
struct Form {
    sentence: String,
    wanted: Option<String>,
}

fn forms(fact: &Fact) -> Vec<Form> {
    let Fact { subject, verb: [present, past, base], object, claim, ceased } = fact;
    let with = |status: &str| Some(format!("{claim}@{status}"));
    let no_longer = match *present {
        "is" => format!("{subject} is no longer {object}."),
        _ => format!("{subject} no longer {present} {object}."),
    };
    let question = match *present {
        "is" => format!("Is {subject} {object}?"),
        _ => format!("Does {subject} {base} {object}?"),
    };
    [
        (format!("{subject} {present} {object}."), with("current")),
        (format!("{subject} still {present} {object}, the companies said."), with("current")),
        (format!("Under the new agreement, {subject} {present} {object}."), with("current")),
        (no_longer, Some((*ceased).to_owned())),
        (question, None),
        (format!("If {subject} {present} {object}, rivals will complain."), None),
        (format!("Until last week, {subject} {past} {object}."), with("previous")),
        (format!("{subject} previously {past} {object}."), with("previous")),
        (format!("Under the old agreement, {subject} {past} {object}."), with("previous")),
        (format!("{subject} wants to {base} {object}."), with("planned")),
        (format!("Under the proposed deal, {subject} would {base} {object}."), with("planned")),
        (format!("{subject} reportedly {present} {object}."), with("hedged")),
        (
            format!("{subject} {present} {object}, according to people familiar with the matter."),
            with("hedged"),
        ),
        (format!("{subject} could {base} {object}."), with("hedged")),
        (format!("{subject} denied that it {present} {object}."), with("denied")),
        // Reordered: the same pieces, told the other way round.
        (format!("{subject} {past} {object} until last week."), with("previous")),
        (format!("{subject}, under the old agreement, {past} {object}."), with("previous")),
        (format!("{subject} would {base} {object} under the proposed deal."), with("planned")),
        (format!("Reportedly, {subject} {present} {object}."), with("hedged")),
        (
            format!("People familiar with the matter said {subject} {present} {object}."),
            with("hedged"),
        ),
        (format!("The companies said that {subject} {present} {object}."), with("current")),
        (format!("{subject} {present} {object} under the new agreement."), with("current")),
    ]
    .into_iter()
    .map(|(sentence, wanted)| Form { sentence, wanted })
    .collect()
}

fn swap(text: &str) -> String {
    text.replace("Microsoft", "\u{1}").replace("OpenAI", "Microsoft").replace('\u{1}', "OpenAI")
}

/// The claims of a sentence about one term.
fn about(watch: &Watch, sentence: &str, term: &str) -> Vec<String> {
    let lead = format!("{term}=");
    claims_of(watch, sentence).into_iter().filter(|c| c.starts_with(&lead)).collect()
}

#[test]
fn every_form_of_a_fact_is_held_as_it_is_said() {
    let watch = shipped();
    let mut wrong = String::new();
    let mut all = 0;
    for fact in &FACTS {
        let term = fact.claim.split('=').next().unwrap();
        for form in forms(fact) {
            all += 1;
            let made = about(watch, &form.sentence, term);
            let right = match &form.wanted {
                Some(wanted) => made == [wanted.clone()],
                None => made.is_empty(),
            };
            if !right {
                writeln!(wrong, "{}\n    want {:?} made {made:?}", form.sentence, form.wanted)
                    .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "of {all}:\n{wrong}");
}

#[test]
fn payer_and_payee_are_never_confused() {
    let watch = shipped();
    for fact in FACTS.iter().filter(|f| f.claim.starts_with("revshare")) {
        let plain = format!("{} {} {}.", fact.subject, fact.verb[0], fact.object);
        let made = claims_of(watch, &plain);
        let swapped = claims_of(watch, &swap(&plain));
        let mirrored: Vec<String> = made
            .iter()
            .map(|c| {
                let from = c.replace("microsoft_to_openai", "\u{1}");
                from.replace("openai_to_microsoft", "microsoft_to_openai")
                    .replace('\u{1}', "openai_to_microsoft")
            })
            .collect();
        assert_eq!(swapped, mirrored, "{plain}");
    }
}

#[test]
fn a_changed_number_changes_the_claim_and_nothing_else() {
    let watch = shipped();
    for (sentence, from, to) in [
        ("Microsoft's license to OpenAI's models runs through 2032.", "2032", "2035"),
        ("OpenAI will pay Microsoft 20% of its revenue through 2030.", "20%", "8.5%"),
        ("OpenAI will pay Microsoft 20% of its revenue through 2030.", "2030", "2031"),
        ("Microsoft holds a 27% stake in OpenAI.", "27%", "32.5%"),
        ("OpenAI was valued at $500 billion.", "500", "852"),
        ("Amazon will invest $50 billion in OpenAI.", "50", "38"),
    ] {
        let before = claims_of(watch, sentence);
        let after = claims_of(watch, &sentence.replace(from, to));
        let expected: Vec<String> = before.iter().map(|c| c.replace(from, to)).collect();
        let mut expected = expected;
        expected.sort();
        assert!(!before.is_empty(), "{sentence}");
        assert_eq!(after, expected, "{sentence}");
    }
}
