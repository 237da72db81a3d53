//! A sentence as it is learned from, and what stands around a value in it as features: words and
//! word classes by distance, those of the sentence and of the one before, frames, its size. A feature
//! is a few words; its key is made of their hashes, so that no text is built where nobody learns.

use super::super::english::cues::CueHit;
use super::super::frames::{Anchor, Carried};
use super::super::pattern::vocabulary as vocab;
use super::super::prepare::Sentence;
use super::super::tokens::{Kind, Token};
use super::super::values::Value;
use super::super::watch::{Role, Watch};
use super::classes::Places;

/// Tokens to each side that count by their distance.
const NEAR: usize = 10;
/// Words of the sentence before.
const BEFORE: usize = 40;

/// One word of a feature. Where nobody learns its text is left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) key: u64,
    pub(super) text: String,
}

impl Part {
    pub(super) fn written(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, kept: bool) -> Self {
        Self { key: hash(text), text: if kept { text.to_owned() } else { String::new() } }
    }
}

/// A sentence as features see it.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(super) tokens: Vec<Part>,
    pub(super) before: Vec<Part>,
    /// Frames named in the sentence with the middle of their anchor, and those carried into it.
    pub(super) named: Vec<(Part, usize)>,
    pub(super) carried: Vec<Part>,
    /// Where the classes of the watch stand.
    pub(super) places: Places,
    /// It names a party, or what the deal is about.
    pub anchored: bool,
}

/// What a sentence is seen with.
pub struct Around<'a> {
    pub text: &'a str,
    pub anchors: &'a [Anchor],
    pub cues: &'a [CueHit],
    pub before: &'a [Token],
    pub carried: &'a Carried,
    /// Somebody learns: features keep their words.
    pub learning: bool,
}

impl Words {
    pub fn of(watch: &Watch, sentence: &Sentence, around: &Around) -> Self {
        let kept = around.learning;
        let known = |t: &Token| {
            let plain = t.kind == Kind::Word && t.sym == t.word && !kept;
            plain.then(|| watch.learned.known(t.word)).flatten()
        };
        let part = |t: &Token| match known(t) {
            Some(key) => Part { key, text: String::new() },
            None => Part::new(&spelled(watch, around.text, t), kept),
        };
        let frame = |f: usize| watch.frames.get(f).map(|f| Part::new(&f.id, kept));
        let named: Vec<_> = around
            .anchors
            .iter()
            .filter_map(|a| Some((frame(a.frame)?, usize::midpoint(a.start, a.end))))
            .collect();
        let carried: Vec<_> = around.carried.context.iter().filter_map(|f| frame(*f)).collect();
        let long = |t: &&Token| t.end > t.start + 3;
        Self {
            anchored: anchored(watch, sentence, around),
            tokens: sentence.tokens.iter().map(part).collect(),
            before: around.before.iter().filter(long).take(BEFORE).map(part).collect(),
            named,
            carried,
            places: watch.classes.places(&sentence.tokens, around.cues),
        }
    }
}

/// Whether a sentence has to do with the deal at all: a party, a frame, or a frame it inherits.
pub fn anchored(watch: &Watch, sentence: &Sentence, around: &Around) -> bool {
    let party = |t: &Token| matches!(watch.role(t.sym), Role::Party(_) | Role::Both);
    !around.anchors.is_empty()
        || !around.carried.context.is_empty()
        || sentence.tokens.iter().any(party)
}

/// Whether a token is a value that can be learned about.
pub fn is_value(token: &Token) -> bool {
    matches!(token.kind, Kind::Value(_)) && kind(token).is_some()
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
        Kind::Word if token.word != vocab::UNKNOWN => {
            folded(watch.vocabulary.spelled(token.word)).replace(' ', "_")
        }
        Kind::Word => folded(&text.get(token.start..token.end).unwrap_or_default().to_lowercase())
            .replace(' ', "_"),
    }
}

/// Forms of a word fall together; that some unlike words do too costs little.
pub(super) fn folded(word: &str) -> &str {
    let long = |end: &str| word.len() > end.len() + 3;
    let end = ["ing", "ed", "es", "s"].into_iter().find(|end| long(end) && word.ends_with(end));
    end.and_then(|end| word.strip_suffix(end)).unwrap_or(word)
}

/// FNV-1a.
pub(super) const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut rest = bytes;
    while let [first, more @ ..] = rest {
        hash = (hash ^ *first as u64).wrapping_mul(0x0100_0000_01B3);
        rest = more;
    }
    hash
}

/// The key of a feature whose words have these hashes.
pub(super) fn key(parts: impl IntoIterator<Item = u64>) -> u64 {
    let joined = parts.into_iter().fold(0x9E37_79B9_7F4A_7C15_u64, |all, part| {
        (all.rotate_left(23) ^ part).wrapping_mul(0x9FB2_1C65_1E98_DF25)
    });
    joined ^ joined >> 32
}

/// Takes a feature: how it stands to what it is a feature of, and the word.
pub(super) type Sink<'a> = dyn FnMut(&[Tag], &Part) + 'a;

/// The fixed words of features.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag(pub(super) &'static str, pub(super) u64);

const fn tag(text: &'static str) -> Tag {
    Tag(text, hash(text))
}

const LEFT: Tag = tag("L");
const RIGHT: Tag = tag("R");
pub(super) const SENTENCE: Tag = tag("S");
pub(super) const CLASS: Tag = tag("K");
pub(super) const CARRIED: Tag = tag("C");
pub(super) const FRAME: Tag = tag("F");
const BEFORE_IT: Tag = tag("P");
const NEAREST: Tag = tag("N");
const SIZE: Tag = tag("V");
/// Distances that count as one, from the nearest to the farthest of each.
const BUCKETS: [(Tag, usize, usize); 4] =
    [(tag("1"), 1, 1), (tag("2"), 2, 2), (tag("4"), 3, 4), (tag("9"), 5, NEAR)];

/// Calls `sink` with the features of the value at token `at`.
pub(super) fn each(watch: &Watch, sentence: &Sentence, words: &Words, at: usize, sink: &mut Sink) {
    let Some((token, kind)) = sentence.tokens.get(at).and_then(|t| Some((t, kind(t)?))) else {
        return;
    };
    let kind = tag(kind);
    for (bucket, from, to) in BUCKETS {
        for distance in from..=to {
            let left = at.checked_sub(distance).and_then(|i| words.tokens.get(i));
            for (side, word) in [(LEFT, left), (RIGHT, words.tokens.get(at + distance))] {
                if let Some(word) = word {
                    sink(&[kind, side], word);
                    sink(&[kind, side, bucket], word);
                }
            }
        }
    }
    words.tokens.iter().for_each(|word| sink(&[kind, SENTENCE], word));
    words.before.iter().for_each(|word| sink(&[kind, BEFORE_IT], word));
    words.carried.iter().for_each(|frame| sink(&[kind, CARRIED], frame));
    words.named.iter().for_each(|(frame, _)| sink(&[kind, FRAME], frame));
    if let Some((frame, _)) = words.named.iter().min_by_key(|(_, middle)| middle.abs_diff(at)) {
        sink(&[kind, NEAREST], frame);
    }
    classes(watch, words, at, kind, sink);
    if let Kind::Value(i) = token.kind
        && let Some(found) = sentence.values.get(i)
    {
        sink(&[kind, SIZE], &Part::new(&size(&found.value), true));
    }
}

/// The classes around a value, by side and distance.
fn classes(watch: &Watch, words: &Words, at: usize, kind: Tag, sink: &mut Sink) {
    let bits = |from: usize, to: usize| (from..=to).fold(0_u128, |mask, i| mask | 1 << i.min(127));
    let left = |from: usize, to: usize| {
        at.checked_sub(from).map_or(0, |last| bits(at.saturating_sub(to), last))
    };
    let reach =
        BUCKETS.map(|(bucket, from, to)| (bucket, left(from, to), bits(at + from, at + to)));
    for (_, class, mask) in watch.classes.present(&words.places) {
        sink(&[kind, CLASS], class);
        for (bucket, left, right) in reach {
            for (side, beside) in [(LEFT, left), (RIGHT, right)] {
                if mask & beside != 0 {
                    sink(&[kind, side], class);
                    sink(&[kind, side, bucket], class);
                }
            }
        }
    }
}

/// The order of magnitude of a value; a year is itself.
fn size(value: &Value) -> String {
    let order = match value {
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
        Value::Year(year) | Value::Month { year, .. } => return year.to_string(),
        Value::Date(date) => return date.year().to_string(),
        Value::Duration { .. } | Value::Number(_) => "any",
    };
    order.to_owned()
}
