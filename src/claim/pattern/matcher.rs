//! Runs programs over a clause, at all its positions at once: a mask holds one bit a position, and a
//! program is one pass over its steps from the last to the first. Nothing is tried and taken back, so
//! a program costs its steps, whatever the text. Never allocates for a program that does not match.

use super::compile::{Program, Step};
use super::stream::{LENGTH_MAX, Stream};
use super::vocabulary::Vocabulary;

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
    let scene = (stream, vocabulary);
    with_table(&program.steps, |table| {
        let mut starts = reach(&program.steps, scene, stream.ends(), table);
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let mut hit = Hit { start, end: start, consumed: 0, value: None };
            trace(&program.steps, scene, table, &mut hit);
            keep(&mut hits, hit);
            if program.typed {
                further(program, scene, hit, &mut hits);
            }
        }
    });
    hits
}

/// True when the program matches anywhere.
pub fn occurs(program: &Program, stream: &Stream, vocabulary: &Vocabulary) -> bool {
    let backwards = || program.steps.iter().rev();
    let before = |after, step: &Step| stream.before(*step, after, vocabulary);
    stream.may_match(program) && backwards().fold(stream.ends(), before) != 0
}

/// A clause and the words that its symbols stand for.
type Scene<'a> = (&'a Stream, &'a Vocabulary);

/// Steps for which the table needs no allocation.
const SMALL: usize = 16;

fn with_table<T>(steps: &[Step], run: impl FnOnce(&mut [u128]) -> T) -> T {
    let count = steps.len() + 1;
    let mut small = [0; SMALL];
    match small.get_mut(..count) {
        Some(table) => run(table),
        None => run(&mut vec![0; count]),
    }
}

/// Matches with the start of `first` that end further on.
fn further(program: &Program, scene: Scene, first: Hit, hits: &mut Vec<Hit>) {
    let mut beyond = first.end;
    for _ in 1..ENDS_MAX {
        let ends = scene.0.ends() & !(u128::MAX >> (LENGTH_MAX - beyond.min(LENGTH_MAX)));
        let mut hit = Hit { end: first.start, consumed: 0, value: None, ..first };
        let found = with_table(&program.steps, |table| {
            let starts = reach(&program.steps, scene, ends, table);
            let found = starts >> first.start & 1 == 1;
            if found {
                trace(&program.steps, scene, table, &mut hit);
            }
            found
        });
        if !found {
            return;
        }
        keep(hits, hit);
        beyond = hit.end;
    }
}

fn keep(hits: &mut Vec<Hit>, hit: Hit) {
    match hits.iter_mut().find(|h| h.end == hit.end) {
        Some(held) => *held = hit,
        None => hits.push(hit),
    }
}

/// Fills `table` with the positions from which each step, and what follows it, leads to one of
/// `ends`; the answer is those of the first. Stops, and answers 0, where there are none.
fn reach(steps: &[Step], (stream, vocabulary): Scene, ends: u128, table: &mut [u128]) -> u128 {
    let mut here = ends;
    if let Some(slot) = table.get_mut(steps.len()) {
        *slot = ends;
    }
    for (step, slot) in steps.iter().zip(table).rev() {
        here = stream.before(*step, here, vocabulary);
        if here == 0 {
            return 0;
        }
        *slot = here;
    }
    here
}

/// Moves `hit` along the match that `table` says there is at its end: the shortest gaps, the first
/// ways that lead on.
fn trace(steps: &[Step], scene: Scene, table: &[u128], hit: &mut Hit) {
    for (step, after) in steps.iter().zip(table.iter().skip(1)) {
        match *step {
            Step::Atom { value, .. } => {
                if value {
                    hit.value = Some(hit.end);
                }
                hit.consumed |= 1 << hit.end;
                hit.end += 1;
            }
            Step::Gap(_) => hit.end += (after >> hit.end).trailing_zeros() as usize,
            Step::Part(number) => {
                let ways = scene.1.part(number).map_or(&[][..], |part| &part.ways);
                let leads = |way: &&Vec<Step>| {
                    with_table(way, |inner| {
                        let found = reach(way, scene, *after, inner) >> hit.end & 1 == 1;
                        if found {
                            trace(way, scene, inner, hit);
                        }
                        found
                    })
                };
                ways.iter().find(leads);
            }
            Step::Start | Step::End => {}
        }
    }
}
