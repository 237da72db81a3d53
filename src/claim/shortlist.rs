//! Which patterns of a watch a sentence may match, asked once for all of them: those of terms, topics, frames,
//! the lexicon and the cues. It leaves out only what cannot match, and never says that something does.

use super::english::cues::Cues;
use super::pattern::{Index, Program, Stream, Vocabulary};
use super::watch::term::Term;
use super::watch::{Frame, OpenLane, Watch};

/// All patterns of a watch behind one index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    index: Index,
    entries: Vec<Entry>,
}

/// Where a pattern stands in the watch.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Term(PatternOfTerm),
    /// Likewise, for whole sentences.
    Wide(PatternOfTerm),
    /// What makes clauses those about a term.
    Topic(PatternOfTerm),
    Anchor(AnchorOfFrame),
    Lexicon(usize),
    Cue(usize),
}

/// The number of a term, and the place of one of its patterns or topics.
pub(crate) type PatternOfTerm = (usize, usize);
/// The number of a frame, whether it is one of its anchors or of its heads, and the place there.
pub(crate) type AnchorOfFrame = (usize, bool, usize);

/// The patterns that may match, each kind in the order of the watch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shortlist {
    pub(crate) terms: Vec<PatternOfTerm>,
    pub(crate) wide: Vec<PatternOfTerm>,
    pub(crate) topics: Vec<PatternOfTerm>,
    pub(crate) anchors: Vec<AnchorOfFrame>,
    pub(crate) lexicon: Vec<usize>,
    pub(crate) cues: Vec<usize>,
}

impl Catalogue {
    pub(crate) fn new(
        (terms, frames): (&[Term], &[Frame]),
        (open, cues): (&OpenLane, &Cues),
        words: &Vocabulary,
    ) -> Self {
        let mut all: Vec<(Entry, &Program)> = Vec::new();
        for (number, term) in terms.iter().enumerate() {
            let kind = |wide| if wide { Entry::Wide } else { Entry::Term };
            let patterns = term.patterns.iter().enumerate();
            all.extend(patterns.map(|(at, p)| (kind(p.wide)((number, at)), &p.program)));
            let topics = term.topic.iter().enumerate();
            all.extend(topics.map(|(at, p)| (Entry::Topic((number, at)), p)));
        }
        for (number, frame) in frames.iter().enumerate() {
            for (strong, list) in [(true, &frame.anchors), (false, &frame.heads)] {
                let places = list.iter().enumerate();
                all.extend(places.map(|(at, p)| (Entry::Anchor((number, strong, at)), p)));
            }
        }
        all.extend(open.lexicon.iter().enumerate().map(|(at, p)| (Entry::Lexicon(at), p)));
        all.extend(cues.programs().enumerate().map(|(at, p)| (Entry::Cue(at), p)));
        let index = Index::new(all.iter().map(|(_, program)| *program), words);
        Self { index, entries: all.into_iter().map(|(entry, _)| entry).collect() }
    }
}

impl Shortlist {
    pub(crate) fn of(watch: &Watch, stream: &Stream) -> Self {
        let mut list = Self::default();
        let catalogue = &watch.catalogue;
        for number in catalogue.index.candidates(&stream.syms) {
            let Some(entry) = catalogue.entries.get(number).copied() else { continue };
            if !program(watch, entry).is_some_and(|program| stream.may_match(program)) {
                continue;
            }
            match entry {
                Entry::Term(place) => list.terms.push(place),
                Entry::Wide(place) => list.wide.push(place),
                Entry::Topic(place) => list.topics.push(place),
                Entry::Anchor(place) => list.anchors.push(place),
                Entry::Lexicon(place) => list.lexicon.push(place),
                Entry::Cue(place) => list.cues.push(place),
            }
        }
        list
    }
}

fn program(watch: &Watch, entry: Entry) -> Option<&Program> {
    match entry {
        Entry::Term((term, at)) | Entry::Wide((term, at)) => {
            Some(&watch.terms.get(term)?.patterns.get(at)?.program)
        }
        Entry::Topic((term, at)) => watch.terms.get(term)?.topic.get(at),
        Entry::Anchor(place) => watch.anchor(place),
        Entry::Lexicon(at) => watch.open.lexicon.get(at),
        Entry::Cue(at) => watch.cues.program(at),
    }
}
