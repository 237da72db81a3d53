//! Finds the programs worth running on a clause: those whose two rarest words occur in it.

use super::compile::Program;
use super::vocabulary::{Sym, Vocabulary};

/// Sets of programs, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Index {
    width: usize,
    /// For each symbol the programs of which it is the rarest word.
    rarest: Rows,
    /// The same of the second rarest word.
    second: Rows,
    /// The programs that need no second word.
    single: Vec<u64>,
}

impl Index {
    /// Indexes programs by their place in the list.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, vocabulary: &Vocabulary) -> Self {
        let programs: Vec<&Program> = programs.collect();
        let width = programs.len().div_ceil(64);
        let mut single = vec![0; width];
        let (mut rarest, mut second) = (Vec::new(), Vec::new());
        for (number, program) in programs.into_iter().enumerate() {
            let keys = program.needs.get(..1).unwrap_or(&program.any_of);
            let members = keys.iter().flat_map(|atom| vocabulary.members(*atom));
            rarest.extend(members.map(|sym| (*sym, number)));
            match program.needs.get(1) {
                Some(atom) => {
                    second.extend(vocabulary.members(*atom).iter().map(|sym| (*sym, number)));
                }
                None => set(&mut single, number),
            }
        }
        Self { width, rarest: Rows::new(rarest), second: Rows::new(second), single }
    }

    /// The programs that may match, in their order.
    pub fn candidates(&self, syms: &[Sym]) -> impl Iterator<Item = usize> + use<> {
        let mut all = vec![0; self.width];
        let mut second = self.single.clone();
        for sym in syms {
            self.rarest.join(&mut all, *sym);
            self.second.join(&mut second, *sym);
        }
        all.iter_mut().zip(second).for_each(|(to, from)| *to &= from);
        all.into_iter().enumerate().flat_map(|(at, word)| Bits { word, base: at * 64 })
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
    /// Where the words of each symbol start; those of the last end with the list.
    starts: Vec<usize>,
}

impl Rows {
    fn new(mut pairs: Vec<(Sym, usize)>) -> Self {
        pairs.sort_unstable();
        let mut rows = Self::default();
        for run in pairs.chunk_by(|a, b| a.0 == b.0 && a.1 / 64 == b.1 / 64) {
            let Some((sym, number)) = run.first() else { continue };
            // Symbols without programs start where the next one does.
            rows.starts.resize(rows.starts.len().max(*sym as usize + 1), rows.words.len());
            let bits = run.iter().fold(0, |bits, (_, number)| bits | 1 << (number % 64));
            rows.words.push((number / 64, bits));
        }
        rows.starts.push(rows.words.len());
        rows
    }

    fn join(&self, bits: &mut [u64], sym: Sym) {
        let start = |sym: usize| self.starts.get(sym).copied().unwrap_or(self.words.len());
        let row = self.words.get(start(sym as usize)..start(sym as usize + 1));
        for (at, from) in row.unwrap_or_default() {
            if let Some(to) = bits.get_mut(*at) {
                *to |= from;
            }
        }
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
