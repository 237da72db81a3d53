//! One clause as patterns see it: its symbols, where words stand, and where the parts that patterns
//! share do. A word or a part is looked for when it is first asked for, and then known. Never changes
//! once made.

use std::cell::{Cell, RefCell};

use super::compile::{Program, Step};
use super::vocabulary::{Sym, UNKNOWN, Vocabulary};

/// Symbols of a clause, and which atoms occur at all.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    pub syms: Vec<Sym>,
    present: Vec<u64>,
    /// Where the atoms last asked for stand, each in the slot of its number.
    places: Vec<Cell<(usize, u128)>>,
    /// The parts asked for so far.
    known: RefCell<Vec<(usize, Spans)>>,
}

/// Atoms whose places are kept.
const KEPT: usize = 32;

/// Where a part stands: for each length the positions where so many tokens of it start.
type Spans = Vec<(usize, u128)>;

/// Clauses are cut to this length before matching: their positions, and the end behind the last,
/// fit into one mask.
pub const LENGTH_MAX: usize = 127;

impl Stream {
    pub fn new(mut syms: Vec<Sym>, vocabulary: &Vocabulary) -> Self {
        syms.truncate(LENGTH_MAX);
        let mut present = vec![0; vocabulary.width()];
        for sym in syms.iter().chain([&UNKNOWN]) {
            for (at, bits) in vocabulary.row(*sym) {
                if let Some(word) = present.get_mut(usize::from(*at)) {
                    *word |= bits;
                }
            }
        }
        Self { syms, present, places: vec![Cell::new((0, 0)); KEPT], known: RefCell::default() }
    }

    pub fn get(&self, at: usize) -> Sym {
        self.syms.get(at).copied().unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.syms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.syms.is_empty()
    }

    fn occurs(&self, atom: usize) -> bool {
        self.present.get(atom / 64).is_some_and(|word| word >> (atom % 64) & 1 == 1)
    }

    /// False when a word the program needs does not occur.
    pub fn may_match(&self, program: &Program) -> bool {
        program.needs.iter().all(|atom| self.occurs(*atom))
            && (program.any_of.is_empty() || program.any_of.iter().any(|atom| self.occurs(*atom)))
    }

    /// Every position a match can end at.
    pub fn ends(&self) -> u128 {
        u128::MAX >> (LENGTH_MAX - self.len().min(LENGTH_MAX))
    }

    /// The positions from which `step` leads to one of `after`.
    pub fn before(&self, step: Step, after: u128, vocabulary: &Vocabulary) -> u128 {
        match step {
            Step::Atom { atom, .. } => match after >> 1 {
                0 => 0,
                before => before & self.places(atom, vocabulary),
            },
            Step::Gap(most) => widen(after, usize::from(most)),
            Step::Part(number) => self.spans(number, vocabulary, |spans| {
                spans.iter().fold(0, |all, (length, starts)| all | after >> length & starts)
            }),
            Step::Start => after & 1,
            Step::End => after & 1 << self.len(),
        }
    }

    /// Where an atom stands.
    fn places(&self, atom: usize, vocabulary: &Vocabulary) -> u128 {
        if !self.occurs(atom) {
            return 0;
        }
        let slot = self.places.get(atom % KEPT);
        if let Some((_, mask)) =
            slot.map(Cell::get).filter(|(known, mask)| *known == atom && *mask != 0)
        {
            return mask;
        }
        let mask = match vocabulary.members(atom) {
            [only] => self.mask(|sym| sym == *only),
            [one, other] => self.mask(|sym| sym == *one || sym == *other),
            _ => self.mask(|sym| vocabulary.test(sym, atom)),
        };
        if let Some(slot) = slot {
            slot.set((atom, mask));
        }
        mask
    }

    /// The positions of the symbols that `fits`; by halves, for what fits a register is quick.
    fn mask(&self, fits: impl Fn(Sym) -> bool) -> u128 {
        let half = |syms: &[Sym]| {
            syms.iter().rev().fold(0_u64, |mask, sym| mask << 1 | u64::from(fits(*sym)))
        };
        match self.syms.split_at_checked(64) {
            Some((low, high)) => u128::from(half(high)) << 64 | u128::from(half(low)),
            None => half(&self.syms).into(),
        }
    }

    /// Hands `take` the places of a part.
    fn spans<T>(
        &self,
        number: usize,
        vocabulary: &Vocabulary,
        take: impl FnOnce(&Spans) -> T,
    ) -> T {
        if let Some((_, spans)) = self.known.borrow().iter().find(|(known, _)| *known == number) {
            return take(spans);
        }
        let spans = self.match_part(number, vocabulary);
        let answer = take(&spans);
        self.known.borrow_mut().push((number, spans));
        answer
    }

    fn match_part(&self, number: usize, vocabulary: &Vocabulary) -> Spans {
        let mut out = Spans::new();
        for way in vocabulary.part(number).map_or(&[][..], |part| &part.ways) {
            if let [Step::Atom { atom, .. }] = way.as_slice() {
                add(&mut out, 1, self.places(*atom, vocabulary));
            } else if !way.iter().filter_map(Step::atom).all(|atom| self.occurs(atom)) {
                // Most ways end here.
            } else if way.iter().all(|step| step.atom().is_some()) {
                let before = |after, step: &Step| self.before(*step, after, vocabulary);
                add(&mut out, way.len(), way.iter().rev().fold(self.ends(), before));
            } else {
                for (length, starts) in self.match_way(way, vocabulary) {
                    add(&mut out, length, starts);
                }
            }
        }
        out
    }

    fn match_way(&self, way: &[Step], vocabulary: &Vocabulary) -> Spans {
        let mut spans = vec![(0, self.ends())];
        for step in way.iter().rev() {
            let mut longer = Spans::new();
            for (length, after) in spans {
                match *step {
                    Step::Gap(most) => (0..=usize::from(most))
                        .take_while(|by| after >> by != 0)
                        .for_each(|by| add(&mut longer, length + by, after >> by)),
                    Step::Part(number) => self.spans(number, vocabulary, |inner| {
                        for (by, starts) in inner {
                            add(&mut longer, length + by, after >> by & starts);
                        }
                    }),
                    Step::Atom { .. } => {
                        add(&mut longer, length + 1, self.before(*step, after, vocabulary));
                    }
                    Step::Start | Step::End => {
                        add(&mut longer, length, self.before(*step, after, vocabulary));
                    }
                }
            }
            spans = longer;
        }
        spans
    }
}

fn add(spans: &mut Spans, length: usize, starts: u128) {
    if starts == 0 {
        return;
    }
    match spans.iter_mut().find(|(known, _)| *known == length) {
        Some((_, held)) => *held |= starts,
        None => spans.push((length, starts)),
    }
}

/// The positions up to `most` tokens before those of `mask`, and those themselves.
fn widen(mut mask: u128, most: usize) -> u128 {
    let mut left = most.min(LENGTH_MAX);
    let mut by = 1;
    while left > 0 {
        by = by.min(left);
        mask |= mask >> by;
        left -= by;
        by *= 2;
    }
    mask
}
