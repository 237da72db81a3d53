//! Finds the programs worth running on a clause: those whose rarest word occurs in it.

use super::compile::Program;
use super::matcher::Stream;
use super::vocabulary::Vocabulary;

/// For each symbol, the numbers of the programs it may start off.
#[derive(Clone, Debug, Default)]
pub struct Index {
    by_sym: Vec<Vec<u32>>,
}

impl Index {
    /// Indexes programs by their place in the list.
    pub fn new<'a>(programs: impl Iterator<Item = &'a Program>, vocabulary: &Vocabulary) -> Self {
        let mut index = Self::default();
        for (number, program) in (0_u32..).zip(programs) {
            let keys = program.needs.get(..1).unwrap_or(&program.any_of);
            for sym in keys.iter().flat_map(|atom| vocabulary.members(*atom)) {
                let at = *sym as usize;
                if index.by_sym.len() <= at {
                    index.by_sym.resize(at + 1, Vec::new());
                }
                if let Some(list) = index.by_sym.get_mut(at) {
                    list.push(number);
                }
            }
        }
        index
    }

    /// The programs that may match, in their order.
    pub fn candidates(&self, stream: &Stream) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::new();
        for sym in &stream.syms {
            out.extend(self.by_sym.get(*sym as usize).into_iter().flatten());
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}
