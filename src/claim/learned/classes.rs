//! Words that belong together, as features see them: the single words of each class, party and set
//! that the patterns of a watch file use, and the kinds of cues. What a text may say in words nobody
//! annotated it still says in words of the same class. It never matches a pattern.

use super::super::english::cues::{Cue, CueHit};
use super::super::pattern::{Compiler, Sym};
use super::super::tokens::Token;
use super::features::Part;

/// The classes of a watch file.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    /// How patterns write them, `@class`, `{PARTY}`, `[set]`; kinds of cues last, `!kind`.
    list: Vec<Part>,
    /// For each symbol the classes it belongs to.
    of_symbol: Vec<Vec<usize>>,
    first_cue: usize,
}

/// Where the words of each class start in a sentence, one bit a token.
pub type Places = Vec<u128>;

/// Tokens that have a bit.
const TOKENS: usize = 127;

impl Classes {
    pub fn new(compiler: &mut Compiler) -> Self {
        let mut classes = Self::default();
        for (name, members) in compiler.named() {
            let number = classes.list.len();
            classes.list.push(Part::written(&name));
            for symbol in members.into_iter().map(|symbol| symbol as usize) {
                if classes.of_symbol.len() <= symbol {
                    classes.of_symbol.resize(symbol + 1, Vec::new());
                }
                if let Some(of) = classes.of_symbol.get_mut(symbol) {
                    of.push(number);
                }
            }
        }
        classes.first_cue = classes.list.len();
        classes.list.extend(Cue::NAMES.map(|(name, _)| Part::written(&format!("!{name}"))));
        classes
    }

    /// The number of a class by how it is written.
    pub(super) fn number(&self, written: &str) -> Option<usize> {
        self.list.iter().position(|class| class.text == written)
    }

    /// Where each class stands in a sentence with these cues.
    pub(super) fn places(&self, tokens: &[Token], cues: &[CueHit]) -> Places {
        let mut places = vec![0; self.list.len()];
        let mut set = |number: usize, at: usize| {
            if let Some(mask) = places.get_mut(number).filter(|_| at < TOKENS) {
                *mask |= 1 << at;
            }
        };
        for (at, token) in tokens.iter().enumerate() {
            for number in self.of(token.sym) {
                set(*number, at);
            }
        }
        for hit in cues {
            let kind = Cue::NAMES.iter().position(|(_, cue)| *cue == hit.cue);
            if let Some(kind) = kind {
                set(self.first_cue + kind, hit.start);
            }
        }
        places
    }

    fn of(&self, symbol: Sym) -> &[usize] {
        self.of_symbol.get(symbol as usize).map_or(&[], Vec::as_slice)
    }

    /// The classes that stand in a sentence, with their numbers and where.
    pub(super) fn present<'a>(
        &'a self,
        places: &'a Places,
    ) -> impl Iterator<Item = (usize, &'a Part, u128)> {
        let all = self.list.iter().zip(places).enumerate();
        all.filter(|(_, (_, mask))| **mask != 0).map(|(n, (class, mask))| (n, class, *mask))
    }
}
