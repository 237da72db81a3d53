//! The compiled watch as the ledger sees it: rules of its terms and how their values compare.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::claim::value::{Comparison, compare};
use crate::claim::values::ValueType;
use crate::claim::watch::{self, Watch};
use crate::ledger::{Cardinality, Relation, Severity, TermRules, Terms};

/// Implements the ledger's `Terms` over a watch.
#[derive(Debug)]
pub struct WatchTerms {
    watch: Arc<Watch>,
    rules: BTreeMap<String, TermRules>,
}

impl WatchTerms {
    pub fn new(watch: &Arc<Watch>) -> Self {
        let rule = |term: &watch::TermInfo| TermRules {
            id: term.id.clone(),
            label: term.label.clone(),
            severity: match term.severity {
                watch::Severity::Low => Severity::Low,
                watch::Severity::Medium => Severity::Medium,
                watch::Severity::High => Severity::High,
            },
            cardinality: match term.cardinality {
                watch::Cardinality::One => Cardinality::One,
                watch::Cardinality::Many => Cardinality::Many,
            },
            // The date of the agreement an article reports is when its claims hold from.
            announces: term.kind == ValueType::Date,
            // What happened once, and a bare amount, are figures of their day; an amount that a text
            // may also put in words (capped, uncapped) is a clause of the contract.
            dated: term.tense == watch::Tense::Event
                || (term.kind == ValueType::Money && term.values.is_empty()),
        };
        let rules = watch.terms().iter().map(|term| (term.id.clone(), rule(term))).collect();
        Self { watch: Arc::clone(watch), rules }
    }
}

impl Terms for WatchTerms {
    fn rules(&self, term: &str) -> Option<&TermRules> {
        self.rules.get(term)
    }

    fn relate(&self, term: &str, left: &str, right: &str) -> Relation {
        let Some(info) = self.watch.term(term) else { return Relation::CannotCompare };
        // A year and an event whose year nobody knows may both be an end, whichever comes first.
        let is_event = |value: &str| info.values.iter().any(|known| known == value);
        if info.kind == ValueType::Year && is_event(left) != is_event(right) {
            return Relation::CannotCompare;
        }
        match compare(info, left, right) {
            Comparison::Same => Relation::Same,
            Comparison::EqualWithinTolerance => Relation::Equal,
            Comparison::Differs => Relation::Differs,
            Comparison::Refines => Relation::Refines,
            Comparison::CannotCompare => Relation::CannotCompare,
        }
    }
}
