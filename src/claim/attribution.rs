//! Who says it: a named speaker (`by`), or a news outlet whose report it is (`origin`).

use super::english::Flags;
use super::pattern::Vocabulary;
use super::tokens::{Kind, Token};
use super::watch::names::Name;

/// The voices of one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    pub by: Option<String>,
    pub origin: Option<String>,
    pub reported: bool,
    /// The outlet is only who was told.
    pub told: bool,
}

const BEFORE: usize = 5;
const AFTER: usize = 4;
/// Tokens from a closing "reported" to the end of its sentence.
const CLOSING: usize = 5;

pub fn voices(tokens: &[Token], names: &[Name], words: &Vocabulary) -> Voices {
    let mut voices = Voices::default();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let flags = words.flags(token.word);
        let according = words.spelled(token.word) == "according";
        let described = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| {
            words.flags(t.word).has(Flags::DETERMINER) && !words.flags(t.word).has(Flags::PRONOUN)
        });
        // "Reports had it": a noun, unless somebody named does the reporting.
        let named_before = || {
            at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| named(t, names).is_some())
        };
        let noun = flags.has(Flags::NOUNISH) && !named_before();
        if !flags.has(Flags::REPORTING) || token.quoted || described || noun {
            continue;
        }
        // "sources said Acme would": Acme is what they speak of.
        let verb = |i: usize| tokens.get(i).is_some_and(|t| words.flags(t.word).finite());
        let first = (at + 1..tokens.len().min(at + 1 + AFTER))
            .find_map(|i| Some((i, tokens.get(i).and_then(|t| named(t, names))?)));
        let after = first.filter(|(i, _)| according || !verb(i + 1)).map(|(_, name)| name);
        let before = tokens
            .get(at.saturating_sub(BEFORE)..at)
            .and_then(|l| l.iter().rev().find_map(|t| named(t, names)));
        // "sources told the paper": nobody's own words.
        let heard = before.is_none() && words.spelled(token.word) == "told";
        let name = if according { after } else { before.or(after) };
        // "..., the paper reported" shifts no tense, "the paper reported that ..." does.
        let closing = name.is_some_and(|n| n.outlet) && at + CLOSING > tokens.len();
        voices.reported |= !according && !heard && !closing;
        let Some(name) = name else { continue };
        if name.outlet {
            let tells = matches!(words.spelled(token.word), "told" | "tell" | "tells" | "telling");
            voices.told |= tells && before.is_none();
            voices.origin = voices.origin.or_else(|| Some(name.label.clone()));
        } else if !name.label.is_empty() {
            voices.by = voices.by.or_else(|| Some(name.label.clone()));
        }
    }
    voices
}

fn named<'a>(token: &Token, names: &'a [Name]) -> Option<&'a Name> {
    match token.kind {
        Kind::Name(i) => names.get(i).filter(|n| n.brand_of.is_none()),
        // "It said": whom the pronoun stands for.
        Kind::Word if token.sym != token.word => {
            names.iter().find(|n| n.sym == token.sym && n.party.is_some() && !n.nominal)
        }
        Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => None,
    }
}
