//! Runs a program over a clause. Bounded: a program gets a fixed number of steps per start.

use super::compile::{Program, Step};
use super::vocabulary::{Bits, Sym, Vocabulary};

/// One clause as patterns see it: symbols, and which atoms occur at all.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    pub syms: Vec<Sym>,
    present: Bits,
}

/// Clauses are cut to this length before matching: positions fit into one mask.
pub const LENGTH_MAX: usize = 128;
const BUDGET: u32 = 3000;

impl Stream {
    pub fn new(syms: Vec<Sym>, vocabulary: &Vocabulary) -> Self {
        let mut stream = Self { syms, present: Bits::new() };
        stream.syms.truncate(LENGTH_MAX);
        for sym in &stream.syms {
            vocabulary.add_bits(*sym, &mut stream.present);
        }
        stream
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

    /// False when a word the program needs does not occur.
    pub fn may_match(&self, program: &Program) -> bool {
        let has =
            |atom: &usize| self.present.get(atom / 64).is_some_and(|w| w >> (atom % 64) & 1 == 1);
        program.needs.iter().all(has)
            && (program.any_of.is_empty() || program.any_of.iter().any(has))
    }
}

/// One match: token positions `start..end`, the tokens matched by words rather than gaps, and the
/// position of the typed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub start: usize,
    pub end: usize,
    pub consumed: u128,
    pub value: Option<usize>,
}

impl Hit {
    pub fn consumes(&self, at: usize) -> bool {
        at < LENGTH_MAX && self.consumed >> at & 1 == 1
    }
}

/// Ends tried per start of a pattern with a typed value: "from 8 or 10" has two.
const ENDS_MAX: usize = 3;

/// All matches; of those that end together, the tightest.
pub fn find_all(program: &Program, stream: &Stream, vocabulary: &Vocabulary) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    if !stream.may_match(program) {
        return hits;
    }
    let typed = program.steps.iter().any(|s| matches!(s, Step::Value(_)));
    for start in 0..stream.len() {
        if program.first.is_some_and(|atom| !vocabulary.test(stream.get(start), atom)) {
            continue;
        }
        let mut beyond = start;
        for _ in 0..if typed { ENDS_MAX } else { 1 } {
            let mut run = Run { program, stream, vocabulary, budget: BUDGET, beyond };
            let from = Hit { start, end: start, consumed: 0, value: None };
            let Some(hit) = run.go(0, from) else { break };
            beyond = hit.end;
            match hits.iter_mut().find(|h| h.end == hit.end) {
                Some(held) => *held = hit,
                None => hits.push(hit),
            }
        }
    }
    hits
}

/// True when the program matches anywhere.
pub fn occurs(program: &Program, stream: &Stream, vocabulary: &Vocabulary) -> bool {
    stream.may_match(program)
        && (0..stream.len()).any(|start| {
            let fits = program.first.is_none_or(|atom| vocabulary.test(stream.get(start), atom));
            let mut run = Run { program, stream, vocabulary, budget: BUDGET, beyond: start };
            fits && run.go(0, Hit { start, end: start, consumed: 0, value: None }).is_some()
        })
}

struct Run<'a> {
    program: &'a Program,
    stream: &'a Stream,
    vocabulary: &'a Vocabulary,
    budget: u32,
    /// Only matches that end beyond this count.
    beyond: usize,
}

impl Run<'_> {
    /// The step wants a word that does not stand at `at`: most gaps end this way, and trying them
    /// for real costs far more.
    fn stops(&self, step: usize, at: usize) -> bool {
        match self.program.steps.get(step) {
            Some(Step::Atom(atom) | Step::Value(atom)) => {
                self.stream.syms.get(at).is_none_or(|sym| !self.vocabulary.test(*sym, *atom))
            }
            _ => false,
        }
    }

    fn go(&mut self, mut step: usize, mut hit: Hit) -> Option<Hit> {
        loop {
            self.budget = self.budget.checked_sub(1)?;
            match *self.program.steps.get(step)? {
                Step::Done if hit.end > self.beyond => return Some(hit),
                Step::Jump(to) => step = to,
                Step::Split(first, second) if self.stops(first, hit.end) => step = second,
                Step::Split(first, second) => match self.go(first, hit) {
                    Some(found) => return Some(found),
                    None => step = second,
                },
                Step::Start if hit.end == 0 => step += 1,
                Step::End if hit.end == self.stream.len() => step += 1,
                Step::Start | Step::End | Step::Done => return None,
                Step::Any => {
                    self.stream.syms.get(hit.end)?;
                    hit.end += 1;
                    step += 1;
                }
                Step::Atom(atom) | Step::Value(atom) => {
                    let sym = *self.stream.syms.get(hit.end)?;
                    if !self.vocabulary.test(sym, atom) {
                        return None;
                    }
                    if matches!(self.program.steps.get(step), Some(Step::Value(_))) {
                        hit.value = Some(hit.end);
                    }
                    hit.consumed |= 1 << hit.end;
                    hit.end += 1;
                    step += 1;
                }
            }
        }
    }
}
