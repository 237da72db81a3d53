//! The ledger: what an article's claims mean against its own last version and against all coverage.
//! Pure: it never sees a clock, a store or a socket; it is handed a bounded extract and returns findings.
//!
//! `compare` is the one way in. `standing` says exactly what a store must hand over, `book` is a
//! ledger in memory that does so (for replays and tests), `words` turns a finding into a sentence.

pub mod baseline;
pub mod book;
mod compare;
mod correction;
mod coverage;
mod edit;
pub mod history;
mod independence;
mod input;
pub mod model;
pub mod need;
mod other_status;
mod precision;
pub mod reason;
mod report;
mod returns;
pub mod rules;
mod sheet;
pub mod standing;
pub mod versions;
mod view;
pub mod words;

pub use compare::compare;
pub use input::{Input, MAX_HISTORY, Mode, Outcome, PreviousVersion, VersionMark};
pub use model::{Finding, FindingKind, Severity};
pub use reason::Reason;
pub use rules::{Cardinality, LedgerPolicy, Relation, TermRules, Terms};
pub use sheet::strongest;
pub use standing::{Appearance, StandingUpdate, TermStanding};
