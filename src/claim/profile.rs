//! What a whole document is like: whose page it is, whether it tells of talks, whether it names all
//! parties; and what a table's column says of its cells.

use std::collections::BTreeSet;

use crate::article::model::{Block, BlockKind};

use super::english::cues::Cue;
use super::model::{Document, Status};
use super::pattern::{Stream, Sym};
use super::prepare::{self, Sentence};
use super::shortlist::Shortlist;
use super::switches::Mechanism;
use super::tokens::{Kind, Token};
use super::watch::Watch;
use super::watch::term::Term;

/// A text this long that never names one of the parties is about something else; a shorter one when
/// it names a company of that party's kind.
const BYTES_ONE_SIDED: usize = 600;

/// The parties a text does not name, where that says it is about something else.
#[derive(Clone, Debug, Default)]
pub struct OneSided {
    /// A long text, of which any party is missing.
    long: bool,
    /// Parties whose place others of their kind take.
    replaced: Vec<usize>,
}

impl OneSided {
    /// Whether such a text says nothing of `term`.
    pub(super) fn silences(&self, term: &Term) -> bool {
        !term.alone && (self.long || self.replaced.iter().any(|p| !term.rivals.contains(p)))
    }
}

pub(super) fn one_sided(watch: &Watch, document: &Document, sentences: &[Sentence]) -> OneSided {
    if !watch.switches.on(Mechanism::Guards) {
        return OneSided::default();
    }
    let mut peers = vec![false; watch.parties.len()];
    let mut named = vec![false; watch.parties.len()];
    let title = prepare::context(watch, document.title, 0);
    for token in sentences.iter().flat_map(|s| &s.tokens).chain(&title) {
        let Kind::Name(i) = token.kind else { continue };
        let name = watch.names.list.get(i);
        let party = name.and_then(|n| n.party.or(n.brand_of).or(n.person_of));
        if let Some(slot) = party.and_then(|p| named.get_mut(p)) {
            *slot = true;
        }
        for (slot, p) in peers.iter_mut().zip(&watch.parties) {
            *slot |= p.peers.contains(&token.sym);
        }
    }
    let long = document.text.len() >= BYTES_ONE_SIDED;
    let missing = || (0..).zip(&named).filter(|(_, named)| !**named).map(|(party, _)| party);
    let replaced = missing().filter(|party| peers.get(*party).copied().unwrap_or_default());
    OneSided { long: long && missing().next().is_some(), replaced: replaced.collect() }
}

/// A description names its party, too, where the text names the other one and nobody it could mean
/// instead: "the startup" beside Acme, without one of the startup's peers.
pub(super) fn described(watch: &Watch, sentences: &[Sentence], named: &mut [bool]) {
    let all = || {
        sentences.iter().flat_map(|s| &s.tokens).filter_map(|t| match t.kind {
            Kind::Name(i) => watch.names.list.get(i),
            Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => None,
        })
    };
    let one = named.iter().any(|n| *n);
    let strangers = all().any(|n| n.other);
    for (index, party) in watch.parties.iter().enumerate().filter(|_| one) {
        let rival = match party.peers.as_slice() {
            [] => strangers,
            peers => all().any(|n| peers.contains(&n.sym)),
        };
        let told = all().any(|n| n.nominal && n.party == Some(index));
        if let Some(slot) = named.get_mut(index) {
            *slot |= told && !rival;
        }
    }
}

/// Sentences about talks that make an article one about talks.
const TALKS_MIN: usize = 2;

pub(super) fn negotiating(watch: &Watch, sentences: &[Sentence]) -> bool {
    let talks = |s: &&Sentence| {
        let syms: Vec<Sym> = s.tokens.iter().map(|t| t.sym).collect();
        watch.cues.may_plan(&syms) && {
            let stream = Stream::new(syms, &watch.vocabulary);
            let cues = Shortlist::of(watch, &stream).cues;
            let found = watch.cues.find(&cues, &stream, &watch.vocabulary);
            found.iter().any(|c| c.cue == Cue::PlannedSentence)
        }
    };
    sentences.iter().filter(talks).take(TALKS_MIN).count() >= TALKS_MIN
}

/// On a party's own site or in its filing, "we" is that party.
pub(super) fn author(watch: &Watch, document: &Document) -> Option<usize> {
    let outlet: String =
        document.outlet.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    watch.parties.iter().position(|p| {
        let label: String =
            p.label.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        !label.is_empty() && outlet.starts_with(&label) | outlet.ends_with(&format!("{label}com"))
    })
}

/// What a table column says of its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// About the deal, with the status its header gives.
    Read(Option<Status>),
    /// About another company, or naming sources.
    Skipped,
}

/// What the header of a cell's column says.
pub(super) fn column(watch: &Watch, kind: &BlockKind) -> Column {
    let BlockKind::Cell { column: Some(column), .. } = kind else { return Column::Read(None) };
    let context = prepare::context(watch, column, 0);
    let of_party = |t: &Token| match t.kind {
        Kind::Name(i) => {
            watch.names.list.get(i).is_some_and(|n| n.party.is_some() || n.brand_of.is_some())
        }
        Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => false,
    };
    let named = context.iter().any(|t| matches!(t.kind, Kind::Name(_)));
    let lower = column.to_lowercase();
    let has =
        |words: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|w| words.contains(&w));
    if named && !context.iter().any(of_party)
        || has(&["source", "sources", "evidence", "competitor"])
    {
        return Column::Skipped;
    }
    let past = [
        "previous",
        "previously",
        "old",
        "before",
        "former",
        "prior",
        "earlier",
        "original",
        "then",
    ];
    let closed =
        ["until ", "till ", "up to ", "through ", "as of old"].iter().any(|w| lower.starts_with(w));
    Column::Read((closed || has(&past)).then_some(Status::Previous))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The year and month that a column's header names.
fn dated(block: &Block) -> Option<(u32, usize)> {
    let BlockKind::Cell { column: Some(column), .. } = &block.kind else { return None };
    let lower = column.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let year = words().filter(|w| w.len() == 4).find_map(|w| w.parse().ok())?;
    let month = |w: &str| MONTHS.iter().position(|m| w.starts_with(m));
    (1990..2100).contains(&year).then(|| (year, words().find_map(month).unwrap_or_default()))
}

/// Cells of a table whose columns are dates, in a column that is not the latest, by block: they say
/// what was.
pub(super) fn outdated(document: &Document) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    let mut at = 0;
    let cell = |b: &Block| matches!(b.kind, BlockKind::Cell { .. });
    for run in document.blocks.chunk_by(|a, b| cell(a) && cell(b)) {
        let latest = run.iter().filter_map(dated).max();
        out.extend(
            run.iter()
                .enumerate()
                .filter_map(|(i, b)| dated(b).filter(|d| Some(*d) < latest).map(|_| at + i)),
        );
        at += run.len();
    }
    out
}
