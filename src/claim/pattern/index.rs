//! Finds the programs worth running on a clause: those whose two rarest words occur in it.

use super::compile::Program;
use super::vocabulary::{Sym, Vocabulary};

/// Sets of programs, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// For each symbol the programs of which it is the rarest word, and the second rarest.
    rarest: Rows,
    second: Rows,
    /// The programs that need no second word.
    single: Vec<u64>,
}

impl Index {
    /// Indexes programs by their place in the list.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, vocabulary: &Vocabulary) -> Self {
        let programs: Vec<&Program> = programs.collect();
        let mut single = vec![0; programs.len().div_ceil(64)];
        let (mut rarest, mut second) = (Vec::new(), Vec::new());
        for (number, program) in programs.into_iter().enumerate() {
            let members = |atom: &usize| vocabulary.members(*atom).iter().map(|sym| (*sym, number));
            let keys = program.needs.get(..1).unwrap_or(&program.any_of);
            rarest.extend(keys.iter().flat_map(members));
            match program.needs.get(1) {
                Some(atom) => second.extend(members(atom)),
                None => set(&mut single, number),
            }
        }
        Self { rarest: Rows::new(&rarest), second: Rows::new(&second), single }
    }

    /// The programs whose two rarest words occur, in their order.
    pub fn candidates(&self, syms: &[Sym]) -> impl Iterator<Item = usize> + use<> {
        let mut sets: Vec<[u64; 2]> = self.single.iter().map(|single| [0, *single]).collect();
        for sym in syms {
            self.rarest.each(*sym, |at, bits| {
                if let Some([rarest, _]) = sets.get_mut(at) {
                    *rarest |= bits;
                }
            });
            self.second.each(*sym, |at, bits| {
                if let Some([_, second]) = sets.get_mut(at) {
                    *second |= bits;
                }
            });
        }
        let both = |(at, [rarest, second]): (usize, [u64; 2])| Bits {
            word: rarest & second,
            base: at * 64,
        };
        sets.into_iter().enumerate().flat_map(both)
    }
}

fn set(bits: &mut [u64], number: usize) {
    if let Some(word) = bits.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}

/// For each symbol a set of programs, without the words that are zero.
#[derive(Clone, Debug, Default)]
struct Rows {
    words: Vec<(usize, u64)>,
    /// Where the words of each symbol start; they end where those of the next do.
    starts: Vec<usize>,
}

impl Rows {
    /// From pairs that are in the order of the programs.
    fn new(pairs: &[(Sym, usize)]) -> Self {
        let symbols = pairs.iter().map(|(sym, _)| *sym as usize + 1).max().unwrap_or_default();
        let mut by_symbol: Vec<Vec<(usize, u64)>> = vec![Vec::new(); symbols];
        for (sym, number) in pairs {
            let (place, bit) = (number / 64, 1 << (number % 64));
            let Some(row) = by_symbol.get_mut(*sym as usize) else { continue };
            match row.last_mut().filter(|(last, _)| *last == place) {
                Some((_, bits)) => *bits |= bit,
                None => row.push((place, bit)),
            }
        }
        let mut rows = Self { words: Vec::new(), starts: vec![0] };
        for row in by_symbol {
            rows.words.extend(row);
            rows.starts.push(rows.words.len());
        }
        rows
    }

    /// Hands `take` the words of a symbol, each with its place.
    fn each(&self, sym: Sym, mut take: impl FnMut(usize, u64)) {
        let start = |sym: usize| self.starts.get(sym).copied().unwrap_or(self.words.len());
        let row = self.words.get(start(sym as usize)..start(sym as usize + 1));
        row.unwrap_or_default().iter().for_each(|(at, bits)| take(*at, *bits));
    }
}

/// The set bits of one word, lowest first.
struct Bits {
    word: u64,
    base: usize,
}

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.word == 0 {
            return None;
        }
        let bit = self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(self.base + bit as usize)
    }
}
