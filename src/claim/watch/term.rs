//! A term of the deal, compiled: what it is called, what it may hold, and how texts say it.

use serde::{Deserialize, Serialize};

use crate::claim::model::Status;
use crate::claim::pattern::{Program, Sym};
use crate::claim::values::ValueType;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    One,
    Many,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tense {
    /// Holds for a time: a past form says it no longer does.
    State,
    /// Happened once: a past form is simply how it is told.
    Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Low,
    Medium,
    High,
}

/// What other layers need to know of a term.
#[derive(Clone, Debug, PartialEq)]
pub struct TermInfo {
    pub id: String,
    pub label: String,
    pub kind: ValueType,
    pub cardinality: Cardinality,
    pub tense: Tense,
    pub severity: Severity,
    /// Relative difference below which two numbers are one value: 0.02 is two percent.
    pub tolerance: f64,
    /// The fixed values it can hold, beside typed ones.
    pub values: Vec<String>,
    /// Pairs of values that exclude each other.
    pub opposite: Vec<(String, String)>,
    /// Values that say "as before" without naming it; they compare with nothing.
    pub relative: Vec<String>,
    /// Values that a typed value makes more precise: `capped` by an amount.
    pub refined: Vec<String>,
}

/// One pattern of a term.
#[derive(Clone, Debug)]
pub struct TermPattern {
    pub program: Program,
    /// What must stand beside it in the clause, in any order.
    pub beside: Vec<Program>,
    /// The fixed value; `None` takes the typed value of the match.
    pub value: Option<usize>,
    /// Needs the term's frame in the clause.
    pub framed: bool,
    /// Matched over the whole sentence instead of a clause.
    pub wide: bool,
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one term")]
pub struct Term {
    pub info: TermInfo,
    pub frame: Option<usize>,
    /// Holds for texts that name only one of the parties.
    pub alone: bool,
    /// Makes no claim: takes values away from terms that would match them less tightly.
    pub decoy: bool,
    pub patterns: Vec<TermPattern>,
    /// Any of these in the clause silences the term there.
    pub deny: Vec<Program>,
    /// Any of these inside the match (between its words) voids it.
    pub between: Vec<Program>,
    /// One of these must occur in the sentence, when there are any.
    pub needs: Vec<Program>,
    /// Any of these over the value voids the match: "an initial <money>".
    pub void: Vec<Program>,
    /// Like `void`, matched over the whole sentence.
    pub void_in_sentence: Vec<Program>,
    /// A value under one of these is one part of several: it counts only when it stands alone.
    pub minor: Vec<Program>,
    /// Like `between`, for fixed values only.
    pub fixed_between: Vec<Program>,
    /// What later sentences call a fixed value, or a typed one: "that privilege".
    pub called: Vec<(Option<usize>, Program)>,
    /// What makes a clause one about this term, so that a later one can leave it out: "it is 5%".
    pub topic: Vec<Program>,
    /// Words that are no cue where this term is concerned: "expected to".
    pub neutral: Vec<Program>,
    /// (newer, older): when both are current in a text, the older is what was.
    pub supersedes: Vec<(usize, usize)>,
    /// (term, value) that must hold where this term has a value: what is paid until 2030 is paid.
    pub implies: Vec<(String, String)>,
    /// Value -> the value beside which it is not meant.
    pub yields: Vec<(usize, usize)>,
    /// Value -> the value that "not" or "no longer" makes of it.
    pub ceased: Vec<(usize, usize)>,
    /// Whose the value must be, when the term says so: symbols of the owner.
    pub owner: Vec<Sym>,
    /// Other owners: without the owner in the sentence these make the value theirs.
    pub strangers: Vec<Program>,
    /// Whoever wants or denies its end says that it stands.
    pub presupposed: bool,
    /// Parties whose place nobody takes here: their kind may stand beside the others.
    pub rivals: Vec<usize>,
    /// Of dates only the latest is the present one.
    pub latest: bool,
    /// Smallest and largest sane number.
    pub sane: (f64, f64),
    pub default_status: Option<Status>,
    /// Statuses in which a value counts only when no other value of the term is in the text.
    pub lone: Vec<Status>,
    /// Statuses that mean nothing here and count as current.
    pub ignore: Vec<Status>,
    /// Speaker of every claim of this term, when the watch file says so.
    pub attribute_to: Option<String>,
    pub examples: Vec<Example>,
}

/// A sentence of the watch file with what must, or must not, be read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub text: String,
    /// Byte in the file.
    pub at: usize,
    /// `value` or `value@status`; `None` for a counter-example.
    pub expects: Option<String>,
}

impl Term {
    pub fn value_name(&self, index: usize) -> &str {
        self.info.values.get(index).map_or("", String::as_str)
    }

    pub fn value_index(&self, name: &str) -> Option<usize> {
        self.info.values.iter().position(|v| v == name)
    }
}
