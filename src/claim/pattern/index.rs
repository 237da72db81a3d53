//! Finds the programs worth running on a clause: those whose two rarest words occur in it.

use super::compile::Program;
use super::stream::Stream;
use super::vocabulary::Vocabulary;

/// Sets of programs, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Index {
    width: usize,
    /// For each symbol the programs of which it is the rarest word.
    rarest: Vec<Vec<u64>>,
    /// The same of the second rarest word.
    second: Vec<Vec<u64>>,
    /// The programs that need no second word.
    single: Vec<u64>,
}

impl Index {
    /// Indexes programs by their place in the list.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, vocabulary: &Vocabulary) -> Self {
        let programs: Vec<&Program> = programs.collect();
        let width = programs.len().div_ceil(64);
        let mut index = Self { width, single: vec![0; width], ..Self::default() };
        for (number, program) in programs.into_iter().enumerate() {
            let keys = program.needs.get(..1).unwrap_or(&program.any_of);
            for sym in keys.iter().flat_map(|atom| vocabulary.members(*atom)) {
                set(row(&mut index.rarest, *sym as usize, width), number);
            }
            match program.needs.get(1) {
                Some(atom) => vocabulary
                    .members(*atom)
                    .iter()
                    .for_each(|sym| set(row(&mut index.second, *sym as usize, width), number)),
                None => set(&mut index.single, number),
            }
        }
        index
    }

    /// The programs that may match, in their order.
    pub fn candidates(&self, stream: &Stream) -> impl Iterator<Item = usize> + use<> {
        let mut all = vec![0; self.width];
        let mut second = self.single.clone();
        for sym in &stream.syms {
            join(&mut all, &self.rarest, *sym as usize);
            join(&mut second, &self.second, *sym as usize);
        }
        all.iter_mut().zip(second).for_each(|(to, from)| *to &= from);
        all.into_iter().enumerate().flat_map(|(at, word)| Bits { word, base: at * 64 })
    }
}

fn row(rows: &mut Vec<Vec<u64>>, sym: usize, width: usize) -> &mut [u64] {
    if rows.len() <= sym {
        rows.resize(sym + 1, Vec::new());
    }
    let Some(row) = rows.get_mut(sym) else { return &mut [] };
    row.resize(width, 0);
    row
}

fn set(bits: &mut [u64], number: usize) {
    if let Some(word) = bits.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}

fn join(bits: &mut [u64], rows: &[Vec<u64>], sym: usize) {
    let row = rows.get(sym).map_or(&[][..], Vec::as_slice);
    bits.iter_mut().zip(row).for_each(|(to, from)| *to |= from);
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
