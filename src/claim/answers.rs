//! Questions and their answers: "How much does Acme own? 5%.", "Does it still pay? No.". An answer is
//! read with what its question said; a question by itself says nothing.

use super::ellipsis;
use super::english::Flags;
use super::pattern::Vocabulary;
use super::pattern::vocabulary as vocab;
use super::prepare::Sentence;
use super::tokens::{Kind, Token};

/// What a question leaves for its answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    tokens: Vec<Token>,
    form: Form,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    /// "And the old right?"
    #[default]
    Topic,
    /// "How much does Acme own?"
    Amount,
    /// "Does Acme still pay?"
    Whether,
}

/// Tokens of a question that an answer can be read with.
const QUESTION_MAX: usize = 24;
/// Tokens of an answer that is only a value.
const VALUE_MAX: usize = 12;

/// What `sentence` asks, if it is a question whose answer leaves things out.
pub(super) fn asked(sentence: &Sentence, words: &Vocabulary) -> Asked {
    let topic = ellipsis::topic(sentence, words);
    if !topic.is_empty() {
        return Asked { tokens: topic, form: Form::Topic };
    }
    let said = |t: &&Token| matches!(t.kind, Kind::Word | Kind::Name(_));
    let all: Vec<Token> = sentence.tokens.iter().filter(said).copied().collect();
    let word = |i: usize| all.get(i).map_or("", |t| words.spelled(t.word));
    let opened = usize::from(matches!(word(0), "and" | "but" | "so"));
    let auxiliary = all.get(opened).is_some_and(|t| words.flags(t.word).has(Flags::AUX));
    let (form, from) = match (word(opened), word(opened + 1)) {
        ("how", "much" | "long" | "many" | "big" | "large" | "high") | ("until", "when") => {
            (Form::Amount, opened + 2)
        }
        ("what" | "when", _) => (Form::Amount, opened + 1),
        _ if auxiliary => (Form::Whether, opened),
        _ => return Asked::default(),
    };
    let tokens = all.get(from..).unwrap_or_default().to_vec();
    if tokens.len() > QUESTION_MAX { Asked::default() } else { Asked { tokens, form } }
}

/// Puts before an answer what its question said.
pub(super) fn answer(asked: &Asked, sentence: &mut Sentence, words: &Vocabulary) {
    if asked.tokens.is_empty() || sentence.question {
        return;
    }
    match asked.form {
        Form::Topic => ellipsis::answer(&asked.tokens, sentence, words),
        Form::Amount => {
            let verb = |t: &Token| words.flags(t.word).finite();
            let value = |t: &Token| matches!(t.kind, Kind::Value(_));
            let list = &sentence.tokens;
            if list.len() <= VALUE_MAX && list.iter().any(value) && !list.iter().any(verb) {
                prepend(asked.tokens.clone(), sentence, 0);
            }
        }
        Form::Whether => whether(&asked.tokens, sentence, words),
    }
}

/// "Yes" repeats the question as a statement; "no" turns it round.
fn whether(question: &[Token], sentence: &mut Sentence, words: &Vocabulary) {
    let word = |i: usize| sentence.tokens.get(i).map_or("", |t| words.spelled(t.word));
    let mut told = question.to_vec();
    let drop = match (word(0), word(1)) {
        ("no", "longer") | ("not", "anymore") => 2,
        ("not", "any") => 3,
        ("yes" | "no", _) => 1,
        _ => return,
    };
    let mark = |written: &str| told.first().map(|t| spelled(*t, words.find(written)));
    let still = told.iter().position(|t| words.spelled(t.word) == "still");
    let at = still.unwrap_or(1);
    let turned: Vec<Token> = match (word(0), still.is_some() || drop > 1) {
        ("yes", _) => Vec::new(),
        (_, true) => mark("no").into_iter().chain(mark("longer")).collect(),
        (_, false) => mark("not").into_iter().collect(),
    };
    if !turned.is_empty() {
        told.splice(at..at + usize::from(still.is_some()), turned);
    }
    let stop =
        told.first().map(|t| Token { kind: Kind::Mark(';'), ..spelled(*t, vocab::SEMICOLON) });
    told.extend(stop);
    prepend(told, sentence, drop);
}

fn spelled(like: Token, word: vocab::Sym) -> Token {
    Token { sym: word, word, kind: Kind::Word, possessive: false, quoted: false, ..like }
}

/// The question's tokens have no bytes of their own in the answer.
fn prepend(told: Vec<Token>, sentence: &mut Sentence, drop: usize) {
    let (start, end) = (sentence.start, sentence.start);
    let mut tokens: Vec<Token> = told.into_iter().map(|t| Token { start, end, ..t }).collect();
    tokens.extend(sentence.tokens.iter().skip(drop));
    sentence.tokens = tokens;
}
