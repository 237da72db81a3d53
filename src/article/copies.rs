//! Copies: which articles carry one text. Five-word shingles of the normalised text, compared by
//! containment, so that a shortened reprint still belongs to its source.

use serde::{Deserialize, Serialize};

use crate::base::id;

/// Words in a shingle.
const WORDS: usize = 5;
/// Texts of fewer words are copies only when they are the same.
const SHORTEST_WORDS: usize = 40;
/// Shared part of the smaller text, in hundredths, from which two texts are one family.
const FAMILY_HUNDREDTHS: usize = 30;
/// Texts with at most this many shingles are sketched whole.
const WHOLE: usize = 1024;
/// Longer texts keep one shingle in eight; every text is indexed by one in eight.
const SAMPLE_MASK: u32 = 0b111;

/// The shingles of a text, as sorted hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles {
    words: usize,
    exact: u64,
    hashes: Vec<u32>,
}

/// A shingle set made small enough to store with every version and compare without the text.
///
/// Whole for texts of up to 1,024 shingles (most articles), so their containment is exact; a sample
/// of one in eight above, where the error has a standard deviation of about
/// `sqrt(p (1 - p) / (n / 8))` for `n` shingles in the smaller text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    words: usize,
    exact: u64,
    whole: bool,
    hashes: Vec<u32>,
}

/// The words of a text as copies are compared: lower case, letters and digits only.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|w| w.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|w: &String| !w.is_empty())
        .collect()
}

/// FNV-1a over the words, finished so that low bits are as good as high ones.
fn hash<'a>(words: impl Iterator<Item = &'a String>) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain(std::iter::once(b' ')) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}

/// The upper half of a hash.
fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(u32::MAX)
}

pub fn shingles(text: &str) -> Shingles {
    let words = words(text);
    let mut hashes: Vec<u32> = words.windows(WORDS).map(|w| upper(hash(w.iter()))).collect();
    hashes.sort_unstable();
    hashes.dedup();
    Shingles { words: words.len(), exact: hash(words.iter()), hashes }
}

/// Shared shingles over the smaller set, from 0 to 1.
pub fn containment(one: &Shingles, other: &Shingles) -> f64 {
    ratio(shared(&one.hashes, &other.hashes), one.hashes.len().min(other.hashes.len()))
}

/// Whether two texts are copies of one: a third of the smaller, or all of it when it is short.
pub fn same_family(one: &Shingles, other: &Shingles) -> bool {
    if one.words < SHORTEST_WORDS || other.words < SHORTEST_WORDS {
        return one.exact == other.exact && one.words == other.words && one.words > 0;
    }
    let smaller = one.hashes.len().min(other.hashes.len());
    shared(&one.hashes, &other.hashes) * 100 >= smaller * FAMILY_HUNDREDTHS
}

fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                left.next();
                right.next();
            }
        }
    }
    count
}

fn ratio(part: usize, whole: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

fn sampled(hash: u32) -> bool {
    hash & SAMPLE_MASK == 0
}

impl Sketch {
    pub fn of(shingles: &Shingles) -> Self {
        let whole = shingles.hashes.len() <= WHOLE;
        let hashes = shingles.hashes.iter().copied().filter(|h| whole || sampled(*h)).collect();
        Self { words: shingles.words, exact: shingles.exact, whole, hashes }
    }

    /// The containment of the two texts: exact when both are sketched whole, else estimated from
    /// the shingles both would have kept.
    pub fn containment(&self, other: &Self) -> f64 {
        let (one, two) = self.comparable(other);
        ratio(shared(&one, &two), one.len().min(two.len()))
    }

    pub fn same_family(&self, other: &Self) -> bool {
        if self.words < SHORTEST_WORDS || other.words < SHORTEST_WORDS {
            return self.exact == other.exact && self.words == other.words && self.words > 0;
        }
        let (one, two) = self.comparable(other);
        let smaller = one.len().min(two.len());
        smaller > 0 && shared(&one, &two) * 100 >= smaller * FAMILY_HUNDREDTHS
    }

    fn comparable(&self, other: &Self) -> (Vec<u32>, Vec<u32>) {
        let whole = self.whole && other.whole;
        let keep = |hashes: &[u32]| -> Vec<u32> {
            hashes.iter().copied().filter(|h| whole || sampled(*h)).collect()
        };
        (keep(&self.hashes), keep(&other.hashes))
    }

    /// Keys under which the text is found again: two texts of one family share at least one, all
    /// but surely (a miss at containment `c` has the chance `(1 - c)^(n / 8)` for `n` shingles).
    /// A short text has the one key that means "this very text".
    pub fn keys(&self) -> Vec<i64> {
        if self.words < SHORTEST_WORDS {
            // Beyond the range of shingle keys, so the two never meet.
            return vec![i64::from(upper(self.exact)) + (1_i64 << 32)];
        }
        self.hashes.iter().filter(|h| sampled(**h)).map(|h| i64::from(*h)).collect()
    }

    /// A flat form for the store: a header and four bytes a shingle.
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = u32::try_from(self.words).unwrap_or(u32::MAX);
        let mut bytes = vec![1, u8::from(self.whole)];
        bytes.extend(words.to_le_bytes());
        bytes.extend(self.exact.to_le_bytes());
        for hash in &self.hashes {
            bytes.extend(hash.to_le_bytes());
        }
        bytes
    }

    /// The sketch behind stored bytes; `None` when they are not of this form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (header, body) = bytes.split_at_checked(14)?;
        let [1, whole, fields @ ..] = header else { return None };
        let (words, exact) = fields.split_at_checked(4)?;
        let words = u32::from_le_bytes(words.try_into().ok()?);
        let (hashes, rest) = body.as_chunks::<4>();
        rest.is_empty().then_some(())?;
        Some(Self {
            words: usize::try_from(words).ok()?,
            exact: u64::from_le_bytes(exact.try_into().ok()?),
            whole: *whole == 1,
            hashes: hashes.iter().map(|h| u32::from_le_bytes(*h)).collect(),
        })
    }
}

/// A name for a family, made from the text that founded it.
pub fn family_id(shingles: &Shingles) -> String {
    let lead: Vec<String> = shingles.hashes.iter().take(64).map(u32::to_string).collect();
    id::make("fam", &[&shingles.exact.to_string(), &lead.join(" ")])
}
