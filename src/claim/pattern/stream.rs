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
    /// For each word of `present` the atoms that occur before it: their places in `places`.
    ranks: Vec<u32>,
    /// Where each atom that occurs stands; 0 until it is asked for.
    places: Vec<Cell<u128>>,
    /// For each part its place in `known`, counted from 1; 0 until it is asked for.
    slots: Vec<Cell<u16>>,
    known: RefCell<Vec<Spans>>,
}

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
        let mut occurring = 0;
        let rank = |word: &u64| {
            let before = occurring;
            occurring += word.count_ones();
            before
        };
        let ranks = present.iter().map(rank).collect();
        let places = vec![Cell::new(0); occurring as usize];
        let slots = vec![Cell::new(0); vocabulary.parts()];
        Self { syms, present, ranks, places, slots, known: RefCell::default() }
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
        let (word, bit) = (atom / 64, 1 << (atom % 64));
        let Some(present) = self.present.get(word).filter(|present| *present & bit != 0) else {
            return 0;
        };
        let rank = self.ranks.get(word).map_or(0, |rank| rank + (present & (bit - 1)).count_ones());
        let Some(known) = self.places.get(rank as usize) else { return 0 };
        if known.get() == 0 {
            let stands = |sym: Sym| u128::from(vocabulary.test(sym, atom));
            known.set(self.syms.iter().rev().fold(0, |mask, sym| mask << 1 | stands(*sym)));
        }
        known.get()
    }

    /// Hands `take` the places of a part.
    fn spans<T>(
        &self,
        number: usize,
        vocabulary: &Vocabulary,
        take: impl FnOnce(&Spans) -> T,
    ) -> T {
        let none = Spans::new();
        let Some(slot) = self.slots.get(number) else { return take(&none) };
        if slot.get() == 0 {
            let spans = self.match_part(number, vocabulary);
            let mut known = self.known.borrow_mut();
            known.push(spans);
            slot.set(u16::try_from(known.len()).unwrap_or_default());
        }
        take(self.known.borrow().get(usize::from(slot.get()) - 1).unwrap_or(&none))
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
