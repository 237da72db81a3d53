//! The watch file, compiled once: parties, names, frames, terms, open lane. All it knows of a deal
//! comes from the file; a file with any mistake compiles to a list of all its mistakes.

pub mod check;
pub mod load;
pub mod names;
pub mod problem;
pub mod relevance;
pub mod section;
pub mod term;

pub use problem::Problem;
pub use relevance::Relevance;
pub use term::{Cardinality, Severity, Tense, TermInfo};

use crate::claim::english::cues::Cues;
use crate::claim::learned::Learned;
use crate::claim::learned::classes::Classes;
use crate::claim::pattern::{Program, Sym, Vocabulary};
use crate::claim::shortlist::{AnchorOfFrame, Catalogue};
use crate::claim::switches::Switches;
use names::Names;
use relevance::Telling;
use term::Term;

/// A side of the deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub id: String,
    pub label: String,
    pub sym: Sym,
    /// The same as an owner: "Acme's", "its".
    pub owner: Sym,
    /// Companies of its kind: in a sentence without it they stand in its place.
    pub peers: Vec<Sym>,
}

/// What a symbol is in the deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    None,
    Party(usize),
    /// Several parties at once.
    Both,
    /// A company that is no party.
    Other,
}

/// What a clause can be about; anchors say so, heads refer back to it.
#[derive(Clone, Debug)]
pub struct Frame {
    pub id: String,
    pub anchors: Vec<Program>,
    /// Bare nouns that take up the frame once the text is about the parties.
    pub heads: Vec<Program>,
    pub deny: Vec<Program>,
    /// The frame it is a part of: after "for research", "its rights" are those to research.
    pub of: Option<usize>,
    /// It only says what "it" in the next sentence is about, and takes nothing from other frames.
    pub topic: bool,
    /// Its bare nouns may stand for whatever the sentence before was about: "the arrangement".
    pub generic: bool,
}

/// Words that make a sentence worth a person's look when no term could type it.
#[derive(Clone, Debug, Default)]
pub struct OpenLane {
    /// Each lexicon entry; its number is its stem.
    pub lexicon: Vec<Program>,
    /// What alone makes an entry worth its page, though it names no party. A word that carries weight
    /// beside a party may stand in half of all news: where the file names none, the whole lexicon.
    pub gate: Vec<Program>,
    pub deny: Vec<Program>,
    pub min_score: f64,
    pub per_article_max: usize,
}

/// Settings of the ledger that belong to the deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    pub consensus_k: usize,
    pub half_life_days: f64,
    pub corroborate_at: Vec<usize>,
}

impl Default for Events {
    fn default() -> Self {
        Self { consensus_k: 2, half_life_days: 45.0, corroborate_at: vec![2, 5] }
    }
}

/// A compiled watch file.
#[derive(Clone, Debug)]
pub struct Watch {
    id: String,
    label: String,
    version: String,
    file: String,
    text: String,
    pub(crate) parties: Vec<Party>,
    pub(crate) names: Names,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) frames: Vec<Frame>,
    pub(crate) terms: Vec<Term>,
    pub(crate) cues: Cues,
    pub(crate) catalogue: Catalogue,
    pub(crate) roles: Vec<Role>,
    pub(crate) switches: Switches,
    pub(crate) learned: Learned,
    /// What words are told by where something is learned.
    pub(crate) classes: Classes,
    pub(crate) open: OpenLane,
    pub(crate) deny: Vec<Program>,
    pub(crate) telling: Telling,
    pub(crate) sample_date: Option<crate::base::time::Date>,
    events: Events,
    infos: Vec<TermInfo>,
}

impl Watch {
    /// Compiles the text of a watch file, or lists everything that is wrong with it.
    pub fn compile(text: &str, file_name: &str) -> Result<Self, Vec<Problem>> {
        load::load(text, file_name)
    }

    /// The same watch with mechanisms off, to measure their worth.
    #[must_use]
    pub fn with_switches(mut self, switches: Switches) -> Self {
        self.switches = switches;
        self
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// What `sym` is in the deal.
    pub(crate) fn role(&self, sym: Sym) -> Role {
        self.roles.get(sym as usize).copied().unwrap_or_default()
    }

    /// An anchor or a head of a frame.
    pub(crate) fn anchor(&self, (frame, strong, at): AnchorOfFrame) -> Option<&Program> {
        let frame = self.frames.get(frame)?;
        if strong { frame.anchors.get(at) } else { frame.heads.get(at) }
    }

    pub fn label(&self) -> &str {
        &self.label
    }

    /// Changes whenever the file's text does.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn terms(&self) -> &[TermInfo] {
        &self.infos
    }

    pub fn term(&self, id: &str) -> Option<&TermInfo> {
        self.infos.iter().find(|t| t.id == id)
    }

    pub fn events(&self) -> &Events {
        &self.events
    }

    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// Runs every example and counter-example of the file.
    pub fn self_check(&self) -> Vec<Problem> {
        check::self_check(self)
    }

    /// Whether a text names a party or an open-lane word, or is denied by the file.
    pub fn relevance(&self, text: &str) -> Relevance {
        relevance::relevance(self, text)
    }

    pub fn names_party(&self, text: &str) -> bool {
        matches!(self.relevance(text), Relevance::NamesParty { .. })
    }
}
