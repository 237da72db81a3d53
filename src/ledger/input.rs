//! What one comparison sees and what comes of it: data only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::Timestamp;
use crate::base::Warning;
use crate::claim::model::{Claim, Unclassified};

use super::model::{ArticleRef, Finding};
use super::rules::Terms;
use super::standing::{Appearance, StandingUpdate, TermStanding};

/// So many older versions are worth handing over.
pub const MAX_HISTORY: usize = 64;

/// The last `ok` version of the article, as the store holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviousVersion {
    pub snapshot_id: String,
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub correction_notes: Vec<String>,
    /// Every appearance of that version, derived ones too.
    pub appearances: Vec<Appearance>,
}

/// What a version said of each term, as hashes: enough to notice a return without its claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionMark {
    pub snapshot_id: String,
    /// Term to hash of its (value, status) rows; a term the version does not mention is absent.
    pub terms: BTreeMap<String, String>,
}

/// Why the article is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Live,
    /// First pass over a feed or watch: findings are recorded, flagged, and summed up in one.
    Baseline,
    /// The same raw bytes read by a newer extractor or watch: no findings at all.
    Technical,
}

/// Everything one comparison sees. `standings` holds every term of `claims` (absent: nobody has
/// mentioned it); leave an article whose language is not read out altogether.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub watch: &'a str,
    pub terms: &'a dyn Terms,
    pub article: &'a ArticleRef,
    pub claims: &'a [Claim],
    pub open: &'a [Unclassified],
    /// Texts of the page's `Correction` blocks.
    pub correction_notes: &'a [String],
    pub previous: Option<&'a PreviousVersion>,
    /// Marks of the older `ok` versions, oldest first, the last version last.
    pub history: &'a [VersionMark],
    pub standings: &'a BTreeMap<String, TermStanding>,
    /// Which of the clusters in `open` were reported before.
    pub known_clusters: &'a BTreeSet<String>,
    pub mode: Mode,
}

/// What to store and what to tell, to be committed together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub findings: Vec<Finding>,
    pub updates: Vec<StandingUpdate>,
    /// Every (term, value, status) of the snapshot, with the reason it was reported or not.
    pub appearances: Vec<Appearance>,
    pub mark: VersionMark,
    /// New or changed claims that said nothing new.
    pub repeated: u32,
    pub warnings: Vec<Warning>,
}

impl Outcome {
    /// What the next version of the article is compared with.
    pub fn as_previous(&self, article: &ArticleRef, notes: &[String]) -> PreviousVersion {
        PreviousVersion {
            snapshot_id: article.snapshot_id.clone(),
            published: article.published,
            modified: article.modified,
            correction_notes: notes.to_vec(),
            appearances: self.appearances.clone(),
        }
    }
}
