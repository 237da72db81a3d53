//! What English leaves out: a label with its verdict ("The old right: gone."), a question that is
//! only a topic with its answer ("And the old right? Gone."). It never decides what holds.

use super::english::Flags;
use super::model::Status;
use super::pattern::Vocabulary;
use super::pattern::vocabulary as vocab;
use super::prepare::Sentence;
use super::tokens::{ARROW, Kind, Token};

/// Words that say what became of what stands before them.
const VERDICTS: [&str; 48] = [
    "gone",
    "over",
    "ended",
    "dead",
    "history",
    "out",
    "off",
    "scrapped",
    "dropped",
    "removed",
    "deleted",
    "cancelled",
    "canceled",
    "abolished",
    "waived",
    "finished",
    "lapsed",
    "expired",
    "eliminated",
    "axed",
    "done",
    "lost",
    "voided",
    "terminated",
    "revoked",
    "surrendered",
    "relinquished",
    "discontinued",
    "vanished",
    "repealed",
    "struck",
    "erased",
    "killed",
    "no",
    "not",
    "none",
    "nil",
    "zero",
    "unchanged",
    "kept",
    "retained",
    "preserved",
    "intact",
    "nonexclusive",
    "exclusive",
    "buried",
    "nixed",
    "stripped",
];
/// Tokens of a label before its verdict.
const LABEL_MAX: usize = 16;
/// Tokens of the name of an entry, and of what stands for it.
const ENTRY_LABEL: usize = 14;
const ENTRY_MAX: usize = 5;
/// Tokens of an answer.
const ANSWER_MAX: usize = 10;

/// `word` opens a verdict.
pub(super) fn is_verdict(word: &str) -> bool {
    VERDICTS.contains(&word)
}

/// `label`, without a verb of its own, stands before the mark at `at`, and what follows says what
/// became of it.
pub(super) fn labelled(list: &[Token], at: usize, words: &Vocabulary) -> bool {
    let plain = |t: &Token| !words.flags(t.word).finite();
    let adverb = |t: &&Token| words.flags(t.word).has(Flags::ADVERB) && !opens(words, t);
    let label = list.get(..at).unwrap_or_default();
    let answer = list.get(at + 1..).unwrap_or_default();
    let first = answer.iter().find(|t| !adverb(t));
    (1..=LABEL_MAX).contains(&label.len())
        && (label.len() == 1 || label.iter().all(plain))
        && (first.is_some_and(|t| opens(words, t))
            || entry(label, answer, words)
            || subject(label, answer, words))
}

/// "Acme: keeps its share": the name of an entry is the subject of what follows.
fn subject(label: &[Token], answer: &[Token], words: &Vocabulary) -> bool {
    let name = |t: &Token| matches!(t.kind, Kind::Name(_));
    label.iter().all(name) && answer.first().is_some_and(|t| words.flags(t.word).finite())
}

/// "Before: Acme pays", "Now: it does not": takes the label away and says what it means.
pub(super) fn period(sentence: &mut Sentence, words: &Vocabulary) -> Option<Status> {
    if sentence.tokens.get(1).is_none_or(|t| t.word != vocab::COLON) {
        return None;
    }
    let status = match sentence.tokens.first().map_or("", |t| words.spelled(t.word)) {
        "before" | "previously" | "formerly" | "then" | "old" => Some(Status::Previous),
        "after" | "now" | "new" | "today" => None,
        _ => return None,
    };
    sentence.tokens.drain(..2);
    status
}

/// "Seat: any town.", "Signed: 5 May": a short name and little more than what stands for it.
fn entry(label: &[Token], answer: &[Token], words: &Vocabulary) -> bool {
    let aside = |t: &&Token| matches!(t.kind, Kind::Mark(_));
    let verb = |t: &Token| words.flags(t.word).finite();
    label.len() <= ENTRY_LABEL
        && (1..=ENTRY_MAX).contains(&answer.len())
        && !label.iter().any(|t| matches!(t.kind, Kind::Mark(_)))
        && answer.iter().filter(aside).count() == 0
        && !answer.iter().any(verb)
}

fn opens(words: &Vocabulary, token: &Token) -> bool {
    token.kind == Kind::Word && is_verdict(words.spelled(token.word))
}

/// An arrow follows the token at `last`: what stands before it was.
pub(super) fn leads_on(last: Option<usize>, tokens: &[Token]) -> bool {
    last.and_then(|i| tokens.get(i + 1)).is_some_and(|t| t.kind == Kind::Mark(ARROW))
}

/// "formerly X | , now Y": at a comma, a time that stands against one before it.
pub(super) fn contrasted<'a>(mut before: impl Iterator<Item = &'a str>, next: &str) -> bool {
    const THEN: [&str; 6] = ["formerly", "previously", "once", "originally", "before", "initially"];
    const NOW: [&str; 3] = ["now", "today", "currently"];
    let against: &[&str] = match next {
        _ if NOW.contains(&next) => &THEN,
        _ if THEN.contains(&next) => &NOW,
        _ => return false,
    };
    before.any(|word| against.contains(&word))
}

/// The topic that a question without a verb names: "And the old right?".
pub(super) fn topic(sentence: &Sentence, words: &Vocabulary) -> Vec<Token> {
    let verbless = !sentence.tokens.iter().any(|t| words.flags(t.word).finite());
    let asks = |t: &Token| {
        matches!(words.spelled(t.word), "how" | "why" | "what" | "who" | "where" | "when" | "which")
    };
    if !verbless || sentence.tokens.len() > LABEL_MAX || sentence.tokens.iter().any(asks) {
        return Vec::new();
    }
    let said = |t: &&Token| matches!(t.kind, Kind::Word | Kind::Name(_));
    sentence.tokens.iter().filter(said).copied().collect()
}

/// Puts the topic before the answer that leaves it out: "Gone.", "It is gone.".
pub(super) fn answer(topic: &[Token], sentence: &mut Sentence, words: &Vocabulary) {
    if topic.is_empty() || sentence.question || sentence.tokens.len() > ANSWER_MAX {
        return;
    }
    let word = |i: usize| sentence.tokens.get(i).map_or("", |t| words.spelled(t.word));
    let pronoun = matches!(word(0), "it" | "that" | "this" | "they");
    let says = sentence.tokens.get(1).is_some_and(|t| words.flags(t.word).has(Flags::AUX));
    let verbless = !sentence.tokens.iter().any(|t| words.flags(t.word).finite());
    let drop = match (pronoun && says, verbless) {
        (true, _) => 1,
        (false, true) => 0,
        (false, false) => return,
    };
    let mut tokens: Vec<Token> =
        topic.iter().map(|t| Token { start: sentence.start, end: sentence.start, ..*t }).collect();
    if drop == 0 {
        tokens.push(Token {
            sym: vocab::COLON,
            word: vocab::COLON,
            kind: Kind::Mark(':'),
            start: sentence.start,
            end: sentence.start,
            possessive: false,
            quoted: false,
            capital: false,
            hyphen: false,
        });
    }
    tokens.extend(sentence.tokens.iter().skip(drop));
    sentence.tokens = tokens;
}
