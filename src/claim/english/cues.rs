//! Cues that change how a text holds a value; the phrases stand in `cues.txt`. Pseudo-cues come
//! first: they look like a cue and are none. Never a word of a deal.

use crate::claim::pattern::{Compiler, Index, Program, Stream, Sym, Vocabulary, matcher};

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cue {
    /// Looks like a cue, is none.
    Pseudo,
    /// Ends what follows it: "no longer", "scraps".
    Cease,
    /// Makes it less without ending it: too vague for a claim.
    Weaken,
    /// Ends what stands before it: "... has ended".
    CeasedAfter,
    Negation,
    /// A time that is over, for this clause and the next: "until last week", "under the old deal".
    PreviousTime,
    /// A time that is over beside a past verb alone: "for six years", "up to 2025".
    PreviousSpan,
    /// Directly on what it makes former: "former", "old".
    PreviousAdjective,
    /// An earlier happening of the same kind: "in its previous round".
    PreviousEvent,
    /// Replaced by what comes next: "instead of", "rather than", "replacing".
    InsteadOf,
    /// Brings a value to a new one: "has risen to 5". Others of that term in the sentence were.
    ChangedTo,
    /// Back to the present: "now", "under the new agreement".
    Now,
    /// A time to come, for the sentence: what ends then has not ended.
    Later,
    /// What stands while something else is wanted: "the existing contract".
    Standing,
    /// Unsure, in this clause: "could", "appears to".
    Hedge,
    /// Rests on unnamed or second-hand sources, for the sentence.
    HedgeSource,
    /// Said to be so by those it is about, after it was reported: no hearsay any more.
    Confirmed,
    /// Wanted or proposed, in this clause.
    Planned,
    /// Wanted or proposed, for the sentence.
    PlannedSentence,
    /// The sentence disputes what follows: "denied", "dismissed reports".
    Denial,
    /// Disputes what was stated just before: "which it denied".
    DeniedBefore,
    /// Takes back what was stated just before: "that has changed".
    Undone,
    /// Makes a following clause an exception: "unless".
    Exception,
    /// Asks or leaves open: "how much", "declined to say".
    Open,
    /// Says what such things are in general: "a license is ...".
    Generic,
}

impl Cue {
    /// Every kind with its name, as the table's sections have it.
    pub const NAMES: [(&'static str, Self); 25] = KINDS;
}

/// The table's sections.
const KINDS: [(&str, Cue); 25] = [
    ("pseudo", Cue::Pseudo),
    ("cease", Cue::Cease),
    ("weaken", Cue::Weaken),
    ("ceased_after", Cue::CeasedAfter),
    ("negation", Cue::Negation),
    ("previous_time", Cue::PreviousTime),
    ("previous_span", Cue::PreviousSpan),
    ("previous_adjective", Cue::PreviousAdjective),
    ("previous_event", Cue::PreviousEvent),
    ("instead_of", Cue::InsteadOf),
    ("changed_to", Cue::ChangedTo),
    ("now", Cue::Now),
    ("later", Cue::Later),
    ("standing", Cue::Standing),
    ("hedge", Cue::Hedge),
    ("hedge_source", Cue::HedgeSource),
    ("confirmed", Cue::Confirmed),
    ("planned", Cue::Planned),
    ("planned_sentence", Cue::PlannedSentence),
    ("denial", Cue::Denial),
    ("denied_before", Cue::DeniedBefore),
    ("undone", Cue::Undone),
    ("exception", Cue::Exception),
    ("generic", Cue::Generic),
    ("open", Cue::Open),
];

const TABLE: &str = include_str!("cues.txt");

/// Every phrase of the table with its kind, its lists written out.
fn phrases() -> impl Iterator<Item = (Cue, String)> {
    let mut kind = Cue::Pseudo;
    let mut lists: Vec<(&str, String)> = Vec::new();
    TABLE.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).filter_map(
        move |line| {
            let header = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
            match header.and_then(|h| KINDS.iter().find(|(name, _)| *name == h)) {
                Some((_, named)) => {
                    kind = *named;
                    None
                }
                // A list may name those before it.
                None => match line.split_once(" = ").filter(|_| line.starts_with('@')) {
                    Some((name, words)) => {
                        lists.push((name, format!("({})", written_out(words, &lists))));
                        None
                    }
                    None => Some((kind, written_out(line, &lists))),
                },
            }
        },
    )
}

/// The words of the list `@name`.
pub fn listed(name: &str) -> impl Iterator<Item = &'static str> {
    let list = TABLE.lines().filter_map(|line| line.strip_prefix('@')?.split_once(" = "));
    list.filter(move |(named, _)| *named == name).flat_map(|(_, words)| words.split('|'))
}

/// A phrase with its `@list`s replaced by what they stand for.
fn written_out(phrase: &str, lists: &[(&str, String)]) -> String {
    lists.iter().fold(phrase.to_owned(), |phrase, (name, words)| phrase.replace(name, words))
}

/// One cue in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueHit {
    pub cue: Cue,
    pub start: usize,
    pub end: usize,
    pub consumed: u128,
}

/// All cues, compiled.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    list: Vec<(Cue, Program)>,
    /// The cues of plans alone.
    plans: Index,
}

impl Cues {
    /// Compiles the table; a phrase that does not compile is left out (a test compiles them all).
    pub fn compile(compiler: &mut Compiler) -> Self {
        for group in ["[outlet]", "{any!}"] {
            compiler.groups.entry(group.to_owned()).or_default();
        }
        let mut list = Vec::new();
        for (cue, phrase) in phrases() {
            if let Ok(program) = compiler.compile(&phrase) {
                list.push((cue, program));
            }
        }
        let planned = list.iter().filter(|(cue, _)| *cue == Cue::PlannedSentence);
        let plans = Index::new(planned.map(|(_, program)| program), &compiler.vocabulary);
        Self { list, plans }
    }

    /// All cues, as they are numbered.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        self.list.iter().map(|(_, program)| program)
    }

    pub fn program(&self, number: usize) -> Option<&Program> {
        self.list.get(number).map(|(_, program)| program)
    }

    /// False when nothing with these symbols speaks of a plan for its whole sentence.
    pub fn may_plan(&self, syms: &[Sym]) -> bool {
        self.plans.candidates(syms).next().is_some()
    }

    /// The cues of a clause among those of `shortlist`, without those a pseudo-cue covers.
    pub fn find(
        &self,
        shortlist: &[usize],
        stream: &Stream,
        vocabulary: &Vocabulary,
    ) -> Vec<CueHit> {
        let mut hits: Vec<CueHit> = Vec::new();
        let mut masked: u128 = 0;
        for (cue, program) in shortlist.iter().filter_map(|i| self.list.get(*i)) {
            for hit in matcher::find_all(program, stream, vocabulary) {
                if *cue == Cue::Pseudo {
                    masked |= hit.consumed;
                } else if hit.consumed & masked == 0 || *cue == Cue::Undone {
                    hits.push(CueHit {
                        cue: *cue,
                        start: hit.start,
                        end: hit.end,
                        consumed: hit.consumed,
                    });
                }
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_compiles() {
        let mut compiler = Compiler::default();
        compiler.groups.insert("[outlet]".into(), vec![1]);
        compiler.groups.insert("{any}".into(), vec![1]);
        compiler.groups.insert("{any!}".into(), vec![2]);
        for (_, phrase) in phrases() {
            assert!(compiler.compile(&phrase).is_ok(), "{phrase}: {:?}", compiler.compile(&phrase));
        }
        assert!(KINDS.iter().all(|(_, k)| phrases().any(|(cue, _)| cue == *k)));
    }
}
