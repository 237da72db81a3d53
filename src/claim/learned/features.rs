//! The surroundings of a value as features: words beside it by distance, words of its sentence and
//! of the one before, frames, its size. A feature is a few words; its key is their hash.

use super::super::frames::{Anchor, Carried};
use super::super::pattern::vocabulary as vocab;
use super::super::prepare::Sentence;
use super::super::tokens::{Kind, Token};
use super::super::values::Value;
use super::super::watch::{Role, Watch};

/// Tokens to each side that count by their distance.
const NEAR: usize = 10;
/// Words of the sentence before.
const BEFORE: usize = 40;

/// A sentence as features see it.
#[derive(Clone, Debug, Default)]
pub struct Words {
    tokens: Vec<String>,
    before: Vec<String>,
    /// Frames named in the sentence with the middle of their anchor, and those carried into it.
    named: Vec<(String, usize)>,
    carried: Vec<String>,
}

impl Words {
    /// `sentence` after the tokens `before` it, with its anchors and what it inherits.
    pub fn of(
        watch: &Watch,
        text: &str,
        sentence: &Sentence,
        (before, anchors, carried): (&[Token], &[Anchor], &Carried),
    ) -> Self {
        let tokens: Vec<String> = sentence.tokens.iter().map(|t| spelled(watch, text, t)).collect();
        let id = |frame: usize| watch.frames.get(frame).map(|f| f.id.clone());
        let named =
            anchors.iter().filter_map(|a| Some((id(a.frame)?, usize::midpoint(a.start, a.end))));
        let carried = carried.context.iter().filter_map(|f| id(*f));
        Self {
            tokens,
            before: before
                .iter()
                .map(|t| spelled(watch, text, t))
                .filter(|w| w.len() > 3)
                .take(BEFORE)
                .collect(),
            named: named.collect(),
            carried: carried.collect(),
        }
    }
}

/// Whether a token is a value that can be learned about.
pub fn is_value(token: &Token) -> bool {
    matches!(token.kind, Kind::Value(_)) && kind(token).is_some()
}

/// Years and days stand in every text for many things: what is learned of them only takes back.
pub fn is_amount(token: &Token) -> bool {
    matches!(token.kind, Kind::Value(_)) && matches!(token.sym, vocab::MONEY | vocab::PERCENT)
}

fn kind(token: &Token) -> Option<&'static str> {
    match token.sym {
        vocab::MONEY => Some("money"),
        vocab::PERCENT => Some("percent"),
        vocab::YEAR => Some("year"),
        vocab::DATE => Some("date"),
        _ => None,
    }
}

/// A word as it counts: parties by who they are, also where only meant; values by their type.
fn spelled(watch: &Watch, text: &str, token: &Token) -> String {
    match watch.role(token.sym) {
        Role::Party(p) => {
            return watch.parties.get(p).map_or_else(String::new, |p| format!("{{{}}}", p.id));
        }
        Role::Both => return "{both}".to_owned(),
        Role::Other | Role::None => {}
    }
    match token.kind {
        Kind::Value(_) => format!("<{}>", kind(token).unwrap_or("value")),
        Kind::Number(_) => "#".to_owned(),
        Kind::Mark(mark) => mark.to_string(),
        Kind::Name(i) => {
            let label = watch.names.list.get(i).map(|n| n.label.to_lowercase());
            label.unwrap_or_default().replace(' ', "_")
        }
        Kind::Word => folded(text.get(token.start..token.end).unwrap_or_default().to_lowercase()),
    }
}

/// Forms of a word fall together; that some unlike words do too costs little.
fn folded(mut word: String) -> String {
    let long = |end: &str| word.len() > end.len() + 3;
    let end = ["ing", "ed", "es", "s"].into_iter().find(|end| long(end) && word.ends_with(end));
    word.truncate(word.len() - end.map_or(0, str::len));
    if word.contains(' ') { word.replace(' ', "_") } else { word }
}

/// The keys of the features of the value at token `at` that are `known`, each once.
pub(super) fn keys(
    sentence: &Sentence,
    words: &Words,
    at: usize,
    known: impl Fn(&u64) -> bool,
) -> Vec<u64> {
    let mut out = Vec::new();
    each(sentence, words, at, &mut |parts| out.extend(Some(key(parts)).filter(&known)));
    out.sort_unstable();
    out.dedup();
    out
}

/// The same in words, for those who learn.
pub(super) fn named(sentence: &Sentence, words: &Words, at: usize) -> Vec<String> {
    let mut out = Vec::new();
    each(sentence, words, at, &mut |parts| out.push(parts.join(" ")));
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV-1a over the parts.
pub(super) fn key(parts: &[&str]) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let word = |hash, part: &&str| add(part.bytes().fold(hash, add), b' ');
    parts.iter().fold(0xCBF2_9CE4_8422_2325, word)
}

fn each(sentence: &Sentence, words: &Words, at: usize, sink: &mut dyn FnMut(&[&str])) {
    let Some((token, kind)) = sentence.tokens.get(at).and_then(|t| Some((t, kind(t)?))) else {
        return;
    };
    for distance in 1..=NEAR {
        let bucket = match distance {
            1 => "1",
            2 => "2",
            3..=4 => "4",
            _ => "9",
        };
        let left = at.checked_sub(distance).and_then(|i| words.tokens.get(i));
        for (side, word) in [("L", left), ("R", words.tokens.get(at + distance))] {
            if let Some(word) = word {
                sink(&[kind, side, word]);
                sink(&[kind, side, bucket, word]);
            }
        }
    }
    words.tokens.iter().for_each(|word| sink(&[kind, "S", word]));
    words.before.iter().for_each(|word| sink(&[kind, "P", word]));
    words.carried.iter().for_each(|frame| sink(&[kind, "C", frame]));
    words.named.iter().for_each(|(frame, _)| sink(&[kind, "F", frame]));
    if let Some((frame, _)) = words.named.iter().min_by_key(|(_, middle)| middle.abs_diff(at)) {
        sink(&[kind, "N", frame]);
    }
    if let Kind::Value(i) = token.kind
        && let Some(found) = sentence.values.get(i)
    {
        sink(&[kind, "V", size(&found.value)]);
    }
}

/// The order of magnitude of a value.
fn size(value: &Value) -> &'static str {
    match value {
        Value::Money { units, .. } => match units {
            0..2_000_000_000 => "1e9",
            2_000_000_000..8_000_000_000 => "5e9",
            8_000_000_000..20_000_000_000 => "1e10",
            20_000_000_000..60_000_000_000 => "5e10",
            60_000_000_000..200_000_000_000 => "1e11",
            200_000_000_000..400_000_000_000 => "3e11",
            _ => "5e11",
        },
        Value::Percent(thousandths) => match thousandths {
            0..15_000 => "10",
            15_000..23_000 => "20",
            23_000..40_000 => "30",
            _ => "50",
        },
        Value::Year(_)
        | Value::Date(_)
        | Value::Month { .. }
        | Value::Duration { .. }
        | Value::Number(_) => "any",
    }
}
