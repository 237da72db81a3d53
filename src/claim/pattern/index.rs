//! Finds the programs worth running on a clause: those whose rarest word occurs in it.

use super::compile::Program;
use super::stream::Stream;
use super::vocabulary::Vocabulary;

/// For each symbol, the programs it may start off, one bit each.
#[derive(Clone, Debug, Default)]
pub struct Index {
    by_sym: Vec<Vec<u64>>,
    width: usize,
}

impl Index {
    /// Indexes programs by their place in the list.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, vocabulary: &Vocabulary) -> Self {
        let programs: Vec<&Program> = programs.collect();
        let mut index = Self { by_sym: Vec::new(), width: programs.len().div_ceil(64) };
        for (number, program) in programs.into_iter().enumerate() {
            let keys = program.needs.get(..1).unwrap_or(&program.any_of);
            for sym in keys.iter().flat_map(|atom| vocabulary.members(*atom)) {
                index.set(*sym as usize, number);
            }
        }
        index
    }

    fn set(&mut self, sym: usize, number: usize) {
        if self.by_sym.len() <= sym {
            self.by_sym.resize(sym + 1, Vec::new());
        }
        let width = self.width;
        let Some(bits) = self.by_sym.get_mut(sym) else { return };
        bits.resize(width, 0);
        if let Some(word) = bits.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// The programs that may match, in their order.
    pub fn candidates(&self, stream: &Stream) -> impl Iterator<Item = usize> + use<> {
        let mut all = vec![0_u64; self.width];
        for bits in stream.syms.iter().filter_map(|sym| self.by_sym.get(*sym as usize)) {
            all.iter_mut().zip(bits).for_each(|(to, from)| *to |= from);
        }
        all.into_iter().enumerate().flat_map(|(at, word)| Bits { word, base: at * 64 })
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
