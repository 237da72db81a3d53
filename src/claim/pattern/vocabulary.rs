//! Words as small numbers, and for each number the sets of words (atoms) it belongs to.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::compile::Part;
use crate::claim::elided;
use crate::claim::english::{Flags, words};
use crate::claim::values::numbers;

/// A word, mark, typed value or name, as patterns see it.
pub type Sym = u32;

/// A word no pattern and no grammar table knows.
pub const UNKNOWN: Sym = 0;
pub const COMMA: Sym = 1;
pub const COLON: Sym = 2;
pub const SEMICOLON: Sym = 3;
pub const DASH: Sym = 4;
pub const OPEN: Sym = 5;
pub const CLOSE: Sym = 6;
pub const MARK: Sym = 7;
pub const MONEY: Sym = 8;
pub const PERCENT: Sym = 9;
pub const YEAR: Sym = 10;
pub const DATE: Sym = 11;
pub const DURATION: Sym = 12;
pub const NUMBER: Sym = 13;
/// Several parties at once: "both companies".
pub const BOTH: Sym = 14;
const FIRST_FREE: Sym = 16;

/// Marks that a pattern may name, standing by themselves.
pub const MARKS: [(&str, Sym); 2] = [(",", COMMA), (":", COLON)];

/// Typed placeholders of the pattern language.
/// `amount` and `when` are money and time that are not the value of the match.
pub const TYPES: [(&str, &[Sym]); 8] = [
    ("amount", &[MONEY]),
    ("when", &[YEAR, DATE]),
    ("money", &[MONEY]),
    ("percent", &[PERCENT]),
    ("year", &[YEAR]),
    ("date", &[DATE]),
    ("duration", &[DURATION]),
    ("number", &[NUMBER]),
];

/// FNV-1a over bytes and numbers: what is hashed is short, and nobody can choose a vocabulary's words
/// to collide.
#[derive(Clone, Debug)]
pub struct ShortHasher(u64);

pub type Hashed = BuildHasherDefault<ShortHasher>;

impl Default for ShortHasher {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl ShortHasher {
    fn take(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x0100_0000_01B3);
    }
}

impl Hasher for ShortHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.take(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.take(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.take(number as u64);
    }

    fn finish(&self) -> u64 {
        // Tables choose by the upper bits too, which few short words reach.
        self.0 ^ self.0.rotate_left(32)
    }
}

#[derive(Clone, Debug)]
pub struct Vocabulary {
    words: HashMap<Arc<str>, Sym, Hashed>,
    flags: Vec<Flags>,
    spelled: Vec<Arc<str>>,
    /// A typed value may start with it.
    opens_value: Vec<bool>,
    atoms: Vec<Arc<[Sym]>>,
    by_members: HashMap<Arc<[Sym]>, usize, Hashed>,
    /// For each symbol the atoms it satisfies, one bit each in `width` words; filled by `seal`.
    bits: Vec<u64>,
    /// The same without the words that are zero, and for each symbol where its own start.
    rows: Vec<(u16, u64)>,
    row_starts: Vec<usize>,
    width: usize,
    parts: Vec<Part>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        let mut vocabulary = Self {
            words: HashMap::with_capacity_and_hasher(2 * words::known().len(), Hashed::default()),
            flags: vec![Flags::NONE; FIRST_FREE as usize],
            spelled: vec![Arc::default(); FIRST_FREE as usize],
            opens_value: vec![false; FIRST_FREE as usize],
            atoms: Vec::new(),
            by_members: HashMap::default(),
            bits: Vec::new(),
            rows: Vec::new(),
            row_starts: Vec::new(),
            width: 0,
            parts: Vec::new(),
        };
        for (word, flags) in words::known() {
            if words::spelling(word) == *word && !vocabulary.words.contains_key(*word) {
                vocabulary.add(word, *flags);
            } else {
                vocabulary.intern(word);
            }
        }
        for word in numbers::known_words().chain(elided::known_words()) {
            vocabulary.intern(word);
        }
        vocabulary
    }
}

impl Vocabulary {
    /// The symbol of a written word (lower case, any spelling), made when new.
    pub fn intern(&mut self, word: &str) -> Sym {
        if let Some(sym) = self.words.get(word) {
            return *sym;
        }
        let usual = words::spelling(word);
        match self.words.get(usual) {
            Some(sym) => *sym,
            None => self.add(usual, words::flags(usual)),
        }
    }

    fn add(&mut self, word: &str, flags: Flags) -> Sym {
        let sym = self.fresh(flags);
        let spelled: Arc<str> = word.into();
        if let Some(slot) = self.spelled.get_mut(sym as usize) {
            *slot = Arc::clone(&spelled);
        }
        if let Some(slot) = self.opens_value.get_mut(sym as usize) {
            *slot = numbers::opens_value(word);
        }
        self.words.insert(spelled, sym);
        sym
    }

    /// A symbol that is no written word: a name or a party.
    pub fn fresh(&mut self, flags: Flags) -> Sym {
        let sym = Sym::try_from(self.flags.len()).unwrap_or(UNKNOWN);
        self.flags.push(flags);
        self.spelled.push(Arc::default());
        self.opens_value.push(false);
        sym
    }

    /// The symbol of a word in a text; `UNKNOWN` when nothing cares about it.
    pub fn find(&self, word: &str) -> Sym {
        self.words.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// The word behind a symbol; empty for names, marks and unknown words.
    pub fn spelled(&self, sym: Sym) -> &str {
        self.spelled.get(sym as usize).map_or("", |word| word)
    }

    /// False when no typed value starts with this word.
    pub fn opens_value(&self, sym: Sym) -> bool {
        self.opens_value.get(sym as usize).copied().unwrap_or_default()
    }

    /// How many symbols there are.
    pub fn size(&self) -> Sym {
        Sym::try_from(self.flags.len()).unwrap_or(Sym::MAX)
    }

    pub fn flags(&self, sym: Sym) -> Flags {
        self.flags.get(sym as usize).copied().unwrap_or_default()
    }

    /// The atom that holds exactly these symbols, in any order.
    pub fn atom(&mut self, members: &mut Vec<Sym>) -> usize {
        members.sort_unstable();
        members.dedup();
        self.atom_of(members)
    }

    /// The same of symbols in order, each once.
    pub fn atom_of(&mut self, members: &[Sym]) -> usize {
        if let Some(atom) = self.by_members.get(members) {
            return *atom;
        }
        let atom = self.atoms.len();
        let members: Arc<[Sym]> = members.into();
        self.by_members.insert(Arc::clone(&members), atom);
        self.atoms.push(members);
        atom
    }

    /// Takes in a part of patterns; the answer is its number.
    pub fn add_part(&mut self, part: Part) -> usize {
        self.parts.push(part);
        self.parts.len() - 1
    }

    pub fn part(&self, number: usize) -> Option<&Part> {
        self.parts.get(number)
    }

    /// The symbols of an atom.
    pub fn members(&self, atom: usize) -> &[Sym] {
        self.atoms.get(atom).map_or(&[], |members| members)
    }

    /// The same, to keep.
    pub fn shared(&self, atom: usize) -> Option<Arc<[Sym]>> {
        self.atoms.get(atom).cloned()
    }

    /// How often one of the symbols is likely to occur: names and typed values most, then by count.
    pub fn commonness(&self, members: &[Sym]) -> usize {
        let frequent = |sym: &Sym| {
            let spelled = self.spelled(*sym);
            spelled.is_empty()
                || self.flags(*sym).has(Flags::PREPOSITION)
                || self.flags(*sym).has(Flags::AUX)
        };
        members.len() + if members.iter().any(frequent) { 1000 } else { 0 }
    }

    /// Makes the other spellings of known words known too.
    fn alias(&mut self) {
        for (other, usual) in words::spellings() {
            if let Some(sym) = self.words.get(*usual).copied() {
                self.words.insert((*other).into(), sym);
            }
        }
    }

    /// Fixes the atoms: from here on `row` answers.
    pub fn seal(&mut self) {
        self.alias();
        self.width = self.atoms.len().div_ceil(64);
        self.bits = vec![0; self.width * self.flags.len()];
        for (atom, members) in self.atoms.iter().enumerate() {
            for sym in members.iter() {
                if let Some(word) = self.bits.get_mut(*sym as usize * self.width + atom / 64) {
                    *word |= 1 << (atom % 64);
                }
            }
        }
        self.row_starts = vec![0];
        for row in self.bits.chunks(self.width.max(1)) {
            let words = (0..).zip(row.iter().copied());
            self.rows.extend(words.filter(|(_, bits)| *bits != 0));
            self.row_starts.push(self.rows.len());
        }
    }

    pub fn test(&self, sym: Sym, atom: usize) -> bool {
        self.bits
            .get(sym as usize * self.width + atom / 64)
            .is_some_and(|word| word >> (atom % 64) & 1 == 1)
    }

    /// Words that hold one bit for every atom.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The atoms that `sym` satisfies, one bit each in the words that are not zero.
    pub fn row(&self, sym: Sym) -> &[(u16, u64)] {
        let bound = |sym: usize| self.row_starts.get(sym).copied().unwrap_or_default();
        self.rows.get(bound(sym as usize)..bound(sym as usize + 1)).unwrap_or_default()
    }
}
